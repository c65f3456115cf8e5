"""The eps of AT that matches a rho of SAM: below it, and how it grows."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

from gpu_experiments.judging import matching
from gpu_experiments.judging.measured import radius
from gpu_experiments.judging.sentences import around, comparison
from gpu_experiments.judging.statistics import Comparison, UndecidedError
from gpu_experiments.papers.tables import measured_in

TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
INVERSE = {"eps/rho at equal robust accuracy": True, "rho/eps at equal robust accuracy": False}


def matched(formula: Any, folder: Path, table: str) -> list[Comparison]:
    """What is said of eps/rho or rho/eps at equal mean robust accuracy, for every rho, as a comparison of eps with rho.

    rho/eps > c is decided as eps/rho < 1/c: eps may be 0, where SAM is no more robust than ST.
    """
    seen = measured_in(table, folder)
    relation, value = formula["relation"], Fraction(formula["value"])
    if not INVERSE[formula["quantity"]]:
        relation, value = TURNED[relation], 1 / value
    found = []
    for row in seen.rows("SAM"):
        eps = finite(matching.matched_eps(seen, row, seen.attacks), row)
        shares = {seed: value_of / radius(row) for seed, value_of in eps.items()}
        found.append(comparison(seen, f"matching eps of {row} over rho", shares, relation, value, "ratio"))
    return found


def finite(eps: dict[int, float], row: str) -> dict[int, float]:
    """The matching eps of every seed.  Raises UndecidedError if a run is more robust than every row of AT."""
    if above := [seed for seed, value in eps.items() if math.isinf(value)]:
        raise UndecidedError(f"no eps matches {row} at seeds {above}: it is more robust than every row of AT")
    return eps


def exponent(formula: Any, folder: Path, table: str) -> list[Comparison]:
    """The exponent of the matching eps in rho between the least and the greatest rho, within a margin."""
    seen = measured_in(table, folder)
    rows = sorted(seen.rows("SAM"), key=radius)
    low, high = (finite(matching.matched_eps(seen, row, seen.attacks), row) for row in (rows[0], rows[-1]))
    ends = radius(rows[0]), radius(rows[-1])
    if none := [seed for seed, eps in low.items() if eps == 0.0]:
        raise UndecidedError(f"no eps > 0 matches {rows[0]} at seeds {none}: it is no more robust than ST")
    values = {seed: matching.exponent((ends[0], low[seed]), (ends[1], high[seed])) for seed in low}
    centre, margin = Fraction(formula["value"]), Fraction(formula["margin"])
    return around(seen, f"exponent from {rows[0]} to {rows[-1]}", values, centre, margin, "value")
