"""Adversarial training under four attacks: reference digits, the global optimum on grids, jumps and messages."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from tests.tolerances import ACCURACY_VALUE, ATTACK_WEIGHT
from theory.model.attacks import accuracy_under_attack, attack_weight
from theory.model.binary_model import BinaryModel
from theory.model.choices import COORDINATES, NORMS

# (p, eta, d, eps): l_inf all, l_2 all, l_2 non-robust, each to 20 digits from 40-digit roots
WEIGHTS = {
    (0.9, 0.5, 10, 0.1): (2.6745185952511960533, 2.2562260546673802082, 2.3455715474316105464),
    (0.9, 0.1, 100, 0.05): (29.928655221416698665, 11.483151676740232917, 11.56433988071694412),
    (0.95, 0.2, 100, 0.05): (9.8014105656175224139, 7.4437671289731802416, 7.5498435363242063077),
    (0.6, 0.5, 10, 0.1): (0.25765263785232303399, None, None),
}
# (p, eta, d): eps/eta at which l_inf on all coordinates drops the weak features
JUMPS = {
    (0.9, 0.1, 100): 0.52907394,
    (0.9, 0.5, 10): 0.43662971,
    (0.95, 0.2, 100): 0.59697283,
    (0.7, 0.1, 10): 0.30539547,
    (0.9, 0.1, 10): 0.16211663,
}


@pytest.mark.parametrize("case", WEIGHTS)
def test_reference_weights(case):
    p, eta, d, eps = case
    model = BinaryModel(p, eta, d)
    for (norm, coordinates), weight in zip(
        (("linf", "all"), ("l2", "all"), ("l2", "non-robust")), WEIGHTS[case], strict=True
    ):
        if weight is not None:
            assert attack_weight(model, eps, norm, coordinates) == pytest.approx(weight, rel=ATTACK_WEIGHT)
    assert attack_weight(model, eps) == pytest.approx(model.log_odds / (2 * (eta - eps)), rel=ATTACK_WEIGHT)


@pytest.mark.parametrize("case", JUMPS)
def test_the_weight_jumps_to_infinity(case):
    model = BinaryModel(*case)
    before, after = attack_weight(model, (JUMPS[case] + np.array([-2e-8, 2e-8])) * case[1], "linf", "all")
    assert np.isfinite(before)
    assert after == inf


def test_the_weight_falls_to_zero():
    model = BinaryModel(0.6, 0.5, 10)
    assert attack_weight(model, 0.25, "linf", "all") == 0.0
    assert attack_weight(model, 1.5, "linf", "all") == 0.0  # eps >= 1: any weight on x_1 hurts
    assert attack_weight(model, 0.6, "linf", "all") == inf  # 2p - 1 <= eps < 1 with weak features worse than p


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("coordinates", COORDINATES)
def test_global_optimum_on_a_grid(norm, coordinates):
    generator = np.random.default_rng(7)
    n = 800
    model = BinaryModel(
        generator.uniform(0.51, 0.99, n), 10 ** generator.uniform(-2, 0.5, n), 10 ** generator.uniform(0, 2, n)
    )
    reach = model.eta * (1.0 if norm == "linf" else np.sqrt(model.d))
    eps = np.where(generator.random(n) < 0.8, reach * generator.uniform(0, 1.3, n), generator.uniform(0, 4, n))
    weight = attack_weight(model, eps, norm, coordinates)
    value = accuracy_under_attack(model, weight, eps, norm, coordinates)
    grid = np.concatenate([-np.logspace(-3, 6, 60), [0.0], np.logspace(-4, 6, 400), [inf, -inf]])
    columns = BinaryModel(*(np.asarray(v)[:, None] for v in (model.p, model.eta, model.d)))
    others = accuracy_under_attack(columns, grid * np.sqrt(columns.d), eps[:, None], norm, coordinates)
    assert (others.max(axis=1) - value).max() <= ACCURACY_VALUE


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("coordinates", COORDINATES)
def test_accuracy_against_sampled_attacks(norm, coordinates):
    """No perturbation of the ball does worse than the formula, margin by margin, and the dual vector attains it."""
    generator = np.random.default_rng(11)
    d, eps, w = 4, 0.3, -1.7
    weights = np.array([w, *np.ones(d)])
    acting = weights if coordinates == "all" else np.array([0.0, *np.ones(d)])
    delta = generator.standard_normal((2000, d + 1)) * (acting != 0)
    delta *= eps / (np.abs(delta).max(axis=1) if norm == "linf" else np.linalg.norm(delta, axis=1))[:, None]
    dual = -eps * (np.sign(acting) if norm == "linf" else acting / np.linalg.norm(acting))
    worst = (np.vstack([delta, dual]) @ weights).min()
    assert worst == pytest.approx(dual @ weights)
    from scipy import special

    model = BinaryModel(0.8, 0.4, d)
    terms = [special.ndtr((0.4 * d + s * w + worst) / np.sqrt(d)) for s in (1, -1)]
    expected = 0.8 * terms[0] + 0.2 * terms[1]
    assert accuracy_under_attack(model, w, eps, norm, coordinates) == pytest.approx(expected, abs=ACCURACY_VALUE)


def test_limits_at_infinity():
    model = BinaryModel(0.8, 0.4, 4)
    eps = np.array([0.5, 1.0, 1.5])
    from scipy import special

    np.testing.assert_allclose(
        accuracy_under_attack(model, inf, eps, "linf", "all"), [0.8, 0.8 * special.ndtr((0.4 - 1.0) * 2), 0.0]
    )
    np.testing.assert_allclose(accuracy_under_attack(model, inf, eps, "l2", "all"), [0.8, 0.8 * special.ndtr(0.8), 0.0])
    np.testing.assert_allclose(accuracy_under_attack(model, -inf, eps, "l2", "all")[0], 0.2)


def test_without_attack_all_agree():
    model = BinaryModel(0.8, 0.4, 4)
    for norm in NORMS:
        for coordinates in COORDINATES:
            assert attack_weight(model, 0.0, norm, coordinates) == pytest.approx(
                model.standard_weight, rel=ATTACK_WEIGHT
            )


def test_messages():
    model = BinaryModel(0.8, 0.4, 4)
    with pytest.raises(ValueError, match=r"norm must be 'linf' or 'l2', got 'l1'"):
        attack_weight(model, 0.1, "l1")
    with pytest.raises(ValueError, match=r"coordinates must be 'non-robust' or 'all', got 'robust'"):
        attack_weight(model, 0.1, "l2", "robust")
    with pytest.raises(ValueError, match=r"eps must be finite and >= 0, got nan"):
        attack_weight(model, float("nan"))
    with pytest.raises(ValueError, match=r"w must be"):
        accuracy_under_attack(model, float("nan"), 0.1)
