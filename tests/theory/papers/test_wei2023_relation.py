"""The eps-rho relation, the proof by first contact, and the bounds on the matched radius."""

from __future__ import annotations

from itertools import pairwise

import mpmath as mp
import pytest
import sympy as sp

from tests import oracles
from theory.ledger.claims import Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import digits
from theory.papers.wei2023 import contact, radius_bound, radius_bound_checks, relation, relation_checks


def verdicts(part):
    formulas = {claim.id: claim.formula for claim in part.CLAIMS}
    return {
        (check.claim_id.partition("/")[2], check.method.value): check.run(formulas[check.claim_id])
        for check in part.CHECKS
    }


def test_verdicts_of_the_relation():
    failing = {("eq-35", "SYMBOLIC"), ("eq-36", "SYMBOLIC"), ("thm-4.5", "SYMBOLIC"), ("thm-4.5", "NUMERICAL")}
    for key, evidence in verdicts(relation).items():
        assert evidence.verdict is (Verdict.FAILS if key in failing else Verdict.HOLDS), key
        assert (evidence.counterexample is not None) == (key in failing), key


def test_the_conclusion_is_proved_with_every_step_true():
    found = verdicts(radius_bound)
    assert {evidence.verdict for evidence in found.values()} == {Verdict.HOLDS}
    for name in ("thm-4.5-conclusion", "thm-4.5-same-bound", "thm-4.5-sharper"):
        evidence = found[name, "SYMBOLIC"]
        assert evidence.complete
        assert all(value is True for value in evidence.observed.values())


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("rho + d", 1),
        ("-rho - d*eta", -1),
        ("rho - d", None),
        ("(rho**2 - 2*rho*d + d**2)/(rho - d)**2", 1),
        ("rho - rho", 0),
        ("-1/(d + 2)", -1),
        ("w", None),
        ("7", 1),
    ],
)
def test_sign_of_a_rational_function(text, sign):
    assert contact.polynomial_sign(parse(text)) == sign


def test_slope_of_the_weight_is_that_of_the_certified_roots():
    # h' = tanh X against a difference of roots of eq. 25
    p, eta, d, rho, step = (mp.mpf(x) for x in ("0.8", "0.3", "10", "1.5", "1e-12"))
    with mp.workdps(50):
        low, w, high = (oracles.eq25_root(p, eta, d, rho + k * step, digits=40) for k in (-1, 0, 1))
        h = w - oracles.thm41_weight(p, eta)
        x = w * rho / d - mp.log(mp.sinh(eta * (rho + h)) / mp.sinh(eta * (rho - h))) / 2
        assert abs((high - low) / (2 * step) - mp.tanh(x)) < mp.mpf(10) ** -20


@pytest.mark.parametrize("bound", ["eta", "rho", "rho/d", "eta*rho**2/(3*d)", "2*rho/d", "eta*rho**2/(2*d)"])
def test_true_bounds_are_proved(bound):
    assert contact.prove_bound(parse(bound)).proved


@pytest.mark.parametrize("bound", ["eta/2", "rho/2", "rho/(2*d)", "eta*rho**2/(4*d)", "99*rho/(100*d)"])
def test_false_bounds_are_not_proved_and_meet_a_certified_violation(bound):
    assert not contact.prove_bound(parse(bound)).proved
    result = radius_bound_checks.check_bound(f"eps < {bound}")
    assert result.verdict is Verdict.FAILS
    values = {symbols()[name]: sp.Rational(result.counterexample[name]) for name in ("eta", "d", "rho")}
    assert sp.Rational(result.counterexample["exact eps"]) > parse(bound).subs(values)


def test_a_bound_that_is_neither_proved_nor_violated_stays_open():
    # true, since eps < rho/d and eps < eta, but no barrier of this shape shows it
    assert radius_bound_checks.check_bound("eps < 2*eta*rho/(rho + d*eta)").verdict in (
        Verdict.INCONCLUSIVE,
        Verdict.HOLDS,
    )
    assert radius_bound_checks.check_bound("eps < p*eta").verdict is Verdict.INCONCLUSIVE


def test_a_comparison_that_is_no_bound_is_inconclusive():
    assert radius_bound_checks.check_bound("rho < eta*1000").verdict is Verdict.INCONCLUSIVE
    assert radius_bound_checks.check_same_bound("w_AT > eta").verdict is Verdict.INCONCLUSIVE


def test_bound_one_over_d_is_nearly_attained():
    eps = mp.mpf(digits.decimals(digits.matched_eps(digits.Point("501/1000", "5", "100"), "79")))
    assert mp.mpf("0.99") < eps / mp.mpf("0.79") < 1


def test_matched_eps_grows_with_rho_and_stays_below_eta():
    point = digits.Point("4/5", "3/10", "10")
    found = [mp.mpf(digits.decimals(digits.matched_eps(point, rho))) for rho in ("1/10", "1", "3", "10", "30")]
    assert all(a < b for a, b in pairwise(found))
    assert found[-1] < mp.mpf("0.3")


def test_the_relation_has_its_limit():
    assert relation_checks.matched_limit() == 3 * symbols()["d"] / symbols()["eta"]


def test_equivalence_rejects_a_relation_with_other_solutions():
    result = relation_checks.check_equivalence("Eq(2*eta*rho**2, 3*eps + eps*rho**2)", relation.EQ_36)
    assert result.verdict is Verdict.FAILS
