"""Exact empirical minimisers against brute force over all weights, ties and infinities included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.model.accepting import Intervals, accepting_intervals
from simulate.model.estimate import attack_loss
from simulate.model.minimisers import empirical_minimiser, empirical_steps, steps
from simulate.model.sampling import Statistic, draw_statistic, stream
from theory import Adversarial, BinaryModel, SharpnessAware, Standard

MODEL = BinaryModel(0.8, 0.3, 4)
FINE = np.arange(-40.0, 40.01, 0.125)
INSIDE = slice(160, -160)  # weights from -20 to 20, so that 10 on either side is known


def brute_force(pairs, rho):
    """Return (best worst-case count, whether each weight from -20 to 20 attains it)."""
    right = np.array([sum(low < w < high for low, high in pairs) for w in FINE])
    reach = round(rho / 0.125)
    worst = np.array([right[i - reach : i + reach + 1].min() for i in range(160, len(FINE) - 160)])
    return int(worst.max()), worst == worst.max()


def as_steps(pairs):
    lows, highs = np.array(pairs, dtype=float).reshape(-1, 2).T
    below = int((lows == -np.inf).sum())
    return steps(Intervals(lows[lows > -np.inf], highs[highs < np.inf], below), len(pairs))


ENDS = st.integers(-6, 6).map(float)
PAIRS = st.one_of(
    ENDS.map(lambda a: (a, np.inf)),
    ENDS.map(lambda a: (-np.inf, a)),
    st.tuples(ENDS, st.integers(1, 5)).map(lambda ab: (ab[0], ab[0] + ab[1])),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(PAIRS, min_size=1, max_size=12), st.sampled_from([0.0, 0.25, 0.5, 1.0, 1.75, 3.0, 10.0]))
def test_all_minimisers_are_found(pairs, rho):
    found = as_steps(pairs).minimiser(rho)
    best, attained = brute_force(pairs, rho)
    assert found.correct == best
    inside = np.zeros(len(attained), dtype=bool)
    for low, high in found.intervals:
        inside |= (FINE[INSIDE] > low) & (FINE[INSIDE] < high)
    assert np.array_equal(inside, attained)
    assert (np.diff(found.intervals.ravel()) >= 0).all()


@pytest.mark.parametrize("rho", [0.0, 0.7, 3.0])
def test_no_weight_of_a_fine_grid_beats_the_minimiser_of_a_drawn_sample(rho):
    drawn = draw_statistic(MODEL, 400, stream(2, 0))
    found = empirical_minimiser(MODEL, drawn, SharpnessAware(rho) if rho else Standard())
    rest = MODEL.eta * MODEL.d + np.sqrt(MODEL.d) * drawn.deviation
    grid = np.arange(-20.0, 20.0, 0.01)
    right = (np.where(drawn.agrees, grid[:, None], -grid[:, None]) + rest > 0).sum(axis=1)
    reach = round(rho / 0.01)
    worst = [right[i - reach : i + reach + 1].min() for i in range(reach, len(grid) - reach)]
    assert found.correct >= max(worst)
    near = found.weight + np.linspace(-rho, rho, 301)[:, None]
    assert (np.where(drawn.agrees, near, -near) + rest > 0).sum(axis=1).min() == found.correct


@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize("eps", [0.05, 0.6, 1.0, 1.3])
def test_attacked_samples_are_right_exactly_on_their_interval(norm, eps):
    drawn = draw_statistic(MODEL, 300, stream(9, 0))
    attack = Adversarial(eps, norm, "all")
    rest = MODEL.eta * MODEL.d + np.sqrt(MODEL.d) * drawn.deviation
    grid = np.linspace(-30.0, 30.0, 4001)
    loss = np.array([attack_loss(MODEL, w, eps, norm, "all") for w in grid])
    right = (np.where(drawn.agrees, grid[:, None], -grid[:, None]) + rest - loss[:, None] > 0).sum(axis=1)
    curve = steps(accepting_intervals(MODEL, drawn, attack), 300)
    found = curve.between[np.searchsorted(curve.points, grid)]
    assert np.array_equal(found, right)


def test_a_sure_sample_has_infinite_minimisers():
    always = Statistic(np.array([True, True, True]), np.array([-9.0, 0.0, 1.0]))
    found = empirical_minimiser(MODEL, always, Standard())
    assert found.weight == np.inf
    assert not found.is_finite
    assert found.correct == 3
    assert empirical_minimiser(MODEL, always, SharpnessAware(5.0)).weight == np.inf
    never = Statistic(~always.agrees, always.deviation)
    assert empirical_minimiser(MODEL, never, Standard()).weight == -np.inf


def test_ties_are_reported_and_the_widest_bounded_interval_is_chosen():
    # right on (0, 1), (3, 7) and above 9
    found = as_steps([(0.0, 1.0), (3.0, 7.0), (9.0, np.inf)]).minimiser()
    assert found.ties == 3
    assert found.intervals.tolist() == [[0.0, 1.0], [3.0, 7.0], [9.0, np.inf]]
    assert found.weight == 5.0
    assert as_steps([(-np.inf, 0.0), (2.0, np.inf)]).minimiser().weight == -np.inf
    assert as_steps([(-np.inf, 4.0), (2.0, np.inf)]).minimiser().weight == 3.0


def test_a_weight_that_touches_a_step_is_wrong_there():
    # (0, 2) and (2, 4) share the end 2, at which neither sample is right
    both = as_steps([(0.0, 2.0), (2.0, 4.0)])
    assert both.minimiser().intervals.tolist() == [[0.0, 2.0], [2.0, 4.0]]
    assert both.minimiser(0.75).intervals.tolist() == [[0.75, 1.25], [2.75, 3.25]]
    assert both.minimiser(1.0).correct == 0


def test_where_every_weight_is_as_good_the_weight_is_zero():
    assert steps(Intervals(np.zeros(0), np.zeros(0), 0), 4).minimiser(2.0).weight == 0.0


def test_at_without_a_move_of_x1_is_st_at_a_smaller_mean():
    drawn = draw_statistic(MODEL, 2000, stream(3, 0))
    attacked = empirical_minimiser(MODEL, drawn, Adversarial(0.1))
    shifted = empirical_minimiser(BinaryModel(MODEL.p, MODEL.eta - 0.1, MODEL.d), drawn, Standard())
    assert attacked.correct == shifted.correct
    assert attacked.weight == pytest.approx(shifted.weight, rel=1e-12)


@pytest.mark.parametrize(
    ("statistic", "objective", "message"),
    [
        (Statistic(np.array([True]), np.array([np.nan])), Standard(), "statistic.deviation: expected finite numbers"),
        (Statistic(np.array([True]), np.array([0.0, 1.0])), Standard(), "statistic: expected two arrays of one length"),
        (Statistic(np.array([True]), np.array([0.0])), SharpnessAware([1.0, 2.0]), "rho must be one number here"),
        (Statistic(np.array([True]), np.array([0.0])), "ST", "objective must be Standard"),
        (
            Statistic(np.array([True]), np.array([0.0])),
            SharpnessAware(1.0, "all"),
            "SAM must move the robust weight alone",
        ),
    ],
)
def test_bad_input_is_refused(statistic, objective, message):
    with pytest.raises(ValueError, match=message):
        empirical_minimiser(MODEL, statistic, objective)


def test_a_radius_that_is_no_number_is_refused():
    curve = empirical_steps(MODEL, draw_statistic(MODEL, 10, stream(0, 0)))
    for rho in (np.nan, -1.0, np.inf):
        with pytest.raises(ValueError, match="rho must be finite and >= 0"):
            curve.minimiser(rho)
