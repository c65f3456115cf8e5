from __future__ import annotations

import numpy as np
import pytest

from simulate.model.all_weights import full_weight_minimiser, full_weight_shifts
from simulate.model.sampling import Statistic, draw_statistic, stream
from simulate.studies.sign_map import all_cells, shifts
from theory import BinaryModel
from theory.sam.all_weights import full_weight_shift

MODEL = BinaryModel(0.8, 0.6, 1)


def worst_correct(statistic, w, rho):
    """Literal: the classifiers of a fine disc about (w, 1), counted on the sample (d = 1)."""
    angle = np.linspace(0.0, 2.0 * np.pi, 3601)
    a, b = w + rho * np.cos(angle), 1.0 + rho * np.sin(angle)
    x1 = np.where(statistic.agrees, 1.0, -1.0)
    rest = 0.6 + statistic.deviation
    return int((np.outer(a, x1) + np.outer(b, rest) > 0.0).sum(axis=1).min())


@pytest.mark.parametrize("seed", range(6))
def test_minimiser_beats_every_other_centre_by_brute_force(seed):
    statistic = draw_statistic(MODEL, 40, stream(seed, 0))
    found = full_weight_minimiser(MODEL, statistic, 0.4)
    for low, high in found.intervals:
        inside = [w for w in np.linspace(max(low, -30.0), min(high, 30.0), 7)[1:-1] if low < w < high]
        assert all(worst_correct(statistic, w, 0.4) == found.correct for w in inside)
    others = np.linspace(-6.0, 8.0, 141)
    assert max(worst_correct(statistic, w, 0.4) for w in others) <= found.correct


def test_without_a_radius_it_is_standard_training():
    from simulate.model.minimisers import empirical_minimiser
    from theory import Standard

    statistic = draw_statistic(MODEL, 500, stream(7, 0))
    found, plain = full_weight_minimiser(MODEL, statistic, 0.0), empirical_minimiser(MODEL, statistic, Standard())
    assert found.correct == plain.correct
    assert found.intervals == pytest.approx(plain.intervals)


def test_large_samples_agree_with_the_population():
    found = full_weight_shifts(MODEL, 0.5, 100_000, 8, 5)
    spread = np.std(found, ddof=1) / np.sqrt(8)
    assert abs(found.mean() - full_weight_shift(MODEL, 0.5)) < 5.0 * spread
    assert found.mean() < -3.0 * spread


def test_a_sample_may_have_its_optimum_at_infinity():
    statistic = Statistic(np.ones(5, dtype=bool), np.full(5, -3.0))
    found = full_weight_minimiser(MODEL, statistic, 0.5)
    assert found.weight == np.inf
    assert found.correct == 5


@pytest.mark.parametrize("rho", [-0.1, 1.0, float("nan")])
def test_a_bad_radius_is_named(rho):
    with pytest.raises(ValueError, match=r"rho must be in \[0, sqrt\(d\)\)"):
        full_weight_minimiser(MODEL, draw_statistic(MODEL, 10, stream(0, 0)), rho)


def test_the_cells_of_the_map_are_distinct_and_repeatable():
    cells = all_cells()
    assert len({cell.settings for cell in cells}) == len(cells) == 225
    settings = {"p": 0.8, "eta": 0.6, "d": 1, "rho": 0.5, "n": 200, "repeats": 3}
    first, again = (shifts(settings, np.random.SeedSequence(3)) for _ in range(2))
    assert first == again
    assert len(first["shifts"]) == 3
