from __future__ import annotations

import re

import numpy as np
import pytest
from scipy import special

from theory import papers
from theory.model.binary_model import BinaryModel
from theory.smooth.losses import Weights, logistic_optimum, per_sample_optimum
from theory.smooth.minibatch_limit import large_batch_drift, large_batch_shift, noise_ascent_optimum

DRAWS = 200_000


def features(model, count, rng):
    d = int(model.d)
    x = np.empty((count, d + 1))
    x[:, 0] = np.where(rng.random(count) < model.p, 1.0, -1.0)
    x[:, 1:] = model.eta + rng.standard_normal((count, d))
    return x


def mean_gradient(model, w, rho, drift, at, rng):
    """Literal: E grad L(w + rho (drift + n)/|drift + n|), n the noise of one sample's gradient at ``at``, by sampling.

    The population gradient is a mean over as many fresh samples, in all d + 1 weights.
    """
    x = features(model, 400_000, rng)
    gradients = -x * special.expit(-x @ at)[:, None]
    n = rng.multivariate_normal(np.zeros(len(w)), np.cov(gradients.T), DRAWS // 2)
    y = drift + np.concatenate([n, -n])
    moved = w + rho * y / np.linalg.norm(y, axis=1, keepdims=True)
    x = features(model, DRAWS, rng)
    rows = -x * special.expit(-(x * moved).sum(axis=1))[:, None]
    return rows.mean(axis=0), rows.std(axis=0) / np.sqrt(DRAWS)


@pytest.mark.parametrize(("p", "eta", "d", "rho"), [(0.7, 0.5, 1, 0.5), (0.9, 0.3, 3, 0.8)])
def test_the_drift_zeroes_the_mean_gradient_on_samples(p, eta, d, rho):
    model, drift = BinaryModel(p, eta, d), large_batch_drift(BinaryModel(p, eta, d), rho)
    w = np.concatenate([[model.log_odds], np.full(d, 2 * eta)])
    rng = np.random.default_rng(1)
    x = features(model, 400_000, rng)
    rate = special.expit(-x @ w)
    hessian = (x * (rate * (1 - rate))[:, None]).T @ x / len(x)
    for sign in (1.0, -1.0):
        moved = hessian @ (sign * np.concatenate([[drift.robust], np.full(d, drift.rest)]))
        mean, error = mean_gradient(model, w, rho, moved, w, rng)
        size = np.abs([mean[0] / error[0], mean[1:].mean() / (error[1:].mean() / np.sqrt(d))]).max()
        assert size < 4.5 if sign > 0 else size > 6.0
    assert large_batch_shift(model, rho) == pytest.approx(drift.robust / w[0] - drift.rest / w[1])


@pytest.mark.parametrize(("p", "eta", "d", "rho"), [(0.7, 0.5, 1, 1.0), (0.9, 0.3, 3, 1.5)])
def test_the_mean_gradient_vanishes_under_the_noise(p, eta, d, rho):
    model = BinaryModel(p, eta, d)
    for optimum, ends in ((noise_ascent_optimum(model, rho), True), (logistic_optimum(model), False)):
        w = np.concatenate([[optimum.robust], np.full(d, optimum.rest)])
        mean, error = mean_gradient(model, w, rho, np.zeros(d + 1), w, np.random.default_rng(2))
        size = np.abs([mean[0] / error[0], mean[1:].mean() / (error[1:].mean() / np.sqrt(d))]).max()
        assert size < 4.5 if ends else size > 6.0


def test_the_claims_tables_are_what_the_equations_give():
    ledger = papers.ledger()
    for row in ledger.claim("beyond/minibatch-shift-decays").formula:
        shift = large_batch_shift(BinaryModel(row["p"], row["eta"], row["d"]), row["rho"])
        assert f"{shift:.5f}" == f"{row['C']:.5f}"
    for row in ledger.claim("beyond/noise-ascent-shift").formula:
        model = BinaryModel(row["p"], row["eta"], row["d"])
        ratio = noise_ascent_optimum(model, row["rho"]).ratio / model.standard_weight
        assert f"{ratio:.5f}" == f"{row['ratio over w*']:.5f}"


def test_shares_in_a_statement_are_those_of_one_sample_a_perturbation():
    claim = papers.ledger().claim("beyond/minibatch-shift-sign")
    pattern = r"\(to \$(\d\.\d+) w\^\*\$ for one sample at \$\\rho = 1/2\$\).*\(to \$(\d\.\d+) w\^\*\$\)"
    said = re.search(pattern, claim.statement)
    ones = [row for row in claim.formula if row["m"] == 1]
    assert [row["sign"] for row in ones] == [1, -1]
    for row, share in zip(ones, said.groups(), strict=True):
        model = BinaryModel(row["p"], row["eta"], row["d"])
        ratio = per_sample_optimum(model, 0.5).ratio / model.standard_weight
        assert f"{ratio:.2f}" == share
        assert row["sign"] * (ratio - 1) > 0


def test_without_a_radius_nothing_moves():
    model = BinaryModel(0.8, 0.3, 4)
    assert large_batch_shift(model, 0.0) == 0.0
    assert noise_ascent_optimum(model, 0.0) == pytest.approx(Weights(model.log_odds, 0.6), rel=1e-9)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="model must be scalar"):
        large_batch_shift(BinaryModel([0.8, 0.9], 0.3, 4), 0.5)
    with pytest.raises(ValueError, match="rho must be finite and >= 0"):
        noise_ascent_optimum(BinaryModel(0.8, 0.3, 4), -1.0)
