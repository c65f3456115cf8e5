"""The constants of the limit laws against numerical derivatives of eq. 14, and the laws against replicated minimisers."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from simulate.model import rates
from simulate.model.sampling import draw_statistic, stream
from tests import oracles, tolerances
from theory import Adversarial, BinaryModel, SharpnessAware, Standard, optimal_weight

MODELS = [(0.9, 0.5, 10, 1.5), (0.9, 0.1, 100, 5.0), (0.7, 0.1, 10, 0.5)]


def accuracy(model):
    return lambda w: oracles.eq14_accuracy(model.p, model.eta, model.d, w)


@pytest.mark.parametrize(("p", "eta", "d", "rho"), MODELS)
def test_curvature_and_slope_are_the_derivatives_of_eq14(p, eta, d, rho):
    model = BinaryModel(p, eta, d)
    with mp.workdps(40):
        second = float(-mp.diff(accuracy(model), model.standard_weight, 2))
        first = float(mp.diff(accuracy(model), 1.3))
    assert eta * rates.step_density(model, model.standard_weight) == pytest.approx(second, rel=tolerances.RATE_CONSTANT)
    assert rates.slope(model, 1.3) == pytest.approx(first, rel=tolerances.RATE_CONSTANT)


@pytest.mark.parametrize(
    ("p", "eta", "d", "rho", "st", "sam"),
    [
        # derived apart from this code; five digits
        (0.9, 0.5, 10, 1.5811, 5.0276, 9.1568),
        (0.9, 0.1, 100, 5.0, 18.9605, 39.3776),
        (0.95, 0.2, 100, 5.0, 19.6078, 38.5222),
    ],
)
def test_standard_deviations(p, eta, d, rho, st, sam):
    model = BinaryModel(p, eta, d)
    assert rates.law(model, Standard()).sd == pytest.approx(st, abs=0.6e-4)
    assert rates.law(model, SharpnessAware(rho)).sd == pytest.approx(sam, abs=0.6e-4)


def test_disagreement_is_how_often_two_classifiers_differ():
    model, n = BinaryModel(0.8, 0.3, 4), 200_000
    drawn = draw_statistic(model, n, stream(1, 0))
    rest = model.eta * model.d + np.sqrt(model.d) * drawn.deviation
    low, high = (np.where(drawn.agrees, w, -w) + rest > 0 for w in (0.5, 3.0))
    expected = rates.disagreement(model, 0.5, 3.0)
    assert np.mean(low != high) == pytest.approx(expected, abs=5 * np.sqrt(expected / n))


def test_at_has_the_law_of_st_at_the_smaller_mean():
    attacked = rates.law(BinaryModel(0.9, 0.5, 10), Adversarial(0.2))
    assert attacked == rates.law(BinaryModel(0.9, 0.3, 10), Standard())
    for objective in (Adversarial(0.2), Adversarial(0.2 * 10**0.5, "l2")):
        expected = float(optimal_weight(BinaryModel(0.9, 0.5, 10), objective))
        learnt = rates.law(BinaryModel(0.9, 0.5, 10), objective)
        assert learnt.weight == pytest.approx(expected, rel=tolerances.CLOSED_FORM)


@pytest.mark.slow
def test_errors_shrink_as_the_laws_say():
    model, objectives = BinaryModel(0.9, 0.5, 10), (Standard(), SharpnessAware(1.5))
    for n, repeats in ((2_000, 600), (32_000, 300)):
        for objective, found in zip(objectives, rates.replicate(model, objectives, n, repeats, 4), strict=True):
            limit = rates.law(model, objective)
            errors = rates.weights(found) - limit.weight
            # relative error of a root mean square of 300: 4%; the law itself is within 2% at these n
            assert np.sqrt(np.mean(errors**2)) == pytest.approx(limit.standard_error(n), rel=0.2)
            assert np.mean(np.abs(errors) * n**limit.rate < limit.median_distance) == pytest.approx(0.5, abs=0.12)


def test_samples_of_one_seed_are_the_same_for_all_objectives_and_counts():
    model = BinaryModel(0.9, 0.5, 10)
    (alone,) = rates.replicate(model, (Standard(),), 500, 3, 1)
    both = rates.replicate(model, (SharpnessAware(1.0), Standard(), Adversarial(0.1)), 500, 5, 1)
    assert [one.weight for one in alone] == [one.weight for one in both[1][:3]]


@pytest.mark.parametrize(
    ("objective", "message"),
    [
        (SharpnessAware(0.0), "rho must be > 0 for SAM's law"),
        (Adversarial(0.5), "eps must be below eta = 0.5"),
        (Adversarial(0.5 * 10**0.5, "l2"), r"eps/sqrt\(d\) must be below eta = 0.5"),
        (Adversarial(0.1, "linf", "all"), "the law covers attacks on the non-robust features"),
        (SharpnessAware(1.0, "all"), "SAM must move the robust weight alone"),
        (Adversarial([0.1, 0.2]), "eps must be one number here"),
        ("ST", "objective must be Standard"),
    ],
)
def test_objectives_without_a_law_are_refused(objective, message):
    with pytest.raises(ValueError, match=message):
        rates.law(BinaryModel(0.9, 0.5, 10), objective)
