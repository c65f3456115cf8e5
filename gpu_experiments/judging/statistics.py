"""How trained runs decide a statement; the rule is fixed before the runs and written beside every verdict.

The seed is the unit: two methods are compared by the differences of runs with the same seed.  A statement says of one or
several mean differences on which side of a bound they lie.  It holds if all their intervals lie there, it fails if one lies
on the other side, and it is undecided otherwise.  Intervals are two-sided, from Student's t; that of a comparison has the
level of its own test in Holm's step-down correction over all comparisons of one table, which bounds the probability that
any verdict of the table is wrong.  The intervals shown do not hold jointly, and they tell of other seeds on the same test
images, not of other test images.

Shares of counts come as fractions, and means and spreads are computed exactly: a mean that is the bound decides nothing, and
rounding does not decide either.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from scipy import stats

from simulate.model.intervals import half_width, mean_interval
from theory.ledger.claims import Verdict

Number = Fraction | float

ERROR = 0.05
"""Probability that any verdict of one table is wrong, if differences are normal."""

LEAST_SEEDS = 5

LOSS_ALLOWED = 0.5
""""No loss of natural accuracy" means: by less than this many percentage points."""

RULE = (
    f"paired by seed, at least {LEAST_SEEDS} seeds, on one test set; two-sided t tests, error {ERROR:.0%} for all verdicts of "
    "a table together (Holm), each interval at the level of its own test; no loss means above "
    f"-{LOSS_ALLOWED:g} points; an interval that holds its bound decides nothing"
)


class UndecidedError(ArithmeticError):
    """The runs decide nothing: they are too few, do not fit, or do not give the quantity that a claim speaks of."""


RELATIONS = (">", ">=", "<", "<=")


@dataclass(frozen=True)
class Comparison:
    """A mean of paired differences (or of another quantity of each seed) and what is said of it.

    name: tells it from the others of its table.
    values: one a seed.
    relation, bound: what is said, for example ">" and 0; with an interval there is no telling > from >=.

    Raises UndecidedError for fewer seeds than the rule asks, and ValueError for values that are not finite, or an
    unknown relation.
    """

    name: str
    values: tuple[Number, ...]
    relation: str
    bound: Number

    def __post_init__(self) -> None:
        if len(self.values) < LEAST_SEEDS:
            raise UndecidedError(
                f"values: expected at least {LEAST_SEEDS} seeds for {self.name!r}, got {len(self.values)}"
            )
        for value in (*self.values, self.bound):
            if not math.isfinite(value):
                raise ValueError(f"values: expected finite numbers for {self.name!r}, got {value!r}")
        if self.relation not in RELATIONS:
            raise ValueError(f"relation must be one of {', '.join(RELATIONS)}, got {self.relation!r}")

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return float(self._mean)

    @cached_property
    def _mean(self) -> Fraction:
        return sum((Fraction(value) for value in self.values), Fraction()) / len(self.values)

    @property
    def away(self) -> Fraction:
        """The mean less the bound, exactly."""
        return self._mean - Fraction(self.bound)

    @cached_property
    def standard_error(self) -> float:
        """The estimated standard deviation of the mean; 0 exactly where all values are equal."""
        squares = sum(((Fraction(value) - self._mean) ** 2 for value in self.values), Fraction())
        return math.sqrt(squares / ((len(self.values) - 1) * len(self.values)))

    @property
    def p_value(self) -> float:
        """The two-sided p value of "the mean is the bound"; 0 or 1 where all values are equal."""
        away, error = abs(self.away), self.standard_error
        if error == 0.0:
            return 1.0 if away == 0 else 0.0
        return float(2.0 * stats.t.sf(float(away) / error, len(self.values) - 1))

    def excludes_bound(self, error: float) -> bool:
        """Whether the interval that misses the mean with probability `error` leaves the bound outside.

        It does not where the mean is the bound exactly, nor where the bound is an end.
        """
        return float(abs(self.away)) > half_width(self.values, error) and self.away != 0

    def interval(self, error: float) -> tuple[float, float]:
        """The interval that misses the mean with probability `error`."""
        return mean_interval(self.values, error)


@dataclass(frozen=True)
class Decided:
    """A comparison with the interval at its level within its table, and what follows."""

    comparison: Comparison
    low: float
    high: float
    level: float
    verdict: Verdict

    def plain(self) -> dict[str, Any]:
        """What evidence shows of it, rounded to 4 digits."""
        return {
            "mean": _short(self.comparison.mean),
            "interval": [_short(self.low), _short(self.high)],
            "level": _short(self.level),
            "seeds": len(self.comparison.values),
            "said": f"{self.comparison.relation} {float(self.comparison.bound):g}",
            "verdict": self.verdict.value,
        }


def paired(
    first: Mapping[int, Number], second: Mapping[int, Number], of: Callable[[Number, Number], Number] = operator.sub
) -> dict[int, Number]:
    """The difference, or another quantity, of the runs with the same seed, by seed.

    Raises ValueError if the two have not the same seeds.
    """
    if set(first) != set(second):
        alone = sorted(set(first) ^ set(second))
        raise ValueError(f"seeds: expected the same for both, got {alone} for one only")
    return {seed: of(first[seed], second[seed]) for seed in sorted(first)}


def decide_table(comparisons: Sequence[Comparison], error: float = ERROR) -> dict[str, Decided]:
    """Decide all comparisons of a table together, by name.

    Holm (1979): in the order of the p values the k-th of m (from 0) is tested at error/(m - k), until one does not
    exclude its bound; it and all that follow keep that level and are undecided.

    Raises ValueError if two comparisons have one name.
    """
    names = [one.name for one in comparisons]
    if len(set(names)) < len(names):
        raise ValueError(f"comparisons: {max(names, key=names.count)!r} is there more than once")
    decided: dict[str, Decided] = {}
    stopped: float | None = None
    for k, one in enumerate(sorted(comparisons, key=lambda item: (item.p_value, item.name))):
        share = error / (len(comparisons) - k) if stopped is None else stopped
        low, high = one.interval(share)
        if stopped is None and not one.excludes_bound(share):
            stopped = share
        verdict = Verdict.INCONCLUSIVE if stopped is not None else _side(one)
        decided[one.name] = Decided(one, low, high, 1.0 - share, verdict)
    return {name: decided[name] for name in names}


def _side(one: Comparison) -> Verdict:
    return Verdict.HOLDS if (one.away > 0) == one.relation.startswith(">") else Verdict.FAILS


def conjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """HOLDS if all do, FAILS if one does, else INCONCLUSIVE.  Raises ValueError if there is none."""
    found = list(verdicts)
    if not found:
        raise ValueError("verdicts: expected at least one, got none")
    if Verdict.FAILS in found:
        return Verdict.FAILS
    return Verdict.HOLDS if set(found) == {Verdict.HOLDS} else Verdict.INCONCLUSIVE


def _short(value: float) -> float:
    return float(f"{value:.4g}")
