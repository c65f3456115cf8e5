"""Sentences about measured tables, turned into comparisons by seed.

The language is that of the claims on tables of accuracies (see `theory.papers.wei2023.tables.sentences`): ``rows``, ``than``,
``columns``, ``quantity``, ``over``, ``relation``, ``value``; which tables are meant is said where the sentence is decided.  A
word in place of the list of columns, "robust", stands for every attack of the table.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from gpu_experiments.judging.measured import NATURAL, Measured, radius
from gpu_experiments.judging.statistics import LOSS_ALLOWED, Comparison, Number, paired

QUANTITIES: Mapping[str, Callable[[Number, Number], Number]] = {
    "difference": operator.sub,
    "ratio": operator.truediv,
    "relative": lambda a, b: a / b - 1,
}
OVER: Mapping[str, Callable[[Sequence[Number]], Number]] = {
    "mean": lambda values: sum(values) / len(values),
    "least": min,
    "greatest": max,
}
REQUIRED = frozenset({"rows", "than", "columns", "quantity", "over", "relation", "value"})


def comparisons(sentence: Mapping[str, Any], measured: Measured) -> list[Comparison]:
    """What a sentence says of a table, one comparison for each pair of rows and column, or one for all.

    Raises ValueError for a sentence that is not of this language, or rows and columns that were not measured.
    """
    if not set(sentence) >= REQUIRED:
        raise ValueError(f"sentence: expected {', '.join(sorted(REQUIRED))}, got {', '.join(sorted(sentence))}")
    if sentence["quantity"] not in QUANTITIES:
        raise ValueError(f"quantity: expected one of {', '.join(QUANTITIES)}, got {sentence['quantity']!r}")
    quantity, relation = QUANTITIES[sentence["quantity"]], sentence["relation"]
    columns = measured.attacks if sentence["columns"] == "robust" else list(sentence["columns"])
    bound = Fraction(sentence["value"])
    if relation == ">=" and columns == [NATURAL] and bound == 0 and sentence["quantity"] == "difference":
        bound = -Fraction(LOSS_ALLOWED)  # "no loss of natural accuracy"
    found: dict[str, dict[int, Number]] = {}
    for row, than in _pairs(measured, sentence["rows"], sentence["than"]):
        for column in columns:
            name = f"{row} against {than}, {column}"
            found[name] = paired(measured.exact(row, column), measured.exact(than, column), quantity)
    if sentence["over"] != "each":
        if sentence["over"] not in OVER:
            raise ValueError(f"over: expected each, {', '.join(OVER)}, got {sentence['over']!r}")
        seeds = next(iter(found.values()))
        together = {seed: OVER[sentence["over"]]([values[seed] for values in found.values()]) for seed in seeds}
        found = {f"{sentence['rows']} against {sentence['than']}, {sentence['over']} of {len(found)}": together}
    return [comparison(measured, name, values, relation, bound, sentence["quantity"]) for name, values in found.items()]


def comparison(
    measured: Measured, name: str, values: Mapping[int, Number], relation: str, bound: Number, quantity: str
) -> Comparison:
    """A comparison with a name that tells all but the values, so that equal ones of two claims count once."""
    full = f"{measured.name}: {name}, {quantity} {relation} {float(bound):g}"
    return Comparison(full, tuple(values[seed] for seed in sorted(values)), relation, bound)


def around(
    measured: Measured, name: str, values: Mapping[int, Number], centre: Fraction, margin: Fraction, quantity: str
) -> list[Comparison]:
    """Two comparisons: the mean is nearer to the centre than the margin."""
    return [
        comparison(measured, name, values, relation, bound, quantity)
        for relation, bound in ((">", centre - margin), ("<", centre + margin))
    ]


def _pairs(measured: Measured, rows: str, than: str) -> list[tuple[str, str]]:
    chosen = measured.rows(rows)
    if than != "previous":
        return [(row, other) for row in chosen for other in measured.rows(than)]
    series: dict[tuple[str, ...], list[str]] = {}
    for row in chosen:
        series.setdefault(tuple(row.split()[:-1]), []).append(row)
    return [(b, a) for one in series.values() for a, b in pairwise(sorted(one, key=radius))]


def named_order(sentence: str, names: Mapping[str, str], column: str, measured: Measured) -> Comparison:
    """The comparison that "A < B" says of a column, with the rows that A and B stand for.

    Raises ValueError for another form, or a name that stands for no row.
    """
    parts = sentence.split(" < ")
    if len(parts) != 2 or not set(parts) <= set(names):
        raise ValueError(f"formula: expected 'A < B' with names among {', '.join(names)}, got {sentence!r}")
    low, high = (names[part] for part in parts)
    values = paired(measured.exact(high, column), measured.exact(low, column))
    return comparison(measured, f"{high} against {low}, {column}", values, ">", Fraction(0), "difference")
