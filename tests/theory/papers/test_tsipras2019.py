"""Theorem 2.1, the frontier of all classifiers and what the hinge loss learns: by quadrature and by free minimisation."""

from __future__ import annotations

import flint
import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize, minimize_scalar

from tests.support.paper_checks import LEDGER, checks_of, every_claim_is_dealt_with, gives_its_verdict
from theory import Adversarial, BinaryModel, SharpnessAware, optimal_weight
from theory.ledger.claims import Method, Verdict
from theory.papers.tsipras2019.frontier.numerics import best_of_all
from theory.papers.tsipras2019.training import checks as training
from theory.papers.tsipras2019.training import unit_circle
from theory.papers.tsipras2019.training.numerics import mean_hinge, objective

CHECKS = checks_of("tsipras2019/")
REFUTED = {"tsipras2019/thm-2.2-adversarial"}
RNG = np.random.default_rng(20190510)
MODEL = BinaryModel(p=0.9, eta=0.4, d=2)


@pytest.mark.parametrize("key", CHECKS, ids=lambda key: f"{key[0]}-{key[1].value}")
def test_verdicts(key):
    gives_its_verdict(key, CHECKS[key], REFUTED)


def test_every_refuted_claim_is_corrected_and_what_has_no_check_is_a_definition_or_joined():
    every_claim_is_dealt_with(CHECKS, REFUTED, "tsipras2019/")


def cdf(x):
    return mpmath.ncdf(x)


@pytest.mark.parametrize(
    ("p", "kappa", "accuracy", "robust", "slack"),
    [
        ("0.95", 3, "0.999468738742549638", "0.00575879825482801989", "0.00433516563672885861"),
        ("0.9", 1, "0.929939314141460936", "0.487141803924103775", "0.143404368802747798"),
    ],
)
def test_slack_at_the_most_accurate_weight_to_many_digits(p, kappa, accuracy, robust, slack):
    with mpmath.workdps(40):
        p = mpmath.mpf(p)
        t = mpmath.log(p / (1 - p)) / (2 * kappa)
        natural = p * cdf(kappa + t) + (1 - p) * cdf(kappa - t)
        attacked = p * cdf(t - kappa) + (1 - p) * cdf(-kappa - t)
        left = p / (1 - p) * (1 - natural) - attacked
        for value, digits in ((natural, accuracy), (attacked, robust), (left, slack)):
            assert mpmath.almosteq(value, mpmath.mpf(digits), rel_eps=1e-15)
        assert mpmath.almosteq(left, (2 * p - 1) / (1 - p) * cdf(-(kappa + t)), rel_eps=1e-30)


def grid(points=241):
    """Return the values of two weak features, and their densities for mean eta and -eta as shares of the grid."""
    z = np.linspace(-6.0, 6.0, points)
    cell = (z[1] - z[0]) ** 2
    one = [np.exp(-((z - mean) ** 2) / 2) / np.sqrt(2 * np.pi) for mean in (MODEL.eta, -MODEL.eta)]
    return z, [np.outer(one[k], one[k]) * cell for k in (0, 1)]


def accuracies(says_plus, says_minus):
    """Return natural accuracy and that after the shift of answers 1 or 0 on the grid, for x_1 = 1 and x_1 = -1."""
    _, (up, down) = grid(says_plus.shape[0])
    p, natural, shifted = MODEL.p, 0.0, 0.0
    for says, share in ((says_plus, p), (says_minus, 1 - p)):
        natural += np.sum(says * share * up + (1 - says) * (1 - share) * down) / 2
        shifted += np.sum(says * share * down + (1 - says) * (1 - share) * up) / 2
    return natural, shifted


def test_no_classifier_of_both_features_is_better_than_the_curve():
    """Answers are free at every point of the plane: neither linear nor a function of the sum."""
    z, (up, down) = grid()
    for w in (MODEL.standard_weight * 1.01, 4.011, 8.011):
        m = float(np.sinh(MODEL.eta * (w - MODEL.standard_weight)) / np.sinh(MODEL.eta * (w + MODEL.standard_weight)))
        curve = MODEL.accuracy(w) + m * MODEL.robust_accuracy(w, 2 * MODEL.eta)
        best = [
            (share * (up + m * down) > (1 - share) * (down + m * up)).astype(float) for share in (MODEL.p, 1 - MODEL.p)
        ]
        natural, shifted = accuracies(*best)
        assert natural + m * shifted == pytest.approx(curve, abs=2e-3)
        assert best_of_all(MODEL.p, MODEL.kappa, m) == pytest.approx(curve, abs=1e-6)
        total = np.add.outer(z, z)
        assert np.mean(best[0] != (total > -w)) < 1e-3
        for _ in range(20):
            others = [np.abs(one - (RNG.uniform(size=one.shape) < 0.05)) for one in best]
            natural, shifted = accuracies(*others)
            assert natural + m * shifted < curve


def test_other_linear_classifiers_lie_below_the_curve():
    """With weak weights that differ, natural accuracy the same: robust accuracy is lower."""
    rest = np.array([1.0, 0.5])
    size, total = np.linalg.norm(rest), rest.sum()
    for w in (2.0, 2.5, 3.5):
        t = w / size

        def value(mean, t=t):
            scaled = mean * total / size
            return float(MODEL.p * cdf(scaled + t) + (1 - MODEL.p) * cdf(scaled - t))

        natural, robust = value(MODEL.eta), value(-MODEL.eta)
        grid_w = np.linspace(MODEL.standard_weight, 40.0, 40_001)
        same = grid_w[np.argmin(np.abs(MODEL.accuracy(grid_w) - natural))]
        assert MODEL.accuracy(same) == pytest.approx(natural, abs=1e-4)
        assert MODEL.robust_accuracy(same, 2 * MODEL.eta) > robust + 1e-4


def test_sam_and_at_trade_at_the_prices_stated():
    at = LEDGER.claim("tsipras2019/frontier-at-price").formula
    names = {"eta": MODEL.eta, "w_star": MODEL.standard_weight, "sinh": np.sinh}
    step = 1e-4
    for objective_, price in (
        (Adversarial(0.2), eval(at, {"__builtins__": {}}, {**names, "eps": 0.2})),
        (SharpnessAware(1.0), None),
    ):
        w = optimal_weight(MODEL, objective_)
        lost = MODEL.accuracy(w - step) - MODEL.accuracy(w + step)
        won = MODEL.robust_accuracy(w + step, 2 * MODEL.eta) - MODEL.robust_accuracy(w - step, 2 * MODEL.eta)
        stated = np.sinh(MODEL.eta * (w - names["w_star"])) / np.sinh(MODEL.eta * (w + names["w_star"]))
        assert lost / won == pytest.approx(stated, rel=1e-6)
        assert price is None or price == pytest.approx(stated, rel=1e-12)
        assert 0 < stated < (1 - MODEL.p) / MODEL.p


def test_hinge_of_a_normal_margin_by_quadrature():
    z = np.linspace(-12.0, 12.0, 400_001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    for mean, deviation in ((0.3, 1.0), (2.0, 0.7), (-1.0, 3.0)):
        by_hand = np.trapezoid(np.maximum(0.0, 1.0 - mean - deviation * z) * density, z)
        assert mean_hinge(mean, deviation) == pytest.approx(by_hand, abs=1e-8)
    assert mean_hinge(np.array([0.4, 2.0]), 0.0) == pytest.approx([0.6, 0.0])


def circle_loss(angle, p, kappa):
    w, v = np.cos(angle), np.sin(angle)
    return p * mean_hinge(kappa * v + w, v) + (1 - p) * mean_hinge(kappa * v - w, v)


@pytest.mark.parametrize(("p", "v"), [(0.975, 0.904416967719057), (0.95, 0.9362916388635829)])
def test_the_best_point_of_the_unit_circle_to_many_digits(p, v):
    found = minimize_scalar(lambda angle: circle_loss(angle, p, 4.0), bounds=(0.5, 1.6), options={"xatol": 1e-10})
    assert np.sin(found.x) == pytest.approx(v, abs=1e-6)


def test_the_loss_falls_on_the_unit_circle_and_a_ball_holds_it():
    angles = np.linspace(1e-3, np.pi / 4, 400)
    for kappa in (4.0, 6.0, 12.0):
        for p in (0.025, 0.5, 0.975):
            assert np.all(np.diff(circle_loss(angles, p, kappa)) < 0)
    box = unit_circle.loss_at(flint.arb(0.8, 0.01), flint.arb(0.9), flint.arb(2))
    assert all(box.contains(flint.arb(float(circle_loss(angle, 0.9, 2.0)))) for angle in (0.791, 0.8, 0.809))
    assert (
        unit_circle.excluded(sp.Rational(39, 40), sp.Integer(4), sp.Rational(9, 10)) is None
    )  # the best has v = 0.904


def free_minimum(p, eta, d, eps, lam):
    """Minimise the adversarial objective over all d + 1 weights, each free, from a random start."""

    def value(w):
        weak = w[1:]
        mean = eta * weak.sum() - eps * np.abs(w).sum()
        deviation = np.linalg.norm(weak)
        loss = p * mean_hinge(mean + w[0], deviation) + (1 - p) * mean_hinge(mean - w[0], deviation)
        return float(loss + lam / 2 * (w @ w))

    start = RNG.normal(size=d + 1) / d
    found = minimize(value, start, method="Powell", options={"xtol": 1e-9, "ftol": 1e-14, "maxiter": 200})
    return found.x, found.fun


@pytest.mark.parametrize(
    ("p", "eta", "eps", "lam", "w"),
    [(0.9, 0.2, 0.3, 0.5, 1.0), (0.9, 0.2, 0.3, 0.1, 1 / 0.7), (0.9, 0.2, 0.85, 0.5, 0.0), (0.7, 0.3, 0.3, 1.0, 0.1)],
)
def test_all_weights_free_adversarial_training_learns_what_is_stated(p, eta, eps, lam, w):
    found, least = free_minimum(p, eta, 3, eps, lam)
    assert found == pytest.approx([w, 0, 0, 0], abs=2e-4)
    assert objective(w, 0.0, (p, eta, 3, eps, lam)) == pytest.approx(least, abs=1e-7)


def test_below_the_threshold_a_weak_feature_is_used_at_a_large_penalty_only():
    formula = LEDGER.claim("tsipras2019/lem-d.5-threshold").formula
    assert formula == "eta"
    p, eta, d, eps = 0.9, 0.4, 3, 0.3
    large = (1 - eps) * (2 * p - 1 - eps)
    found, _ = free_minimum(p, eta, d, eps, 1.2 * large)
    assert np.all(found[1:] > 0.01)
    found, _ = free_minimum(p, eta, d, eps, 0.3 * large)
    assert found[1:] == pytest.approx([0, 0, 0], abs=1e-6)


def test_the_counterexample_meets_every_printed_condition():
    shown = CHECKS["tsipras2019/thm-2.2-adversarial", Method.SYMBOLIC].run({"acc": "p", "robacc": "p"}).counterexample
    p, eta, d, eps, lam = (float(mpmath.mpf(eval(shown[name]))) for name in ("p", "eta", "d", "eps", "lam"))
    assert eta >= 4 / np.sqrt(d)
    assert p <= 0.975
    assert 2 * eta <= eps < 1
    here = objective(0.0, 0.0, (p, eta, d, eps, lam))
    w, weak = np.meshgrid(np.linspace(-2, 2, 81), np.linspace(-0.5, 0.5, 81))
    assert np.all((objective(w, weak, (p, eta, d, eps, lam)) > here) | ((w == 0) & (weak == 0)))


def test_a_formula_that_nothing_decides_is_inconclusive():
    assert training.check_enough("2*eps").verdict is Verdict.INCONCLUSIVE
    assert CHECKS["tsipras2019/thm-2.1", Method.SYMBOLIC].run("robacc <= p").verdict is Verdict.INCONCLUSIVE
    with pytest.raises(ValueError, match="formula: expected robacc <= "):
        CHECKS["tsipras2019/thm-2.1", Method.SYMBOLIC].run("delta <= p")
