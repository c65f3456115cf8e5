"""The worst point on the edge of the cap of SAM over all weights, and the centre that makes it least bad.

Variables as in `theory.sam.all_weights` and `theory.sam.deficit`; every function takes one-dimensional arrays of one
length.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from theory.model.arrays import FloatArray
from theory.sam.deficit import deficit

_BLOCK = 1024
_GRID = 25
_ZOOM = np.linspace(0.0, 1.0, 9)
_ZOOMS = 5
_STEPS = 100
_STEP = 1e-12
_ROUNDING = 4e-15
"""Rounding of the difference of two logarithms, below which it counts as zero."""
_PROMISED = 1e-9
"""Error of the weight, relative to it, beyond which a root is refused."""
_NOISE = 1e-12
"""Relative excess of the deficit between the ends over that at the ends which counts as rounding."""
_LARGEST_TANGENT = 1e6


BoolArray = NDArray[np.bool_]
Scores = Callable[[FloatArray], FloatArray]
"""What is to be large, at angles chi with a row for each problem."""


class Edge(NamedTuple):
    """The cap's edge at given chi: ln of the deficit, and what its derivatives are made of."""

    log: FloatArray
    by_w: FloatArray
    turning: FloatArray


def edge(kappa: FloatArray, t_star: FloatArray, shift: FloatArray, tau: FloatArray, chi: FloatArray) -> Edge:
    """The deficit on the edge at angles chi; the arrays broadcast.

    by_w: derivative of the logarithm when the centre moves by t_0 at fixed perturbation.  turning: has the sign of the
    derivative when the cap turns towards the robust feature.
    """
    t_0 = t_star + shift
    z, length = np.cos(chi), np.sqrt(1.0 + t_0 * t_0)
    x, mean, rest = t_0 + tau * z, 1.0 - tau * t_0 * z, tau * length * np.sin(chi)
    square = mean * mean + rest * rest
    n = np.maximum(np.sqrt(square), (np.abs(x) + 1.0) / _LARGEST_TANGENT)
    fall = 2.0 * tau * t_0 * z - (tau * t_0 * z) ** 2 - rest * rest  # 1 - n^2
    u = (t_0 * fall / (1.0 + n) + tau * z) / n + shift
    with np.errstate(divide="ignore", invalid="ignore"):
        versine = np.where(mean > 0.0, rest * rest / (n * (n + np.abs(mean))), 1.0 - mean / n)
    versine = np.clip(versine, 0.0, 2.0)
    found = deficit(kappa, t_star, u, versine)
    with np.errstate(over="ignore", invalid="ignore"):
        slope = np.exp(found.high - found.log) - np.exp(found.low - found.log)
        by_w = slope * (1.0 + tau * tau) / n
    angle = kappa * (u - (t_star + u) * versine)
    turning = np.tanh(angle) * mean * (n * n + x * x) + kappa * x * rest * rest
    return Edge(found.log, by_w, turning)


def worst(
    kappa: FloatArray, t_star: FloatArray, shift: FloatArray, tau: FloatArray, start: FloatArray, stop: FloatArray
) -> FloatArray:
    """The chi in [start, stop] with the largest deficit, from the two best peaks of a grid, each refined."""
    columns = kappa[:, None], t_star[:, None], shift[:, None], tau[:, None]

    def log_at(chi: FloatArray) -> FloatArray:
        return edge(*columns, chi).log

    found = [refined(log_at, low, high, _ZOOMS) for low, high in peaks(log_at, start, stop)]
    (first, at_first), (second, at_second) = found
    return np.where(at_second >= at_first, second, first)


def peaks(score: Scores, start: FloatArray, stop: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
    """The intervals between the neighbours of the two best peaks of a score on a grid of [start, stop].

    Where there is one peak, the other interval is any.
    """
    grid = start[:, None] + (stop - start)[:, None] * np.linspace(0.0, 1.0, _GRID)
    values = score(grid)
    padded = np.pad(values, ((0, 0), (1, 1)), constant_values=-np.inf)
    is_peak = (values >= padded[:, :-2]) & (values > padded[:, 2:])
    columns = np.argsort(np.where(is_peak, values, -np.inf), axis=1)[:, -2:]
    rows = np.arange(start.size)
    return [(grid[rows, np.maximum(at - 1, 0)], grid[rows, np.minimum(at + 1, _GRID - 1)]) for at in columns.T]


def refined(score: Scores, low: FloatArray, high: FloatArray, zooms: int) -> tuple[FloatArray, FloatArray]:
    """The chi of the largest score in [low, high] by ever finer grids and a parabola, and the score there."""
    rows = np.arange(low.size)
    for _ in range(zooms):
        chi = low[:, None] + (high - low)[:, None] * _ZOOM
        log = score(chi)
        best = np.argmax(log, axis=1)
        left, right = np.maximum(best - 1, 0), np.minimum(best + 1, _ZOOM.size - 1)
        low, high, middle = chi[rows, left], chi[rows, right], chi[rows, best]
        values = log[rows, left], log[rows, best], log[rows, right]
    with np.errstate(divide="ignore", invalid="ignore"):
        bend = values[0] - 2.0 * values[1] + values[2]
        vertex = middle + 0.25 * (high - low) * (values[0] - values[2]) / bend
    inner = (left < best) & (best < right) & (bend < 0.0) & (vertex > low) & (vertex < high)
    vertex = np.where(inner, vertex, middle)
    at_vertex = score(vertex[:, None])[:, 0]
    better = at_vertex >= values[1]
    return np.where(better, vertex, middle), np.where(better, at_vertex, values[1])


def minimax_at_fixed_rest(
    kappa: FloatArray, t_star: FloatArray, e: FloatArray, ends: FloatArray, angle: BoolArray
) -> FloatArray:
    """t_0 - t* of the best centre with unit non-robust weights; `ends` is the solution for the meridian's ends.

    At fixed non-robust weights the accuracy rises with w_1 up to c w_1 = t* n and falls beyond (c the cosine of the
    angle psi).  So as the centre moves towards the robust feature, the worst deficit among the points short of that
    surface falls, the worst among those beyond it rises, and the one crossing is the optimum.  Where the worst point
    of the ball about t* lies on the surface, the crossing is t* itself.
    """
    result = ends.copy()
    rows = np.flatnonzero(angle & (e > 0.0) & np.isfinite(ends))
    tau = _tangent(t_star[rows] + ends[rows], e[rows])
    rows = rows[stands_out(kappa[rows], t_star[rows], ends[rows], tau)]
    for start in range(0, rows.size, _BLOCK):
        block = rows[start : start + _BLOCK]
        result[block] = _crossing(kappa[block], t_star[block], e[block], ends[block])
    return result


def _tangent(t_0: FloatArray, e: FloatArray) -> FloatArray:
    return e / np.sqrt((1.0 - e) * (1.0 + e) + t_0 * t_0)


def stands_out(kappa: FloatArray, t_star: FloatArray, shift: FloatArray, tau: FloatArray) -> BoolArray:
    """Whether some point between the meridian's ends is worse than both."""
    result = np.zeros(kappa.shape, dtype=bool)
    for start in range(0, kappa.size, _BLOCK):
        k, t, s, ta = (v[start : start + _BLOCK] for v in (kappa, t_star, shift, tau))
        zeros, pi = np.zeros_like(k), np.full_like(k, np.pi)
        largest = edge(k, t, s, ta, worst(k, t, s, ta, zeros, pi)).log
        ends = np.maximum(edge(k, t, s, ta, zeros).log, edge(k, t, s, ta, pi).log)
        result[start : start + _BLOCK] = largest > ends + _NOISE
    return result


def _unmoved(kappa: FloatArray, t_star: FloatArray, e: FloatArray) -> BoolArray:
    """Whether the worst point of the ball about t* is the one that moves the non-robust weights alone."""
    zeros, pi = np.zeros_like(kappa), np.full_like(kappa, np.pi)
    tau = _tangent(t_star, e)
    largest = edge(kappa, t_star, zeros, tau, worst(kappa, t_star, zeros, tau, zeros, pi)).log
    return edge(kappa, t_star, zeros, tau, np.arccos(tau * t_star)).log >= largest - _ROUNDING


def fall_and_rise(
    kappa: FloatArray, t_star: FloatArray, e: FloatArray, shift: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """ln of the worst deficit beyond the surface c w_1 = t* n less that short of it, and its derivative in t_0.

    The derivative is that of the envelope: it misleads where a worst point is on the surface.  The value is infinite
    where all of the edge is on one side.
    """
    t_0 = t_star + shift
    tau = _tangent(t_0, e)
    borders = _borders(t_star, shift, tau)
    logs = np.full((2, kappa.size), -np.inf)
    slopes = np.zeros((2, kappa.size))
    for start, stop in pairwise(borders):
        rows = np.flatnonzero(stop > start)
        if not rows.size:
            continue
        k, t, s, ta, lo, hi = (v[rows] for v in (kappa, t_star, shift, tau, start, stop))
        found = edge(k, t, s, ta, worst(k, t, s, ta, lo, hi))
        beyond = _side(t, s, ta, np.cos(0.5 * (lo + hi))) > 0.0
        side = beyond.astype(int)
        worse = found.log > logs[side, rows]
        logs[side[worse], rows[worse]] = found.log[worse]
        slopes[side[worse], rows[worse]] = found.by_w[worse]
    return logs[1] - logs[0], slopes[1] - slopes[0]


def excess_at_standard_weight(kappa: FloatArray, t_star: FloatArray, e: FloatArray, angle: BoolArray) -> FloatArray:
    """`fall_and_rise` at t_0 = t*; the difference of the meridian's ends where there is no angle psi."""
    zeros, pi = np.zeros_like(kappa), np.full_like(kappa, np.pi)
    tau = _tangent(t_star, e)
    result = edge(kappa, t_star, zeros, tau, zeros).log - edge(kappa, t_star, zeros, tau, pi).log
    rows = np.flatnonzero(angle)
    for start in range(0, rows.size, _BLOCK):
        block = rows[start : start + _BLOCK]
        result[block] = fall_and_rise(kappa[block], t_star[block], e[block], zeros[block])[0]
    return result


def _side(t_star: FloatArray, shift: FloatArray, tau: FloatArray, z: FloatArray) -> FloatArray:
    """n (c w_1 - t* n) on the edge at cos chi = z: a quadratic in z."""
    t_0 = t_star + shift
    return (
        (1.0 + t_star * t_star - shift * shift) * tau * z
        - shift * (tau * z) ** 2
        + (shift - t_star * (1.0 + t_0 * t_0) * tau**2)
    )


def _borders(t_star: FloatArray, shift: FloatArray, tau: FloatArray) -> list[FloatArray]:
    """0, the angles chi where the edge crosses the surface (0 or pi where it does not), and pi, ascending."""
    t_0 = t_star + shift
    middle = 1.0 + t_star * t_star - shift * shift
    last = shift - t_star * (1.0 + t_0 * t_0) * tau**2
    square = middle**2 + 4.0 * shift * last
    half = -0.5 * (middle + np.copysign(np.sqrt(np.maximum(square, 0.0)), middle))
    with np.errstate(divide="ignore", invalid="ignore"):
        roots = [last / half / tau, np.where(shift == 0.0, np.inf, half / -shift / tau)]
    angles = [np.arccos(np.clip(np.where((square > 0.0) & np.isfinite(z), z, 2.0), -1.0, 1.0)) for z in roots]
    zeros = np.zeros_like(t_star)
    return [zeros, np.minimum(*angles), np.maximum(*angles), zeros + np.pi]


def _crossing(kappa: FloatArray, t_star: FloatArray, e: FloatArray, start: FloatArray) -> FloatArray:
    """The root of `fall_and_rise`, or NaN unless that changes its sign, by more than rounding, close to it."""
    shift = _root(kappa, t_star, e, start)
    margin = _PROMISED * np.abs(t_star + shift)
    below, above = (fall_and_rise(kappa, t_star, e, shift + way * margin)[0] for way in (-1.0, 1.0))
    return np.where((shift == 0.0) | ((below < -_ROUNDING) & (above > _ROUNDING)), shift, np.nan)


def _root(kappa: FloatArray, t_star: FloatArray, e: FloatArray, start: FloatArray) -> FloatArray:
    """By Newton's method, every third step a bisection: on the surface the slope misleads."""
    shift = np.where(_unmoved(kappa, t_star, e), 0.0, start)
    done = shift == 0.0
    low, high = -t_star, np.full_like(t_star, np.inf)
    for step in range(_STEPS):
        rows = np.flatnonzero(~done)
        if not rows.size:
            return shift
        value, slope = fall_and_rise(kappa[rows], t_star[rows], e[rows], shift[rows])
        old = shift[rows]
        low[rows] = np.where(value < 0.0, old, low[rows])
        high[rows] = np.where(value > 0.0, old, high[rows])
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            new = old - value / slope
        inside = (new >= low[rows]) & (new <= high[rows]) & (step % 3 < 2)
        outside = np.where(
            np.isinf(high[rows]), 2.0 * (t_star[rows] + old) - t_star[rows], 0.5 * (low[rows] + high[rows])
        )
        found = np.abs(value) <= _ROUNDING
        new = np.where(found, old, np.where(inside, new, outside))
        scale = _STEP * np.abs(t_star[rows] + new)
        shift[rows] = new
        done[rows] = found | (inside & (np.abs(new - old) <= scale)) | (high[rows] - low[rows] <= scale)
    return np.where(done, shift, np.nan)
