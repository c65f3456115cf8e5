"""A check that cannot fail is worthless: every check sees its verdict turn when its claim's formula is damaged."""

from __future__ import annotations

from functools import cache

import pytest

from simulate import papers as sampled
from theory import papers
from theory.ledger import damage
from theory.ledger.claims import Check, Evidence, Method
from theory.ledger.entries import Test

Key = tuple[str, Method, str]
TESTS: dict[Key, Test] = {
    (claim_id, test.method, test.package): test
    for claim_id, tests in papers.tests().items()
    for test in tests
    if test.method is not Method.NETWORK  # those are damaged where their records are read
}
CHECKS: dict[Key, Check] = {
    (check.claim_id, check.method, package): check
    for package, checks in (("theory", papers.checks()), ("simulate", sampled.checks()))
    for check in checks
}


@cache
def whole(key: Key) -> Evidence:
    return CHECKS[key].run(papers.ledger().claim(key[0]).formula)


def test_every_check_has_a_damaged_twin():
    assert {key for key, test in TESTS.items() if test.damaged} == set(CHECKS)


def named(value: Key | int) -> str:
    return f"{value[0]}-{value[1].value}" if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize(
    ("key", "number"),
    [(key, number) for key, test in TESTS.items() for number in range(len(test.damaged))],
    ids=named,
)
def test_a_damaged_formula_turns_the_verdict(key, number):
    assert damage.turns(CHECKS[key], whole(key), TESTS[key].damaged[number])


WIDENED = [(key, number) for key, test in TESTS.items() for number in range(len(test.widened))]


@pytest.mark.parametrize(("key", "number"), WIDENED, ids=named)
def test_a_proof_does_not_cover_a_wider_domain(key, number):
    formula = papers.ledger().claim(key[0]).formula
    assert damage.ends(CHECKS[key], formula, whole(key), TESTS[key].widened[number])
