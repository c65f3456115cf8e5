"""Checks by trained networks of claims that stand in ``theory.papers``, one module a paper with its statements.

Every check reads records of runs and decides by the rule of `gpu_experiments.judging.statistics`; none trains.
"""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from gpu_experiments.experiments.experiment import RESULTS, RUNS
from gpu_experiments.judging.statements import Statement, decide
from theory import sources
from theory.ledger.claims import Check, Method
from theory.papers import ledger

PAPERS = ("wei2023", "xie2024", "li2024", "deng2024", "beyond")
EVIDENCE = sources.PROJECT / "gpu_experiments" / "evidence"
"""Committed evidence of the committed records."""


@cache
def statements() -> dict[str, Statement]:
    """All statements by the id of their claim."""
    modules = [import_module(f"gpu_experiments.papers.{paper}") for paper in PAPERS]
    return {one.claim_id: one for module in modules for one in module.STATEMENTS}


@cache
def formula_of(claim_id: str) -> Any:
    """The formula of a claim."""
    return ledger().claim(claim_id).formula


def others_of(claim_id: str) -> tuple[tuple[Statement, Any], ...]:
    """The other statements of a claim's table, which share its error probability, with the formulas of their claims."""
    own = statements()[claim_id]
    others = (one for one in statements().values() if one.table == own.table and one is not own)
    return tuple((one, formula_of(one.claim_id)) for one in others)


def check(claim_id: str, folder: Path) -> Check:
    """The check of a claim by the records in a folder.

    It is handed all that it decides from, so that its evidence is known to depend on it.
    """
    own, others = statements()[claim_id], others_of(claim_id)
    reads = own.reads(folder).union(*(one.reads(folder) for one, _ in others))
    run = partial(decide, own, others=others, folder=folder)
    return Check(claim_id, Method.NETWORK, own.scope, False, run, tuple(sorted(reads)))


def checks(full: bool = False) -> tuple[Check, ...]:
    """The checks of this package, on runs of the small version where they lie below out/runs, else on committed records.

    With `full`, all on committed records.
    """
    return tuple(check(one.claim_id, RESULTS if full else _place(one)) for one in statements().values())


def _place(statement: Statement) -> Path:
    own = RUNS / f"{statement.table}.jsonl"
    return RUNS if statement.small and own.exists() else RESULTS
