"""Signs of an expression in s on both sides of a place, in balls: where the preference of the example of Section 2.2 turns."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import flint

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.papers.xie2024.example.checks import cross_entropy
from theory.papers.xie2024.forms import BITS, at, digits, names


def positive_at(expression: Any, values: dict[Any, Fraction], place: Fraction) -> tuple[int, str]:
    """Return the certified sign of an expression in s at a place (0 where open) and its digits."""
    with flint.ctx.workprec(BITS):
        value = at(expression, {**values, names()["s"]: place})
        return (1 if value > 0 else -1 if value < 0 else 0), digits(value, 8)


def unit(printed: str) -> Fraction:
    """Return a unit of the last decimal."""
    return Fraction(1, 10 ** len(printed.partition(".")[2]))


Case = tuple[Any, dict[Any, Fraction], Fraction, Fraction]
"""An expression in s, the other values, and two places: it must be positive at the first and negative at the second."""


def check_values(formula: Any) -> Result:
    """Certify that A's cross-entropy is the larger just below each number and the smaller just above."""
    difference = cross_entropy("A", "logits") - cross_entropy("B", "logits")
    cases = {f"K = {k}": around(difference, k, text) for k, text in formula.items()}
    return replace(changes(cases), covered=Domain.of(f"K in {{{', '.join(formula)}}}, s > 0"))


def around(difference: Any, classes: str, text: str) -> Case:
    """Return a case for a number of classes, a unit of the last decimal around a printed number."""
    return difference, {names()["K"]: Fraction(classes)}, Fraction(text) - unit(text), Fraction(text) + unit(text)


def changes(cases: dict[str, Case]) -> Result:
    """Return HOLDS where every case has its two certified signs."""
    observed = {}
    for name, (expression, values, first, second) in cases.items():
        signs = [positive_at(expression, values, place) for place in (first, second)]
        observed[name] = [shown for _, shown in signs]
        if [sign for sign, _ in signs] != [1, -1]:
            place = str(float((first + second) / 2))
            return Result(Verdict.FAILS, observed, counterexample={name: place, "below and above": observed[name]})
    return Result(Verdict.HOLDS, observed, "a positive and a negative difference")
