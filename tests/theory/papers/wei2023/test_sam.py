"""SAM's optimum against brute force and reference digits, and what the proofs about the gap refuse."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import tolerances
from theory import BinaryModel, SharpnessAware, optimal_weight, weight_shift
from theory.ledger.claims import Method, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import derivation
from theory.papers.wei2023.sam import gap
from theory.papers.wei2023.sam_optimum import claims, growth
from theory.papers.wei2023.sam_optimum import theorem as sam_theorem

CLAIMS = {claim.id: claim for claim in claims.SECTION.claims}


@pytest.fixture(autouse=True)
def forty_digits():
    with mp.workdps(40):
        yield


def accuracy(p, eta, d, w):
    p, eta, d, w = (mp.mpf(v) for v in (p, eta, d, w))
    return p * mp.ncdf((eta * d + w) / mp.sqrt(d)) + (1 - p) * mp.ncdf((eta * d - w) / mp.sqrt(d))


def best_weight(p, eta):
    return mp.log(mp.mpf(p) / (1 - mp.mpf(p))) / (2 * mp.mpf(eta))


@pytest.mark.parametrize(
    ("p", "eta", "d", "rho", "weight"),
    [
        ("7/10", "1/10", "1", "1", "5.0114448314813610365578"),
        ("9/10", "1/10", "100", "5", "11.912179957721653490577"),
        ("19/20", "1/2", "1", "1/2", "3.1663667735033304925767"),
    ],
)
def test_the_derived_gap_changes_sign_at_the_reference_weight(p, eta, d, rho, weight):
    s = symbols()
    values = {s["p"]: sp.Rational(p), s["eta"]: sp.Rational(eta), s["d"]: sp.Rational(d)}
    step = sp.Rational(1, 10**19)
    left, right = (
        sp.N(gap.gap(sp.Rational(weight) + side * step, sp.Rational(rho)).subs(values), 30) for side in (-1, 1)
    )
    assert left > 0 > right


@settings(deadline=None, max_examples=25)
@given(
    p=st.floats(0.55, 0.99),
    eta=st.floats(0.1, 2),
    d=st.integers(1, 20),
    rho=st.floats(0.05, 5),
    offset=st.floats(-4, 4),
)
def test_the_smallest_accuracy_is_at_an_end(p, eta, d, rho, offset):
    with mp.workdps(40):
        w = best_weight(p, eta) + offset
        inside = [accuracy(p, eta, d, w + mp.mpf(rho) * (2 * mp.mpf(k) / 40 - 1)) for k in range(41)]
        assert min(inside) == min(inside[0], inside[-1])


@settings(deadline=None, max_examples=25)
@given(p=st.floats(0.55, 0.99), eta=st.floats(0.1, 2), d=st.integers(1, 20), rho=st.floats(0.05, 20))
def test_the_upper_end_is_better_around_the_standard_weight(p, eta, d, rho):
    with mp.workdps(250):
        w = best_weight(p, eta)
        assert accuracy(p, eta, d, w + rho) > accuracy(p, eta, d, w - rho)


def test_the_equal_ends_weight_is_the_best_of_a_grid():
    with mp.workdps(40):
        p, eta, d, rho = "0.7", "0.1", 1, 1
        weight = mp.mpf("5.0114448314813610365578")

        def worst(w):
            return min(accuracy(p, eta, d, w - rho), accuracy(p, eta, d, w + rho))

        top = worst(weight)
        assert all(worst(weight + step) < top for step in map(mp.mpf, ("-3", "-0.1", "-1e-6", "1e-6", "0.1", "3")))


def test_reflected_slope_wants_a_positive_distance():
    with pytest.raises(derivation.DerivationError, match="the swing at w\\* - u is positive"):
        gap.reflected_slope(symbols()["w"])


def test_a_broken_slope_stops_the_proof(monkeypatch):
    monkeypatch.setattr(gap, "slope_sign", lambda offset: -1)
    with pytest.raises(derivation.DerivationError, match="the accuracy rises left of w"):
        gap.confirm_one_optimum()


@pytest.mark.parametrize(("bound", "sign"), [("w_star", 1), ("w_star + rho", -1)])
def test_an_example_of_the_gap_can_be_recomputed(bound, sign):
    shown = gap.gap_example(parse(bound), sign)
    with mp.workdps(30):
        p, eta, d, rho = (
            mp.mpf(sp.Rational(shown[name]).p) / sp.Rational(shown[name]).q for name in ("p", "eta", "d", "rho")
        )
        at = best_weight(p, eta) + (rho if "rho" in bound else 0)
        expected = accuracy(p, eta, d, at + rho) - accuracy(p, eta, d, at - rho)
        printed = mp.mpf(shown["acc(weight + rho) - acc(weight - rho)"])
        assert mp.almosteq(printed, expected, rel_eps=tolerances.SHOWN_DIGITS)
    assert gap.gap_example(parse(bound), -sign) is None


def test_a_tighter_bound_than_proved_is_not_called_true():
    result = sam_theorem.check_robust_weight("w_SAM > w_star + rho**2/(4*d)*w_star")
    assert result.verdict is not Verdict.HOLDS


@pytest.mark.parametrize("relation", ["w_SAM + rho > w_SAM*d", "2*w_SAM > w_star"])
def test_a_relation_must_bound_the_weight(relation):
    with pytest.raises(ValueError, match="relation: expected w_SAM alone on one side"):
        sam_theorem.check_robust_weight(relation)


@pytest.mark.parametrize("claim_id", ["wei2023/eq-25", "wei2023/thm-4.3", "wei2023/thm-4.3-unique"])
def test_checks_repeat_themselves(claim_id):
    checks = [c for c in claims.SECTION.checks_of("theory") if c.claim_id == claim_id]
    assert len(checks) >= 2
    for check in checks:
        formula = CLAIMS[claim_id].formula
        first = check.run(formula)
        assert first == check.run(formula)
        assert first.verdict is Verdict.HOLDS


class TestGrowth:
    """That 0 < dw_SAM/drho < 1 is proved for every radius, and by which steps."""

    def test_the_slope_is_that_of_the_solver(self):
        p, eta, d, rho, step = 0.9, 0.1, 10.0, 2.0, 1e-4
        model = BinaryModel(p, eta, d)
        weights = [float(optimal_weight(model, SharpnessAware(rho + side * step))) for side in (-1, 1)]
        a, b = np.tanh(float(optimal_weight(model, SharpnessAware(rho))) * rho / d), np.tanh(eta * rho)
        c = np.tanh(eta * float(weight_shift(model, SharpnessAware(rho))))
        assert (weights[1] - weights[0]) / (2 * step) == pytest.approx((a * b - c) / (b - a * c), rel=1e-7, abs=0)
        assert 0 < c < a * b

    def test_the_whole_domain_is_covered_without_a_bound_on_the_radius(self):
        (check,) = [c for c in claims.SECTION.checks_of("theory") if c.claim_id == "wei2023/sam-monotone"]
        evidence = check.run(("slope > 0", "slope < 1"))
        assert (evidence.method, evidence.verdict, evidence.complete) == (Method.SYMBOLIC, Verdict.HOLDS, True)
        assert evidence.covered == "1/2 < p < 1, d > 0, eta > 0, rho > 0"
        assert not check.run(("slope > 0", "slope < 1"), Domain.of("0 < p < 1, eta > 0, d > 0, rho > 0")).complete

    @pytest.mark.parametrize("relations", [("slope > 1/1000000",), ("slope < 999999/1000000",), ("slope >= 1",)])
    def test_relations_that_do_not_follow_are_not_called_true(self, relations):
        assert growth.check_growth(relations).verdict is not Verdict.HOLDS

    @pytest.mark.parametrize("missing", ["confirm_one_optimum", "confirm_mean", "confirm_slope"])
    def test_each_step_is_taken(self, monkeypatch, missing):
        def refuse():
            raise derivation.DerivationError(missing)

        monkeypatch.setattr(growth, missing, refuse)
        with pytest.raises(derivation.DerivationError, match=missing):
            growth.check_growth(("slope > 0", "slope < 1"))

    def test_exponentials_that_differ_do_not_vanish(self):
        x = sp.Symbol("x", positive=True)
        assert growth._vanishes(sp.cosh(2 * x) - 2 * sp.cosh(x) ** 2 + 1)
        assert not growth._vanishes(sp.cosh(2 * x) - 2 * sp.cosh(x) ** 2)


@pytest.mark.parametrize(("gaps", "wrong"), [((100, {"p": 0.7}), 0), ((100, None), 1)])
def test_gaps_and_solver_weights_each_decide(monkeypatch, gaps, wrong):
    monkeypatch.setattr(sam_theorem, "_random_gaps", lambda bound, above: gaps)
    monkeypatch.setattr(sam_theorem, "_solver_weights", lambda bound, above: wrong)
    assert sam_theorem.check_robust_weight_numerically("w_SAM > w_star").verdict is Verdict.FAILS


@pytest.mark.parametrize(
    ("bound", "above"), [("w_star + rho**2/d*w_star", True), ("w_star + rho**2/(10*d)*w_star", False)]
)
def test_the_gap_at_the_bound_is_looked_at(bound, above):
    tried, broken = sam_theorem._random_gaps(parse(bound), above)
    assert tried == 100
    assert (mp.mpf(broken["gap there"]) > 0) is not above
    assert sam_theorem._random_gaps(parse("w_star"), True) == (100, None)
    assert sam_theorem._solver_weights(parse(bound), above) > 0
