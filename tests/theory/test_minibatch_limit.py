from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from theory.binary_model import BinaryModel
from theory.minibatch_limit import large_batch_shift, noise_ascent_optimum
from theory.smooth_losses import Weights, logistic_optimum

DRAWS = 40_000


def mean_gradient(model, w, rho, drift, at, rng):
    """Literal: E grad L(w + rho (drift + n)/|drift + n|), n the noise of one sample's gradient at ``at``, by sampling.

    The population gradient is a mean over as many fresh samples, in all d + 1 weights.
    """
    d = int(model.d)

    def draw(count):
        x = np.empty((count, d + 1))
        x[:, 0] = np.where(rng.random(count) < model.p, 1.0, -1.0)
        x[:, 1:] = model.eta + rng.standard_normal((count, d))
        return x

    x = draw(400_000)
    gradients = -x * special.expit(-x @ at)[:, None]
    n = rng.multivariate_normal(np.zeros(d + 1), np.cov(gradients.T), DRAWS // 2)
    y = drift + np.concatenate([n, -n])
    moved = w + rho * y / np.linalg.norm(y, axis=1, keepdims=True)
    x = draw(DRAWS)
    rows = -x * special.expit(-(x * moved).sum(axis=1))[:, None]
    return rows.mean(axis=0), rows.std(axis=0) / np.sqrt(DRAWS)


@pytest.mark.parametrize(("p", "eta", "d", "rho"), [(0.7, 0.5, 1, 0.5), (0.9, 0.3, 3, 0.8)])
def test_the_shift_solves_its_equation_on_samples(p, eta, d, rho):
    model, rng = BinaryModel(p, eta, d), np.random.default_rng(1)
    w = np.concatenate([[model.log_odds], np.full(d, 2 * eta)])
    c, step = large_batch_shift(model, rho), 40.0
    # C = D_1/w_1 - D_rest/w_rest: look for the D that zeroes the mean gradient by two sampled Newton steps
    x = np.empty((400_000, d + 1))
    x[:, 0] = np.where(rng.random(len(x)) < p, 1.0, -1.0)
    x[:, 1:] = eta + rng.standard_normal((len(x), d))
    rate = special.expit(-x @ w)
    hessian = (x * (rate * (1 - rate))[:, None]).T @ x / len(x)
    units = np.array([[1.0] + [0.0] * d, [0.0] + [1.0] * d])
    found = np.zeros(2)
    for _ in range(6):
        rows = []
        for move in (np.zeros(2), [0.2, 0.0], [0.0, 0.2]):
            same = np.random.default_rng(5)
            drift = hessian @ ((found + move) @ units)
            mean, _ = mean_gradient(model, w, rho, drift, w, same)
            rows.append([mean[0], mean[1:].mean()])
        base = np.array(rows[0])
        slope = np.column_stack([(np.array(row) - base) / 0.2 for row in rows[1:]])
        found -= np.clip(np.linalg.solve(slope, base), -step, step)
    sampled = found[0] / w[0] - found[1] / w[1]
    assert sampled == pytest.approx(c, abs=0.15)


@pytest.mark.parametrize(("p", "eta", "d", "rho"), [(0.7, 0.5, 1, 0.5), (0.9, 0.3, 3, 0.8)])
def test_the_mean_gradient_vanishes_under_the_noise(p, eta, d, rho):
    model = BinaryModel(p, eta, d)
    optimum = noise_ascent_optimum(model, rho)
    w = np.concatenate([[optimum.robust], np.full(d, optimum.rest)])
    mean, error = mean_gradient(model, w, rho, np.zeros(d + 1), w, np.random.default_rng(2))
    assert (np.abs(mean) < 4.5 * error).all()
    start = logistic_optimum(model)
    w = np.concatenate([[start.robust], np.full(d, start.rest)])
    mean, error = mean_gradient(model, w, rho, np.zeros(d + 1), w, np.random.default_rng(2))
    assert (np.abs(mean) > 6.0 * error).any()


def test_without_a_radius_nothing_moves():
    model = BinaryModel(0.8, 0.3, 4)
    assert large_batch_shift(model, 0.0) == 0.0
    assert noise_ascent_optimum(model, 0.0) == pytest.approx(Weights(model.log_odds, 0.6), rel=1e-9)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="model must be scalar"):
        large_batch_shift(BinaryModel([0.8, 0.9], 0.3, 4), 0.5)
    with pytest.raises(ValueError, match="rho must be finite and >= 0"):
        noise_ascent_optimum(BinaryModel(0.8, 0.3, 4), -1.0)
