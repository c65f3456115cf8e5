"""The best weight against an l_2 attack on all features of the binary model.

With s = sqrt(1 + t^2) the accuracy rises with t where

    f(t) = odds - 2 artanh(eps t/s) - 2 t (kappa - eps s) > 0.

f(0) > 0, and f' = -2 kappa + 2 eps G with G = t^2/s (2 + b + 2 b t^2)/(1 + b t^2), b = 1 - eps^2.  For eps <= 1 the
function G increases from 0 without bound: f falls to its one minimum and rises again, so its first zero, if there is
one, is the one local maximum.  For eps > 1, f falls to -inf at t = 1/sqrt(-b); G rises to its one maximum and falls, so
f has three stretches and up to two local maxima.

`room` is kappa - eps, which the caller has without cancellation; then kappa - eps s = room - eps t^2/(1 + s).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import special
from scipy.optimize import elementwise

from theory.model.arrays import FloatArray
from theory.model.attack_digits import REFUSED_ERROR, UNIT, better_shift, first_of, log_rounding
from theory.model.binary_model import log_odds

_TOLERANCES = {"xrtol": 4e-16, "xatol": 0.0, "frtol": 0.0, "fatol": 0.0}
_SMALL_ARGUMENT = 0.3
"""Up to here artanh(x) - x is summed as a series."""


class Problem(NamedTuple):
    """The parameters of some problems, one-dimensional arrays of one length."""

    p: FloatArray
    odds: FloatArray
    kappa: FloatArray
    room: FloatArray
    eps: FloatArray

    def at(self, rows: Any) -> Problem:
        """The problems of some rows."""
        return Problem(*(v[rows] for v in self))


def l2_on_all(
    p: FloatArray, kappa: FloatArray, room: FloatArray, t_star: FloatArray, eps: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The scaled weight t and t - t*, for eps > 0; NaN where digits are out of reach."""
    problem, t = Problem(p, log_odds(p), kappa, room, eps), np.full_like(p, np.nan)
    for chosen, solve in ((eps <= 1.0, _small), (eps > 1.0, _large)):
        if chosen.any():
            t[chosen] = solve(problem.at(chosen))
    return t, _shift(t, t_star, problem)


def _lift(t: FloatArray, eps: FloatArray) -> FloatArray:
    """eps (s - 1)."""
    return eps * t * (t / (1.0 + np.hypot(1.0, t)))


def _below_end(t: FloatArray, eps: FloatArray) -> FloatArray:
    """1 + b t^2, which for eps > 1 is (1 - r)(1 + r) with r = t/end."""
    b = np.sqrt(np.abs(1.0 - eps)) * np.sqrt(1.0 + eps)
    r = b * t
    return np.where(eps > 1.0, np.maximum(1.0 - r, 0.0) * (1.0 + r), 1.0 + r * r)


def _tilt(t: FloatArray, eps: FloatArray) -> FloatArray:
    """2 artanh(x) with x = eps t/s; for large x by 1 - x^2 = (1 + b t^2)/s^2, which 1 - x would lose."""
    s = np.hypot(1.0, t)
    x = np.minimum(eps * (t / s), 1.0)
    far = 2.0 * (np.log1p(x) + np.log(s)) - np.log(_below_end(t, eps))
    return np.where(x < 0.5, 2.0 * np.arctanh(np.minimum(x, 0.5)), far)


def _rise(t: FloatArray, odds: FloatArray, room: FloatArray, eps: FloatArray) -> FloatArray:
    return odds - _tilt(t, eps) - 2.0 * t * (room - _lift(t, eps))


def _rounding_of_rise(t: FloatArray, problem: Problem) -> FloatArray:
    tilt = _tilt(t, problem.eps)
    return 4.0 * UNIT * (problem.odds + tilt + 2.0 * t * (np.abs(problem.room) + _lift(t, problem.eps)))


def _bend(t: FloatArray, kappa: FloatArray, eps: FloatArray) -> FloatArray:
    return eps * _growth(t, eps) - kappa


def _growth(t: FloatArray, eps: FloatArray) -> FloatArray:
    b = (1.0 - eps) * (1.0 + eps)
    return t * (t / np.hypot(1.0, t)) * (2.0 + b / _below_end(t, eps))


def _root(f: Any, low: FloatArray, high: FloatArray, *args: FloatArray) -> FloatArray:
    found = elementwise.find_root(f, (low, high), args=args, tolerances=_TOLERANCES, maxiter=200)
    return np.where(found.success | (found.status == -2), found.x, np.nan)


def _zero(problem: Problem, low: FloatArray, high: FloatArray) -> FloatArray:
    """The zero of f in [low, high], where f falls; NaN where f is too flat there to keep its digits."""
    t = _root(_rise, low, high, problem.odds, problem.room, problem.eps)
    slope = 2.0 * np.abs(_bend(t, problem.kappa, problem.eps))
    return np.where(_rounding_of_rise(t, problem) <= REFUSED_ERROR * slope * t, t, np.nan)


def _arguments(t: FloatArray, problem: Problem) -> tuple[FloatArray, FloatArray]:
    """kappa - eps s + t and kappa - eps s - t, of whose large parts (1 - eps) t is joined first."""
    s = np.hypot(1.0, t)
    rest = problem.eps * (t + t * (t / (1.0 + s))) / (s + t)  # eps (1 - (s - t))
    return problem.room + (1.0 - problem.eps) * t + rest, problem.room - _lift(t, problem.eps) - t


def _size(t: FloatArray, problem: Problem) -> FloatArray:
    return np.abs(problem.room) + problem.eps + _lift(t, problem.eps) + t


def _small(problem: Problem) -> FloatArray:
    share = problem.kappa / problem.eps
    # G >= 2 t^2/s, so eps G = kappa has its root below this
    most = share + np.sqrt(share) * np.sqrt(share + 2.0) + 1.0
    bottom = _root(_bend, np.zeros_like(share), most, problem.kappa, problem.eps)
    lowest = _rise(bottom, problem.odds, problem.room, problem.eps)
    result = np.where(np.isnan(lowest), np.nan, np.inf)
    rows = np.flatnonzero(lowest < _rounding_of_rise(bottom, problem))
    if rows.size:
        some, end = problem.at(rows), bottom[rows]
        t = np.where(lowest[rows] < 0.0, _zero(some, np.zeros_like(end), end), np.nan)
        excess, error = _excess(np.where(np.isnan(t), end, t), some)
        result[rows] = first_of(excess, error, t, np.full_like(t, np.inf))
    return result


def _excess(t: FloatArray, problem: Problem) -> tuple[FloatArray, FloatArray]:
    """ln of (1-p) Phi(against x_1) less ln of p times the tail that is missed with x_1, and its rounding.

    It has the sign of the accuracy's excess over its limit at infinity: p for eps < 1, p Phi(kappa) for eps = 1.
    """
    with_x1, against = _arguments(t, problem)
    tail = special.log_ndtr(-with_x1)
    beyond = np.where(problem.eps < 1.0, 0.0, np.exp(special.log_ndtr(-problem.kappa) - tail))
    gained, lost = np.log1p(-problem.p) + special.log_ndtr(against), np.log(problem.p) + tail + np.log1p(-beyond)
    return gained - lost, log_rounding(_size(t, problem), against, -with_x1) / (1.0 - np.minimum(beyond, 1.0))


def _large(problem: Problem) -> FloatArray:
    end = 1.0 / (np.sqrt(problem.eps - 1.0) * np.sqrt(problem.eps + 1.0))
    top, zeros = _top(end, problem.eps), np.zeros_like(end)
    stop = end * (1.0 - 4.0 * np.finfo(np.float64).eps)
    # without a stretch on which f rises, [0, stop] is the first stretch and the last one is empty; beyond stop f falls
    # to -inf within a rounding
    first, second = stop.copy(), stop.copy()
    rows = np.flatnonzero(_bend(top, problem.kappa, problem.eps) > 0.0)
    if rows.size:
        some = problem.at(rows)
        first[rows] = _root(_bend, zeros[rows], top[rows], some.kappa, some.eps)
        second[rows] = _root(_bend, top[rows], stop[rows], some.kappa, some.eps)
    one, other = _falling(problem, zeros, first, stop), _falling(problem, second, stop, stop)
    return _better(problem, np.where(np.isinf(one), other, one), other)


def _top(end: FloatArray, eps: FloatArray) -> FloatArray:
    """Where G is largest, by golden sections."""
    low, high = np.zeros_like(end), end.copy()
    golden = 0.5 * (np.sqrt(5.0) - 1.0)
    for _ in range(100):
        left, right = high - golden * (high - low), low + golden * (high - low)
        falls = _growth(left, eps) > _growth(right, eps)
        low, high = np.where(falls, low, left), np.where(falls, right, high)
    return 0.5 * (low + high)


def _falling(problem: Problem, left: FloatArray, right: FloatArray, stop: FloatArray) -> FloatArray:
    """The zero of f on a stretch where f falls, inf where there is none; `stop` if it is within a rounding of it."""
    at_left, at_right = (_rise(t, problem.odds, problem.room, problem.eps) for t in (left, right))
    result = np.where(np.isnan(at_left + at_right), np.nan, np.inf)
    result = np.where((at_left > 0.0) & (at_right > 0.0) & (right == stop) & (left <= right), stop, result)
    rows = np.flatnonzero((at_left > 0.0) & (at_right <= 0.0) & (left < right))
    if rows.size:
        result[rows] = _zero(problem.at(rows), left[rows], right[rows])
    return result


def _better(problem: Problem, one: FloatArray, other: FloatArray) -> FloatArray:
    """The weight of the larger accuracy; inf for `other` where it is none; the first in a tie."""
    result = one.copy()
    rows = np.flatnonzero(~np.isinf(other) & (other != one))
    if rows.size:
        some, a, b = problem.at(rows), one[rows], other[rows]
        lead, error = _lead(some, a, b)
        result[rows] = first_of(lead, error, a, b)
    return result


def _lead(problem: Problem, a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """By how much a is better than b, in the logarithm of the accuracy or of the error, whichever is small."""
    logs = np.log(problem.p), np.log1p(-problem.p)
    right, wrong, error = [], [], np.zeros_like(a)
    for t in (a, b):
        x, y = _arguments(t, problem)
        right.append(np.logaddexp(logs[0] + special.log_ndtr(x), logs[1] + special.log_ndtr(y)))
        wrong.append(np.logaddexp(logs[0] + special.log_ndtr(-x), logs[1] + special.log_ndtr(-y)))
        error = error + log_rounding(_size(t, problem), x, y) + log_rounding(_size(t, problem), -x, -y)
    return np.where(right[0] < -np.log(2.0), right[0] - right[1], wrong[1] - wrong[0]), error


def _shift(t: FloatArray, t_star: FloatArray, problem: Problem) -> FloatArray:
    """h as the root of -f/2 = kappa h + (artanh(x) - x) - eps t^3/s, x = eps t/s, t = t* + h; its terms vanish with eps."""
    h = t - t_star
    for _ in range(3):
        now = t_star + h
        s = np.hypot(1.0, now)
        terms = problem.kappa * h, _artanh_beyond(problem.eps * (now / s)), problem.eps * now * now * (now / s)
        slope = -_bend(now, problem.kappa, problem.eps)
        step = (terms[0] + terms[1] - terms[2]) / slope
        h = h - step
    scale = (np.abs(terms[0]) + terms[1] + terms[2]) / np.abs(slope)
    return better_shift(t, t_star, h, step, scale)


def _artanh_beyond(x: FloatArray) -> FloatArray:
    """artanh(x) - x for x >= 0."""
    square, total = np.minimum(x, _SMALL_ARGUMENT) ** 2, np.zeros_like(x)
    for k in range(31, 1, -2):
        total = (total + 1.0 / k) * square
    return np.where(x <= _SMALL_ARGUMENT, total * x, np.arctanh(np.minimum(x, 1.0)) - x)
