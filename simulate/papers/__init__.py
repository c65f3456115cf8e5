"""Checks by sampling of claims that stand in ``theory.papers``, whose entries name them.

On the small plan they sample within seconds; on the full one they judge the committed records of the full sweeps.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import cache
from importlib import import_module

from simulate.studies import plan, training_plan
from theory import papers
from theory.ledger.claims import Check, LedgerError
from theory.ledger.entries import Named, resolve

FULL = {plan.Plan: plan.FULL, training_plan.Plan: training_plan.FULL}
"""The plan with recorded results, by its type."""

APART = ("wei2023", "beyond.attacks", "beyond.rates", "beyond.smooth", "beyond.all_weights")
"""Modules whose checks no entry names yet: they have ``CHECKS``, and ``FULL_CHECKS`` on records of the full sweep."""


@cache
def checks(full: bool = False) -> tuple[Check, ...]:
    """Return the checks that this package can run; with ``full`` those of the full sweep's records.

    Raises:
        LedgerError: a claim has two of the same method.
    """
    modules = [import_module(f"simulate.papers.{name}") for name in APART]
    found = [check for module in modules for check in getattr(module, "FULL_CHECKS" if full else "CHECKS", ())]
    found += [_recorded(check) if full else check for check in papers.checks("simulate", full)]
    keys = [(check.claim_id, check.method) for check in found]
    if len(set(keys)) < len(keys):
        twice = sorted(f"{key[0]} {key[1].value}" for key in set(keys) if keys.count(key) > 1)
        raise LedgerError(f"more than one check for {', '.join(twice)}")
    return tuple(found)


def _recorded(check: Check) -> Check:
    """Return a check with the full plan in place of the small one, which is its function's default."""
    function = check.function
    if not isinstance(function, Named):
        raise LedgerError(f"{check.claim_id}: expected a check that its entry names, got {function!r}")
    small = inspect.signature(resolve(function.function)).parameters["plan"].default
    return replace(check, function=replace(function, options=(*function.options, ("plan", FULL[type(small)]))))
