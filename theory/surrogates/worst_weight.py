"""Which weight perturbation does SAM's inner maximisation find on the binary model, under which loss?

The robust weight w moves by at most rho (Wei et al. 2023, section 4).  The truly worst perturbation maximises the 0-1
risk; SAM maximises cross-entropy, BiSAM (Xie et al. 2024) its surrogates, both by one gradient step.  The risks and
the logit scale c are those of :mod:`theory.surrogates.risk`.  Each falls up to one weight and rises from there on, so
that it is enough to know that weight, and the one at which both ends of the interval are equally bad:

    first-order perturbation   +rho above `surrogate_weight`, -rho below
    worst perturbation         +rho above `equal_ends_weight`, -rho below

For the 0-1 risk these are w* and w_SAM(rho).  Not in either paper.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, number, radius
from theory.model.binary_model import BinaryModel
from theory.model.float64 import in_float64, root_between
from theory.surrogates.risk import Loss, Relaxation, ZeroOne, logit_scale, numbers, surrogate_risk, surrogate_slope

_RULE = np.polynomial.legendre.leggauss(24)
_ROUNDING = 1e-14
_SCAN = 33
"""Points at which slopes over an interval are looked at."""
_GROWTH = 1.5
_PIECES = 10_000
"""Pieces of an interval over which a slope is integrated."""


@in_float64("the weight")
def surrogate_weight(model: BinaryModel, loss: Loss, scale: float) -> float:
    """Return the weight that minimises the risk; inf where the risk falls for ever.

    The risk falls at w <= 0 (a robust feature that agrees more often than not deserves
    a positive weight); the slope's change of sign is bracketed from w* on and found by Brent's method.

    Args:
        model: parameters p, eta and d, numbers.
        loss: of the wrong class's margin.
        scale: factor of the logits, > 0 and finite.

    Raises:
        ValueError: bad input.
        ArithmeticError: the slope is too small for float64 before it has changed its sign.
    """
    c = _one("scale", logit_scale(scale))
    numbers(model)
    low = high = float(model.standard_weight)
    if isinstance(loss, ZeroOne):
        return high

    def slope(w: float) -> float:
        return float(surrogate_slope(model, loss, w, c))

    last = _far(model, loss, c)
    if slope(high) > 0.0:
        return _root(slope, 0.0, high)
    while high < last:
        low, high = high, _GROWTH * high
        value = slope(high)
        if value > 0.0:
            return _root(slope, low, high)
        if value == 0.0:
            raise ArithmeticError(f"the slope of the risk is below the range of float64 at logit scale {c!r}")
    return float(np.inf)


def _far(model: BinaryModel, loss: Loss, scale: float) -> float:
    """Return a weight at which the slope has the sign of its limit.

    phi levels off like exp(-r |F|) with r <= 2 phi'(0), which tilts the normal margin to the mean eta d + r c d; from
    there on each further 1/(r c) of weight divides what changes the sign by e.
    """
    _, eta, d = numbers(model)
    rate = float(loss.phi.derivative(0.0)) if isinstance(loss, Relaxation) else 1.0
    return eta * d + 2.0 * rate * scale * d + 10.0 * np.sqrt(d) + 40.0 / (rate * scale)


@in_float64("the weight")
def equal_ends_weight(model: BinaryModel, loss: Loss, rho: float, scale: float) -> float:
    """Return the w with Q(w - rho) = Q(w + rho), where the worst perturbation changes its end; inf where none is.

    Args:
        model: parameters p, eta and d, numbers.
        loss: of the wrong class's margin.
        rho: radius on the robust weight, > 0 and finite.
        scale: factor of the logits, > 0 and finite.

    Raises:
        ValueError: an argument is out of range, or an array.
        ArithmeticError: the equation is not solved in float64.
    """
    step, c = _positive_radius(rho), _one("scale", logit_scale(scale))
    best = surrogate_weight(model, loss, c)
    if not np.isfinite(best):
        return best
    return _root(lambda w: _rise(model, loss, w, step, c), best - step, best + step)


def _rise(model: BinaryModel, loss: Loss, w: float, rho: float, scale: float) -> float:
    """Return Q(w + rho) - Q(w - rho) as an integral of the slope, in which nothing cancels but at the root."""
    count = np.ceil(2.0 * rho / np.sqrt(float(model.d)))
    if not count <= _PIECES:
        raise ArithmeticError(f"the risk's rise over an interval of {rho!r} needs too many pieces of quadrature")
    pieces = max(1, int(count))
    half = rho / pieces
    middles = w - rho + half * (2.0 * np.arange(pieces) + 1.0)
    slopes = surrogate_slope(model, loss, middles[:, None] + half * _RULE[0], scale)
    return float(half * (slopes @ _RULE[1]).sum())


@in_float64("the perturbation")
def ascent_shift(model: BinaryModel, loss: Loss, w: float, rho: float, scale: float) -> float:
    """Return the first-order perturbation rho sign(dQ/dw), which is what SAM and BiSAM compute; 0 at a zero slope.

    Args:
        model: parameters p, eta and d, numbers.
        loss: of the wrong class's margin.
        w: robust weight, finite.
        rho: radius on the robust weight, > 0 and finite.
        scale: factor of the logits, > 0 and finite.

    Raises:
        ValueError: an argument is out of range, or an array.
    """
    step, c = _positive_radius(rho), _one("scale", logit_scale(scale))
    return step * float(np.sign(surrogate_slope(model, loss, number("w", w, "finite", np.isfinite), c)))


@in_float64("the perturbation")
def worst_shift(model: BinaryModel, loss: Loss, w: float, rho: float, scale: float) -> float:
    """Return the e in [-rho, rho] that maximises Q(w + e).

    Candidates are the worse end, told by the integral of the slope, and every maximum inside that a scan of the slope
    sees.

    Args:
        model: parameters p, eta and d, numbers.
        loss: of the wrong class's margin.
        w: robust weight, finite.
        rho: radius on the robust weight, > 0 and finite.
        scale: factor of the logits, > 0 and finite.

    Raises:
        ValueError: an argument is out of range, or an array.
    """
    step, c = _positive_radius(rho), _one("scale", logit_scale(scale))
    w = number("w", w, "finite", np.isfinite)

    def slope(e: Any) -> Any:
        return surrogate_slope(model, loss, np.asarray(w + e), c)

    grid = np.linspace(-step, step, _SCAN)
    slopes = slope(grid)
    turns = np.flatnonzero((slopes[:-1] > 0.0) & (slopes[1:] < 0.0))
    end = step if _rise(model, loss, w, step, c) > 0.0 else -step
    candidates = np.array([end, *(_root(slope, grid[i], grid[i + 1]) for i in turns)])
    return float(candidates[int(np.argmax(surrogate_risk(model, loss, w + candidates, c)))])


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return root_between(function, low, high, xtol=1e-300, rtol=_ROUNDING, what="the weight")


def _positive_radius(rho: float) -> float:
    step = _one("rho", radius("rho", rho))
    if step == 0.0:
        raise ValueError("rho must be > 0, got 0.0")
    return step


def _one(name: str, array: FloatArray) -> float:
    if array.ndim:
        raise ValueError(f"{name} must be one number, got shape {array.shape}")
    return float(array)
