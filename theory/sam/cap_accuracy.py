"""The lowest accuracy on the edge of the cap of SAM over all weights, by the arguments of Phi themselves.

Variables as in `theory.sam.all_weights`.  The deficit of `theory.sam.deficit` tells which points are worse where
accuracies are equal to rounding; the value itself needs no such distinction, and its arguments do not refer to t*,
which may be huge.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from theory.model.arrays import FloatArray
from theory.model.binary_model import share_right
from theory.sam.cap_edge import BoolArray, Scores, peaks, refined

_UNIT = 2.0**-52
_REFUSED_ERROR = 1e-11
"""Estimated relative error from which an accuracy is refused."""
_ZOOMS = 13


class Cap(NamedTuple):
    """Caps about (t_0, 1) as columns: p, kappa, t_0, tau and tau t_0, tau L with L^2 = 1 + t_0^2."""

    p: FloatArray
    kappa: FloatArray
    t_0: FloatArray
    tau: FloatArray
    tau_t: FloatArray
    tau_l: FloatArray


def lowest_accuracy(
    p: FloatArray, kappa: FloatArray, t_0: FloatArray, e: FloatArray, room: FloatArray, angle: BoolArray
) -> FloatArray:
    """The lowest accuracy on the edge for e < 1, room = 1 - e^2; NaN where its digits are out of reach.

    Without the angle psi the edge is the two ends of the meridian.  Candidates between them are the points where either
    argument of Phi, or the accuracy, is smallest on a grid; about each the accuracy is minimised.
    """
    radius = np.hypot(np.sqrt(room), t_0)
    parts = (p, kappa, t_0, e / radius, e * (t_0 / radius), e * (np.hypot(1.0, t_0) / radius))
    cap = Cap(*(v[:, None] for v in parts))
    zeros, pi = np.zeros_like(p), np.full_like(p, np.pi)
    best = _better(cap, zeros, pi)
    rows = np.flatnonzero(angle)
    if rows.size:
        some, best_of_some = Cap(*(v[rows] for v in cap)), best[rows]
        for score in _scores(some):
            for low, high in peaks(score, zeros[rows], pi[rows]):
                found = refined(lambda at: -_accuracy(some, at)[0], low, high, _ZOOMS)[0]
                best_of_some = _better(some, best_of_some, found)
        best[rows] = best_of_some
    value, error = (v[:, 0] for v in _accuracy(cap, best[:, None]))
    return np.where(error <= _REFUSED_ERROR * value, value, np.nan)


def _scores(cap: Cap) -> tuple[Scores, ...]:
    """What is large where the accuracy may be small."""
    return (
        lambda chi: -_arguments(cap, chi)[0],
        lambda chi: -_arguments(cap, chi)[1],
        lambda chi: -_accuracy(cap, chi)[0],
    )


def _better(cap: Cap, one: FloatArray, other: FloatArray) -> FloatArray:
    """Of two angles a row that of the lower accuracy."""
    values = (_accuracy(cap, chi[:, None])[0][:, 0] for chi in (one, other))
    return np.where(np.less(*values), one, other)


def _arguments(cap: Cap, chi: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The arguments of Phi where x_1 agrees with y and where not, and the rounding of a unit argument."""
    z = np.cos(chi)
    x, mean, rest = cap.t_0 + cap.tau * z, 1.0 - cap.tau_t * z, cap.tau_l * np.sin(chi)
    n = np.hypot(mean, rest)
    with_x1, against = (cap.kappa * mean + x) / n, (cap.kappa * mean - x) / n
    spread = 1.0 + np.abs(cap.tau_t)
    largest = np.maximum(np.abs(with_x1), np.abs(against))
    size = (cap.kappa * spread + np.abs(cap.t_0) + np.abs(cap.tau * z) + largest * spread) / n
    return with_x1, against, 4.0 * _UNIT * size


def _accuracy(cap: Cap, chi: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The accuracy, and its rounding."""
    with_x1, against, error = _arguments(cap, chi)
    value = share_right(cap.p, with_x1, against)
    densities = cap.p * np.exp(-0.5 * with_x1**2) + (1.0 - cap.p) * np.exp(-0.5 * against**2)
    return value, np.where(densities > 0.0, densities * error, 0.0) + 0.0 * value
