"""How many digits the roots of `theory.model.attack_roots` keep: estimates of rounding."""

from __future__ import annotations

import numpy as np

from theory.model.arrays import FloatArray

UNIT = 2.0**-52
REFUSED_ERROR = 1e-11
"""Estimated relative error from which a result is refused."""
_TIE = 1e-10
"""Two maxima tie if the logarithms of what the accuracy lacks there differ by no more than this, and by rounding."""


def log_rounding(size: FloatArray, *arguments: FloatArray) -> FloatArray:
    """Rounding of a difference of ln Phi(x) at some x, each a sum of terms of the given size."""
    slopes = sum((np.maximum(-x, 0.0) for x in arguments), start=np.ones_like(size))
    logs = sum((0.5 * np.minimum(x, 0.0) ** 2 for x in arguments), start=np.ones_like(size))
    return 8.0 * UNIT * (logs + slopes * size)


def first_of(lead: FloatArray, error: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    """`first` where it leads or ties to rounding; NaN where the error of the lead is too large to call that a tie."""
    tie = np.abs(lead) <= error
    chosen = np.where((lead > 0.0) | tie, first, second)
    return np.where((tie & (error > _TIE)) | np.isnan(lead), np.nan, chosen)


def better_shift(t: FloatArray, t_star: FloatArray, h: FloatArray, step: FloatArray, scale: FloatArray) -> FloatArray:
    """t - t* where that is not small; elsewhere `h`, unless its last step or its rounding, a unit of scale, is large."""
    apart = ~(np.abs(t - t_star) < 0.25 * t_star)
    settled = (np.abs(step) <= REFUSED_ERROR * np.abs(h)) & (8.0 * UNIT * scale <= REFUSED_ERROR * np.abs(h))
    return np.where(apart, t - t_star, np.where(settled, h, np.nan))
