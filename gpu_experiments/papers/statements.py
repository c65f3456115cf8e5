"""What a check of this package is made of: a claim, the table that decides it, and the comparisons that its formula makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gpu_experiments.judging.statistics import RULE, Comparison, Decided, UndecidedError, conjunction, decide_table
from gpu_experiments.papers import tables
from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain

Build = Callable[[Any, Path], list[Comparison]]
"""From a claim's formula and the folder of records to what is compared."""


@dataclass(frozen=True)
class Statement:
    """A claim that runs decide.

    claim_id: of the claim in `theory.papers`.
    table: the name of its table: the claims of one table share the error probability.
    build: makes the comparisons from the formula.
    """

    claim_id: str
    table: str
    build: Build


def decide(statement: Statement, formula: Any, others: Sequence[tuple[Statement, Any]], folder: Path) -> Result:
    """Decide a claim among all claims of its table, by the rule of `gpu_experiments.judging.statistics`.

    others: the other statements of the table with the formulas of their claims.
    """
    try:
        own = statement.build(formula, folder)
    except UndecidedError as error:
        return Result(Verdict.INCONCLUSIVE, expected=formula, uncertainty={"rule": RULE}, note=str(error))
    family: dict[str, Comparison] = {one.name: one for one in own}
    for other, stated in others:
        try:
            family.update({one.name: one for one in other.build(stated, folder) if one.name not in family})
        except UndecidedError:
            continue  # decides nothing, and uses up no error
    found = decide_table(list(family.values()))
    mine: list[Decided] = [found[name] for name in dict.fromkeys(one.name for one in own)]
    against = {one.comparison.name: one.plain() for one in mine if one.verdict is Verdict.FAILS}
    return Result(
        conjunction(one.verdict for one in mine),
        observed={one.comparison.name: one.plain() for one in mine},
        expected=formula,
        uncertainty={"rule": RULE, "comparisons of the table": len(family)},
        counterexample=against or None,
        covered=Domain.of(tables.named(statement.table).covered([one.name for one in own], folder)),
    )
