"""Estimates: counts against decisions one by one, attacks that move features, intervals that cover."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simulate.model.estimate import (
    attack_loss,
    count_correct,
    estimate_accuracy,
    estimate_worst_accuracy,
    samples_for_power,
)
from simulate.model.intervals import clopper_pearson
from simulate.model.sampling import CHUNK, chunk_lengths, draw_features, stream
from theory import Adversarial, BinaryModel
from theory.model.attacks import accuracy_under_attack
from theory.surrogates.norm_ball import dual_vector

MODEL = BinaryModel(0.85, 0.2, 7)
ATTACKS = [(norm, coordinates) for norm in ("linf", "l2") for coordinates in ("non-robust", "all")]
MARGINS = [(3.0, 0.0), (-2.0, 0.0), (0.0, 1.0), (1.5, 4.0), (-40.0, 0.5)]


def decisions(n, seed):
    """Draw as the package says it does, and decide sample by sample."""
    counts = [0] * len(MARGINS)
    for index, length in chunk_lengths(n):
        rng = stream(seed, index)
        agrees = rng.random(length) < MODEL.p
        rest = MODEL.eta * MODEL.d + math.sqrt(MODEL.d) * rng.standard_normal(length)
        for which, (w, loss) in enumerate(MARGINS):
            counts[which] += int(np.sum(np.where(agrees, w, -w) + rest - loss > 0.0))
    return counts


@pytest.mark.parametrize("n", [1, 999, CHUNK, 3 * CHUNK + 11])
def test_counts_are_the_decisions(n):
    assert count_correct(MODEL, MARGINS, n, 11) == decisions(n, 11)


@pytest.mark.parametrize("workers", [2, 3])
def test_counts_do_not_depend_on_the_number_of_workers(workers):
    n = 5 * CHUNK + 100
    assert count_correct(MODEL, MARGINS, n, 3, workers=workers) == count_correct(MODEL, MARGINS, n, 3)


@pytest.mark.parametrize(("norm", "coordinates"), ATTACKS)
def test_moved_features_lose_the_margin_that_is_counted(norm, coordinates):
    x, y = draw_features(MODEL, 500, np.random.default_rng(4))
    for w in (-1.5, 0.0, 2.5):
        weights = np.concatenate([[w], np.ones(int(MODEL.d))])
        reached = weights if coordinates == "all" else np.concatenate([[0.0], weights[1:]])
        move = -0.3 * y[:, None] * dual_vector(reached, norm)
        moved = y * ((x + move) @ weights)
        expected = y * (x @ weights) - attack_loss(MODEL, w, 0.3, norm, coordinates)
        assert np.allclose(moved, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("norm", "coordinates"), ATTACKS)
def test_no_move_of_the_ball_is_worse_than_the_one_counted(norm, coordinates):
    rng = np.random.default_rng(6)
    w, eps = 1.7, 0.4
    weights = np.concatenate([[w], np.ones(int(MODEL.d))])
    shape = (4000, weights.size)
    moves = rng.uniform(-1.0, 1.0, shape) if norm == "linf" else rng.standard_normal(shape)
    if coordinates == "non-robust":
        moves[:, 0] = 0.0
    if norm == "l2":
        moves /= np.linalg.norm(moves, axis=1, keepdims=True)
    assert (eps * moves @ weights).max() <= attack_loss(MODEL, w, eps, norm, coordinates)


@pytest.mark.parametrize(("norm", "coordinates"), ATTACKS)
def test_estimates_cover_the_closed_form(norm, coordinates):
    error = 1e-6
    correct, n = count_correct(MODEL, [(2.0, attack_loss(MODEL, 2.0, 0.15, norm, coordinates))], 200_000, 8)[0], 200_000
    low, high = clopper_pearson(correct, n, error)
    assert low <= accuracy_under_attack(MODEL, 2.0, 0.15, norm, coordinates) <= high


def test_natural_robust_and_worst_accuracy():
    error = 1e-6
    natural = estimate_accuracy(MODEL, 2.0, 100_000, 1, error=error)
    robust = estimate_accuracy(MODEL, 2.0, 100_000, 1, attack=Adversarial(0.1), error=error)
    low, high = estimate_worst_accuracy(MODEL, 2.0, 1.5, 100_000, 1, error=error)
    assert natural.covers(MODEL.accuracy(2.0))
    assert robust.covers(MODEL.robust_accuracy(2.0, 0.1))
    assert low.covers(MODEL.accuracy(0.5))
    assert high.covers(MODEL.accuracy(3.5))
    assert not natural.covers(MODEL.robust_accuracy(2.0, 0.1))
    assert natural.value == natural.correct / 100_000
    assert low.error == error / 2


def test_a_model_off_by_one_percent_is_caught():
    n = samples_for_power(MODEL.accuracy(2.0), 0.01 * MODEL.accuracy(2.0), 1e-3, 0.99)
    damaged = BinaryModel(0.99 * MODEL.p, MODEL.eta, MODEL.d)
    stated = 1.01 * MODEL.accuracy(2.0)
    caught = [not estimate_accuracy(MODEL, 2.0, n, seed, error=1e-3).covers(stated) for seed in range(200)]
    # with power 0.99, fewer than 190 of 200 has probability below 1e-4
    assert sum(caught) >= 190
    assert not estimate_accuracy(damaged, 6.0, 3_000_000, 0, error=1e-6).covers(MODEL.accuracy(6.0))


@pytest.mark.parametrize(("n", "error"), [(20, 0.05), (57, 0.01)])
def test_clopper_pearson_covers_at_every_proportion(n, error):
    intervals = [clopper_pearson(k, n, error) for k in range(n + 1)]
    for q in np.linspace(0.0, 1.0, 501):
        covering = [low <= q <= high for low, high in intervals]
        assert stats.binom.pmf(np.arange(n + 1), n, q)[covering].sum() >= 1.0 - error - 1e-12
    assert intervals[0][0] == 0.0
    assert intervals[-1][1] == 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: clopper_pearson(11, 10, 0.05), r"correct must be a whole number in 0\.\.10, got 11"),
        (lambda: clopper_pearson(1, 10, 0.0), r"error must be in \(0, 1\), got 0.0"),
        (lambda: clopper_pearson("3", 10, 0.05), "correct must be a whole number in 0..10, got '3'"),
        (lambda: clopper_pearson(3.5, 10, 0.05), r"correct must be a whole number in 0\.\.10, got 3\.5"),
        (lambda: clopper_pearson(3, 10, None), "error must be a real number or an array of real numbers, got None"),
        (lambda: clopper_pearson(3, 10, [0.05]), r"error must be a single number, got an array of shape \(1,\)"),
        (lambda: clopper_pearson(3, 10.0, 0.05), r"n must be a positive whole number, got 10\.0"),
        (lambda: estimate_accuracy(MODEL, "2", 10, 0), "w must be a real number or an array of real numbers, got '2'"),
        (lambda: estimate_accuracy(MODEL, [2.0], 10, 0), r"w must be a single number, got an array of shape \(1,\)"),
        (lambda: estimate_accuracy(0.8, 2.0, 10, 0), r"model must be a BinaryModel, got 0\.8"),
        (lambda: estimate_accuracy(MODEL, 2.0, 10, 0.5), r"seed must be a whole number >= 0, got 0\.5"),
        (lambda: estimate_accuracy(MODEL, 2.0, 10, -1), "seed must be a whole number >= 0, got -1"),
        (lambda: estimate_accuracy(MODEL, 2.0, 10, 0, error="a"), "error must be a real number"),
        (lambda: estimate_accuracy(MODEL, 2.0, 10, 0, attack=0.1), r"attack must be an Adversarial or None, got 0\.1"),
        (lambda: estimate_accuracy(MODEL, 2.0, 10, 0, attack=Adversarial([0.1])), "eps must be a single number"),
        (lambda: estimate_worst_accuracy(MODEL, 1.0, "1", 10, 0), "rho must be a real number"),
        (lambda: count_correct(MODEL, [2.0], 10, 0), "margins: expected finite weights and losses"),
        (lambda: count_correct(MODEL, [("a", 0.0)], 10, 0), "margins must be a real number"),
        (lambda: samples_for_power(0.9, 0.0, 0.05, 0.9), r"change must be finite and not 0, got 0\.0"),
        (lambda: count_correct(MODEL, [(math.nan, 0.0)], 10, 0), "margins: expected finite weights"),
        (lambda: count_correct(MODEL, MARGINS, 10, 0, workers=0), "workers must be a whole number >= 1, got 0"),
        (lambda: count_correct(MODEL, MARGINS, -1, 0), "n must be a positive whole number, got -1"),
        (lambda: estimate_worst_accuracy(MODEL, 1.0, -1.0, 10, 0), "rho must be finite and >= 0, got -1.0"),
        (lambda: attack_loss(MODEL, 1.0, -0.1), "eps must be finite and >= 0, got -0.1"),
        (lambda: attack_loss(MODEL, 1.0, 0.1, "l1"), "norm must be 'linf' or 'l2', got 'l1'"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
