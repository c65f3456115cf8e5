"""The eps-rho relation, the proof by first contact, and the bounds on the matched radius."""

from __future__ import annotations

from itertools import pairwise

import mpmath as mp
import pytest
import sympy as sp

from tests import oracles
from theory.ledger.claims import PROOF_METHODS, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import digits
from theory.papers.tools.derivation import in_log_odds
from theory.papers.wei2023 import contact
from theory.papers.wei2023.radii import checks as relation_checks
from theory.papers.wei2023.radii import claims as relation
from theory.papers.wei2023.radii import numerics as relation_numerics
from theory.papers.wei2023.radius_bound import checks as radius_bound_checks
from theory.papers.wei2023.radius_bound import claims as radius_bound
from theory.papers.wei2023.words import SAME_WEIGHT


def verdicts(part):
    formulas = {claim.id: claim.formula for claim in part.SECTION.claims}
    return {
        (check.claim_id.partition("/")[2], check.method.value): check.run(formulas[check.claim_id])
        for check in part.SECTION.checks_of("theory")
    }


def test_verdicts_of_the_relation():
    failing = {("eq-35", "SYMBOLIC"), ("eq-36", "SYMBOLIC"), ("thm-4.5", "SYMBOLIC"), ("thm-4.5", "NUMERICAL")}
    failing.add(("thm-4.5", "RIGOROUS"))
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
        assert "acc'' < 0 at w*" in evidence.observed
        given = "eps = rho, eta > 0, rho > 0" if name == "thm-4.5-same-bound" else f"d >= 1, {SAME_WEIGHT}"
        assert given in evidence.covered


def test_the_weight_of_the_same_bound_is_compared_for_rho_below_eta_only():
    found = radius_bound_checks.check_same_bound("w_star*eta/(eta - rho) > w_SAM")
    region = "1/2 < p < 1, eta > 0, d >= 1, eps = rho, 0 < rho"
    assert found.covered.includes(Domain.of(f"{region} < eta"))
    assert not found.covered.includes(Domain.of(region))  # beyond eta the weight is negative


@pytest.mark.parametrize("rho_of_eta", ["3*rho/2", "20*rho/19"])
def test_a_weight_that_is_negative_for_some_rho_below_eta_is_not_above_that_of_sam(rho_of_eta):
    """eps < 3 rho/2 holds for every rho, but eta w*/(eta - 3 rho/2) > w_SAM does not."""
    text = f"w_star*eta/(eta - {rho_of_eta}) > w_SAM"
    found = radius_bound_checks.check_same_bound(text)
    assert found.verdict is (Verdict.FAILS if rho_of_eta == "3*rho/2" else Verdict.INCONCLUSIVE)
    assert (found.counterexample is not None) is (found.verdict is Verdict.FAILS)
    assert radius_bound_checks.check_same_bound_numerically(text).verdict is Verdict.FAILS


@pytest.mark.parametrize("name", ["eq-36-corrected", "thm-4.5-leading", "thm-4.5-series", "thm-4.5-sharper"])
def test_a_relation_of_matched_radii_says_nothing_of_other_pairs(name):
    part = relation if name in {claim.id.partition("/")[2] for claim in relation.SECTION.claims} else radius_bound
    (claim,) = (one for one in part.SECTION.claims if one.id == f"wei2023/{name}")
    checks = [one for one in part.SECTION.checks_of("theory") if one.claim_id == claim.id]
    any_pair = Domain.of(claim.domain.replace(f", {SAME_WEIGHT}", ""))
    assert SAME_WEIGHT in claim.domain
    for check in checks:
        if check.method in PROOF_METHODS:
            assert check.run(claim.formula).complete
            assert not check.run(claim.formula, any_pair).complete


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


def test_the_exact_relation_asks_for_a_radius_in_range():
    evidence = verdicts(relation)["thm-4.5-corrected", "SYMBOLIC"]
    assert evidence.observed["0 < eps"] is evidence.observed["eps < eta"] is True
    outside = {
        "eta*(1 + w_star/w_SAM)": "eps < eta",
        "eta*(w_star/w_SAM - 1)": "0 < eps",
        "eta*(2 - w_star/w_SAM)": "eps < eta",
    }
    for formula, broken in outside.items():
        assert relation_checks.in_range(in_log_odds(parse(formula)))[broken] is False, formula


def test_a_radius_out_of_range_is_not_a_proof(monkeypatch):
    monkeypatch.setattr(relation_checks, "in_range", lambda _: {"0 < eps": True, "eps < eta": False})
    assert relation_checks.check_exact_relation("eta*(1 - w_star/w_SAM)").verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(("factor", "verdict"), [("3.00015", Verdict.HOLDS), ("3.0006", Verdict.FAILS)])
def test_the_numerical_relation_tells_a_ten_thousandth(factor, verdict):
    assert relation_numerics.check_limit(f"Eq(1 + {factor}*d/rho**2, eta/eps)").verdict is verdict


def test_a_limit_of_a_relation_must_be_approached(monkeypatch):
    monkeypatch.setattr(relation_checks.sp, "limit", lambda *_: 3 * symbols()["d"] / symbols()["eta"])
    found = relation_checks.check_limit("Eq(1 + 2*d/rho**2, eta/eps)", Domain.of("d >= 1"))
    assert found.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("threshold", ["6", "12*d"])
def test_the_range_of_a_truncated_relation_is_where_its_discriminant_is_negative(threshold):
    line = relation.RELATION_13 if threshold == "6" else relation.CORRECTED
    eps = relation_checks.eps_of(parse(line))
    rho, eta, d = (symbols()[name] for name in ("rho", "eta", "d"))
    for side, broken in ((sp.Rational(99, 100), False), (sp.Rational(101, 100), True)):
        at = {eta: sp.sqrt(side * parse(threshold).subs(d, 3)), d: 3}
        ratios = [(eps / rho).subs(at | {rho: sp.Rational(n, 100)}) for n in range(1, 1000)]
        assert any(bool(one >= 1) for one in ratios) is broken
