"""How claims of several expressions are decided: what is compared, and what the comparison covers."""

from __future__ import annotations

import pytest
import sympy as sp

from theory.ledger.claims import Verdict
from theory.ledger.domain import Domain
from theory.papers.expressions import compare, confirmed, covers, equal

X, A = sp.Symbol("x", real=True), sp.Symbol("a", positive=True)
NAMES = {"x": X, "a": A}
POINT = {"x": "2", "a": "3"}


def test_an_identity_holds_and_covers_what_its_symbols_assume():
    found = compare({"square": (X + A) ** 2}, {"square": "x**2 + 2*a*x + a**2"}, POINT, NAMES, also="any ring")
    assert found.verdict is Verdict.HOLDS
    assert found.covered.includes(Domain.of("a > 0; any ring"))
    assert not found.covered.includes(Domain.of("a >= 0; any ring"))
    assert not found.covered.includes(Domain.of("a > 0"))


def test_another_formula_fails_at_the_point_given():
    found = compare({"square": X**2}, {"square": "x**3"}, POINT, NAMES)
    assert found.verdict is Verdict.FAILS
    assert found.counterexample == {"square": {"x": "2", "derived": "4", "stated": "8"}}
    irrational = compare({"root": sp.sqrt(A)}, {"root": "a"}, POINT, NAMES)
    assert irrational.counterexample["root"]["derived"].startswith("1.7320508")


def test_logarithms_that_agree_for_positive_arguments_only_do_not_hold():
    pair = {"log": (sp.log(X**2) / 2, sp.log(X))}
    assert equal(pair, POINT, reduces=lambda difference: True).verdict is not Verdict.HOLDS
    positive = {"log": (sp.log(A**2) / 2, sp.log(A))}
    assert equal(positive, POINT).verdict is Verdict.HOLDS


def test_keys_must_be_the_checks():
    with pytest.raises(ValueError, match="formula: expected the keys square, got cube"):
        compare({"square": X**2}, {"cube": "x**3"}, POINT, NAMES)


def test_a_relation_is_confirmed_at_exact_points_of_the_domain():
    assert confirmed(A > 0)
    assert not confirmed(X > 0)
    assert confirmed(X > 0, Domain.of("x > 0"))
    assert confirmed(sp.true)


def test_what_is_covered():
    assert covers({A}, "rho -> 0").includes(Domain.of("a > 0, rho -> 0"))
    assert not covers({A}, "rho -> 0").includes(Domain.of("a > 0, rho > 0"))


def test_a_relation_is_not_confirmed_where_no_point_was_tried():
    assert confirmed(X > 10, Domain.of("x > 11"))
    assert not confirmed(X > 10, Domain.of("x > 10**9"))
