"""Adversarial training under four attacks on the binary model: what each does to the accuracy, and its best weight.

An attack moves the non-robust features x_2, ..., x_{d+1} (coordinates="non-robust", Theorem 4.2's setting) or all
features (coordinates="all") by at most eps in l_inf or l_2.  The worst attack lowers the margin by eps times the dual
norm of the weights (w, 1, ..., 1) it acts on: in units of sqrt(d), with t = w/sqrt(d),

    l_inf, non-robust: eps sqrt(d)    l_inf, all: eps (sqrt(d) + |t|)    l_2, non-robust: eps    l_2, all: eps sqrt(1 + t^2).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special
from scipy.optimize import elementwise

from theory.arguments import FloatArray, RealLike, broadcast_shape, plain, radius, require
from theory.binary_model import BinaryModel
from theory.choices import COORDINATES, NORMS, Coordinates, Norm, check_choice

_TOLERANCES = {"xrtol": 4e-16, "xatol": 0.0, "frtol": 0.0, "fatol": 0.0}


def accuracy_under_attack(
    model: BinaryModel, w: RealLike, eps: RealLike, norm: Norm = "linf", coordinates: Coordinates = "non-robust"
) -> Any:
    """Accuracy of the classifier with weight w under the worst attack of radius eps, in the broadcast shape.

    w may be infinite (the limit is returned), eps is finite and >= 0.  Raises a ValueError for anything else.
    """
    check_choice("norm", norm, NORMS)
    check_choice("coordinates", coordinates, COORDINATES)
    weight = require("w", w, "a number or infinite, not NaN", lambda a: ~np.isnan(a))
    size = radius("eps", eps)
    p, eta, d = (np.asarray(v, dtype=np.float64) for v in (model.p, model.eta, model.d))
    broadcast_shape(p=p, eta=eta, d=d, w=weight, eps=size)
    mean, t = eta * np.sqrt(d), weight / np.sqrt(d)
    if coordinates == "non-robust":
        lost = size * np.sqrt(d) if norm == "linf" else size
        with_x1, against_x1 = mean - lost + t, mean - lost - t
    else:
        # the parts that grow with |t| are joined first: (1 - eps)|t| has a limit where t - eps|t| alone has none
        length = np.abs(t)
        rest = np.where(np.isinf(length), 0.0, 1.0 / (length + np.hypot(1.0, length))) if norm == "l2" else np.sqrt(d)
        gain, loss = _times(1.0 - size, length), _times(1.0 + size, length)
        helped, hurt = mean - size * rest + gain, mean - size * rest - loss
        with_x1, against_x1 = np.where(t >= 0.0, helped, hurt), np.where(t >= 0.0, hurt, helped)
    return plain(np.asarray(p * special.ndtr(with_x1) + (1.0 - p) * special.ndtr(against_x1)))


def _times(factor: FloatArray, length: FloatArray) -> FloatArray:
    """A product in which 0 times infinity is 0."""
    with np.errstate(invalid="ignore"):
        return np.where(factor == 0.0, 0.0, factor * length)


def attack_weight(
    model: BinaryModel, eps: RealLike, norm: Norm = "linf", coordinates: Coordinates = "non-robust"
) -> Any:
    """The weight that maximises `accuracy_under_attack` over all w, in the broadcast shape; eps finite and >= 0.

    Non-robust coordinates: ln(p/(1-p))/(2 (eta - eps')) with eps' = eps (l_inf, Theorem 4.2) or eps/sqrt(d) (l_2), and
    inf where eps' >= eta.  All coordinates: the one local maximum or, where no finite weight reaches it, the limit at
    infinity (p for eps < 1), so the weight jumps to inf at a finite eps; and 0 under l_inf when eps >= 2p - 1 and
    Phi((eta - eps) sqrt(d)) >= p, or eps >= 1.  A tie goes to the finite weight.
    """
    check_choice("norm", norm, NORMS)
    check_choice("coordinates", coordinates, COORDINATES)
    size = radius("eps", eps)
    p, eta, d = (np.asarray(v, dtype=np.float64) for v in (model.p, model.eta, model.d))
    shape = broadcast_shape(p=p, eta=eta, d=d, eps=size)
    p, eta, d, size = (np.broadcast_to(v, shape).ravel() for v in (p, eta, d, size))
    flat = BinaryModel(p, eta, d)
    odds, root = flat.log_odds, np.sqrt(d)
    if coordinates == "non-robust":
        t = _regular(odds, eta * root, size * root if norm == "linf" else size)
    elif norm == "linf":
        t = _linf_on_all(p, odds, (eta - size) * root, size)
    else:
        t = _l2_on_all(p, odds, eta * root, size)
    return plain((t * root).reshape(shape))


def _regular(odds: FloatArray, mean: FloatArray, lost: FloatArray) -> FloatArray:
    room = mean - lost
    with np.errstate(over="ignore"):
        return np.where(room > 0.0, odds / (2.0 * np.where(room > 0.0, room, 1.0)), np.inf)


def _linf_on_all(p: FloatArray, odds: FloatArray, mean: FloatArray, eps: FloatArray) -> FloatArray:
    """For t > 0 the accuracy rises where odds' > 2 t (mean - eps t), odds' = odds + ln((1 - eps)/(1 + eps))."""
    below_1 = eps < 1.0
    share = np.where(below_1, eps, 0.0)
    tilted = odds - 2.0 * np.arctanh(share)
    square = mean * mean - 2.0 * eps * tilted
    stationary = below_1 & (tilted > 0.0) & (mean > 0.0) & (square >= 0.0)
    t = np.where(stationary, tilted, 0.0) / np.where(stationary, mean + np.sqrt(np.maximum(square, 0.0)), 1.0)
    # the alternative is the limit p; the accuracy's excess over p as a difference of two tails
    with np.errstate(divide="ignore"):
        gained = np.log1p(-p) + special.log_ndtr(mean - (1.0 + eps) * t)
        lost = np.log(p) + special.log_ndtr(-mean - (1.0 - eps) * t)
    rises_for_good = below_1 & (tilted > 0.0) & ~stationary
    return np.where(rises_for_good | (below_1 & (gained < lost)), np.inf, t)


def _l2_on_all(p: FloatArray, odds: FloatArray, kappa: FloatArray, eps: FloatArray) -> FloatArray:
    """The accuracy rises where f(t) = odds + ln((1 - eps q)/(1 + eps q)) - 2 t (kappa - eps s) > 0, s^2 = 1 + t^2, q = t/s.

    f(0) > 0, and f' = -2 kappa + 2 eps G with G = t^2/s (2 + b + 2 b t^2)/(1 + b t^2), b = 1 - eps^2.  For eps <= 1 the
    function G increases from 0 without bound: f falls to its one minimum and rises again, so its first zero, if there
    is one, is the one local maximum.  For eps > 1, f falls to -inf at t = 1/sqrt(-b); G rises to its one maximum and
    falls, so f has three stretches and up to two local maxima.
    """
    result = np.full_like(odds, np.inf)
    still = eps == 0.0
    result[still] = odds[still] / (2.0 * kappa[still])
    for chosen, solve in (((eps > 0.0) & (eps <= 1.0), _l2_small), (eps > 1.0, _l2_large)):
        if chosen.any():
            result[chosen] = solve(*(v[chosen] for v in (p, odds, kappa, eps)))
    return result


def _rise(t: FloatArray, odds: FloatArray, kappa: FloatArray, eps: FloatArray) -> FloatArray:
    s = np.hypot(1.0, t)
    with np.errstate(divide="ignore"):
        return odds - 2.0 * np.arctanh(np.minimum(eps * t / s, 1.0)) - 2.0 * t * (kappa - eps * s)


def _growth(t: FloatArray, eps: FloatArray) -> FloatArray:
    b = (1.0 - eps) * (1.0 + eps)
    return t * t / np.hypot(1.0, t) * (2.0 + b + 2.0 * b * t * t) / (1.0 + b * t * t)


def _bend(t: FloatArray, kappa: FloatArray, eps: FloatArray) -> FloatArray:
    return eps * _growth(t, eps) - kappa


def _root(f: Any, low: FloatArray, high: FloatArray, *args: FloatArray) -> FloatArray:
    found = elementwise.find_root(f, (low, high), args=args, tolerances=_TOLERANCES, maxiter=200)
    return np.where(found.success | (found.status == -2), found.x, np.nan)


def _excess(p: FloatArray, kappa: FloatArray, eps: FloatArray, t: FloatArray) -> FloatArray:
    """ln of (1-p) Phi(against x_1) less ln of p Phi(-with x_1): has the sign of the accuracy's excess over p."""
    centre = kappa - eps * np.hypot(1.0, t)
    return np.log1p(-p) + special.log_ndtr(centre - t) - np.log(p) - special.log_ndtr(-centre - t)


def _l2_small(p: FloatArray, odds: FloatArray, kappa: FloatArray, eps: FloatArray) -> FloatArray:
    zeros = np.zeros_like(odds)
    # G >= 2 t^2/s, so eps G = kappa has its root below this
    share = kappa / eps
    bottom = _root(_bend, zeros, share + np.sqrt(share * share + 2.0 * share) + 1.0, kappa, eps)
    has_root = _rise(bottom, odds, kappa, eps) < 0.0
    result = np.full_like(odds, np.inf)
    rows = np.flatnonzero(has_root)
    if rows.size:
        o, k, r = odds[rows], kappa[rows], eps[rows]
        t = _root(_rise, zeros[rows], bottom[rows], o, k, r)
        at_infinity = np.where(r < 1.0, p[rows], p[rows] * special.ndtr(k))
        here = _value(p[rows], k, r, t)
        better = np.where(r < 1.0, _excess(p[rows], k, r, t) >= 0.0, here >= at_infinity)
        result[rows] = np.where(better, t, np.inf)
    return result


def _value(p: FloatArray, kappa: FloatArray, eps: FloatArray, t: FloatArray) -> FloatArray:
    centre = kappa - eps * np.hypot(1.0, t)
    return p * special.ndtr(centre + t) + (1.0 - p) * special.ndtr(centre - t)


def _l2_large(p: FloatArray, odds: FloatArray, kappa: FloatArray, eps: FloatArray) -> FloatArray:
    end = 1.0 / np.sqrt((eps - 1.0) * (eps + 1.0))
    low, high = np.zeros_like(end), end.copy()
    golden = 0.5 * (np.sqrt(5.0) - 1.0)
    for _ in range(100):
        left, right = high - golden * (high - low), low + golden * (high - low)
        falls = _growth(left, eps) > _growth(right, eps)
        low, high = np.where(falls, low, left), np.where(falls, right, high)
    top = 0.5 * (low + high)
    stop = end * (1.0 - 4.0 * np.finfo(np.float64).eps)
    # without a stretch on which f rises, [0, stop] is the first stretch and the last one is empty
    rising = _bend(top, kappa, eps) > 0.0
    first, second = stop.copy(), stop.copy()
    rows = np.flatnonzero(rising)
    if rows.size:
        first[rows] = _root(_bend, np.zeros(rows.size), top[rows], kappa[rows], eps[rows])
        second[rows] = _root(_bend, top[rows], stop[rows], kappa[rows], eps[rows])
    best, most = np.full_like(end, np.nan), np.full_like(end, -1.0)
    for left, right in ((np.zeros_like(end), first), (second, stop)):
        crossing = (_rise(left, odds, kappa, eps) > 0.0) & (_rise(right, odds, kappa, eps) <= 0.0)
        rows = np.flatnonzero(crossing & (left < right))
        if rows.size:
            t = _root(_rise, left[rows], right[rows], odds[rows], kappa[rows], eps[rows])
            value = _value(p[rows], kappa[rows], eps[rows], t)
            better = value > most[rows]
            best[rows[better]], most[rows[better]] = t[better], value[better]
    return np.where(np.isnan(best), stop, best)
