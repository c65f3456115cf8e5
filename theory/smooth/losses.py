"""Logistic and hinge loss of linear classifiers on the binary model: population values, optima, one-step SAM.

The margin of sign(w_1 x_1 + v (x_2 + ... + x_{d+1})) is w_1 z + s a with z = y x_1 = +-1 (probabilities p, 1 - p),
s = v sqrt(d) and a ~ N(kappa, 1), kappa = eta sqrt(d).  By convexity and symmetry some optimum has equal non-robust
weights, under standard training and under every SAM here; all functions return (w_1, v) of it.  Scalar models only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from theory.model.arrays import FloatArray, instance, number
from theory.model.binary_model import BinaryModel, check_model
from theory.model.float64 import in_float64, root_between

_WIDTH = 9.5
"""Normal deviates beyond this carry less than 1e-20."""
_NEWTON_STEPS = 100
_FINEST = 1e-6
"""Step of the sums below which a gradient takes more than ten million points."""


class Weights(NamedTuple):
    """The robust weight w_1 and the common weight of the non-robust features."""

    robust: float
    rest: float

    @property
    def ratio(self) -> float:
        """w_1 over the non-robust weight: what the accuracy depends on; inf without non-robust weights."""
        return self.robust / self.rest if self.rest > 0.0 else float("inf")


class Setting(NamedTuple):
    """A scalar model: p, kappa = eta sqrt(d) and d."""

    p: float
    kappa: float
    d: float


def setting(model: BinaryModel) -> Setting:
    """The numbers of a scalar model; a ValueError for a model of arrays."""
    check_model(model)
    if model.shape != ():
        raise ValueError(f"model must be scalar, got shape {model.shape}")
    return Setting(float(model.p), float(model.kappa), float(model.d))


def weight_radius(rho: float) -> float:
    """A scalar radius: finite and >= 0."""
    return number("rho", rho, "finite and >= 0", lambda a: (a >= 0.0) & np.isfinite(a))


def _checked(weights: Weights) -> Weights:
    """Finite numbers; a ValueError names what is not."""
    instance("weights", weights, Weights)
    return Weights(*(number(f"weights.{part}", v, "finite", np.isfinite) for part, v in weights._asdict().items()))


def deviates(s: float) -> tuple[FloatArray, FloatArray]:
    """Points and weights for E f(Z), Z standard normal, f analytic at the scale of a logistic loss of slope s.

    The trapezoidal rule: with poles at distance pi/s from the real line its error is exp(-2 pi^2/(s step)).
    """
    step = min(0.2, 0.5 / max(s, 1e-300))
    if not step >= _FINEST:
        raise ArithmeticError(f"the logistic loss is not summed at a slope of {s!r}, which needs too many points")
    count = int(np.ceil(_WIDTH / step))
    z: FloatArray = step * np.arange(-count, count + 1, dtype=np.float64)
    return z, step * np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)


@in_float64("the gradient")
def logistic_gradient(model: BinaryModel, weights: Weights) -> FloatArray:
    """Gradient of the population logistic loss in (w_1, v sqrt(d)), in which a ball of weights is a ball.

    Args:
        model: parameters p, eta and d, numbers.
        weights: robust and common weight, finite.

    Returns:
        Shape (2,).

    Raises:
        ValueError: the model holds arrays.
    """
    at, (robust, rest) = setting(model), _checked(weights)
    return _logistic(at, robust, rest * np.sqrt(at.d))[0]


def _logistic(at: Setting, w: float, s: float) -> tuple[FloatArray, FloatArray]:
    """Gradient and Hessian of the logistic loss in (w_1, s)."""
    z, share = deviates(abs(s))
    a = at.kappa + z
    gradient, hessian = np.zeros(2), np.zeros((2, 2))
    for sign, chance in ((1.0, at.p), (-1.0, 1.0 - at.p)):
        rate = special.expit(-(sign * w + s * a))
        first, second = chance * share * rate, chance * share * rate * (1.0 - rate)
        gradient -= [sign * first.sum(), first @ a]
        hessian += [[second.sum(), sign * (second @ a)], [sign * (second @ a), second @ (a * a)]]
    return gradient, hessian


@in_float64("the logistic optimum")
def logistic_optimum(model: BinaryModel) -> Weights:
    """Standard training with the logistic loss: w_1 = ln(p/(1-p)), v = 2 eta, whose ratio is w*.

    The model is well specified: ln P(y=1|x)/P(y=-1|x) = ln(p/(1-p)) x_1 + 2 eta (x_2 + ... + x_{d+1}).

    Args:
        model: parameters p, eta and d, numbers.

    Raises:
        ValueError: the model holds arrays.
    """
    setting(model)
    return Weights(float(model.log_odds), 2.0 * float(model.eta))


@in_float64("kappa")
def hinge_collapse(p: float) -> float:
    """The kappa up to which hinge-loss training drops all non-robust features.

    p phi(Phi^-1((2p-1)/p))/(2 (1-p)): there the loss stops falling as v leaves 0 at w_1 = 1.

    Args:
        p: probability that the robust feature agrees with the label, in (1/2, 1).

    Raises:
        ValueError: p is not in (1/2, 1).
    """
    value = number("p", p, "in the open interval (1/2, 1)", lambda a: (a > 0.5) & (a < 1.0))
    return (
        value * np.exp(-0.5 * special.ndtri((1.0 - value) / value) ** 2) / (2.0 * (1.0 - value) * np.sqrt(2.0 * np.pi))
    )


@in_float64("the hinge optimum")
def hinge_optimum(model: BinaryModel) -> Weights:
    """Standard training with the hinge loss; (1, 0) for kappa <= `hinge_collapse`.

    With a_+- = (1 -+ w_1 - kappa s)/s the gradient vanishes where p Phi(a_+) = (1-p) Phi(a_-) and
    r(a_+) + r(a_-) = 2 kappa, r = phi/Phi: one equation in a_+, its left side decreasing.

    Args:
        model: parameters p, eta and d, numbers.

    Raises:
        ValueError: the model holds arrays.
    """
    at = setting(model)
    if at.kappa <= hinge_collapse(at.p):
        return Weights(1.0, 0.0)
    odds = float(model.log_odds)

    def other(a: float) -> float:
        """a_- from a_+, by the smaller tail of the two."""
        log_cdf = odds + special.log_ndtr(a)
        return float(special.ndtri_exp(log_cdf)) if log_cdf < -0.5 else -float(special.ndtri(-np.expm1(log_cdf)))

    def excess(a: float) -> float:
        return _ratio(a) + _ratio(other(a)) - 2.0 * at.kappa

    top = float(special.ndtri((1.0 - at.p) / at.p))
    low = min(-2.0 * at.kappa, top) - 2.0  # r(a) > -a
    gap = 1.0
    while excess(top - gap) > 0.0:  # near the collapse the root is next to top, where a_- is infinite
        gap *= 0.25
    a = root_between(excess, low, top - gap, xtol=1e-15, rtol=9e-16, what="the hinge optimum")
    b = other(a)
    s = 2.0 / (a + b + 2.0 * at.kappa)
    return Weights(0.5 * s * (b - a), s / np.sqrt(at.d))


def _ratio(a: float) -> float:
    """phi/Phi, the inverse Mills ratio of the lower tail."""
    return float(np.exp(-0.5 * a * a - special.log_ndtr(a)) / np.sqrt(2.0 * np.pi))


@in_float64("the gradient")
def one_step_gradient(model: BinaryModel, weights: Weights, rho: float) -> FloatArray:
    """The direction that one-step SAM with the population gradient g descends: g(w + rho g(w)/|g(w)|).

    In (w_1, v sqrt(d)).  Its only zero is the optimum of standard training, for every rho: a zero elsewhere would have
    the optimum at w + rho g/|g|, uphill, though a convex loss has g . (optimum - w) < 0.  At the optimum itself, where
    g = 0 and the step is not defined, 0 is returned.

    Args:
        model: parameters p, eta and d, numbers.
        weights: robust and common weight, finite.
        rho: radius in the units of the weights, finite and >= 0.

    Returns:
        Shape (2,).

    Raises:
        ValueError: the model holds arrays, a weight is not finite, or rho is out of range.
        ArithmeticError: the weights are too large for the sums.
    """
    at, size, (w, rest) = setting(model), weight_radius(rho), _checked(weights)
    s = rest * np.sqrt(at.d)
    gradient = _logistic(at, w, s)[0]
    norm = float(np.hypot(*gradient))
    if norm == 0.0:
        return gradient
    step = size * gradient / norm
    return _logistic(at, w + step[0], s + step[1])[0]


@in_float64("the optimum")
def per_sample_optimum(model: BinaryModel, rho: float) -> Weights:
    """Logistic loss under SAM with one sample a batch (m = 1), every sample's loss at its own worst weights.

    The worst weights within rho lower a sample's margin by rho |x|, so this minimises E log(1 + exp(-m + rho |x|)),
    a convex problem: |x|^2 = 1 + a^2 + r^2 with r^2 chi-squared of d - 1 degrees of freedom.  To about 1e-10.

    Args:
        model: parameters p, eta and d, numbers.
        rho: radius in the units of the weights, finite and >= 0.

    Raises:
        ValueError: the model holds arrays, or rho is out of range.
        ArithmeticError: the optimum is not found.
    """
    at, size = setting(model), weight_radius(rho)
    start = logistic_optimum(model)
    if size == 0.0:
        return start
    squares, shares = _chi_squared(at.d - 1.0)
    w, s = start.robust, start.rest * np.sqrt(at.d)
    for _ in range(_NEWTON_STEPS):
        z, weights = deviates(max(s, 4.0))
        a = at.kappa + z
        lowered = size * np.sqrt(1.0 + a[:, None] ** 2 + squares)
        gradient, hessian = np.zeros(2), np.zeros((2, 2))
        for sign, chance in ((1.0, at.p), (-1.0, 1.0 - at.p)):
            rate = special.expit(lowered - (sign * w + s * a)[:, None])
            first = chance * weights * (rate @ shares)
            second = chance * weights * ((rate * (1.0 - rate)) @ shares)
            gradient -= [sign * first.sum(), first @ a]
            hessian += [[second.sum(), sign * (second @ a)], [sign * (second @ a), second @ (a * a)]]
        step = np.linalg.solve(hessian, gradient)
        longest = float(np.max(np.abs(step) / (1.0 + np.abs([w, s]))))
        step *= min(1.0, 0.5 / max(longest, 1e-300))
        w, s = w - step[0], s - step[1]
        if longest < 1e-12:
            return Weights(float(w), float(s / np.sqrt(at.d)))
    raise ArithmeticError(f"no optimum found for {model} with rho = {size}")


def _chi_squared(freedom: float) -> tuple[FloatArray, FloatArray]:
    """Points and weights for the expectation of a smooth function of a chi-squared variable."""
    if freedom <= 0.0:
        return np.zeros(1), np.ones(1)
    if freedom <= 60.0:
        x, weights = special.roots_genlaguerre(80, 0.5 * freedom - 1.0)
        return 2.0 * x, weights / weights.sum()
    # the square root is nearly normal with standard deviation below 1
    x, weights = np.polynomial.legendre.leggauss(80)
    r = np.sqrt(freedom) + _WIDTH * x / np.sqrt(2.0) * 1.2
    log = (freedom - 1.0) * np.log(r) - 0.5 * r * r
    weights = weights * np.exp(log - log.max())
    return r * r, weights / weights.sum()
