"""Checks by trained networks of claims that stand in ``theory.papers``.

The entries of the claims name the functions here that make comparisons of a formula, and the table of runs.  Every check
reads records of runs and decides by the rule of `gpu_experiments.judging.statistics`; none trains.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

from gpu_experiments.experiments.experiment import RESULTS
from gpu_experiments.papers import tables
from gpu_experiments.papers.statements import Statement, decide
from theory import papers, sources
from theory.ledger.claims import Check, Claim, Method
from theory.ledger.entries import Test, resolve

EVIDENCE = sources.PROJECT / "gpu_experiments" / "evidence"
"""Committed evidence of the committed records."""


@cache
def statements() -> dict[str, Statement]:
    """All statements by the id of their claim, from the entries."""
    return {
        claim_id: _statement(claim_id, test)
        for claim_id, tests in papers.tests().items()
        for test in tests
        if test.method is Method.NETWORK
    }


def _statement(claim_id: str, test: Test) -> Statement:
    return Statement(claim_id, test.options["table"], partial(resolve(test.function), **test.options))


@cache
def _claims() -> dict[str, Claim]:
    return {claim.id: claim for claim in papers.claims()}


def formula_of(claim_id: str) -> Any:
    """The formula of a claim."""
    return _claims()[claim_id].formula


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
    table = tables.named(own.table)
    run = partial(decide, own, others=others, folder=folder)
    region = _claims()[claim_id].region
    return Check(claim_id, Method.NETWORK, table.note, run, (table.reads(folder),), region)


def checks(full: bool = False) -> tuple[Check, ...]:
    """The checks of this package, on runs of the small version where they lie below out/runs, else on committed records.

    With `full`, all on committed records.
    """
    return tuple(
        check(claim_id, RESULTS if full else tables.named(one.table).place()) for claim_id, one in statements().items()
    )
