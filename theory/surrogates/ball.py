"""The worst perturbation when all weights of the binary model's classifier move in an l2 ball.

The classifier has the robust weight w and d non-robust weights 1.  A perturbation e of all of them acts through
three numbers: its part `robust` on the robust weight, its part `mean` along (1, ..., 1)/sqrt(d), and the norm `rest`
of what is left.  Then y f(x) is normal with mean eta sqrt(d) (sqrt(d) + mean) +- (w + robust) and variance
(sqrt(d) + mean)^2 + rest^2, for every d: the ball in d + 1 dimensions is a half ball in three.  With d = 1 nothing is
left.  Risks and scale as in :mod:`theory.surrogates.risk`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import root

from theory.model.arrays import FloatArray, number
from theory.model.binary_model import BinaryModel
from theory.model.float64 import in_float64, root_between
from theory.surrogates.norm_ball import dual_vector
from theory.surrogates.risk import Loss, Moments, ZeroOne, check_loss, logit_scale, numbers

_AROUND, _UP = 48, 7
"""Points of the grid on the sphere: around the circle without rest, and up to where all of it is rest."""
_ROUNDING = 1e-14


class Perturbation(NamedTuple):
    """Parts of a perturbation: on the robust weight, along (1, ..., 1)/sqrt(d), and the norm of what is left."""

    robust: float
    mean: float
    rest: float


class BallRisk:
    """The risk Q around the weights (w, 1, ..., 1) at one logit scale, as a function of a perturbation.

    Raises a ValueError for a model of arrays, a w that is not finite, a scale that is not > 0.
    """

    def __init__(self, model: BinaryModel, loss: Loss, w: float, scale: float) -> None:
        self.p, self.eta, self.d = numbers(model)
        check_loss(loss)
        self.loss = loss
        self.w = number("w", w, "finite", np.isfinite)
        self.scale = number("scale", logit_scale(scale), "> 0 and finite", np.isfinite)

    def value(self, e: Any) -> Any:
        """Return Q at perturbations of shape [..., 3]."""
        high, low, _ = self._moments(np.asarray(e, dtype=np.float64))
        return self.p * high.value + (1.0 - self.p) * low.value

    def gradient(self, e: Any) -> FloatArray:
        """Return the gradient in the three parts, shape [..., 3]."""
        moved = np.asarray(e, dtype=np.float64)
        high, low, sd = self._moments(moved)
        q = 1.0 - self.p
        along = (np.sqrt(self.d) + moved[..., 1]) / sd
        spread = self.p * high.by_sd + q * low.by_sd
        by_mean = self.eta * np.sqrt(self.d) * (self.p * high.by_mean + q * low.by_mean)
        robust = self.p * high.by_mean - q * low.by_mean
        return np.stack((robust, by_mean + along * spread, moved[..., 2] / sd * spread), axis=-1)

    def _moments(self, e: FloatArray) -> tuple[Moments, Moments, FloatArray]:
        root = np.sqrt(self.d)
        sd = np.hypot(root + e[..., 1], e[..., 2])
        mean, robust = self.eta * root * (root + e[..., 1]), self.w + e[..., 0]
        scale = np.full(sd.shape, self.scale)
        return self.loss.expected(mean + robust, sd, scale), self.loss.expected(mean - robust, sd, scale), sd


@in_float64("the perturbation")
def ascent_in_ball(model: BinaryModel, loss: Loss, w: float, rho: float, scale: float) -> Perturbation:
    """Return the first-order perturbation rho grad Q/|grad Q|, what SAM and BiSAM compute; its `rest` is 0.

    Args:
        model: parameters p, eta and d, numbers.
        loss: of the wrong class's margin.
        w: robust weight, finite.
        rho: radius in the units of the weights, >= 0 and finite.
        scale: factor of the logits, > 0 and finite.

    Raises:
        ValueError: an argument is out of range, or an array.
    """
    step = number("rho", rho, "finite and >= 0", lambda a: (a >= 0.0) & np.isfinite(a))
    gradient = BallRisk(model, loss, w, scale).gradient(np.zeros(3))
    return Perturbation(*map(float, dual_vector(gradient, "l2", step)))


@in_float64("the perturbation")
def worst_in_ball(model: BinaryModel, loss: Loss, w: float, rho: float, scale: float) -> Perturbation:
    """Return the perturbation of norm at most rho that maximises the risk.

    It has norm rho: along the robust weight the risk falls and then rises, so that no maximum is inside. On the
    sphere every maximum that a grid of angles sees is refined to rounding.  rho must be below sqrt(d): beyond, the
    ball holds classifiers without non-robust weights.

    Args:
        model: parameters p, eta and d, numbers.
        loss: of the wrong class's margin.
        w: robust weight, finite.
        rho: radius in the units of the weights, in [0, sqrt(d)).
        scale: factor of the logits, > 0 and finite.

    Raises:
        ValueError: bad input.
    """
    risk = BallRisk(model, loss, w, scale)
    step = number("rho", rho, "finite and >= 0", lambda a: (a >= 0.0) & np.isfinite(a))
    if not 0.0 < step < np.sqrt(risk.d):
        raise ValueError(f"rho must be > 0 and below sqrt(d) = {np.sqrt(risk.d)!r}, got {step!r}")
    found = _on_circle(risk, step) + ([] if risk.d == 1.0 else _on_sphere(risk, step))
    if not found:
        raise ArithmeticError("the worst perturbation cannot be computed in float64: the risk is flat around w")
    points = np.array([_point(step, *angles) for angles in found])
    best = points[int(np.argmax(risk.value(points)))]
    return Perturbation(*(float(x) for x in best))


def _point(rho: float, around: Any, up: Any) -> FloatArray:
    """Return the point of the sphere at two angles, shape [..., 3]."""
    flat = np.cos(up)
    return rho * np.stack(np.broadcast_arrays(flat * np.cos(around), flat * np.sin(around), np.sin(up)), axis=-1)


def _tangent(risk: BallRisk, rho: float, around: Any, up: Any) -> tuple[FloatArray, FloatArray]:
    """Return the risk's derivatives in the two angles."""
    gradient = risk.gradient(_point(rho, around, up))
    by_around = np.cos(up) * (np.cos(around) * gradient[..., 1] - np.sin(around) * gradient[..., 0])
    along = np.cos(around) * gradient[..., 0] + np.sin(around) * gradient[..., 1]
    return rho * by_around, rho * (np.cos(up) * gradient[..., 2] - np.sin(up) * along)


def _on_circle(risk: BallRisk, rho: float) -> list[tuple[float, float]]:
    """Return the angles of the maxima without rest, by Brent's method on the derivative."""
    grid = np.linspace(0.0, 2.0 * np.pi, _AROUND + 1)
    slopes = _tangent(risk, rho, grid, np.zeros_like(grid))[0]
    slopes[-1] = slopes[0]

    def slope(angle: float) -> float:
        return float(_tangent(risk, rho, np.asarray(angle), np.zeros(()))[0])

    tops = np.flatnonzero((slopes[:-1] >= 0.0) & (slopes[1:] < 0.0))
    what = "the worst perturbation"
    return [(root_between(slope, grid[i], grid[i + 1], xtol=1e-14, rtol=_ROUNDING, what=what), 0.0) for i in tops]


def _on_sphere(risk: BallRisk, rho: float) -> list[tuple[float, float]]:
    """Return the angles of a maximum with rest that the grid sees, by Powell's method on both derivatives."""
    around, up = np.meshgrid(
        np.linspace(0.0, 2.0 * np.pi, _AROUND, endpoint=False), np.linspace(0.0, 0.5 * np.pi, _UP), indexing="ij"
    )
    values = risk.value(_point(rho, around, up))
    i, j = np.unravel_index(int(np.argmax(values)), values.shape)
    if j == 0:
        return []
    size = max(float(np.abs(risk.gradient(np.zeros(3))).max()) * rho, 1e-300)
    solved = root(
        lambda a: np.array(_tangent(risk, rho, np.asarray(a[0]), np.asarray(a[1]))) / size,
        (around[i, j], up[i, j]),
        tol=1e-13,
    )
    start = (float(around[i, j]), float(up[i, j]))
    return [start, (float(solved.x[0]), abs(float(solved.x[1])))] if np.isfinite(solved.x).all() else [start]


@in_float64("the share")
def recovered_share(model: BinaryModel, e: Perturbation, w: float, rho: float) -> float:
    """Return how much of the 0-1 sharpness a perturbation finds: (err(e) - err(0))/(max err - err(0)), at most 1.

    Args:
        model: parameters p, eta and d, numbers.
        e: the perturbation.
        w: robust weight, finite.
        rho: radius in the units of the weights, in (0, sqrt(d)).

    Raises:
        ValueError: an argument is out of range, or an array.
    """
    error = BallRisk(model, ZeroOne(), w, 1.0)
    worst = worst_in_ball(model, ZeroOne(), w, rho, 1.0)
    here, there, most = (float(v) for v in error.value(np.array([(0.0, 0.0, 0.0), e, worst])))
    return (there - here) / (most - here)
