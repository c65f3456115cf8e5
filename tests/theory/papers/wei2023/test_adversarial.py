"""The worst attack by brute force, and the digits that the adversarial checks show."""

from __future__ import annotations

import itertools

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

from tests import tolerances
from theory.ledger.claims import Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import derivation
from theory.papers.wei2023.adversarial import beyond as adversarial_beyond
from theory.papers.wei2023.adversarial import checks as adversarial
from theory.papers.wei2023.adversarial import claims

WEIGHT = claims.ADVERSARIAL_WEIGHT


@pytest.fixture(autouse=True)
def forty_digits():
    with mp.workdps(40):
        yield


def racc(p, mean, d, w):
    p, mean, d, w = (mp.mpf(v) for v in (p, mean, d, w))
    return p * mp.ncdf((mean * d + w) / mp.sqrt(d)) + (1 - p) * mp.ncdf((mean * d - w) / mp.sqrt(d))


def test_no_corner_of_the_ball_has_a_smaller_margin_than_the_attack():
    rng = np.random.default_rng(5)
    weights = rng.uniform(0.1, 2, 4)
    for y in (1, -1):
        attack = float(parse("-eps*y", y=sp.Integer(y)).subs(symbols()["eps"], sp.Rational(3, 10)))
        corners = [y * weights @ np.array(c) for c in itertools.product((-0.3, 0.3), repeat=4)]
        assert y * weights.sum() * attack == pytest.approx(min(corners), rel=1e-14)


@pytest.mark.parametrize("mean", [sp.Rational(3, 10), sp.Integer(0), sp.Rational(-3, 10)])
def test_the_shifted_sign_form_is_the_numerical_derivative(mean):
    w = symbols()["w"]
    form = derivation.in_log_odds(derivation.shifted_slope_factor(mean).at(w))
    lam = sp.log(sp.Rational(7, 3))
    with mp.workdps(40):
        derived = mp.mpf(str(sp.N(form.subs({symbols()["Lambda"]: lam, symbols()["d"]: 6, w: 2}), 30)))
        expected = mp.diff(lambda x: racc("0.7", float(mean * 10) / mp.mpf(10), 6, x), 2)
        assert abs(derived - expected) < tolerances.NUMERICAL_SLOPE


@pytest.mark.parametrize(
    ("p", "eta", "share", "expected"),
    [
        ("7/10", "1/10", "1/2", "8.472978603872036137101"),
        ("9/10", "1/10", "9/10", "109.8612288668109691395"),
        ("19/20", "1/2", "1/4", "3.925918638888587280012"),
    ],
)
def test_reference_adversarial_weights(p, eta, share, expected):
    s = symbols()
    values = {s["p"]: sp.Rational(p), s["eta"]: sp.Rational(eta), s["eps"]: sp.Rational(share) * sp.Rational(eta)}
    reached = mp.mpf(str(sp.N(parse(WEIGHT).subs(values), 30)))
    assert mp.almosteq(reached, mp.mpf(expected), rel_eps=tolerances.REFERENCE_DIGITS)


def test_beyond_eta_the_formula_is_below_its_neighbours():
    result = adversarial_beyond.check_robust_minimiser(WEIGHT)
    assert result.verdict is Verdict.HOLDS
    shown = {place: mp.mpf(value) for place, value in result.observed["racc"].items()}
    weight = mp.log(9) / (2 * mp.mpf("-0.1"))
    with mp.workdps(30):
        assert mp.almosteq(shown["at the formula"], racc("0.9", "-0.1", 10, weight), rel_eps=tolerances.SHOWN_DIGITS)
        assert mp.almosteq(shown["at w = 0"], racc("0.9", "-0.1", 10, 0), rel_eps=tolerances.SHOWN_DIGITS)
    assert shown["at the formula"] < shown["at w = 0"] < shown["at w = 20"] < mp.mpf("0.9")


def test_the_formula_is_no_maximiser_beyond_eta():
    mean = -sp.Symbol("m", positive=True)
    result = adversarial.signs_around(WEIGHT, mean, {"left": 1, "right": -1}, adversarial_beyond.BEYOND)
    assert result.verdict is Verdict.FAILS
    assert result.observed == {"left": -1, "right": 1}


def test_the_supremum_is_approached_from_below():
    formula = {"supremum": "p", "approached at": "oo"}
    limits = adversarial_beyond.check_supremum(formula).observed["limits"]
    assert limits == {"oo": "p", "-oo": "1 - p"}
    with mp.workdps(60):
        values = [racc("0.8", "-0.1", 4, w) for w in (1, 5, 10, 20)]
        assert values == sorted(values)
        assert values[-1] < mp.mpf("0.8")
        assert mp.mpf("0.8") - values[-1] < mp.mpf(10) ** -15


@pytest.mark.parametrize("attack", ["-eps*y/2", "eps*y", "0*eps*y"])
def test_a_weaker_attack_is_refused_with_the_margin_it_leaves(attack):
    result = adversarial.check_attack(attack)
    assert result.verdict is Verdict.FAILS
    assert str(result.counterexample["margin at -eps*y less margin at the stated attack"]).startswith("-")
