"""One-step SAM with large batches on the binary model, logistic loss: where training ends, and how fast that tends to w*.

A batch of m samples has the gradient g = grad L(w) + n/sqrt(m), n nearly normal with the covariance S of one sample's
gradient, and SAM descends grad L(w + rho g/|g|).  At w = w_0 + D/sqrt(m) + O(1/m), w_0 the optimum of standard training
and H its Hessian (= S there, the model being well specified), the direction of g has the limit law of H D + n.  So D
solves

    E grad L(w_0 + rho (H D + n)/|H D + n|) = 0,   n ~ N(0, H),

and the weights are off by D/sqrt(m): the shift of standard training's ratio vanishes as the batch grows, like
1/sqrt(m).  Where the perturbation follows n alone (what F-SAM of Li et al., 2024, aims at), its law keeps no memory of
w_0 and the shift does not vanish: training ends where E grad L(w + rho n/|n|) = 0, whatever m.

Directions have an angle theta in the plane of w_1 and the mean of the non-robust features, and an angle phi out of it;
the loss depends on the latter through the length of the non-robust weights alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import optimize, special

from theory.model.arrays import FloatArray
from theory.model.binary_model import BinaryModel
from theory.model.float64 import in_float64
from theory.smooth.losses import Setting, Weights, deviates, logistic_optimum, setting, weight_radius

_ANGLES, _OUT, _LENGTHS = 64, 40, 120
_FAR = 9.0
_NORMALISED = 1e-7
"""The law of the direction sums to 1 to this where the quadrature is fine enough."""


class _Noise(NamedTuple):
    """Covariance of one sample's gradient: in the plane (2 x 2), and of each coordinate outside it."""

    plane: FloatArray
    outside: float


class _Directions(NamedTuple):
    """Unit vectors: their two coordinates in the plane [k, 2] and their length outside [k], with the cell's weights."""

    plane: FloatArray
    outside: FloatArray
    cell: FloatArray
    phi: FloatArray


@in_float64("the shift of large batches")
def large_batch_drift(model: BinaryModel, rho: float) -> Weights:
    """Return D: one-step SAM with batches of m ends at w_0 + D/sqrt(m) + O(1/m), D as the robust and the common weight.

    Args:
        model: parameters p, eta and d, numbers.
        rho: radius in the units of the weights, finite and >= 0.

    Raises:
        ValueError: the model holds arrays, or rho is out of range.
        ArithmeticError: the equation is not solved.
    """
    at, size = setting(model), weight_radius(rho)
    if size == 0.0:
        return Weights(0.0, 0.0)
    optimum = _plane(logistic_optimum(model), at)
    hessian, outside = _curvature(at, optimum)
    noise, directions = _Noise(hessian, outside), _directions(at)
    gradients = _gradients(at, optimum + size * directions.plane, size * directions.outside)

    def mean(drift: FloatArray) -> FloatArray:
        return _law(at, noise, hessian @ drift, directions) @ gradients

    found = _root(mean, np.zeros(2), "the shift of large batches")
    return Weights(float(found[0]), float(found[1] / np.sqrt(at.d)))


@in_float64("the shift of large batches")
def large_batch_shift(model: BinaryModel, rho: float) -> float:
    """Return the limit of sqrt(m) log(ratio/w*) as the batch grows, ratio = w_1/w_rest of one-step SAM.

    Args:
        model: parameters p, eta and d, numbers.
        rho: radius in the units of the weights, finite and >= 0.

    Raises:
        ValueError: the model holds arrays, or rho is out of range.
        ArithmeticError: the equation is not solved.
    """
    drift, optimum = large_batch_drift(model, rho), logistic_optimum(model)
    return drift.robust / optimum.robust - drift.rest / optimum.rest


@in_float64("the optimum")
def noise_ascent_optimum(model: BinaryModel, rho: float) -> Weights:
    """Return where one-step SAM ends that climbs along the noise of the batch gradient alone, for large batches.

    Args:
        model: parameters p, eta and d, numbers.
        rho: radius in the units of the weights, finite and >= 0.

    Raises:
        ValueError: the model holds arrays, or rho is out of range.
        ArithmeticError: the equation is not solved.
    """
    at, size = setting(model), weight_radius(rho)
    start = _plane(logistic_optimum(model), at)
    directions = _directions(at)

    def mean(w: FloatArray) -> FloatArray:
        law = _law(at, _noise(at, w), np.zeros(2), directions)
        return law @ _gradients(at, w + size * directions.plane, size * directions.outside)

    found = _root(mean, start, "the optimum under noise")
    return Weights(float(found[0]), float(found[1] / np.sqrt(at.d)))


def _root(function: Callable[[FloatArray], FloatArray], start: FloatArray, what: str) -> FloatArray:
    found = optimize.root(function, start, tol=1e-11)
    if not found.success:
        raise ArithmeticError(f"{what} was not found: {found.message}")
    return np.asarray(found.x)


def _plane(weights: Weights, at: Setting) -> FloatArray:
    return np.array([weights.robust, weights.rest * np.sqrt(at.d)])


def _directions(at: Setting) -> _Directions:
    theta = 2.0 * np.pi * np.arange(_ANGLES) / _ANGLES
    if at.d == 1.0:
        phi, share = np.zeros(1), np.ones(1)
    else:
        nodes, share = np.polynomial.legendre.leggauss(_OUT)
        phi, share = 0.25 * np.pi * (nodes + 1.0), 0.25 * np.pi * share
    out, turn = (grid.ravel() for grid in np.meshgrid(phi, theta))
    cell = np.broadcast_to(share * (2.0 * np.pi / _ANGLES), (_ANGLES, len(phi))).ravel()
    plane = np.cos(out)[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return _Directions(plane, np.sin(out), cell, out)


def _law(at: Setting, noise: _Noise, drift: FloatArray, directions: _Directions) -> FloatArray:
    """The probability of each direction's cell for drift + n: the density in polar coordinates, over all lengths."""
    largest = max(float(np.linalg.eigvalsh(noise.plane)[-1]), noise.outside)
    nodes, share = np.polynomial.legendre.leggauss(_LENGTHS)
    far = float(np.hypot(*drift)) + np.sqrt(largest) * (np.sqrt(at.d + 1.0) + _FAR)
    length, share = 0.5 * far * (nodes + 1.0), 0.5 * far * share
    off = length[:, None, None] * directions.plane - drift
    exponent = -0.5 * np.einsum("lki,ij,lkj->lk", off, np.linalg.inv(noise.plane), off)
    log = exponent - np.log(2.0 * np.pi) - 0.5 * np.log(np.linalg.det(noise.plane)) + np.log(length)[:, None]
    if at.d > 1.0:
        freedom = at.d - 1.0
        # The volume element is r^2 cos(phi) dr dtheta dphi, the first cosine that of the plane's polar coordinates.
        height = length[:, None] * directions.outside / np.sqrt(noise.outside)
        chi = (freedom - 1.0) * np.log(height) - 0.5 * height**2
        chi -= (0.5 * freedom - 1.0) * np.log(2.0) + special.gammaln(0.5 * freedom) + 0.5 * np.log(noise.outside)
        log += chi + np.log(np.cos(directions.phi)) + np.log(length)[:, None]
    law = directions.cell * (share @ np.exp(log))
    if abs(float(law.sum()) - 1.0) > _NORMALISED:
        raise ArithmeticError(f"the law of the direction sums to {law.sum()}, not 1")
    return np.asarray(law)


def _gradients(at: Setting, plane: FloatArray, outside: FloatArray) -> FloatArray:
    """Gradient [k, 2] of the population loss in the plane, at weights [k, 2] there and of length [k] outside."""
    spread = np.hypot(plane[:, 1], outside)
    z, share = deviates(float(spread.max()))
    result = np.zeros_like(plane)
    for sign, chance in ((1.0, at.p), (-1.0, 1.0 - at.p)):
        margin = (sign * plane[:, 0] + plane[:, 1] * at.kappa)[:, None] + spread[:, None] * z
        slope = -chance * share * special.expit(-margin)
        total = slope.sum(axis=1)
        result[:, 0] += sign * total
        # Without non-robust weights the slope is constant in z, and its product with z vanishes.
        towards = np.divide(plane[:, 1], spread, out=np.zeros_like(spread), where=spread > 0.0)
        result[:, 1] += at.kappa * total + towards * (slope @ z)
    return result


def _curvature(at: Setting, w: FloatArray) -> tuple[FloatArray, float]:
    """Hessian of the population loss in the plane, and its eigenvalue across."""
    return _second_moments(at, w, lambda rate: rate * (1.0 - rate))


def _noise(at: Setting, w: FloatArray) -> _Noise:
    plane, outside = _second_moments(at, w, np.square)
    mean = _gradients(at, w[None], np.zeros(1))[0]
    return _Noise(plane - np.outer(mean, mean), outside)


def _second_moments(at: Setting, w: FloatArray, of: Callable[[FloatArray], FloatArray]) -> tuple[FloatArray, float]:
    z, share = deviates(abs(float(w[1])))
    a, plane, outside = at.kappa + z, np.zeros((2, 2)), 0.0
    for sign, chance in ((1.0, at.p), (-1.0, 1.0 - at.p)):
        weight = chance * share * of(special.expit(-(sign * w[0] + w[1] * a)))
        cross = sign * float(weight @ a)
        plane += [[weight.sum(), cross], [cross, weight @ (a * a)]]
        outside += float(weight.sum())
    return plane, outside
