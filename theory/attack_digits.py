"""How many digits the roots of `theory.attack_roots` keep: differences without cancellation, and estimates of rounding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from theory.arguments import FloatArray
from theory.double_double import minus, single, square_root, times

UNIT = 2.0**-52
REFUSED_ERROR = 1e-11
"""Estimated relative error from which a result is refused."""


def scaled_room(eta: FloatArray, d: FloatArray, eps: FloatArray) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """eta sqrt(d), eta sqrt(d) - eps rounded once, and whether the latter is sure of its digits (then 0 is exact)."""
    root = square_root(single(d))
    kappa = times(single(eta), root)
    room = minus(kappa, single(eps)).rounded()
    # the pair of an irrational root errs by 2^-103 of kappa
    sure = (np.abs(room) > 2.0**-65 * kappa.high) | (root.low == 0.0)
    return kappa.rounded(), room, sure


def log_rounding(size: FloatArray, *arguments: FloatArray) -> FloatArray:
    """Rounding of a difference of ln Phi(x) at some x, each a sum of terms of the given size."""
    slopes = sum((np.maximum(-x, 0.0) for x in arguments), start=np.ones_like(size))
    logs = sum((0.5 * np.minimum(x, 0.0) ** 2 for x in arguments), start=np.ones_like(size))
    return 8.0 * UNIT * (logs + slopes * size)


def better_shift(t: FloatArray, t_star: FloatArray, h: FloatArray, step: FloatArray, scale: FloatArray) -> FloatArray:
    """t - t* where that is not small; elsewhere `h`, unless its last step or its rounding, a unit of scale, is large."""
    apart = ~(np.abs(t - t_star) < 0.25 * t_star)
    settled = (np.abs(step) <= REFUSED_ERROR * np.abs(h)) & (8.0 * UNIT * scale <= REFUSED_ERROR * np.abs(h))
    return np.where(apart, t - t_star, np.where(settled, h, np.nan))
