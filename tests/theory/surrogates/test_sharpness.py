"""Exact extremes of quadratic losses against constructed optima and scipy, their series, and BSAM's update."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import NonlinearConstraint, minimize

from tests import tolerances
from theory.surrogates import sharpness as s


def constructed(rng, n, interior):
    """Return (g, H, rho, value) with a maximiser e that satisfies the optimality conditions by construction."""
    raw = rng.normal(size=(n, n))
    h = raw + raw.T
    e = rng.normal(size=n)
    if interior:
        h = -(raw @ raw.T) - 0.1 * np.eye(n)
        nu, rho = 0.0, np.linalg.norm(e) * rng.uniform(1.0, 3.0)
    else:
        nu = max(np.linalg.eigvalsh(h)[-1], 0.0) + rng.exponential()
        rho = np.linalg.norm(e)
    g = nu * e - h @ e
    return g, h, rho, g @ e + 0.5 * e @ h @ e


@pytest.mark.parametrize("interior", [False, True], ids=["on the sphere", "inside"])
@pytest.mark.parametrize("n", [1, 2, 5, 20])
def test_max_sharpness_of_constructed_optima(n, interior):
    rng = np.random.default_rng(n)
    for _ in range(20):
        g, h, rho, value = constructed(rng, n, interior)
        assert s.max_sharpness(g, h, rho) == pytest.approx(value, rel=tolerances.TRUST_REGION)
        assert s.min_sharpness(-g, -h, rho) == pytest.approx(value, rel=tolerances.TRUST_REGION)


def test_hard_case_adds_the_top_eigenvector():
    # g has no part along the top eigenvector, and the multiplier is that eigenvalue: e = (1/2, sqrt(rho^2 - 1/4)).
    g, h, rho = [1.0, 0.0], np.diag([1.0, 3.0]), 2.0
    e = np.array([0.5, np.sqrt(rho**2 - 0.25)])
    assert s.max_sharpness(g, h, rho) == pytest.approx(e[0] + 0.5 * e @ h @ e, rel=tolerances.TRUST_REGION)
    assert s.max_sharpness([0.0, 0.0], h, rho) == pytest.approx(0.5 * 3.0 * rho**2, rel=tolerances.TRUST_REGION)


def test_against_scipy():
    rng = np.random.default_rng(3)
    raw, g, rho = rng.normal(size=(4, 4)), rng.normal(size=4), 0.8
    h = raw + raw.T
    ball = NonlinearConstraint(lambda e: e @ e, -np.inf, rho**2)
    starts = [rho * e / np.linalg.norm(e) for e in rng.normal(size=(8, 4))]
    found = max(-minimize(lambda e: -(g @ e + 0.5 * e @ h @ e), e, constraints=ball).fun for e in starts)
    assert s.max_sharpness(g, h, rho) == pytest.approx(found, rel=1e-6)


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
def test_scales(scale):
    rng = np.random.default_rng(4)
    raw, g = rng.normal(size=(3, 3)), rng.normal(size=3)
    h = raw + raw.T
    one = s.bilateral_sharpness(g, h, 0.7)
    assert s.bilateral_sharpness(scale * g, scale * h, 0.7) == pytest.approx(scale * one, rel=tolerances.TRUST_REGION)
    assert s.bilateral_sharpness(g / scale, h / scale**2, 0.7 * scale) == pytest.approx(
        one, rel=tolerances.TRUST_REGION
    )


@given(st.floats(-3, 3), st.floats(0.01, 3))
def test_one_weight_near_and_far_from_its_minimum(x, rho):
    exact = (abs(x) + rho) ** 2 / 2 if abs(x) <= rho else 2 * rho * abs(x)
    assert s.bilateral_sharpness([x], [[1.0]], rho) == pytest.approx(exact, rel=tolerances.TRUST_REGION)


def test_batches_and_two_radii():
    g, h = np.ones((5, 1, 2)), np.stack([np.eye(2), -np.eye(2), np.zeros((2, 2))])
    rho = np.linspace(0.1, 1.0, 5)[:, None]
    values = s.bilateral_sharpness(g, h, rho, 0.5)
    assert values.shape == (5, 3)
    assert values[:, 2] == pytest.approx(np.sqrt(2) * (rho[:, 0] + 0.5))
    assert s.max_sharpness(g[0, 0], h[0], 0.0) == 0.0


def test_series_meets_the_exact_values():
    rng = np.random.default_rng(5)
    raw, g = rng.normal(size=(4, 4)), rng.normal(size=4)
    h = raw + raw.T
    for series, exact in ((s.max_sharpness_series, s.max_sharpness), (s.min_sharpness_series, s.min_sharpness)):
        for order in (1, 2, 3):
            errors = [series(g, h, rho, order) - exact(g, h, rho) for rho in (0.02, 0.01)]
            assert np.log2(errors[0] / errors[1]) == pytest.approx(order + 1, abs=0.1)


def test_series_carries_the_third_derivative():
    # L = e + c e^3 in one weight: MaxS = rho + c rho^3 and MinS = rho + c rho^3, T = 6 c.
    rho, c = 0.1, 0.7
    for series in (s.max_sharpness_series, s.min_sharpness_series):
        assert series([1.0], [[0.0]], rho, 3, 6 * c) == pytest.approx(rho + c * rho**3)
        assert series([-1.0], [[0.0]], rho, 3, -6 * c) == pytest.approx(rho - c * rho**3)


def test_update_on_a_line_is_plain_descent_until_the_minimum_is_in_reach():
    h, rho, low = 2.0, 0.3, 0.5
    for x, expected in ((0.8, h * 0.8), (-0.8, -h * 0.8), (0.4, h * (3 * 0.4 + 2 * rho))):
        sign = np.sign(x)
        update = s.bilateral_update([h * x], [h * (x + sign * rho)], [h * (x - sign * low)])
        assert update == pytest.approx([expected])


def test_update_loses_the_part_of_hu_along_the_gradient():
    rng = np.random.default_rng(6)
    raw, g = rng.normal(size=(4, 4)), rng.normal(size=4)
    h, u = raw + raw.T, g / np.linalg.norm(g)
    rho, low = 1e-6, 2e-6
    added = (s.bilateral_update(g, g + rho * h @ u, g - low * h @ u) - g) / (rho + low)
    assert added == pytest.approx(h @ u - (u @ h @ u) * u, abs=1e-4)


EYE = np.eye(2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: s.max_sharpness([1.0, np.nan], EYE, 1.0), r"gradient must be finite in every coordinate"),
        (lambda: s.max_sharpness(1.0, EYE, 1.0), "gradient must have a last axis of coordinates, got a scalar"),
        (lambda: s.max_sharpness([1.0, 2.0], np.eye(3), 1.0), r"hessian must have shape \(\.\.\., n, n\)"),
        (lambda: s.max_sharpness([1.0, 2.0], [[0.0, 1.0], [0.0, 0.0]], 1.0), "hessian must be symmetric"),
        (lambda: s.max_sharpness([1.0, 2.0], [[0.0, np.inf], [np.inf, 0.0]], 1.0), "hessian must be finite"),
        (lambda: s.max_sharpness([1.0, 2.0], EYE, -1.0), "rho must be finite and >= 0, got -1.0"),
        (lambda: s.max_sharpness([1.0, 2.0], EYE, [1.0, 2.0, 3.0]), r"rho must broadcast to the batch shape \(\)"),
        (lambda: s.max_sharpness(np.ones((2, 2)), np.ones((3, 2, 2)), 1.0), "batches that broadcast"),
        (lambda: s.max_sharpness_series([0.0, 0.0], EYE, 1.0), "the norm of the gradient must be > 0, got 0.0"),
        (lambda: s.max_sharpness_series([1.0, 0.0], EYE, 1.0, 4), "order must be 1, 2 or 3, got 4"),
        (lambda: s.max_sharpness_series([1.0, 0.0], EYE, 1.0, 3, np.nan), "third must be finite, got nan"),
        (lambda: s.bilateral_update([1.0], [1.0], [0.0]), "the norm of descent_gradient must be > 0, got 0.0"),
        (lambda: s.bilateral_update([1.0], [1.0, 2.0], [1.0]), "the three gradients must have one shape"),
    ],
)
def test_bad_input_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_range_of_float64():
    assert s.max_sharpness([3e200, 4e200], EYE, 1e-10) == pytest.approx(5e190)
    assert s.max_sharpness([3e-200, 4e-200], np.zeros((2, 2)), 1e10) == pytest.approx(5e-190)
    with pytest.raises(ArithmeticError, match="the sharpness is beyond the range of float64"):
        s.max_sharpness([1e300, 1e300], EYE, 1e10)
