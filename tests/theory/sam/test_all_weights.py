"""SAM over all weights: reference numbers, an independent brute force, limits and messages."""

from __future__ import annotations

from math import inf, sqrt

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from tests.tolerances import BRUTE_FORCE_WEIGHT, PRINTED_SIX_DIGITS, SAM_SHIFT_SEEN
from theory.model.binary_model import BinaryModel
from theory.sam.all_weights import full_weight, full_weight_shift, leading_coefficient
from theory.sam.deficit import deficit

# (scale, p, eta, d, rho, weight to about seven digits): independent two-dimensional minimax
REFERENCE = [
    ("unit-rest", 0.7, 0.1, 10, 0.5, 4.231210),
    ("unit-rest", 0.7, 0.1, 10, 1.0, 4.243961),
    ("unit-rest", 0.9, 0.1, 10, 1.0, 13.489770),
    ("unit-rest", 0.95, 0.5, 10, 1.0, 2.834954),
    ("unit-rest", 0.9, 0.5, 100, 1.0, 2.187219),  # one end and a point between the ends are worst
    ("unit-rest", 0.6, 0.3, 3, 1.0, 0.545702),
    ("unit-rest", 0.99, 0.5, 2, 1.0, 7.311901),
    ("unit-norm", 0.7, 0.1, 1, 0.2, 23.264256),  # the ball reaches over the pole
    ("unit-norm", 0.7, 0.1, 10, 0.4, 5.984435),
    ("unit-norm", 0.9, 0.1, 10, 0.1, 15.415307),
    ("unit-norm", 0.9, 0.1, 10, 0.2, 187.329972),  # the worst point is at chi = 90 degrees
    ("unit-norm", 0.9, 0.1, 10, 0.4, 47.355231),
    ("unit-norm", 0.95, 0.5, 1, 0.4, 10.613518),
    ("unit-norm", 0.95, 0.5, 10, 0.2, 2.864298),
    ("unit-norm", 0.99, 0.5, 2, 0.2, 47.349329),
]
# d = 1: 22 digits from a sign change at 60 digits
DIGITS = [
    ("unit-norm", "1/2", 0.1, "0.8411575260672482360864"),
    ("unit-rest", "1/2", 0.1, "0.8436913121513884249018"),
    ("unit-norm", "1/10", 0.01, "4.279167650330373857691"),
    ("unit-rest", "1/10", 0.01, "4.238739285585606734885"),
]


@pytest.mark.parametrize(("scale", "p", "eta", "d", "rho", "weight"), REFERENCE)
def test_reference_weights(scale, p, eta, d, rho, weight):
    assert full_weight(BinaryModel(p, eta, d), rho, scale) == pytest.approx(weight, rel=PRINTED_SIX_DIGITS)


@pytest.mark.parametrize(("scale", "eta", "rho", "weight"), DIGITS)
def test_shift_with_one_feature_to_all_digits(scale, eta, rho, weight):
    with mpmath.workdps(30):
        standard = mpmath.log(mpmath.mpf(7) / 3) / 2 / mpmath.mpf(eta)
        shift = float(mpmath.mpf(weight) - standard)
    model = BinaryModel(0.7, float(mpmath.mpf(eta)), 1)
    assert full_weight_shift(model, rho, scale) == pytest.approx(shift, rel=SAM_SHIFT_SEEN)


def accuracy(model: BinaryModel, weights: np.ndarray) -> np.ndarray:
    """Accuracy of arbitrary weight vectors (last axis: robust weight, then the d others)."""
    rest = weights[..., 1:]
    n, mean = np.linalg.norm(rest, axis=-1), model.eta * rest.sum(axis=-1)
    w = weights[..., 0]
    return model.p * special.ndtr((mean + w) / n) + (1 - model.p) * special.ndtr((mean - w) / n)


@pytest.mark.parametrize(
    ("p", "eta", "d", "rho"), [(0.6, 0.5, 2, 0.6), (0.95, 0.5, 3, 0.7), (0.6, 2.0, 2, 0.5), (0.9, 0.2, 3, 0.4)]
)
def test_brute_force_over_the_ball(p, eta, d, rho):
    # all d + 1 weights of the centre may move: neither equal rest weights nor the worst point's place is assumed
    model = BinaryModel(p, eta, d)
    found = full_weight(model, rho)
    generator = np.random.default_rng(5)
    directions = generator.standard_normal((60_000, d + 1))
    directions *= rho / np.linalg.norm(directions, axis=1, keepdims=True)
    best = np.array([found, *np.ones(d)])
    value = accuracy(model, best + directions).min()
    for w in found + np.array([-0.1, -0.02, 0.02, 0.1]):
        assert accuracy(model, np.array([w, *np.ones(d)]) + directions).min() < value + BRUTE_FORCE_WEIGHT
    for _ in range(20):
        rest = 1 + 0.3 * generator.standard_normal(d)
        rest *= sqrt(d) / np.linalg.norm(rest)
        moved = np.array([found + 0.3 * generator.standard_normal(), *rest])
        assert accuracy(model, moved + directions).min() < value


@pytest.mark.parametrize(
    ("p", "kappa", "e"),
    [("0.9", "5", "0.1"), ("0.52", "2.5", "0.3"), ("0.501", "3", "0.01"), ("0.66636", "7.9925", "0.43296")],
)
def test_two_worst_points_to_high_precision(p, kappa, e):
    """The exact conditions at 40 digits: two worst points, equally bad, each stationary along the edge."""
    with mpmath.workdps(40):
        p_, kappa_, e_ = mpmath.mpf(p), mpmath.mpf(kappa), mpmath.mpf(e)
        standard = mpmath.log(p_ / (1 - p_)) / 2 / kappa_

        def bad(t_0, z):
            tau = e_ / mpmath.sqrt(1 + t_0**2 - e_**2)
            x, mean = t_0 + tau * z, 1 - tau * t_0 * z
            n = mpmath.sqrt(mean**2 + tau**2 * (1 + t_0**2) * (1 - z**2))
            return mpmath.log(
                p_ * mpmath.ncdf(-(kappa_ * mean + x) / n) + (1 - p_) * mpmath.ncdf((x - kappa_ * mean) / n)
            )

        shift = full_weight_shift(BinaryModel(float(p), float(kappa) / 10, 100.0), 10 * float(e)) / 10
        t_0 = standard + mpmath.mpf(shift)
        grid = [mpmath.mpf(i) / 400 for i in range(-400, 401)]
        values = [bad(t_0, z) for z in grid]
        peaks = []
        for i in range(801):
            left, right = max(i - 1, 0), min(i + 1, 800)
            if values[i] >= values[left] and values[i] >= values[right]:
                if i in (0, 800):
                    peaks.append(grid[i])
                else:
                    slope = lambda z: mpmath.diff(lambda y: bad(t_0, y), z)  # noqa: E731
                    peaks.append(mpmath.findroot(slope, (grid[left], grid[right]), solver="anderson", tol=1e-30))
        assert len(peaks) == 2
        gap = lambda t: bad(t, peaks[0]) - bad(t, peaks[1])  # noqa: E731
        error = gap(t_0) / mpmath.diff(gap, t_0)
        assert abs(error) < 1e-11 * t_0


def test_deficit_against_its_definition():
    generator = np.random.default_rng(2)
    for _ in range(150):
        kappa, t_star = 10 ** generator.uniform(-2, 1), 10 ** generator.uniform(-3, 0.8)
        u, versine = generator.choice([-1, 1]) * 10 ** generator.uniform(-8, 1), 10 ** generator.uniform(-15, 0.3)
        with mpmath.workdps(300):
            k, t, du, v = (mpmath.mpf(float(x)) for x in (kappa, t_star, u, versine))
            p = 1 / (1 + mpmath.exp(-2 * k * t))
            upper, lower = k * (1 - v) + t + du, k * (1 - v) - t - du
            lacking = p * (mpmath.ncdf(k + t) - mpmath.ncdf(upper)) + (1 - p) * (
                mpmath.ncdf(k - t) - mpmath.ncdf(lower)
            )
            expected = mpmath.log(lacking / (p * mpmath.npdf(k + t)))
            found = deficit(*(np.array([x]) for x in (kappa, t_star, u, versine))).log[0]
            assert abs(mpmath.mpf(float(found)) - expected) < 1e-12 * max(1, abs(expected))


@settings(max_examples=25, deadline=None)
@given(p=st.floats(0.51, 0.99), kappa=st.floats(0.05, 8.0), d=st.integers(1, 200), e=st.floats(1e-4, 0.95))
def test_the_centre_is_better_than_its_neighbours(p, kappa, d, e):
    model = BinaryModel(p, kappa / sqrt(d), d)
    weight = full_weight(model, e * sqrt(d)) / sqrt(d)

    def worst(t_0: float) -> float:
        chi = np.array([0.0, np.pi]) if d == 1 else np.linspace(0.0, np.pi, 3001)
        from theory.sam.cap_edge import edge

        tau = np.array(e / sqrt(1 + t_0**2 - e**2))
        arrays = (np.array(v) for v in (model.kappa, model.t_star, t_0 - model.t_star))
        return float(edge(*arrays, tau, chi).log.max())

    step = 1e-3 * e
    assert worst(weight) <= worst(weight + step) + 1e-7
    assert worst(weight) <= worst(weight - step) + 1e-7


def test_leading_order_at_both_scales():
    model = BinaryModel(
        np.array([0.55, 0.7, 0.9, 0.99]), np.array([0.3, 0.1, 0.1, 0.5]), np.array([5.0, 1.0, 100.0, 2.0])
    )
    for scale, rho in (("unit-rest", 1e-3 * np.sqrt(model.d)), ("unit-norm", 1e-4)):
        ratio = full_weight_shift(model, rho, scale) / (model.standard_weight * rho**2)
        np.testing.assert_allclose(ratio, leading_coefficient(model, scale), rtol=1e-4)


def test_edges_of_the_domain():
    model = BinaryModel(0.7, 0.1, np.array([1.0, 9.0]))
    np.testing.assert_array_equal(full_weight_shift(model, 0.0), 0.0)
    np.testing.assert_array_equal(full_weight_shift(model, 0.0, "unit-norm"), 0.0)
    assert full_weight(model, np.array([1.0, 3.0])).tolist() == [inf, inf]
    assert full_weight(model, 1.0, "unit-norm").tolist() == [inf, inf]
    assert np.isfinite(full_weight(BinaryModel(0.7, 0.1, 1.0), 1 - 1e-9))
    assert np.isfinite(full_weight(BinaryModel(0.7, 0.1, 9.0), 3 * (1 - 1e-2)))
    assert isinstance(full_weight(BinaryModel(0.7, 0.1, 10), 0.5), float)


@pytest.mark.parametrize(
    ("p", "kappa", "d", "gap"), [(0.9, 0.3, 3.0, 1e-6), (0.6, 2.0, 10.0, 1e-9), (0.7, 0.3, 9.0, 1e-9)]
)
def test_a_weight_on_which_the_worst_accuracy_hardly_depends_is_refused(p, kappa, d, gap):
    """Here one rounding of rho moved the weight by up to 4 percent."""
    with pytest.raises(ArithmeticError, match="the weight of SAM over all weights cannot be computed"):
        full_weight(BinaryModel(p, kappa / sqrt(d), d), sqrt(d) * (1 - gap))


def test_one_feature_has_a_finite_weight_up_to_the_last_radius():
    # the limit is a + sqrt(1 + a^2) with acc(a) = p
    model = BinaryModel(0.7, 0.1, 1)
    lower = 4.0113826788739043799
    assert full_weight(model, 1 - 1e-9) == pytest.approx(lower + sqrt(1 + lower**2), rel=1e-6)


def test_messages():
    model = BinaryModel(0.7, 0.1, 10)
    with pytest.raises(ValueError, match=r"scale must be 'unit-rest' or 'unit-norm', got 'robust'"):
        full_weight(model, 0.1, "robust")
    with pytest.raises(ValueError, match=r"scale must be"):
        leading_coefficient(model, "unit")
    with pytest.raises(ValueError, match=r"rho must be finite and >= 0, got -0\.1"):
        full_weight(model, -0.1)
    with pytest.raises(ValueError, match=r"shapes that broadcast"):
        full_weight(BinaryModel(np.array([0.7, 0.8]), 0.1, 10), np.ones(3))
