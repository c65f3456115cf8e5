"""Sentences about a table of accuracies as plain data, decided by exact arithmetic on its cells.

A sentence is a dict::

    tables    names of tables
    rows      the rows it speaks of: "SAM" (all), "SAM 0.4", "AT linf", "AT l2 16", "ST"
    than      the rows they are compared with; "previous" is the row before in the same series of radii
    columns   the columns compared
    quantity  "difference" (points), "ratio", or "relative" (ratio minus 1)
    over      "each" comparison, "each mean" of a row over the columns (column "mean" in the lists below), or the "mean",
              "least" or "greatest" of all
    relation  ">", ">=", "<", "<=", "==", "!=", or "within" (less than ``margin`` away from the value; a quantity that is
              exactly the margin away is undecided)
    value     what the quantity is compared with, a decimal
    margin    only with "within"
    noise     only with "each", differences from 0: the difference must also be significant, see Noise
    except    only with "each" and "each mean": the comparisons at which the relation does not hold, exactly these, each as
              [table, row, than, column]
    only      likewise: the comparisons at which it holds, exactly these
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, pairwise
from typing import Any

from theory.papers.wei2023.tables.reported import COLUMNS, Row, Table

REQUIRED = frozenset({"tables", "rows", "than", "columns", "quantity", "over", "relation", "value"})
OPTIONAL = frozenset({"margin", "noise", "except", "only"})
RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
QUANTITIES: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "difference": lambda a, b: a - b,
    "ratio": lambda a, b: a / b,
    "relative": lambda a, b: a / b - 1,
}
STATISTICS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "mean": lambda values: sum(values, Fraction()) / len(values),
    "least": min,
    "greatest": max,
}


@dataclass(frozen=True)
class Noise:
    """A bound on the noise of the cells, and the test applied to their differences.

    Two means of ``runs`` runs differ significantly if the two-sample t test (two-sided, pooled variance) says
    so at ``level`` with both standard deviations at their stated bound and the difference shrunk by
    ``rounding``, the most that rounding of both cells can have added. What is significant under the bound is so
    for any smaller standard deviation; what is not is left open by the report, not shown to be equal. No
    correction for multiple comparisons.
    """

    standard_deviation: Fraction
    runs: int
    level: Fraction
    rounding: Fraction

    @classmethod
    def of(cls, stated: Mapping[str, Any]) -> Noise:
        """Return the bound that a sentence states."""
        return cls(
            Fraction(stated["standard_deviation"]),
            stated["runs"],
            Fraction(stated["level"]),
            Fraction(stated["rounding"]),
        )

    def is_significant(self, difference: Fraction) -> bool:
        """Decide exactly: for even degrees of freedom nu = 2 runs - 2 the t distribution is algebraic.

        P(|T| <= t) = s (1 + c^2/2 + 1*3/(2*4) c^4 + ... up to c^(nu-2)), s^2 = t^2/(t^2 + nu), c^2 = 1 - s^2
        (Abramowitz and Stegun 26.7.4).
        """
        shrunk = max(abs(difference) - self.rounding, Fraction())
        freedom = 2 * self.runs - 2
        t_squared = shrunk**2 / (self.standard_deviation**2 * Fraction(2, self.runs))
        sine_squared = t_squared / (t_squared + freedom)
        term = total = Fraction(1)
        for k in range(1, self.runs - 1):
            term *= Fraction(2 * k - 1, 2 * k) * (1 - sine_squared)
            total += term
        return sine_squared * total**2 > (1 - self.level) ** 2

    def least(self, step: Fraction) -> Fraction:
        """Return the least multiple of a step that is significant."""
        return next(step * k for k in count() if self.is_significant(step * k))


@dataclass(frozen=True)
class Comparison:
    """One row against another in one column of one table."""

    table: str
    row: str
    than: str
    column: str
    value: Fraction

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Table, row, row compared with, column."""
        return self.table, self.row, self.than, self.column


@dataclass(frozen=True)
class Outcome:
    """What a sentence comes to on given tables.

    ``fails`` are the comparisons at which its relation does not hold, ``surprises`` those that decide against
    the sentence; ``statistic`` is None where each comparison counts, and ``holds`` where what decides is exactly a margin
    away.
    """

    holds: bool | None
    comparisons: tuple[Comparison, ...]
    fails: tuple[Comparison, ...]
    surprises: tuple[Comparison, ...]
    statistic: Fraction | None


def _selected(table: Table, selector: str) -> list[Row]:
    wanted = selector.split()
    rows = [row for row in table if row.name.split()[: len(wanted)] == wanted]
    if not rows:
        raise ValueError(f"rows: expected the name of a row or of a series, got {selector!r}")
    return rows


def _pairs(table: Table, rows: str, than: str) -> list[tuple[Row, Row]]:
    chosen = _selected(table, rows)
    if than != "previous":
        return [(row, other) for row in chosen for other in _selected(table, than)]
    ordered = sorted(chosen, key=lambda row: (row.series, Fraction(row.radius)))
    return [(b, a) for a, b in pairwise(ordered) if a.series == b.series]


def _choose(mapping: Mapping[str, Any], sentence: Mapping[str, Any], key: str) -> Any:
    if sentence[key] not in mapping:
        raise ValueError(f"{key}: expected one of {', '.join(mapping)}, got {sentence[key]!r}")
    return mapping[sentence[key]]


def compare_rows(sentence: Mapping[str, Any], tables: Mapping[str, Table]) -> tuple[Comparison, ...]:
    """Return every comparison that the sentence speaks of.

    Raises:
        ValueError: a table, row, column or quantity that does not exist, a key that is missing or unknown.
    """
    if not set(sentence) >= REQUIRED or not set(sentence) <= REQUIRED | OPTIONAL:
        raise ValueError(
            f"sentence: expected the keys {', '.join(sorted(REQUIRED))} "
            f"and some of {', '.join(sorted(OPTIONAL))}, got {', '.join(sorted(sentence))}"
        )
    if wrong := [column for column in sentence["columns"] if column not in COLUMNS]:
        raise ValueError(f"columns: expected some of {', '.join(COLUMNS)}, got {', '.join(wrong)}")
    if wrong := [name for name in sentence["tables"] if name not in tables]:
        raise ValueError(f"tables: expected some of {', '.join(tables)}, got {', '.join(wrong)}")
    quantity = _choose(QUANTITIES, sentence, "quantity")
    return tuple(
        Comparison(name, row.name, other.name, column, quantity(row.value(column), other.value(column)))
        for name in sentence["tables"]
        for row, other in _pairs(tables[name], sentence["rows"], sentence["than"])
        for column in sentence["columns"]
    )


def _relation(sentence: Mapping[str, Any]) -> Callable[[Fraction], bool]:
    value = Fraction(sentence["value"])
    if sentence["relation"] == "within":
        margin = Fraction(sentence["margin"])
        return lambda x: abs(x - value) < margin
    relation = _choose(RELATIONS, sentence, "relation")
    if "noise" not in sentence:
        return lambda x: relation(x, value)
    if value != 0 or sentence["quantity"] != "difference" or sentence["over"] != "each":
        raise ValueError("noise: expected with each difference from 0 only")
    noise = Noise.of(sentence["noise"])
    return lambda x: relation(x, value) and noise.is_significant(x)


def _undecided(sentence: Mapping[str, Any], x: Fraction) -> bool:
    """Tell whether a quantity is exactly the margin away from the value."""
    return sentence["relation"] == "within" and abs(x - Fraction(sentence["value"])) == Fraction(sentence["margin"])


def _means(comparisons: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """Return the mean over the columns of each row against another."""
    found: dict[tuple[str, str, str], list[Fraction]] = {}
    for item in comparisons:
        found.setdefault(item.key[:3], []).append(item.value)
    return tuple(Comparison(*key, "mean", STATISTICS["mean"](values)) for key, values in found.items())


def decide(sentence: Mapping[str, Any], tables: Mapping[str, Table]) -> Outcome:
    """Return what the sentence comes to on the tables.

    Raises:
        ValueError: the sentence is not one of this language, or speaks of what the tables do not hold.
    """
    comparisons = compare_rows(sentence, tables)
    relation = _relation(sentence)
    each = sentence["over"] in ("each", "each mean")
    listed = sorted({"except", "only"} & set(sentence))
    if len(listed) > each:
        raise ValueError(f"except, only: expected one of them, with over 'each', got {' and '.join(listed)}")
    if not each:
        statistic = _choose(STATISTICS, sentence, "over")([item.value for item in comparisons])
        holds = None if _undecided(sentence, statistic) else relation(statistic)
        return Outcome(holds, comparisons, (), (), statistic)
    if sentence["over"] == "each mean":
        comparisons = _means(comparisons)
    return _each(sentence, comparisons, relation, listed)


def _each(
    sentence: Mapping[str, Any],
    comparisons: tuple[Comparison, ...],
    relation: Callable[[Fraction], bool],
    listed: list[str],
) -> Outcome:
    """Return what it comes to where each comparison counts, but for those listed."""
    fails = tuple(item for item in comparisons if not relation(item.value))
    failing = {item.key for item in fails}
    every = {item.key for item in comparisons}
    undecided = {item.key for item in comparisons if _undecided(sentence, item.value)}
    named = {tuple(key) for name in listed for key in sentence[name]}
    if strange := named - every:
        raise ValueError(f"{listed[0]}: expected comparisons of the sentence, got {sorted(strange)}")
    expected = every - named if "only" in sentence else named
    surprises = (failing ^ expected) - undecided
    against = tuple(item for item in comparisons if item.key in surprises)
    return Outcome(None if undecided and not against else not against, comparisons, fails, against, None)
