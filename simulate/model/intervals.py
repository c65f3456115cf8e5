"""Intervals with a stated error probability: of a proportion, of a mean, of a quotient of means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from simulate.model.sampling import FloatArray, sample_count
from theory.model.arrays import number, real_array, shown, whole_number


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


def half_width(values: FloatArray | Sequence[Any], error: float) -> float:
    """Return half the length of Student's t interval of the mean, which misses it with probability `error`.

    0 exactly where all values are equal.

    Raises:
        ValueError: fewer than two values, one that is not finite, or error not in (0, 1).
    """
    error = number("error", error, "in (0, 1)", lambda a: (a > 0.0) & (a < 1.0))
    numbers = real_array("values", values)
    if numbers.ndim != 1 or len(numbers) < 2 or not np.isfinite(numbers).all():
        raise ValueError(f"values: expected two or more finite numbers, got {shown(values)}")
    if (numbers == numbers[0]).all():
        return 0.0
    return float(stats.t.isf(error / 2, len(numbers) - 1) * np.std(numbers, ddof=1) / np.sqrt(len(numbers)))


def mean_interval(values: FloatArray | Sequence[Any], error: float) -> tuple[float, float]:
    """Return Student's t interval of the mean of independent normal values, which misses it with probability `error`.

    Raises:
        ValueError: fewer than two values, or one that is not finite.
    """
    half = half_width(values, error)
    mean = float(np.mean(np.asarray(values, dtype=np.float64)))
    return mean - half, mean + half


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
