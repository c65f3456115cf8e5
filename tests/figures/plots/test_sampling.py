"""The figures of what was sampled: estimates around closed forms, medians around the limit laws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from figures.plots import sampling
from simulate.model import rates
from simulate.studies import plan
from tests import oracles, tolerances
from tests.figures.plots.computed import data_of
from theory import BinaryModel, Standard


def test_every_simultaneous_interval_holds_the_closed_form():
    seen = data_of("sampled-accuracy").select(series="estimate")
    assert len(seen) == len(plan.ACCURACY_MODELS) * len(plan.classifiers(BinaryModel(*plan.ACCURACY_MODELS[0])))
    assert (seen["low"] <= seen["exact"]).all()
    assert (seen["exact"] <= seen["high"]).all()
    assert (seen["low"] < seen["accuracy"]).all()
    assert (seen["accuracy"] < seen["high"]).all()


def test_closed_forms_are_eq14_at_the_smaller_mean():
    table = data_of("sampled-accuracy")
    for rows in (table.select(series="curve"), table.select(series="estimate", attack="linf, non-robust")):
        for i in range(0, len(rows), 37):
            p, eta, d, eps, w = (float(rows[name][i]) for name in ("p", "eta", "d", "eps", "w"))
            expected = float(oracles.eq14_accuracy(p, eta - eps, d, w))
            assert rows["exact"][i] == pytest.approx(expected, abs=tolerances.ACCURACY_VALUE)


def test_law_lines_have_their_slopes_and_the_models_constant():
    for p, eta, d, rho in (*plan.RATE_MODELS, plan.UNREACHED):
        for objective, slope in (("ST", -1 / 3), ("SAM", -1 / 2)):
            line = data_of("minimiser-rates").select(
                series="law", objective=objective, p=p, eta=eta, d=float(d), rho=rho
            )
            (n0, n1), (y0, y1) = line["n"], line["distance"]
            assert np.log(y1 / y0) / np.log(n1 / n0) == pytest.approx(slope, rel=tolerances.RATE_CONSTANT)
        st = rates.law(BinaryModel(p, eta, d), Standard())
        line = data_of("minimiser-rates").select(series="law", objective="ST", p=p, eta=eta, d=float(d))
        assert line["distance"][0] == pytest.approx(st.median_distance * 100 ** (-1 / 3), rel=tolerances.RATE_CONSTANT)


def ratios(objective, model, least):
    p, eta, d, rho = model
    table = data_of("minimiser-rates").select(objective=objective, p=p, eta=eta, d=float(d), rho=rho)
    seen, law = table.select(series="seen"), table.select(series="law")
    expected = np.exp(np.interp(np.log(seen["n"]), np.log(law["n"]), np.log(law["distance"])))
    kept = seen["n"] >= least
    return (seen["low"] / expected)[kept], (seen["high"] / expected)[kept]


@pytest.mark.parametrize("objective", ["ST", "SAM"])
def test_the_laws_are_reached_where_it_is_said_and_not_where_not(objective):
    for model in plan.RATE_MODELS:
        low, high = ratios(objective, model, 1e5)
        assert len(low) == 3
        # 95% intervals: one of three may miss, but not by much
        assert np.sum((low <= 1.0) & (high >= 1.0)) >= 2
        assert (low < 1.15).all()
        assert (high > 0.85).all()
    if objective == "ST":
        low, high = ratios(objective, plan.UNREACHED, 1e2)
        assert np.sum(high < 0.95) >= 3


def test_medians_that_may_be_infinite_are_left_out():
    p, eta, d, rho = plan.UNREACHED
    seen = data_of("minimiser-rates").select(series="seen", objective="SAM", p=p, eta=eta, d=float(d), rho=rho)
    assert seen["n"].min() > 1e5
    assert (seen["infinite"] < 0.5).all()


def test_medians_lie_in_their_intervals_as_often_as_stated():
    rng = np.random.default_rng(1)
    for size in (40, 150):
        inside = sum(
            low <= stats.norm.ppf(0.75) <= high
            for low, _, high in (sampling.median_interval(abs(rng.standard_normal(size))) for _ in range(1000))
        )
        assert inside >= 1000 * sampling.LEVEL - 25
    low, middle, high = sampling.median_interval(np.arange(101.0))
    assert (low + high) / 2 == middle == 50.0
