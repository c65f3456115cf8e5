"""Checks by sampling, one module a paper, of claims that stand in ``theory.papers``.

A module has ``CHECKS``, which sample within seconds, and may have ``FULL_CHECKS``, which judge the committed records
of the full sweep.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from theory.ledger.claims import Check, LedgerError

PAPERS = ("wei2023", "beyond", "smooth", "li2024", "deng2024", "full_weights")


@cache
def checks(full: bool = False) -> tuple[Check, ...]:
    """Return the checks that this package can run; with ``full`` those of the full sweep's records."""
    name = "FULL_CHECKS" if full else "CHECKS"
    modules = [import_module(f"simulate.papers.{paper}") for paper in PAPERS]
    found = tuple(check for module in modules for check in getattr(module, name, ()))
    keys = [(check.claim_id, check.method) for check in found]
    if len(set(keys)) < len(keys):
        twice = sorted(f"{key[0]} {key[1].value}" for key in set(keys) if keys.count(key) > 1)
        raise LedgerError(f"more than one check for {', '.join(twice)}")
    return found
