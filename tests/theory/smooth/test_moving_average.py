"""The moving average's formulas against the recursion itself: exact covariances, no sampling."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from tests import tolerances
from theory.smooth import moving_average as ma


def unrolled(lam, t):
    """Return the weights of n_1, ..., n_t and of the start in m_t, in exact fractions."""
    lam, weights, start = Fraction(lam), [], Fraction(1)
    for _ in range(t):
        weights = [lam * weight for weight in weights] + [1 - lam]
        start *= lam
    return weights, start


@pytest.mark.parametrize("lam", ["0", "1/4", "3/5", "9/10", "99/100"])
@pytest.mark.parametrize("t", [0, 1, 2, 7, 40])
def test_error_and_bias_are_those_of_the_recursion(lam, t):
    weights, start = unrolled(lam, t)
    noise, first = Fraction(3, 2), Fraction(7, 3)
    exact = sum(weight**2 for weight in weights) * noise + start**2 * first
    got = ma.mean_square_error(float(Fraction(lam)), t, noise=1.5, start=7 / 3)
    assert got == pytest.approx(float(exact), rel=tolerances.AVERAGE, abs=0)
    assert ma.bias(float(Fraction(lam)), t) == pytest.approx(float(start), rel=tolerances.AVERAGE, abs=0)


@pytest.mark.parametrize("lam", ["1/4", "3/5", "9/10"])
@pytest.mark.parametrize("t", [0, 1, 5, 30])
def test_lag_is_that_of_the_recursion(lam, t):
    lam = Fraction(lam)
    average, full = Fraction(0), Fraction(0)
    for _ in range(t):
        full += 1
        average = lam * average + (1 - lam) * full
    assert ma.lag(float(lam), t) == pytest.approx(float(full - average), rel=tolerances.AVERAGE, abs=0)


def test_steady_error_is_the_limit_and_the_batch_gradient_at_lambda_0():
    lam = np.array([0.0, 0.6, 0.9])
    late = ma.mean_square_error(lam, 4000, noise=2.0, start=9.0) + ma.lag(lam, 4000) ** 2 * 0.01
    assert ma.steady_error(lam, noise=2.0, drift=0.01) == pytest.approx(late, rel=tolerances.AVERAGE)
    assert ma.steady_error(0.0, noise=2.0, drift=5.0) == 2.0


@pytest.mark.parametrize("ratio", [1e-8, 1e-3, 0.2, 1.0, 50.0])
def test_best_decay_minimises_the_steady_error(ratio):
    best = ma.best_decay(ratio)
    found = minimize_scalar(lambda lam: ma.steady_error(lam, drift=ratio), bounds=(0.0, 1 - 1e-9), method="bounded")
    assert ma.steady_error(best, drift=ratio) <= found.fun * (1 + tolerances.AVERAGE)
    lam = Fraction(best)
    cubes = float(Fraction(ratio) * lam * (1 + lam) ** 2), float((1 - lam) ** 3)
    assert cubes[0] == pytest.approx(cubes[1], rel=tolerances.BEST_DECAY)


def test_best_decay_of_extreme_ratios():
    assert ma.best_decay([1e-300, 1e300]).tolist() == [1.0, pytest.approx(1e-300)]


@pytest.mark.parametrize("lam", [0.05, 0.6, 0.9])
def test_largest_useful_drift_is_where_the_batch_gradient_is_as_good(lam):
    border = ma.largest_useful_drift(lam)
    assert ma.steady_error(lam, drift=border) == pytest.approx(1.0, rel=tolerances.AVERAGE)
    assert ma.steady_error(lam, drift=0.99 * border) < 1.0 < ma.steady_error(lam, drift=1.01 * border)


@pytest.mark.parametrize("lam", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("sigma", [0.0, 0.5, 1.0, 1.5])
def test_cosines_are_those_of_the_recursion(lam, sigma):
    weights, _ = unrolled(Fraction(lam).limit_denominator(1000), 300)
    old = np.array([*map(float, weights), 0.0])  # m_(t-1), in the noises n_1, ..., n_t
    newest = np.append(np.zeros(len(weights)), 1.0)
    gradient = 2.0  # |G| for noise of variance 1
    direction = newest - sigma * old
    length = np.hypot((1 - sigma) * gradient, np.linalg.norm(direction))
    got = ma.noise_correlation(lam, sigma=sigma, signal=gradient**2)
    assert got == pytest.approx(direction[-1] / length, rel=tolerances.AVERAGE)
    cosine = ma.gradient_cosine(lam, sigma=sigma, signal=gradient**2)
    assert cosine == pytest.approx((1 - sigma) * gradient / length, rel=tolerances.AVERAGE, abs=0)


def test_published_correlations():
    assert ma.noise_correlation([0.6, 0.9]) == pytest.approx([0.894, 0.975], abs=tolerances.THREE_DECIMALS)


@given(st.floats(0.01, 0.99), st.floats(0.0, 1.0), st.lists(st.floats(-5, 5), min_size=6, max_size=6))
def test_equivalent_sigma_gives_the_same_direction(lam, sigma, entries):
    g, m = np.array(entries[:3]), np.array(entries[3:])
    updated = g - sigma * (lam * m + (1 - lam) * g)
    other = g - ma.equivalent_sigma(lam, sigma) * m
    assert updated == pytest.approx((1 - sigma * (1 - lam)) * other, abs=1e-12)


def test_arguments_broadcast():
    assert ma.mean_square_error(np.zeros((3, 1)), np.arange(4)).shape == (3, 4)
    assert isinstance(ma.steady_error(0.5), float)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ma.mean_square_error(1.0, 3), r"decay must be in \[0, 1\), got 1.0"),
        (lambda: ma.mean_square_error(np.nan, 3), r"decay must be in \[0, 1\), got nan"),
        (lambda: ma.mean_square_error(0.5, -1), "steps must be >= 0, got -1.0"),
        (lambda: ma.mean_square_error(0.5, np.nan), "steps must be >= 0, got nan"),
        (lambda: ma.mean_square_error(0.5, noise=-1.0), "noise must be finite and >= 0, got -1.0"),
        (lambda: ma.mean_square_error(0.5, start=np.inf), "start must be finite and >= 0, got inf"),
        (lambda: ma.mean_square_error([0.5, 0.6], [1, 2, 3]), "shapes that broadcast"),
        (lambda: ma.lag("0.5"), "decay must be a real number"),
        (lambda: ma.steady_error(0.5, drift=np.nan), "drift must be finite and >= 0, got nan"),
        (lambda: ma.best_decay(0.0), "drift_to_noise must be > 0 and finite, got 0.0"),
        (lambda: ma.largest_useful_drift(0.0), r"decay must be in the open interval \(0, 1\), got 0.0"),
        (lambda: ma.noise_correlation(0.5, sigma=-1.0), "sigma must be finite and >= 0, got -1.0"),
        (lambda: ma.noise_correlation(0.5, signal=-1.0), "signal must be finite and >= 0, got -1.0"),
        (lambda: ma.equivalent_sigma(0.5, 2.0), r"1 - sigma \(1 - decay\) must be > 0, got 0.0"),
    ],
)
def test_bad_input_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_overflow_is_told():
    with pytest.raises(ArithmeticError, match="the error of the average is beyond the range of float64"):
        ma.steady_error(1 - 1e-16, drift=1e300)
