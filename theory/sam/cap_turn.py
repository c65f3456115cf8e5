"""SAM over all weights at unit norm: the cap keeps its size and turns along the meridian, over the pole if need be.

Variables as in `theory.sam.all_weights`.  The worst deficit need not have one minimum here, so the whole quarter circle
is searched; the minimum of each promising cell is where the worst point's deficit neither rises nor falls as the cap
turns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from theory.model.arrays import FloatArray
from theory.sam.cap_edge import BoolArray, Edge, edge, stands_out, worst
from theory.sam.deficit import deficit

_BLOCK = 64
_CELLS = 40
_CANDIDATES = 3
_HALVINGS = 48
_POLE = 1e-7
_NOISE = 1e-12


def minimax_on_sphere(
    kappa: FloatArray, t_star: FloatArray, rho: FloatArray, ends: FloatArray, angle: BoolArray
) -> FloatArray:
    """t_0 - t* of the best centre at unit norm, 0 <= rho < 1; `ends` is the meridian's solution, NaN where none."""
    result = ends.copy()
    moving = np.flatnonzero(rho > 0.0)
    for start in range(0, moving.size, _BLOCK):
        rows = moving[start : start + _BLOCK]
        result[rows] = _best_turns(kappa[rows], t_star[rows], rho[rows], ends[rows], angle[rows])
    return result


def _best_turns(
    kappa: FloatArray, t_star: FloatArray, rho: FloatArray, ends: FloatArray, angle: BoolArray
) -> FloatArray:
    tau = rho / np.sqrt((1.0 - rho) * (1.0 + rho))
    best, least = np.full_like(ends, np.nan), np.full_like(ends, np.inf)
    rows = np.flatnonzero(np.isfinite(ends))
    rows = rows[~(angle[rows] & stands_out(kappa[rows], t_star[rows], ends[rows], tau[rows]))]
    best[rows] = ends[rows]
    at_ends = _worst_edge(kappa[rows], t_star[rows], ends[rows], tau[rows], np.zeros_like(rows, dtype=bool))
    least[rows] = at_ends.log - _NOISE
    rows, low, high = _promising(kappa, t_star, rho, tau, angle, least)
    k, t, ta, an = kappa[rows], t_star[rows], tau[rows], angle[rows]
    # where the pole is near, accuracies are equal to rounding: a minimum must be seen from both sides
    starts, stops = (_worst_edge(k, t, _shift(t, turn), ta, an).turning for turn in (low, high))
    real = (starts < 0.0) & (stops > 0.0)
    rows, low, high = rows[real], low[real], high[real]
    k, t, ta, an = k[real], t[real], ta[real], an[real]
    for _ in range(_HALVINGS if rows.size else 0):
        middle = 0.5 * (low + high)
        falls = _worst_edge(k, t, _shift(t, middle), ta, an).turning < 0.0
        low, high = np.where(falls, middle, low), np.where(falls, high, middle)
    shift = _shift(t, 0.5 * (low + high))
    value = _worst_edge(k, t, shift, ta, an).log
    for i, found, log in zip(rows, shift, value, strict=True):
        if log < least[i]:
            best[i], least[i] = found, log
    return best


def _promising(
    kappa: FloatArray, t_star: FloatArray, rho: FloatArray, tau: FloatArray, angle: BoolArray, least: FloatArray
) -> tuple[NDArray[np.intp], FloatArray, FloatArray]:
    """The cells of a grid of turns, by problem, in which the worst deficit may fall below `least`."""
    latitude, alpha = np.arctan(t_star)[:, None], np.arcsin(rho)[:, None]
    turns = np.concatenate(
        [np.linspace(0.0, 0.5 * np.pi - _POLE, _CELLS + 1) - latitude, alpha * np.array([-1.0, -0.5, 0.0, 0.5, 1.0])],
        axis=1,
    )
    turns = np.sort(np.clip(turns, -latitude, 0.5 * np.pi - _POLE - latitude), axis=1)
    width = turns.shape[1]
    k, t, ta, an = (np.repeat(v, width) for v in (kappa, t_star, tau, angle.astype(np.float64)))
    log = _worst_edge(k, t, _shift(t, turns.ravel()), ta, an > 0.0).log.reshape(turns.shape)
    padded = np.pad(log, ((0, 0), (1, 1)), constant_values=np.inf)
    minima = np.where((log <= padded[:, :-2]) & (log <= padded[:, 2:]), log, np.inf)
    cells = np.argsort(minima, axis=1)[:, :_CANDIDATES]
    rows, places = np.nonzero(np.isfinite(np.take_along_axis(minima, cells, axis=1)))
    at = turns[rows, cells[rows, places]][:, None]
    near = turns[rows]
    low = np.maximum(np.where(near < at, near, -np.inf).max(axis=1), -latitude[rows, 0])
    high = np.minimum(np.where(near > at, near, np.inf).min(axis=1), turns[rows, -1])
    # the centre's own deficit bounds the cap's from below
    nearest = _shift(t_star[rows], np.clip(0.0, low, high))
    kept = deficit(kappa[rows], t_star[rows], nearest, np.zeros(rows.size)).log < least[rows]
    return rows[kept], low[kept], high[kept]


def _shift(t_star: FloatArray, turn: FloatArray) -> FloatArray:
    """t_0 - t* after a turn from the latitude of t*, without cancellation: 1/cos(a + turn) = L/(cos turn - t* sin turn)."""
    return np.sin(turn) * (1.0 + t_star * t_star) / (np.cos(turn) - t_star * np.sin(turn))


def _worst_edge(kappa: FloatArray, t_star: FloatArray, shift: FloatArray, tau: FloatArray, angle: BoolArray) -> Edge:
    """The edge at its worst point; without the angle psi the edge is the two ends of the meridian."""
    zeros, pi = np.zeros_like(kappa), np.full_like(kappa, np.pi)
    top, bottom = edge(kappa, t_star, shift, tau, zeros).log, edge(kappa, t_star, shift, tau, pi).log
    chi = np.where(top > bottom, zeros, pi)
    rows = np.flatnonzero(angle)
    if rows.size:
        inner = (v[rows] for v in (kappa, t_star, shift, tau, zeros, pi))
        chi[rows] = worst(*inner)
    return edge(kappa, t_star, shift, tau, chi)
