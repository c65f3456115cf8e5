"""The eps of adversarial training that is as robust as a rho of SAM, by interpolation between trained rows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gpu_experiments.judging.measured import Measured, mean_over, radius


def matched_eps(measured: Measured, row: str, columns: Sequence[str], norm: str = "linf") -> dict[int, float]:
    """The eps, by seed, at which AT's mean accuracy over the columns is that of a row.

    Linear between ST (eps = 0) and the rows of AT.  A row less robust than ST has 0; inf stands for one more robust than
    every row of AT.
    """
    rows = sorted(measured.rows(f"AT {norm}"), key=radius)
    grid = [0.0, *map(radius, rows)]
    known = [mean_over(measured, name, columns) for name in ("ST", *rows)]
    return {
        seed: _crossing(grid, [one[seed] for one in known], value)
        for seed, value in mean_over(measured, row, columns).items()
    }


def _crossing(grid: Sequence[float], known: Sequence[float], value: float) -> float:
    if value <= known[0]:
        return 0.0
    for i in range(1, len(grid)):
        if known[i - 1] < value <= known[i]:
            return float(np.interp(value, known[i - 1 : i + 1], grid[i - 1 : i + 1]))
    return math.inf


def exponent(small: tuple[float, float], large: tuple[float, float]) -> float:
    """The k of eps = C rho^k through two points (rho, eps).  Raises ValueError if one of them is not positive, finite."""
    numbers = (*small, *large)
    if not all(0.0 < number < math.inf for number in numbers) or small[0] == large[0]:
        raise ValueError(f"points: expected positive finite numbers at two radii, got {small} and {large}")
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])
