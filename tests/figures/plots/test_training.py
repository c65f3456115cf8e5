"""The figures of training: population curves against published reference values, points on their curves."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.studies import sign_map
from simulate.studies.training_plan import EXACT, FULL_BATCH
from tests.figures.plots.computed import data_of

AT_ONE = {"raised": {"m = 1": 2.072893, "exact": 1.128322}, "lowered": {"m = 1": 0.837524, "exact": 0.934139}}


@pytest.mark.parametrize("panel", AT_ONE)
def test_population_curves_end_at_the_reference_values(panel):
    for name, expected in AT_ONE[panel].items():
        curve = data_of("trained-ratio").select(panel=panel, series=f"theory, {name}")
        assert curve["rho"][-1] == 1.0
        assert curve["ratio"][-1] == pytest.approx(expected, abs=3e-6)


@pytest.mark.parametrize("panel", AT_ONE)
def test_trained_points_lie_on_their_curves(panel):
    table = data_of("trained-ratio")
    for series, theory in (("1", "m = 1"), (EXACT, "exact"), (FULL_BATCH, "one step")):
        points, curve = table.select(panel=panel, series=series), table.select(panel=panel, series=f"theory, {theory}")
        expected = np.interp(points["rho"], curve["rho"], curve["ratio"])
        # two 95% intervals, and 0.3% for what averaged steps still moved
        slack = points["high"] - points["low"] + 0.003
        assert (np.abs(points["ratio"] - expected) < slack).all()


@pytest.mark.parametrize(("panel", "side"), [("raised", 1.0), ("lowered", -1.0)])
def test_the_shift_falls_with_the_batch(panel, side):
    table = data_of("trained-ratio")
    at_half = [float(table.select(panel=panel, series=name, rho=0.5)["ratio"][0]) for name in ("1", "8", "64", "512")]
    sizes = side * (np.array(at_half) - 1.0)
    assert (np.diff(sizes) < 0.0).all()
    assert sizes[-1] > 0.0


def test_the_map_of_samples_agrees_with_the_population_off_the_border():
    table = data_of("full-weight-signs")
    samples, border = table.select(panel="samples"), table.select(panel="threshold")
    assert len(samples) == len(sign_map.KAPPAS) * len(sign_map.PROBABILITIES)
    far = 0.04
    edge = np.interp(samples["kappa"], border["kappa"], border["p"], right=1.0)
    above, below = samples["p"] > edge + far, samples["p"] < edge - far
    low_kappa = samples["kappa"] < 0.15  # the accuracy hardly depends on the weight there, and samples scatter
    assert (samples["raised"][above & ~low_kappa] == 1.0).all()
    assert (samples["raised"][below & ~low_kappa] == 0.0).all()
    assert above.sum() > 50
    assert below.sum() > 80
