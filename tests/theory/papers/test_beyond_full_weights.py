"""The proofs about SAM over all weights against the solver and against mpmath."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.model.binary_model import BinaryModel
from theory.papers.beyond.all_weights import checks, claims, numerics, rigorous
from theory.papers.beyond.all_weights.cap import direction_of_move, upper_end_is_worse
from theory.papers.tools.derivation import DerivationError
from theory.papers.tools.digits import Point
from theory.rigour.boxes import Box
from theory.rigour.prover import Plan, prove
from theory.sam.all_weights import full_weight_excess, full_weight_shift, worst_accuracy

SETTINGS = [
    ("7/10", "1/2", "1", "1/10"),
    ("7/10", "1/10", "10", "1/2"),
    ("7/10", "1/10", "10", "1"),
    ("9/10", "1/2", "100", "1"),
    ("9/10", "1/10", "10", "1"),
    ("19/20", "1/2", "10", "1"),
    ("99/100", "1/2", "2", "1"),
    ("9/10", "3/5", "2", "13/10"),
]


@pytest.mark.parametrize(("p", "eta", "d", "rho"), SETTINGS)
def test_certified_direction_agrees_with_the_solver(p, eta, d, rho):
    values = [float(Fraction(text)) for text in (p, eta, d, rho)]
    model = BinaryModel(*values[:3])
    sign = direction_of_move(Point(p, eta, d), rho)
    assert sign == np.sign(full_weight_shift(model, values[3]))
    assert sign == -np.sign(full_weight_excess(model, values[3]))


@pytest.mark.parametrize(("t", "e"), [(0.1, 0.3), (0.7, 0.4), (1.0, 0.4), (1.3, 0.2), (1.4, 0.05)])
def test_the_bound_is_below_what_it_bounds(t, e):
    import flint

    from theory.rigour.intervals import Interval

    bound = upper_end_is_worse([Interval(flint.arb(v), flint.arb(v)) for v in (t, e)])
    root = mpmath.sqrt(1 + t * t - e * e)
    upper, lower = (root + e * t) / (1 - e * e), (root - e * t) / (1 - e * e)
    value = mpmath.quad(lambda u: u * mpmath.exp(-t * e * u - e * e * u * u / 2), [-lower, 0, upper]) / (2 * e * t)
    assert 0 < float(bound.mid()) <= value


def test_the_bound_is_sharp_for_small_radii():
    import flint

    from theory.rigour.intervals import Interval

    for t in (0.5, 1.0, 1.4):
        bound = upper_end_is_worse([Interval(flint.arb(v), flint.arb(v)) for v in (t, 1e-9)])
        length = np.sqrt(1 + t * t)
        assert float(bound.mid()) == pytest.approx(length * (1 - length**2 / 3), abs=1e-7)


@pytest.mark.parametrize("eta", [1e-3, 0.1, 1.0, 5.0])
def test_every_eta_lowers_the_weight_inside_the_boxes(eta):
    for w_star, rho in ((0.05, 0.4), (1.0, 0.4), (1.3, 0.2), (1.4, 0.05), (0.5, 0.01)):
        p = 1 / (1 + np.exp(-2 * eta * w_star * (1 - 1e-9)))
        if 0.5 < p < 1:
            assert full_weight_shift(BinaryModel(p, eta, 1), rho) < 0


def test_worst_accuracy_against_a_search():
    model = BinaryModel(0.8, 0.4, 3)
    generator = np.random.default_rng(1)
    for w, rho in ((0.5, 0.3), (2.0, 1.0), (-1.0, 0.8)):
        ball = generator.standard_normal((200_000, 4))
        ball *= rho / np.linalg.norm(ball, axis=1, keepdims=True)
        weights = np.array([w, 1, 1, 1]) + ball
        n = np.linalg.norm(weights[:, 1:], axis=1)
        from scipy import special

        mean = model.eta * weights[:, 1:].sum(axis=1)
        values = 0.8 * special.ndtr((mean + weights[:, 0]) / n) + 0.2 * special.ndtr((mean - weights[:, 0]) / n)
        found = worst_accuracy(model, w, rho)
        assert found <= values.min() + 1e-12
        assert found == pytest.approx(values.min(), abs=2e-3)
    assert worst_accuracy(model, 1.0, 0.0) == pytest.approx(model.accuracy(1.0))
    with pytest.raises(ValueError, match=r"rho must be below sqrt\(d\)"):
        worst_accuracy(model, 1.0, 2.0)
    with pytest.raises(ValueError, match=r"rho must be > 0 and finite"):
        full_weight_excess(model, 0.0)


GOLDEN = {
    "scope": "t in [0, 1], e in [0, 0.4]; t in [0, 1.3], e in [0, 0.2]; t in [0, 1.4], e in [0, 0.05]"
    " with t = w*, e = rho; every eta > 0",
    "boxes": "(w*, rho) in (0, 1] x (0, 2/5] or (0, 13/10] x (0, 1/5] or (0, 7/5] x (0, 1/20]",
}


def lowered() -> Result:
    return rigorous.check_lowered(claims.BOXES)


def test_the_boxes_behind_the_proof():
    found = lowered()
    assert found.scope == GOLDEN["scope"]
    assert GOLDEN["boxes"] in found.covered.conditions
    assert [row["box"] for row in found.observed] == GOLDEN["scope"].partition(" with")[0].split("; ")


def test_a_box_that_shrank_is_no_longer_covered(monkeypatch):
    monkeypatch.setattr(rigorous, "prove", lambda f, box, plan: prove(f, Box.of(t=("0", "1/2"), e=("0", "1/50")), plan))
    found = lowered()
    assert found.verdict is Verdict.HOLDS
    assert not found.covered.includes(Domain.of(claims.SECTION.claims[4].domain))


@pytest.mark.parametrize("box", [{"t": ("0", "2"), "e": ("0", "2/5")}, {"t": ("1", "3/2"), "e": ("1/100", "1/50")}])
def test_the_bound_refuses_boxes_where_the_weight_is_raised(box):
    found = prove(upper_end_is_worse, Box.of(**box), Plan(budget=2000, tiles=1, folder=None))
    assert found.verdict is not Verdict.HOLDS


def test_thresholds_must_rise_with_kappa():
    rising = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
    assert numerics.ordered(rising)
    assert not numerics.ordered(rising[::-1])
    assert not numerics.ordered(np.array([[0.1, 0.2], [0.3, 0.1]]))


def test_both_radii_of_a_change_are_asked():
    assert rigorous.check_signs({"9/10": -1, "91/100": 1}).verdict is Verdict.HOLDS
    assert rigorous.check_signs({"9/10": -1, "91/100": -1}).verdict is Verdict.FAILS
    assert rigorous.check_signs({"9/10": 1, "91/100": 1}).verdict is Verdict.FAILS


def test_t_star_in_the_statement_is_the_models():
    assert pytest.approx(BinaryModel(0.7, 0.1, 10).t_star, rel=1e-14, abs=0) == claims.T_STAR


@pytest.mark.parametrize("w", [-3.0, 0.0, 2.0, 10.0])
def test_above_the_largest_radius_the_worst_accuracy_is_below_p(w):
    """Weights -q (1, ..., 1) are in the ball; the literal accuracy there, and its supremum."""
    from scipy import special

    p, eta, d, rho = 0.8, 0.3, 4, 4.0
    q = (rho - np.sqrt(d)) / np.sqrt(d)
    n, mean = q * np.sqrt(d), -eta * q * d
    there = p * special.ndtr((mean + w) / n) + (1 - p) * special.ndtr((mean - w) / n)
    assert there < p


@pytest.mark.parametrize("scale", ["unit-rest", "unit-norm"])
def test_balls_refuse_another_coefficient(scale):
    coefficient = checks._leading_coefficient(scale)
    checks._confirm_in_balls(scale, coefficient)
    with pytest.raises(DerivationError, match="in balls"):
        checks._confirm_in_balls(scale, coefficient + sp.Rational(1, 100))
