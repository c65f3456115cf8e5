"""A check that cannot fail is worthless: damaged formulas must turn its verdict, widened domains must not be covered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from theory.ledger.claims import Check, Evidence, Verdict
from theory.ledger.domain import Domain
from theory.ledger.entries import Test

TURNED = {Verdict.HOLDS: Verdict.FAILS, Verdict.FAILS: Verdict.HOLDS}


def turns(check: Check, whole: Evidence, damaged: Any) -> bool:
    """Return whether a damaged formula turns the verdict.

    Args:
        check: which.
        whole: its evidence for the claim as it is.
        damaged: the formula.
    """
    return whole.verdict in TURNED and check.run(damaged).verdict is TURNED[whole.verdict]


def ends(check: Check, formula: Any, whole: Evidence, widened: str) -> bool:
    """Return whether a proof covers the claim's domain and is not seen to hold on all of a wider one.

    Args:
        check, whole: as of :func:`turns`.
        formula: the claim's.
        widened: the wider domain, as text.
    """
    wider = check.run(formula, Domain.of(widened))
    return whole.complete and not (wider.complete and wider.verdict is Verdict.HOLDS)


def unnoticed(check: Check, formula: Any, test: Test) -> list[str]:
    """Return in words what the check of a test does not notice, nothing where it notices all."""
    return list(_unnoticed(check, formula, test))


def _unnoticed(check: Check, formula: Any, test: Test) -> Iterator[str]:
    whole = check.run(formula)
    if not test.damaged:
        yield "it has no damaged formula that could turn it"
    if whole.verdict not in TURNED:
        yield f"it is {whole.verdict.value}: there is nothing to turn"
        return
    for damaged in test.damaged:
        if not turns(check, whole, damaged):
            yield f"the damaged formula {damaged!r} does not turn {whole.verdict.value}"
    if test.widened and not whole.complete:
        yield f"it does not cover the claim's domain {check.domain.text!r}, but {whole.covered!r}"
        return
    for widened in test.widened:
        if not ends(check, formula, whole, widened):
            yield f"the wider domain {widened!r} is covered as well"
