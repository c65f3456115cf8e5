"""Decides whether what was sampled agrees with what a claim states; every rule is fixed before anything is drawn.

A claim states numbers, and each has an interval around what was seen: the claim holds where every number lies in its
interval.  Each check has one error probability, shared equally by its comparisons (Bonferroni), so that a true claim fails
with at most that probability, whatever the dependence between comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from simulate.model.intervals import clopper_pearson, mean_interval
from simulate.model.sampling import FloatArray
from theory.ledger.claims import Result, verdict_of

ERROR = 1e-3
"""Probability that a check fails although its claim is true."""


@dataclass(frozen=True)
class Compared:
    """A stated number beside what was seen.

    Attributes:
        where: the parameters, for a reader.
        stated: what the claim states.
        seen: the estimate.
        interval: its ends, at the comparison's share of the error probability.
    """

    where: Mapping[str, Any]
    stated: float
    seen: float
    interval: tuple[float, float]

    @property
    def missed(self) -> bool:
        """Whether the stated number lies outside the interval."""
        return not self.interval[0] <= self.stated <= self.interval[1]

    @property
    def half_width(self) -> float:
        """Half the length of the interval."""
        return (self.interval[1] - self.interval[0]) / 2

    def shown(self) -> dict[str, Any]:
        """Return the comparison as a counterexample shows it."""
        return {**self.where, "stated": self.stated, "seen": self.seen, "interval": list(self.interval)}


def decide(
    rows: Sequence[Compared],
    seed: int,
    uncertainty: Mapping[str, Any] | None = None,
    *,
    summary: bool = False,
    error: float = ERROR,
    note: str = "",
) -> Result:
    """HOLDS when every stated number lies in its interval; else FAILS, with the first that does not.

    Args:
        rows: the comparisons.
        seed: of what was drawn.
        uncertainty: what a reader is told of it; the error probability and the largest half-width where none is given.
        summary: show counts and the largest difference in place of every comparison.
        error: probability that a true claim fails.
        note: for the reader.
    """
    missed = [row for row in rows if row.missed]
    widest = max(row.half_width for row in rows)
    observed: Any = [{**row.where, "seen": row.seen} for row in rows]
    expected: Any = [row.stated for row in rows]
    if summary:
        observed = {
            "comparisons": len(rows),
            "outside their intervals": len(missed),
            "largest |seen - stated|": max(abs(row.seen - row.stated) for row in rows),
        }
        expected = {"outside their intervals": 0}
    return Result(
        verdict_of(not missed),
        observed=observed,
        expected=expected,
        uncertainty=uncertainty or {"error probability": error, "largest half-width": widest},
        counterexample=missed[0].shown() if missed else None,
        seed=seed,
        note=note,
    )


@dataclass(frozen=True)
class Proportion:
    """A stated probability and how often it was seen.

    Attributes:
        where: the parameters, for a reader.
        stated: what the claim states.
        correct, n: how many of how many samples.
    """

    where: Mapping[str, Any]
    stated: float
    correct: int
    n: int


def power_against(accuracy: float, stated: float, n: int, error: float) -> float:
    """Return the probability that n samples of a true ``accuracy`` refuse a ``stated`` one (normal approximation)."""
    spread = np.sqrt(accuracy * (1.0 - accuracy) / n)
    away = abs(stated - accuracy) / spread
    return float(stats.norm.sf(stats.norm.isf(error / 2) - away))


def decide_proportions(seen: Sequence[Proportion], seed: int, error: float = ERROR) -> Result:
    """Decide stated probabilities by their exact (Clopper-Pearson) intervals, each at error/len(seen)."""
    each = error / len(seen)
    rows = [
        Compared(one.where, one.stated, one.correct / one.n, clopper_pearson(one.correct, one.n, each)) for one in seen
    ]
    power = min(power_against(row.seen, 1.01 * row.seen, one.n, each) for row, one in zip(rows, seen, strict=True))
    uncertainty = {
        "samples a comparison": min(one.n for one in seen),
        "error probability": error,
        "largest half-width": max(row.half_width for row in rows),
        "power against a formula 1% off": round(power, 6),
    }
    return decide(rows, seed, uncertainty, summary=True)


@dataclass(frozen=True)
class Measured:
    """A stated number and independent measurements of it, one a sample.

    Attributes:
        where: the parameters, for a reader.
        stated: what the claim states.
        values: float [replicates].
        slack: by how much the interval is widened: what is known not to be a sampling error (see the check).
    """

    where: Mapping[str, Any]
    stated: float
    values: FloatArray
    slack: float = 0.0


def decide_means(seen: Sequence[Measured], seed: int, error: float = ERROR, note: str = "") -> Result:
    """Decide stated numbers by Student intervals of means, each at error/len(seen) and widened by its slack."""
    rows = []
    for one in seen:
        low, high = mean_interval(one.values, error / len(seen))
        rows.append(Compared(one.where, one.stated, float(np.mean(one.values)), (low - one.slack, high + one.slack)))
    uncertainty = {
        "samples a comparison": min(len(one.values) for one in seen),
        "error probability": error,
        "half-widths": [row.half_width for row in rows],
        "of it not from sampling": [one.slack for one in seen],
    }
    return decide(rows, seed, uncertainty, note=note)
