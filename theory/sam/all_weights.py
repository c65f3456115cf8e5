"""SAM over all weights of the binary model: the exact minimax solution when the whole weight vector moves in an l2 ball.

Only the direction of a weight vector matters, so the ball is a cap on the sphere.  A direction has a latitude, whose
tangent is t = w_1/n (n the norm of the non-robust weights), and an angle psi of its non-robust part to (1, ..., 1); the
accuracy falls with psi.  Hence equal non-robust weights are best for the centre, and the centre is one number,
t_0 = w/sqrt(d).  With e the radius over the norm of the centre's non-robust weights (e = rho/sqrt(d) at unit
non-robust weights) the cap's edge is, for chi in [0, pi],

    (w_1, mean part, rest) ~ (t_0 + tau cos chi, 1 - tau t_0 cos chi, tau L sin chi),

where L^2 = 1 + t_0^2 and tau = e/sqrt(L^2 - e^2).  The worst point is on the edge.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, RealLike, broadcast_shape, finite, in_chunks, plain, radius, require
from theory.model.binary_model import BinaryModel, check_model, scaled_parameters, scaled_room
from theory.model.choices import SCALES, Scale, check_choice
from theory.sam.cap_accuracy import lowest_accuracy
from theory.sam.cap_edge import excess_at_standard_weight, minimax_at_fixed_rest
from theory.sam.cap_turn import minimax_on_sphere
from theory.sam.sam_root import scaled_shift

_STEPS = 100
_STEP = 1e-9
"""Relative step of r at which Newton's method ends; the step is still made, which leaves its square."""


def full_weight_shift(model: BinaryModel, rho: RealLike, scale: Scale = "unit-rest") -> Any:
    """Robust weight of SAM over all weights, relative to the others, minus w*.

    scale="unit-rest" puts the ball's centre on non-robust
    weights of 1, as Theorem 4.3 does; scale="unit-norm" on a weight vector of norm 1.  d = 1 has no angle psi; any
    d > 1 has one.

    Where the two ends of the meridian are worst, and that is always so for d = 1 or small rho, the shift comes from

        w = (1 - e^2) w_SAM(r sqrt(d)),   r^2 = e^2 (m^2 + 1/(1 - e^2)),   m = w_SAM(r sqrt(d))/sqrt(d),

    with w_SAM the solution that moves one weight, to a relative error near 1e-15 max(1, 2/|t*^2 - 2|).  Elsewhere the
    error is below 1e-9 w, or an ArithmeticError tells that it is not, as near rho = sqrt(d) where the worst accuracy
    depends on w less than it is rounded.  inf is returned from rho = sqrt(d) on (unit-rest): the ball then holds the classifier
    without non-robust weights, the worst accuracy is below p for finite w when rho > sqrt(d) and tends to p; at
    rho = sqrt(d) itself every large w ties.  At unit norm the optimum is finite for rho < 1; from rho = 1 on the ball
    holds the zero vector, no weight is better than another, and inf marks that.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: SAM's radius, in the units of the weights, finite and >= 0; broadcasts against the model.
        scale: where the centre of the ball lies, "unit-rest" or "unit-norm".

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the accuracy cannot be had; the message names the first such element.
    """
    check_model(model)
    check_choice("scale", scale, SCALES)
    array = radius("rho", rho)
    p, eta, d = (np.asarray(v, dtype=np.float64) for v in (model.p, model.eta, model.d))
    shape = broadcast_shape(p=p, eta=eta, d=d, rho=array)
    p, eta, d, array = (np.broadcast_to(v, shape) for v in (p, eta, d, array))
    outside = array >= (np.sqrt(d) if scale == "unit-rest" else 1.0)
    result = np.full(shape, np.inf)
    if not outside.all():
        inside = ~outside
        solve = _unit_rest_piece if scale == "unit-rest" else _unit_norm_piece
        result[inside] = in_chunks(
            solve, "the weight of SAM over all weights", p=p[inside], eta=eta[inside], d=d[inside], rho=array[inside]
        )
    return plain(result)


def full_weight(model: BinaryModel, rho: RealLike, scale: Scale = "unit-rest") -> Any:
    """Robust weight of SAM over all weights, relative to the others: w* + `full_weight_shift`.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: SAM's radius, in the units of the weights, finite and >= 0; broadcasts against the model.
        scale: where the centre of the ball lies, "unit-rest" or "unit-norm".

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the accuracy is out of reach in float64; the message names the first such element.
    """
    shift = np.asarray(full_weight_shift(model, rho, scale))
    return plain(np.asarray(model.standard_weight + shift))


def worst_accuracy(model: BinaryModel, w: RealLike, rho: RealLike) -> Any:
    """The lowest accuracy within rho of the weights (w, 1, ..., 1), in l2 over all weights, for rho < sqrt(d).

    Args:
        model: parameters p, eta and d, numbers or arrays.
        w: robust weight, finite; broadcasts.
        rho: radius in [0, sqrt(d)); broadcasts.

    Returns:
        Accuracies in [0, 1], in the broadcast shape.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the relative error may exceed 1e-10.
    """
    weight, size = require("w", w, "finite", np.isfinite), radius("rho", rho)
    _require_inside(model, size)
    return in_chunks(
        _worst_accuracy_piece, "the worst accuracy", p=model.p, eta=model.eta, d=model.d, w=weight, rho=size
    )


def _worst_accuracy_piece(p: FloatArray, eta: FloatArray, d: FloatArray, w: FloatArray, rho: FloatArray) -> FloatArray:
    root = np.sqrt(d)
    _, gap, sure = scaled_room(np.ones_like(d), d, rho)
    room = np.where(sure, (gap / root) * (1.0 + rho / root), np.nan)
    return lowest_accuracy(p, eta * root, w / root, rho / root, room, d > 1.0)


def _require_inside(model: BinaryModel, rho: FloatArray) -> None:
    """A ValueError unless rho < sqrt(d)."""
    check_model(model)
    d = np.asarray(model.d)
    broadcast_shape(p=np.asarray(model.p), eta=np.asarray(model.eta), d=d, rho=rho)
    share = rho / np.sqrt(d)
    if not (scaled_room(np.ones_like(share), d + np.zeros_like(share), rho)[1] > 0.0).all():
        raise ValueError(f"rho must be below sqrt(d), got rho/sqrt(d) = {float(share.max())!r}")


def full_weight_excess(model: BinaryModel, rho: RealLike) -> Any:
    """How much worse the ball about w* is on its far side than on its near side, unit rest weights, rho < sqrt(d).

    ln of the worst deficit beyond the surface c w_1 = t* n less ln of the worst before it: it has the sign of w* - w,
    without solving for w, and vanishes with w* - w.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: radius in (0, sqrt(d)); broadcasts.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: rho is not in (0, sqrt(d)).
        ArithmeticError: the accuracy is out of reach in float64; the message names the first such element.
    """
    size = require("rho", rho, "> 0 and finite", lambda a: (a > 0.0) & np.isfinite(a))
    _require_inside(model, size)
    return in_chunks(_excess_piece, "the excess", p=model.p, eta=model.eta, d=model.d, rho=size)


def _excess_piece(p: FloatArray, eta: FloatArray, d: FloatArray, rho: FloatArray) -> FloatArray:
    kappa, t_star = scaled_parameters(p, eta, d)
    return excess_at_standard_weight(kappa, t_star, rho / np.sqrt(d), d > 1.0)


def leading_coefficient(model: BinaryModel, scale: Scale = "unit-rest") -> Any:
    """The limit of (w - w*)/(w* rho^2) as rho -> 0, from the Hessian of the accuracy at its maximum.

    (t*^2 - 2)/(3 d) at unit non-robust weights, (1 + t*^2)(t*^2 - 2)/3 at unit norm, with t* = w*/sqrt(d).

    Args:
        model: parameters p, eta and d, numbers or arrays.
        scale: where the centre of the ball lies, "unit-rest" or "unit-norm".

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: the scale is none of the two.
        ArithmeticError: the value is beyond float64.
    """
    check_model(model)
    check_choice("scale", scale, SCALES)
    with np.errstate(over="ignore"):
        square = np.asarray(model.t_star) ** 2
        unit = 1.0 / np.asarray(model.d) if scale == "unit-rest" else 1.0 + square
        coefficient = np.asarray(unit * (square - 2.0) / 3.0)
    finite("the leading coefficient", coefficient)
    return plain(coefficient)


def _unit_rest_piece(p: FloatArray, eta: FloatArray, d: FloatArray, rho: FloatArray) -> FloatArray:
    root = np.sqrt(d)
    kappa, t_star = scaled_parameters(p, eta, d)
    e = rho / root
    shift = equal_ends_shift(kappa, t_star, e)
    return _finite(root * minimax_at_fixed_rest(kappa, t_star, e, shift, d > 1.0))


def _unit_norm_piece(p: FloatArray, eta: FloatArray, d: FloatArray, rho: FloatArray) -> FloatArray:
    kappa, t_star = scaled_parameters(p, eta, d)
    shift = _equal_ends_shift_unit_norm(kappa, t_star, rho)
    return _finite(np.sqrt(d) * minimax_on_sphere(kappa, t_star, rho, shift, d > 1.0))


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, np.nan)


def equal_ends_shift(kappa: FloatArray, t_star: FloatArray, e: FloatArray) -> FloatArray:
    """t_0 - t* at which both ends of the cap's meridian are equally accurate, 0 <= e < 1 (unit non-robust weights).

    The rays at the ends have slopes m +- r.  They touch the circle of radius e about (t_0, 1) exactly when
    t_0 = m (1 - e^2) and r^2 = e^2 (m^2 + 1/(1 - e^2)), and are equally accurate when m is the weight of SAM on one
    weight with radius r.
    """
    room = (1.0 - e) * (1.0 + e)

    def size(m: FloatArray, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
        value = e[rows] * np.sqrt(m * m + 1.0 / room[rows])
        return value, e[rows] ** 2 * m / value

    moving = np.flatnonzero(e > 0.0)
    # r^2 (1 - e^2) <= e^2 (2 t* r + t*^2 + 1/(1 - e^2)), since m < t* + r
    linear, constant = e * e * t_star / room, (e * e / room) * (t_star**2 + 1.0 / room)
    largest = linear + np.sqrt(linear**2 + constant)
    h = np.zeros_like(e)
    h[moving] = _shift_at_radius(kappa[moving], t_star[moving], size, moving, largest[moving])
    return h * room - e * e * t_star


def _equal_ends_shift_unit_norm(kappa: FloatArray, t_star: FloatArray, rho: FloatArray) -> FloatArray:
    """The same at unit norm, where e^2 = rho^2 (1 + t_0^2); NaN where the cap reaches the pole.

    In the cap's angular radius alpha (sin alpha = rho): r^2 + 2 r cot(2 alpha) = m^2 + 1.
    """
    cosine = np.sqrt((1.0 - rho) * (1.0 + rho))
    with np.errstate(divide="ignore"):
        cotangent = 0.5 * (cosine / rho - rho / cosine)

    def size(m: FloatArray, rows: FloatArray) -> tuple[FloatArray, FloatArray]:
        root = np.sqrt(cotangent[rows] ** 2 + m * m + 1.0)
        return (m * m + 1.0) / (cotangent[rows] + root), m / root

    moving = np.flatnonzero(rho > 0.0)
    h = np.zeros_like(rho)
    largest = _far(kappa, t_star)  # without a root up to there, there is none
    h[moving] = _shift_at_radius(kappa[moving], t_star[moving], size, moving, largest[moving])
    m = t_star + h
    t_0 = 2.0 * m * cosine**2 / (1.0 + np.sqrt(1.0 + (2.0 * m * rho * cosine) ** 2))
    square = rho**2 * (1.0 + t_0 * t_0)
    shift: FloatArray = h * (1.0 - square) - square * t_star
    return shift


Size = Callable[[FloatArray, Any], tuple[FloatArray, FloatArray]]


def _shift_at_radius(kappa: FloatArray, t_star: FloatArray, size: Size, rows: Any, largest: FloatArray) -> FloatArray:
    """h = m - t* of SAM on one weight at the radius r with r = size(m), by Newton's method in a bracket.

    `size` gives r and dr/dm < 1; since 0 < dm/dr < 1 too, r - size(m(r)) increases and has one root at most.  NaN
    where it is not in the bracket or not found.
    """
    low, high = size(t_star, rows)[0], largest * (1.0 + 1e-9)
    bounded = low < high
    r = low.copy()
    h, done = np.zeros_like(r), np.zeros(r.shape, dtype=bool)
    far = _far(kappa, t_star)
    for step in range(_STEPS):
        near = np.minimum(r, far)
        h = scaled_shift(kappa, t_star, near) + (r - near)
        value, by_m = size(t_star + h, rows)
        by_r = _shift_slope(kappa, t_star, r, h)
        excess = r - value
        low, high = np.where(excess < 0.0, r, low), np.where(excess > 0.0, r, high)
        new = r - excess / (1.0 - by_m * by_r)
        inside = (new >= low) & (new <= high)
        done |= ~np.isfinite(h) | (inside & (np.abs(new - r) <= _STEP * r)) | (high - low <= _STEP * r)
        if done.all():
            h += by_r * np.where(inside, new - r, 0.0)
            break
        if step == 1:
            new = np.where(inside, new, high)  # one look at the far end tells whether there is a root
        r = np.where(done, r, np.where((new >= low) & (new <= high), new, 0.5 * (low + high)))
    return np.where(bounded & done & (r < largest), h, np.nan)


def _far(kappa: FloatArray, t_star: FloatArray) -> FloatArray:
    """An r beyond which m - r no longer changes in double precision: it tends to its limit like exp(-2 r^2)."""
    return 2.0 * (kappa + t_star) + 20.0


def _shift_slope(kappa: FloatArray, t_star: FloatArray, r: FloatArray, h: FloatArray) -> FloatArray:
    """dm/dr = tanh(m r - ln(sinh kappa(r + h)/sinh kappa(r - h))/2), from differentiating the equal-ends condition."""
    with np.errstate(all="ignore"):
        ratio = np.log(np.expm1(-2.0 * kappa * (r + h)) / np.expm1(-2.0 * kappa * (r - h)))
        slope = np.tanh((t_star + h) * r - kappa * h - 0.5 * ratio)
    return np.where(np.isfinite(slope), np.clip(slope, 0.0, 1.0), 0.0)
