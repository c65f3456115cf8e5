"""Risks and worst perturbations of surrogates on the binary model: against mpmath, brute force and limits."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import tolerances
from theory import BinaryModel, SharpnessAware, optimal_weight
from theory.surrogates import ball, risk
from theory.surrogates import worst_weight as sharpness
from theory.surrogates.losses import Log, Tanh, q_gradient, q_loss
from theory.surrogates.norm_ball import sample_ball

MODEL = BinaryModel(0.7, 0.5, 4.0)
RELAXED = ("ce", "tanh", "-log")


def loss_oracle(name, margin):
    """Return l(F) literally: (1/mu) log(1 + exp(mu phi(F)))."""
    if name == "ce":
        return mp.log1p(mp.exp(margin))
    if name == "tanh":
        return mp.log1p(mp.exp(10 * mp.tanh(margin / 10))) / 10
    return mp.log1p(mp.exp(1 - mp.log1p(mp.exp(mp.log(mp.e - 1) - margin))))


def risk_oracle(name, model, w, scale):
    """Integrate the loss over both normal margins at 30 digits, in pieces around the step."""
    p, eta, d, w, scale = (mp.mpf(float(v)) for v in (model.p, model.eta, model.d, w, scale))
    sd = mp.sqrt(d)
    total = mp.mpf(0)
    for weight, mean in ((p, eta * d + w), (1 - p, eta * d - w)):
        step = -mean / sd
        cuts = {max(-13, min(13, step + k / (scale * sd))) for k in (-60, -20, -5, -1, 0, 1, 5, 20, 60)}
        points = sorted(cuts | set(range(-13, 14, 2)))
        total += weight * mp.quad(lambda z, m=mean: mp.npdf(z) * loss_oracle(name, -scale * (m + sd * z)), points)
    return total


@pytest.mark.parametrize("name", RELAXED)
@pytest.mark.parametrize(
    ("model", "w", "scale"),
    [
        (MODEL, 0.8, 1.0),
        (BinaryModel(0.95, 0.1, 100.0), 14.0, 0.03),
        (BinaryModel(0.8, 1.0, 1.0), -0.5, 150.0),
        (BinaryModel(0.9, 2.0, 9.0), 30.0, 3.0),
    ],
)
def test_risk_against_mpmath(name, model, w, scale):
    with mp.workdps(30):
        exact = risk_oracle(name, model, w, scale)
    assert risk.surrogate_risk(model, risk.LOSSES[name], w, scale) == pytest.approx(float(exact), rel=tolerances.RISK)


@pytest.mark.parametrize("name", risk.LOSSES)
@pytest.mark.parametrize("scale", [0.1, 2.0, 50.0])
def test_slope_and_ball_gradient_are_derivatives(name, scale):
    loss, h = risk.LOSSES[name], 1e-5
    w = np.array([-1.0, 0.3, 2.0])
    ends = [risk.surrogate_risk(MODEL, loss, w + sign * h, scale) for sign in (1, -1)]
    slope = risk.surrogate_slope(MODEL, loss, w, scale)
    assert slope == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=tolerances.RISK_SLOPE, abs=1e-10)
    around = ball.BallRisk(MODEL, loss, 0.9, scale)
    e = np.array([0.2, -0.3, 0.4])
    numeric = [float(around.value(e + h * axis) - around.value(e - h * axis)) / (2 * h) for axis in np.eye(3)]
    assert around.gradient(e) == pytest.approx(np.array(numeric), rel=1e-6, abs=1e-9)
    assert around.gradient(np.zeros(3))[0] == pytest.approx(risk.surrogate_slope(MODEL, loss, 0.9, scale), rel=1e-13)


def test_zero_one_risk_is_one_minus_accuracy():
    w = np.linspace(-3.0, 5.0, 9)
    assert risk.surrogate_risk(MODEL, risk.ZeroOne(), w, 1.0) == pytest.approx(1.0 - MODEL.accuracy(w), rel=1e-13)


@pytest.mark.parametrize(("phi", "mu"), [(Tanh(0.3), 4.0), (Log(), 1.0), (Log(), 0.5)])
def test_two_class_loss_is_q_and_sees_the_margin_only(phi, mu):
    loss, f = risk.Relaxation(phi, mu), 1.7
    for logits in ([0.0, f], [-f / 2, f / 2]):
        for label, margin in ((1, -f), (0, f)):
            assert loss.value(margin) == pytest.approx(q_loss(logits, label, phi, mu), rel=1e-14)
            assert loss.slope(margin) == pytest.approx(q_gradient(logits, label, phi, mu)[1 - label], rel=1e-13)


def test_large_scales_and_far_weights_are_resolved():
    for name in RELAXED:
        values = risk.surrogate_risk(MODEL, risk.LOSSES[name], np.array([0.1, 1.0, 40.0]), np.array([1e-6, 1e3, 1e5]))
        assert np.isfinite(values).all()
    error = 1.0 - MODEL.accuracy(1.3)
    high = risk.surrogate_risk(MODEL, risk.BISAM_TANH, 1.3, 1e6)
    ends = [float(risk.BISAM_TANH.value(v)) for v in (-np.inf, np.inf)]
    assert high == pytest.approx(ends[0] + (ends[1] - ends[0]) * error, abs=1e-4)


@given(
    st.floats(0.52, 0.98),
    st.floats(0.05, 1.5),
    st.integers(1, 60),
    st.floats(-1.5, 2.0),
    st.sampled_from(RELAXED),
)
@settings(max_examples=15, deadline=None, derandomize=True)
def test_the_risk_falls_and_then_rises(p, eta, d, log_scale, name):
    model, scale = BinaryModel(p, eta, float(d)), 10.0**log_scale
    best = sharpness.surrogate_weight(model, risk.LOSSES[name], scale)
    reach = 5.0 * (model.standard_weight + np.sqrt(d)) if np.isinf(best) else 3.0 * best + np.sqrt(d)
    w = np.linspace(-reach, reach, 121)
    slopes = risk.surrogate_slope(model, risk.LOSSES[name], w, scale)
    clear = np.abs(slopes) > 1e-13 * np.abs(slopes).max()
    below = w < best * (1.0 - 1e-9)
    assert (slopes[clear & below] < 0.0).all()
    assert (slopes[clear & (w > best * (1.0 + 1e-9))] > 0.0).all()


@pytest.mark.parametrize("p", [0.55, 0.8, 0.99])
@pytest.mark.parametrize(("eta", "d"), [(0.3, 1.0), (0.1, 50.0)])
def test_cross_entropy_at_scale_two_eta_and_the_zero_one_weights(p, eta, d):
    model = BinaryModel(p, eta, d)
    found = sharpness.surrogate_weight(model, risk.CROSS_ENTROPY, 2.0 * eta)
    assert found == pytest.approx(model.standard_weight, rel=tolerances.SURROGATE_WEIGHT)
    assert sharpness.surrogate_weight(model, risk.ZeroOne(), 1.0) == model.standard_weight
    rho = 0.3 * np.sqrt(d)
    ends = sharpness.equal_ends_weight(model, risk.ZeroOne(), rho, 1.0)
    assert ends == pytest.approx(optimal_weight(model, SharpnessAware(rho)), rel=tolerances.SURROGATE_WEIGHT)


@pytest.mark.parametrize("name", risk.LOSSES)
@pytest.mark.parametrize("w", [0.2, 0.84, 0.9, 3.0])
def test_worst_and_first_order_shift_against_a_grid(name, w):
    loss, rho, scale = risk.LOSSES[name], 0.8, 3.0
    grid = np.linspace(-rho, rho, 2001)
    values = risk.surrogate_risk(MODEL, loss, w + grid, scale)
    worst = sharpness.worst_shift(MODEL, loss, w, rho, scale)
    assert worst == pytest.approx(grid[int(np.argmax(values))], abs=1e-3)
    assert sharpness.ascent_shift(MODEL, loss, w, rho, scale) == pytest.approx(
        rho * np.sign(values[1001] - values[999])
    )
    ends = sharpness.equal_ends_weight(MODEL, loss, rho, scale)
    both = risk.surrogate_risk(MODEL, loss, np.array([ends - rho, ends + rho]), scale)
    assert both[0] == pytest.approx(both[1], rel=1e-13)


@pytest.mark.parametrize("name", risk.LOSSES)
@pytest.mark.parametrize(
    ("model", "w", "rho"), [(MODEL, 0.85, 0.4), (MODEL, 2.0, 1.8), (BinaryModel(0.8, 1, 1), 0.7, 0.3)]
)
@pytest.mark.parametrize("scale", [0.3, 6.0])
def test_no_random_point_of_the_ball_is_worse(name, model, w, rho, scale):
    loss = risk.LOSSES[name]
    found = ball.worst_in_ball(model, loss, w, rho, scale)
    assert np.linalg.norm(found) == pytest.approx(rho, rel=1e-12)
    around = ball.BallRisk(model, loss, w, scale)
    points = sample_ball(np.random.default_rng(4), (3000, 3), "l2", rho)
    points[:1000] *= rho / np.linalg.norm(points[:1000], axis=1, keepdims=True)
    points[1000:1500] = np.array(found) + 1e-3 * rho * points[1000:1500]
    points *= np.minimum(1.0, rho / np.linalg.norm(points, axis=1, keepdims=True))
    if model.d == 1:
        points[:, 2] = 0.0
    assert around.value(points).max() <= around.value(np.array(found)) + tolerances.SAMPLED_BALL
    first = ball.ascent_in_ball(model, loss, w, rho, scale)
    assert np.linalg.norm(first) == pytest.approx(rho)
    assert ball.recovered_share(model, first, w, rho) <= 1.0 + 1e-9


def test_the_three_numbers_are_those_of_a_full_perturbation():
    """Move all weights of a classifier with d = 4 and compare with the margin's two normal laws."""
    rng = np.random.default_rng(9)
    w, e = 1.1, 0.3 * rng.normal(size=5)
    rest = 1.0 + e[1:]
    mean, norm = 0.5 * rest.sum(), np.linalg.norm(rest)
    exact = 0.7 * mp.ncdf(-(mean + w + e[0]) / norm) + 0.3 * mp.ncdf(-(mean - w - e[0]) / norm)
    along = e[1:].sum() / 2.0
    across = np.sqrt(e[1:] @ e[1:] - along**2)
    found = ball.BallRisk(MODEL, risk.ZeroOne(), w, 1.0).value(np.array([e[0], along, across]))
    assert float(found) == pytest.approx(float(exact), rel=1e-13)


def test_zero_one_worst_is_found_and_the_gradient_step_is_tangential():
    worst = ball.worst_in_ball(MODEL, risk.ZeroOne(), 0.5, 0.4, 1.0)
    assert ball.recovered_share(MODEL, worst, 0.5, 0.4) == pytest.approx(1.0)
    step = ball.ascent_in_ball(MODEL, risk.ZeroOne(), 0.5, 0.4, 1.0)
    assert step.robust * 0.5 + step.mean * 2.0 == pytest.approx(0.0, abs=1e-13), "the error ignores the length"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: risk.surrogate_risk(MODEL, risk.CROSS_ENTROPY, np.nan, 1.0), "w must be finite, got nan"),
        (lambda: risk.surrogate_risk(MODEL, risk.CROSS_ENTROPY, 1.0, 0.0), "scale must be > 0 and finite, got 0.0"),
        (
            lambda: risk.surrogate_slope(BinaryModel([0.6, 0.7], 1, 1), risk.ZeroOne(), 1.0, 1.0),
            r"model must hold numbers, got arrays of shape \(2,\)",
        ),
        (lambda: risk.Relaxation(Log(), -1.0), "mu must be > 0 and finite, got -1.0"),
        (lambda: sharpness.worst_shift(MODEL, risk.ZeroOne(), 1.0, 0.0, 1.0), "rho must be > 0, got 0.0"),
        (lambda: sharpness.surrogate_weight(MODEL, risk.ZeroOne(), [1.0, 2.0]), r"scale must be one number, got shape"),
        (lambda: ball.worst_in_ball(MODEL, risk.ZeroOne(), 1.0, 2.0, 1.0), r"rho must be > 0 and below sqrt\(d\) = "),
        (lambda: ball.BallRisk(MODEL, risk.ZeroOne(), np.inf, 1.0), "w must be finite, got inf"),
    ],
)
def test_bad_input_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()
