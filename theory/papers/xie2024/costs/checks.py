"""Sentences about the timing tables, decided by exact arithmetic on the reported numbers."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.papers.xie2024.costs.reported import TABLES, overheads

RELATIONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def check_sentence(formula: Any) -> Result:
    """Decide a relation in every row; one that rounding leaves open decides nothing."""
    relation, value = RELATIONS[formula["relation"]], Fraction(formula["value"])
    observed: dict[str, Any] = {}
    against: dict[str, Any] = {}
    undecided = False
    for row in formula["rows"]:
        least, printed, greatest = overheads(TABLES[formula["table"]][row])
        observed[row] = {"overhead": str(printed), "least": str(least), "greatest": str(greatest)}
        at_ends = {relation(least, value), relation(greatest, value)}
        undecided |= len(at_ends) == 2
        if at_ends == {False}:
            against[row] = {"overhead": str(printed), "wanted": f"{formula['relation']} {formula['value']}"}
    return Result(
        Verdict.INCONCLUSIVE if undecided and not against else verdict_of(not against),
        observed,
        counterexample=against or None,
        covered=Domain.of(f"table = {formula['table']}, row in {{{', '.join(formula['rows'])}}}"),
    )
