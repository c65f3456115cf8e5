"""Intervals with a stated error probability: of a proportion, of a mean, of a quotient of means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from simulate.model.sampling import FloatArray, sample_count
from theory.model.arrays import number, whole_number


def clopper_pearson(correct: int, n: int, error: float) -> tuple[float, float]:
    """Return the exact interval of a binomial proportion; each side errs with probability at most error/2.

    Raises:
        ValueError: correct is not in 0..n, or error not in (0, 1).
    """
    n = sample_count(n)
    correct = whole_number("correct", correct, 0, n)
    error = number("error", error, "in (0, 1)", lambda a: (a > 0.0) & (a < 1.0))
    low = 0.0 if correct == 0 else float(stats.beta.ppf(error / 2, correct, n - correct + 1))
    high = 1.0 if correct == n else float(stats.beta.isf(error / 2, correct + 1, n - correct))
    return low, high


def mean_interval(values: FloatArray | Sequence[float], error: float) -> tuple[float, float]:
    """Return Student's t interval of the mean of independent normal values, which misses it with probability `error`.

    Raises:
        ValueError: fewer than two values, or one that is not finite.
    """
    if len(values) < 2 or not np.isfinite(values).all():
        raise ValueError(f"values: expected two or more finite numbers, got {values!r}")
    half = stats.t.isf(error / 2, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    return float(np.mean(values) - half), float(np.mean(values) + half)


def quotient_interval(
    top: FloatArray, left: FloatArray, right: FloatArray | float, error: float
) -> tuple[float, float]:
    """Return an interval of E top/sqrt(E left E right) from independent rows, by its linearisation (normal).

    ``right`` may be a known number.
    """
    rows = len(top)
    known = np.broadcast_to(np.asarray(right, dtype=np.float64), top.shape)
    a, b, c = top.mean(), left.mean(), known.mean()
    value = a / np.sqrt(b * c)
    influence = top / np.sqrt(b * c) - 0.5 * value * (left / b + known / c)
    half = stats.norm.isf(error / 2) * np.std(influence, ddof=1) / np.sqrt(rows)
    return float(value - half), float(value + half)
