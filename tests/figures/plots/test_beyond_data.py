"""The data behind the figures beyond the printed theorems: signs, jumps and distances against independent oracles."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from figures.plots import all_weights, certified
from tests import oracles, tolerances
from tests.figures.plots.computed import data_of
from theory import BinaryModel
from theory.model.attacks import accuracy_under_attack
from theory.sam.all_weights import full_weight_shift


@pytest.mark.parametrize("e", all_weights.RADII)
def test_sign_map_against_the_solved_weight(e):
    part = data_of("full-weight-sign-map").select(series="boundary", e=e)
    for i in range(3, len(part), 8):
        p, kappa = float(part["p"][i]), float(part["kappa"][i])
        if kappa < all_weights.SCAN[-1]:
            model = BinaryModel(p, np.array([0.98, 1.02]) * kappa / np.sqrt(7.0), 7.0)  # another d, the same map
            raised, lowered = full_weight_shift(model, e * np.sqrt(7.0))
            assert raised > 0.0 > lowered


def test_boundary_tends_to_the_threshold_at_small_radii():
    table = data_of("full-weight-sign-map")
    limit = table.select(series="threshold")
    assert np.allclose(np.log(limit["p"] / (1.0 - limit["p"])), 2.0 * np.sqrt(2.0) * limit["kappa"], rtol=1e-13, atol=0)
    resolution = (all_weights.SCAN[1] - all_weights.SCAN[0]) / 2**all_weights.BISECTIONS
    parts = [table.select(series="boundary", e=e) for e in all_weights.RADII[:3]]
    gaps = [np.abs(part["kappa"] - all_weights.threshold(part["p"])) for part in parts]
    assert (gaps[0] <= all_weights.RADII[0] ** 2 * parts[0]["kappa"] + resolution).all()
    assert 10 * gaps[0].max() < gaps[1].max() < gaps[2].max()


def test_a_sign_that_changes_back_is_an_error(monkeypatch):
    monkeypatch.setattr(all_weights, "is_lowered", lambda kappa, p, e: np.sin(9.0 * kappa) + 0.0 * p > 0.0)
    with pytest.raises(ArithmeticError, match="expected one change at most along kappa"):
        all_weights.boundary(np.array([0.7]), 0.5)


def test_jumps_of_the_attack_weights():
    table = data_of("attack-weights")
    before, after = table.select(series="before"), table.select(series="after")
    assert len(before) == len(after) == 4
    linf = before.select(p=0.9, norm="linf")
    assert linf["reach"] == pytest.approx([0.43662971], abs=1e-8)  # the reference numbers of tests/theory/test_attacks
    for i in range(len(before)):
        p, eta, d, eps, low, high = (float(before[n][i]) for n in ("p", "eta", "d", "eps", "share", "reach"))
        assert 0.0 <= after["reach"][i] - high < 1e-12
        star = float(oracles.thm41_weight(p, eta))
        with np.errstate(divide="ignore"):
            weights = star / (1.0 / np.array([low, after["share"][i]]) - 1.0)
        kind = {"norm": str(before["norm"][i]), "coordinates": str(before["coordinates"][i])}
        values = accuracy_under_attack(BinaryModel(p, eta, d), weights, eps, **kind)
        assert values[0] == pytest.approx(values[1], abs=1e-11)  # both sides are best at the jump
        assert abs(after["share"][i] - low) > 0.05


def test_attack_weights_fall_to_zero_at_2p_minus_1():
    part = data_of("attack-weights").select(series="weight", p=0.6, norm="linf", coordinates="all")
    zero = part["share"] == 0.0
    assert part["eps"][zero].min() == pytest.approx(0.2, abs=2e-3)
    assert part["share"][part["eps"] < 0.2].min() > 0.0
    assert (np.diff(part["share"][part["eps"] < 0.2]) < 0.0).all()


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_attack_weights_on_non_robust_features_are_theorem_4_2(norm):
    part = data_of("attack-weights").select(series="weight", norm=norm, coordinates="non-robust")
    assert np.allclose(part["share"], 1.0 / (1.0 + np.maximum(1.0 - part["reach"], 0.0)), rtol=1e-13, atol=0)


@pytest.mark.parametrize("d", certified.DIMENSIONS)
@pytest.mark.parametrize("row", [0, 12, 24])
def test_distances_to_the_certified_weight(d, row):
    table = data_of("certified-weight")
    parts = {name: table.select(series=name, d=float(d)) for name in ("printed", "corrected", "double")}
    rho = Fraction(certified.RHO[row])
    assert parts["printed"]["rho"][row] == float(rho)
    p, eta = Fraction(certified.P), Fraction(certified.ETA)
    shift = oracles.certified_sam_shift(float(p), float(eta), float(d), float(rho), digits=40)
    star = oracles.thm41_weight(float(p), float(eta))
    exact = float(shift / star)
    for name, factor in (("printed", 2 / 3), ("corrected", 1 / (3 * d))):
        expected = abs(factor * float(rho) ** 2 - exact) / (1 + exact)
        rounding = 20 * tolerances.CLOSED_FORM * exact
        assert parts[name]["value"][row] == pytest.approx(expected, abs=rounding, rel=1e-9)
    assert parts["double"]["value"][row] < tolerances.CLOSED_FORM


def test_widths_are_those_asked_for():
    widths = data_of("certified-weight").select(series="width")
    assert (widths["value"] > 0.0).all()
    assert (np.log10(widths["value"]) < -widths["digits"]).all()
