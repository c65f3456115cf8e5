"""A check that cannot fail is worthless: every check sees its verdict turn when its claim's formula is damaged."""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulate import papers as sampled
from theory import papers
from theory.ledger.claims import Check, Method, Verdict
from theory.ledger.domain import Domain

TURNED = {Verdict.HOLDS: Verdict.FAILS, Verdict.FAILS: Verdict.HOLDS}


def collected() -> dict[tuple[str, Method], tuple[Any, ...]]:
    """Return the damaged formulas of all entries and of the files beside this one, by claim and method.

    Those of trained networks are tried where their records are read.
    """
    found: dict[tuple[str, Method], tuple[Any, ...]] = {
        (claim_id, test.method): test.damaged
        for claim_id, tests in papers.tests().items()
        for test in tests
        if test.method is not Method.NETWORK
    }
    for path in sorted((Path(__file__).parent / "damage").glob("*.py")):
        part = runpy.run_path(str(path))["DAMAGED"]
        assert not set(part) & set(found), path
        found.update(part)
    return found


DAMAGED = collected()
CHECKS = {(check.claim_id, check.method): check for check in (*papers.checks(), *sampled.checks())}


@cache
def verdict(key: tuple[str, Method]) -> Verdict:
    check = CHECKS[key]
    return check.run(papers.ledger().claim(check.claim_id).formula).verdict


def test_every_check_has_a_damaged_twin():
    assert set(DAMAGED) == set(CHECKS)


@pytest.mark.parametrize(
    ("key", "number"),
    [(key, number) for key, formulas in DAMAGED.items() for number in range(len(formulas))],
    ids=lambda value: f"{value[0]}-{value[1].value}" if isinstance(value, tuple) else str(value),
)
def test_a_damaged_formula_turns_the_verdict(key, number):
    check: Check = CHECKS[key]
    assert check.run(DAMAGED[key][number]).verdict is TURNED[verdict(key)]


WIDENED = [
    (claim_id, test.method, number)
    for claim_id, tests in papers.tests().items()
    for test in tests
    for number in range(len(test.widened))
]


@pytest.mark.parametrize(("claim_id", "method", "number"), WIDENED, ids=lambda value: str(value))
def test_a_proof_does_not_cover_a_wider_domain(claim_id, method, number):
    (test,) = [test for test in papers.tests()[claim_id] if test.method is method]
    check, formula = CHECKS[claim_id, method], papers.ledger().claim(claim_id).formula
    assert check.run(formula).complete
    wider = check.run(formula, Domain.of(test.widened[number]))
    assert not wider.complete or wider.verdict is not Verdict.HOLDS
