"""SAM over all weights with the population logistic loss: the exact minimax solution.

In the coordinates (w_1, X, Y) - X the part of the non-robust weights along (1, ..., 1)/sqrt(d), Y the norm of the rest
of them - the loss depends on w_1, X and s = sqrt(X^2 + Y^2) only, and the ball stays a ball.  The loss is convex, so
the centre may have Y = 0, and the outer problem is convex in (w_1, X).  At its solution a few points of the sphere are
worst, each with its gradient along the perturbation; their gradients, weighted, cancel.  An exchange of points finds
them, Newton's method on these conditions the digits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import optimize, special

from theory.model.arrays import FloatArray
from theory.model.binary_model import BinaryModel
from theory.model.float64 import in_float64
from theory.smooth.losses import Weights, deviates, logistic_optimum, setting, weight_radius

_EXCHANGES = 20
_CLIMBS = 10
_NEWTON_STEPS = 30
_TOLERANCE = 1e-11
_WORSE = 1e-11
"""Relative excess of a perturbation's loss over the active ones' that counts as rounding."""


class _Scaled(NamedTuple):
    """A scalar model and the unit in which the loss is counted: with strong weak features it is tiny."""

    p: float
    kappa: float
    d: float
    unit: float


class _Loss(NamedTuple):
    """Value, gradient and Hessian in (w_1, X, Y), for points of shape (n, 3)."""

    value: FloatArray
    gradient: FloatArray
    hessian: FloatArray


def _loss(at: _Scaled, points: FloatArray) -> _Loss:
    w, x, y = points.T
    s = np.hypot(x, y)
    z, share = deviates(float(s.max()))
    n = w.size
    value, gradient, hessian = np.zeros(n), np.zeros((n, 3)), np.zeros((n, 3, 3))
    for sign, chance in ((1.0, at.p), (-1.0, 1.0 - at.p)):
        margin = (sign * w + at.kappa * x)[:, None] + s[:, None] * z
        rate = special.expit(-margin)
        bent = rate * (1.0 - rate)
        weights = chance * share / at.unit
        value += np.logaddexp(0.0, -margin) @ weights
        first, second = -(rate @ weights), bent @ weights
        third = -(bent * (1.0 - 2.0 * rate)) @ weights
        fourth = (bent * (1.0 - 6.0 * bent)) @ weights
        # moments with Z become derivatives: E[f(m) Z] = s E[f'(m)]
        gradient += np.stack([sign * first, at.kappa * first + x * second, y * second], axis=1)
        across = sign * (at.kappa * second + x * third)
        along = at.kappa**2 * second + 2.0 * at.kappa * x * third + second + x * x * fourth
        mixed = y * (at.kappa * third + x * fourth)
        rows = [
            [second, across, sign * y * third],
            [across, along, mixed],
            [sign * y * third, mixed, second + y * y * fourth],
        ]
        hessian += np.stack([np.stack(row, axis=1) for row in rows], axis=1)
    return _Loss(value, gradient, hessian)


def _directions(flat: bool) -> FloatArray:
    """Unit vectors over the half sphere Y >= 0; over the circle Y = 0 with one non-robust feature."""
    polar = np.linspace(0.0, 2.0 * np.pi, 96, endpoint=False)
    tilt = np.zeros(1) if flat else np.linspace(0.0, 0.5 * np.pi, 9)
    angle, lift = (v.ravel() for v in np.meshgrid(polar, tilt))
    return np.stack([np.cos(lift) * np.cos(angle), np.cos(lift) * np.sin(angle), np.sin(lift)], axis=1)


def _worst_points(at: _Scaled, centre: FloatArray, rho: float, grid: FloatArray) -> FloatArray:
    """The local maxima of the loss on the sphere, best first: climbed along the gradient, then by Newton's method."""
    value = _loss(at, centre + rho * grid).value
    delta = rho * grid[np.argsort(value)[::-1][:24]]
    for _ in range(_CLIMBS):
        gradient = _loss(at, centre + delta).gradient
        delta = rho * gradient / np.linalg.norm(gradient, axis=1, keepdims=True)
    delta[:, 2] = np.abs(delta[:, 2])
    for _ in range(_NEWTON_STEPS):
        loss = _loss(at, centre + delta)
        stretch = (loss.gradient * delta).sum(axis=1) / rho**2
        system = np.zeros((delta.shape[0], 4, 4))
        system[:, :3, :3] = loss.hessian - stretch[:, None, None] * np.eye(3)
        system[:, :3, 3] = -delta
        system[:, 3, :3] = delta
        residual = np.zeros((delta.shape[0], 4))
        residual[:, :3] = loss.gradient - stretch[:, None] * delta
        step = -(np.linalg.pinv(system) @ residual[:, :, None])[:, :3, 0]
        new = delta + step * np.minimum(1.0, 0.2 * rho / np.maximum(np.linalg.norm(step, axis=1), 1e-300))[:, None]
        new *= rho / np.linalg.norm(new, axis=1, keepdims=True)
        better = _loss(at, centre + new).value >= loss.value - 1e-15
        delta = np.where(better[:, None], new, delta)
        if np.linalg.norm(step[better], axis=1).max(initial=0.0) < 1e-10 * rho:
            break
    delta[:, 2] = np.abs(delta[:, 2])
    order = np.argsort(_loss(at, centre + delta).value)[::-1]
    kept: list[FloatArray] = []
    for point in delta[order]:
        if all(np.abs(point - other).max() > 1e-3 * rho for other in kept):
            kept.append(point)
    return np.array(kept)


@in_float64("the minimax optimum")
def minimax_optimum(model: BinaryModel, rho: float) -> Weights:
    """Logistic loss under SAM over all weights with radius rho: min over w of the largest loss within rho of w.

    The ball lies in the space of the d + 1 weights.  To about 1e-9 where the worst points are separate.

    Args:
        model: parameters p, eta and d, numbers.
        rho: radius in the units of the weights, finite and >= 0.

    Raises:
        ValueError: the model holds arrays, or rho is out of range.
        ArithmeticError: the conditions cannot be solved.
    """
    size, start = weight_radius(rho), logistic_optimum(model)
    if size == 0.0:
        return start
    at = _Scaled(*setting(model), 1.0)
    best = np.array([[start.robust, start.rest * np.sqrt(at.d), 0.0]])
    at = at._replace(unit=float(_loss(at, best).value[0]))
    centre = best[0]
    grid = _directions(at.d == 1.0)
    cuts = np.empty((0, 3))
    for _ in range(_EXCHANGES):
        worst = _worst_points(at, centre, size, grid)
        for candidates in (worst[:2], worst[:5], np.vstack([worst[:5], _nearly_worst(at, centre, worst[0], cuts)])):
            solved = _polish(at, centre, candidates, size)
            if solved is not None and _is_optimal(at, solved, size, grid):
                return Weights(float(solved.centre[0]), float(solved.centre[1] / np.sqrt(at.d)))
        cuts = np.vstack([cuts, worst[:3]])
        centre = _master(at, centre, cuts)
    raise ArithmeticError(f"the minimax conditions were not solved at p = {at.p}, kappa = {at.kappa}, rho = {size}")


def _nearly_worst(at: _Scaled, centre: FloatArray, worst: FloatArray, cuts: FloatArray) -> FloatArray:
    """The earlier perturbations whose loss is not far below the worst one's."""
    base, top = _loss(at, np.array([centre, centre + worst])).value
    return cuts[_loss(at, centre + cuts).value > top - 0.05 * (top - base)] if cuts.size else cuts


class _Solution(NamedTuple):
    """A centre at which the gradients at the given perturbations cancel; `value` is the loss there."""

    centre: FloatArray
    shares: FloatArray
    value: float


def _is_optimal(at: _Scaled, solved: _Solution, rho: float, grid: FloatArray) -> bool:
    """No other perturbation is worse, so the solution is a saddle point of a convex problem: the global optimum."""
    worst = _worst_points(at, solved.centre, rho, grid)
    top = float(_loss(at, solved.centre + worst[:1]).value[0])
    return bool((solved.shares > 0.0).all()) and top <= solved.value * (1.0 + _WORSE)


def _master(at: _Scaled, centre: FloatArray, active: FloatArray) -> FloatArray:
    """The centre with the least largest loss over the given perturbations."""

    def constraint(u: FloatArray) -> FloatArray:
        return u[2] - _loss(at, np.array([u[0], u[1], 0.0]) + active).value

    def slope(u: FloatArray) -> FloatArray:
        gradient = _loss(at, np.array([u[0], u[1], 0.0]) + active).gradient[:, :2]
        return np.hstack([-gradient, np.ones((active.shape[0], 1))])

    top = _loss(at, centre + active).value.max()
    found = optimize.minimize(
        lambda u: u[2],
        np.array([centre[0], centre[1], top]),
        jac=lambda u: np.array([0.0, 0.0, 1.0]),
        constraints={"type": "ineq", "fun": constraint, "jac": slope},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 200},
    )
    return np.array([found.x[0], found.x[1], 0.0])


def _polish(at: _Scaled, centre: FloatArray, worst: FloatArray, rho: float) -> _Solution | None:
    """Newton's method on the conditions of optimality for those worst points whose gradients can cancel."""
    gradient = _loss(at, centre + worst).gradient
    rows = np.vstack([gradient[:, :2].T, np.ones(worst.shape[0])])
    shares, _ = optimize.nnls(rows, np.array([0.0, 0.0, 1.0]))
    kept = shares > 1e-6
    worst, shares = worst[kept].copy(), shares[kept]
    count = worst.shape[0]
    if count < 2:
        return None
    worst[worst[:, 2] < 1e-4 * rho, 2] = 0.0
    u = np.concatenate([centre[:2], worst.ravel(), np.linalg.norm(gradient[kept], axis=1) / rho, shares])
    for _ in range(_NEWTON_STEPS):
        value, jacobian = _conditions(at, u, count, rho)
        step = np.linalg.lstsq(jacobian, value, rcond=1e-13)[0]
        longest = np.abs(step[: 2 + 3 * count]).max()
        u = u - step * min(1.0, 0.3 * rho / max(longest, 1e-300))
        if not np.isfinite(u).all() or u[1] <= 0.0:
            return None
        if np.abs(step[:2]).max() < _TOLERANCE * max(1.0, np.abs(u[:2]).max()):
            solved = np.array([u[0], u[1], 0.0])
            delta = u[2 : 2 + 3 * count].reshape(count, 3)
            return _Solution(solved, u[2 + 4 * count :], float(_loss(at, solved + delta).value.max()))
    return None


def _conditions(at: _Scaled, u: FloatArray, count: int, rho: float) -> tuple[FloatArray, FloatArray]:
    """Residuals and Jacobian in (w_1, X, perturbations, stretches, shares)."""
    delta = u[2 : 2 + 3 * count].reshape(count, 3)
    stretch, shares = u[2 + 3 * count : 2 + 4 * count], u[2 + 4 * count :]
    loss = _loss(at, np.array([u[0], u[1], 0.0]) + delta)
    size = 5 * count + 2
    value, jacobian = np.zeros(size), np.zeros((size, size))
    weigh = 2 + 4 * count
    for k in range(count):
        rows, own = slice(3 * k, 3 * k + 3), slice(2 + 3 * k, 5 + 3 * k)
        value[rows] = loss.gradient[k] - stretch[k] * delta[k]
        jacobian[rows, :2] = loss.hessian[k][:, :2]
        jacobian[rows, own] = loss.hessian[k] - stretch[k] * np.eye(3)
        jacobian[rows, 2 + 3 * count + k] = -delta[k]
        value[3 * count + k] = 0.5 * (delta[k] @ delta[k] - rho * rho)
        jacobian[3 * count + k, own] = delta[k]
        if k:
            row = 4 * count + k - 1
            value[row] = loss.value[k] - loss.value[0]
            jacobian[row, :2] = (loss.gradient[k] - loss.gradient[0])[:2]
            jacobian[row, own] = loss.gradient[k]
            jacobian[row, 2:5] = -loss.gradient[0]
        cancel = slice(5 * count - 1, 5 * count + 1)
        value[cancel] += shares[k] * loss.gradient[k][:2]
        jacobian[cancel, :2] += shares[k] * loss.hessian[k][:2, :2]
        jacobian[cancel, own] = shares[k] * loss.hessian[k][:2]
        jacobian[cancel, weigh + k] = loss.gradient[k][:2]
    value[-1] = shares.sum() - 1.0
    jacobian[-1, weigh:] = 1.0
    return value, jacobian
