from __future__ import annotations

import numpy as np
import pytest

from simulate.model.intervals import quotient_interval
from simulate.training.moving_average import (
    bilateral_gradient,
    draw_gradients,
    friendly_direction,
    friendly_gradient,
    moving_average,
    population_gradient,
)
from simulate.training.recipes import Recipe
from simulate.training.samples import draw_samples
from tests import tolerances
from theory import BinaryModel, SharpnessAware
from theory.smooth.losses import Weights, logistic_optimum

MODEL = BinaryModel(0.8, 0.3, 3)
WEIGHTS = Weights(0.5, 0.2)
SAMPLES = draw_samples(MODEL, 32, 2, 4)


def test_population_gradient_and_noise_are_those_of_a_large_sample():
    full, variance = population_gradient(MODEL, WEIGHTS)
    drawn = draw_gradients(MODEL, WEIGHTS, 1, 50_000, 4, 1).batches.reshape(-1, 4)
    assert drawn.mean(axis=0) == pytest.approx(full, abs=0.01)  # 6 standard errors
    assert np.square(drawn - full).sum(axis=1).mean() == pytest.approx(variance, rel=0.03)


def test_population_gradient_vanishes_at_the_optimum():
    assert population_gradient(MODEL, logistic_optimum(MODEL))[0] == pytest.approx(np.zeros(4), abs=1e-14)


def test_moving_average_is_the_recursion():
    batches = np.random.default_rng(0).standard_normal((3, 6, 2))
    average = batches[1, 0]
    for step in range(1, 6):
        average = 0.7 * average + 0.3 * batches[1, step]
        assert moving_average(batches, 0.7)[1, step - 1] == pytest.approx(average, abs=tolerances.TRAINING_ROUNDING)
    zero = moving_average(batches, 0.7, np.zeros(2))
    assert zero[:, 0] == pytest.approx(0.3 * batches[:, 0])


def test_friendly_directions_of_both_averages_are_parallel():
    batches = np.random.default_rng(0).standard_normal((5, 6, 3))
    old, updated = (friendly_direction(batches, 0.8, 1.0, updated=which) for which in (False, True))
    assert updated == pytest.approx(0.8 * old)


def test_friendly_gradient_starts_as_sam_and_then_climbs_what_is_new():
    w, step = np.full((2, 4), 0.3), friendly_gradient(0.4, 0.9)
    first = step(w, SAMPLES.features[:, :16], SAMPLES.lengths[:, :16])
    sam = Recipe(SharpnessAware(0.4)).gradient(SAMPLES)
    assert np.array_equal(first, sam(w, SAMPLES.features[:, :16], SAMPLES.lengths[:, :16]))

    def gradient(w, z):
        return -(z / (1.0 + np.exp(z @ w))[:, None]).mean(axis=0)

    second = step(w, SAMPLES.features[:, 16:], SAMPLES.lengths[:, 16:])[0]
    old, new = SAMPLES.features[0, :16], SAMPLES.features[0, 16:]
    direction = gradient(w[0], new) - gradient(w[0], old)
    expected = gradient(w[0] + 0.4 * direction / np.linalg.norm(direction), new)
    assert second == pytest.approx(expected, abs=tolerances.TRAINING_ROUNDING)


def test_bilateral_gradient_is_the_published_one():
    w = np.full((2, 4), 0.3)
    found = bilateral_gradient(0.5, 0.2)(w, SAMPLES.features, SAMPLES.lengths)[1]

    def gradient(w):
        return -(SAMPLES.features[1] / (1.0 + np.exp(SAMPLES.features[1] @ w))[:, None]).mean(axis=0)

    g = gradient(w[1])
    u = g / np.linalg.norm(g)
    up, down = gradient(w[1] + 0.5 * u), gradient(w[1] - 0.2 * u)
    expected = up + g - np.linalg.norm(up) / np.linalg.norm(down) * down
    assert found == pytest.approx(expected, abs=tolerances.TRAINING_ROUNDING)


def test_bilateral_gradient_of_single_samples_is_the_plain_one():
    w = np.full((2, 4), 0.3)
    plain = Recipe().gradient(SAMPLES)(w, SAMPLES.features, SAMPLES.lengths)
    found = bilateral_gradient(0.5, 0.2, 1)(w, SAMPLES.features, SAMPLES.lengths)
    assert found == pytest.approx(plain, abs=tolerances.TRAINING_ROUNDING)


def test_quotient_interval_covers_a_known_quotient():
    rng, hits = np.random.default_rng(3), 0
    for _ in range(400):
        x, y = rng.standard_normal((2, 300))
        low, high = quotient_interval(x * (x + y), x * x, (x + y) ** 2, 0.05)
        hits += low <= np.sqrt(0.5) <= high
    assert 0.91 <= hits / 400 <= 0.985


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: moving_average(np.zeros((1, 2, 1)), 1.0), r"decay must be in \[0, 1\), got 1.0"),
        (
            lambda: bilateral_gradient(0.1, 0.1, 5)(np.zeros((2, 4)), SAMPLES.features, SAMPLES.lengths),
            "micro_batch must divide the batch of 32, got 5",
        ),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
