"""Checks by sampling of claims that stand in ``theory.papers``, whose entries name them.

On the small plan they sample within seconds; on the full one they judge the committed records of the full sweeps.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import cache

from simulate.studies import plan, training_plan
from theory import papers
from theory.ledger.claims import Check, LedgerError
from theory.ledger.entries import Named, resolve
from theory.papers.own import Own

FULL = {plan.Plan: plan.FULL, training_plan.Plan: training_plan.FULL}
"""The plan with recorded results, by its type."""


@cache
def checks(full: bool = False, own: Own = ()) -> tuple[Check, ...]:
    """Return the checks that this package can run; with ``full`` those of the full sweep's records."""
    found = papers.checks("simulate", full, own)
    return tuple(map(_recorded, found)) if full else found


def _recorded(check: Check) -> Check:
    """Return a check with the full plan in place of the small one, which is its function's default."""
    function = check.function
    if not isinstance(function, Named):
        raise LedgerError(f"{check.claim_id}: expected a check that its entry names, got {function!r}")
    small = inspect.signature(resolve(function.function)).parameters["plan"].default
    return replace(check, function=replace(function, options=(*function.options, ("plan", FULL[type(small)]))))
