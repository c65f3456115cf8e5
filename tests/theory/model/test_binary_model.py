from __future__ import annotations

import dataclasses
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from tests import oracles, tolerances
from theory import BinaryModel

BAD = {
    "p": (
        [0.5, 1.0, 0.3, -1.0, 2.0, float("nan"), float("inf")],
        r"p must be in the open interval \(1/2, 1\), got ",
    ),
    "eta": ([0.0, -0.1, float("inf"), float("nan")], "eta must be > 0 and finite, got "),
    "d": ([0.999, 0, -3, float("inf"), float("nan")], "d must be >= 1 and finite, got "),
}
CASES = [(name, value, message) for name, (values, message) in BAD.items() for value in values]
GOOD = {"p": 0.8, "eta": 0.3, "d": 10}


@pytest.mark.parametrize(("name", "value", "message"), CASES)
def test_parameters_out_of_range(name: str, value: float, message: str) -> None:
    with pytest.raises(ValueError, match=message + repr(float(value)).replace(".", r"\.")):
        BinaryModel(**{**GOOD, name: value})
    with pytest.raises(ValueError, match=message + rf"{name}\[1\] = "):
        BinaryModel(**{**GOOD, name: [GOOD[name], value]})


@pytest.mark.parametrize(
    "value", ["0.8", None, 0.8 + 0.0j, True, np.True_, [True], ["a"], [[0.7], [0.8, 0.9]], 10**400, {}]
)
@pytest.mark.parametrize("name", ["p", "eta", "d"])
def test_parameters_that_are_not_real_numbers(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"{name} must be a real number or an array of real numbers.*, got "):
        BinaryModel(**{**GOOD, name: value})  # type: ignore[arg-type]


def test_shapes_that_do_not_broadcast() -> None:
    with pytest.raises(ValueError, match=r"got p \(2,\), eta \(3,\), d \(\)"):
        BinaryModel([0.7, 0.8], [0.1, 0.2, 0.3], 10)
    with pytest.raises(ValueError, match=r"shapes that broadcast, .*w \(3,\)"):
        BinaryModel([0.7, 0.8], 0.1, 10).accuracy([0.0, 1.0, 2.0])


@pytest.mark.parametrize("value", [float("nan"), "1", 1j, True])
def test_weights_that_are_not_numbers(value: object) -> None:
    with pytest.raises(ValueError, match=r"^w must be "):
        BinaryModel(**GOOD).accuracy(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [-1e-9, float("inf"), float("nan"), "1", True])
def test_bad_test_radii(value: object) -> None:
    with pytest.raises(ValueError, match=r"^eps must be "):
        BinaryModel(**GOOD).robust_accuracy(1.0, value)  # type: ignore[arg-type]


def test_the_model_is_a_frozen_value() -> None:
    source = np.array([0.7, 0.8])
    model = BinaryModel(source, 0.3, 10)
    source[0] = 0.9
    assert model.p[0] == 0.7
    with pytest.raises(ValueError, match="read-only"):
        model.p[0] = 0.9
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.eta = 0.5  # type: ignore[misc]
    assert model == BinaryModel([0.7, 0.8], 0.3, 10.0)
    assert hash(model) == hash(BinaryModel([0.7, 0.8], 0.3, 10.0))
    assert model != BinaryModel([0.7, 0.81], 0.3, 10)
    assert BinaryModel(0.7, 0.3, 10) != BinaryModel([0.7], 0.3, 10)
    assert BinaryModel(0.7, 0.3, 10) != (0.7, 0.3, 10)
    assert repr(BinaryModel(Fraction(4, 5), 0.3, 10)) == "BinaryModel(p=0.8, eta=0.3, d=10.0)"
    assert BinaryModel([[0.7], [0.8]], 0.3, [1, 10, 100]).shape == (2, 3)


@given(p=st.floats(0.501, 0.999999), eta=st.floats(1e-3, 5), d=st.floats(1, 1e6), t=st.floats(-40, 40))
@settings(deadline=None, derandomize=True)
def test_accuracy_is_eq14_and_robust_accuracy_eq17(p: float, eta: float, d: float, t: float) -> None:
    model, w = BinaryModel(p, eta, d), t * np.sqrt(d)
    with mp.workdps(30):
        # The argument of Phi is rounded relative to its own size, and Phi has slope below 0.4.
        allowed = tolerances.ACCURACY_VALUE * (1.0 + eta * np.sqrt(d) + abs(t))
        assert abs(model.accuracy(w) - oracles.eq14_accuracy(p, eta, d, w)) < allowed
        for eps in (0.3 * eta, eta, 2.0 * eta):
            assert abs(model.robust_accuracy(w, eps) - oracles.eq17_robust_accuracy(p, eta, d, w, eps)) < allowed


def test_accuracy_is_the_probability_under_the_distribution() -> None:
    """d = 2, by integrating the density of the two non-robust features over the half plane of right answers."""
    p, eta, w = 0.8, 0.4, 1.3

    def density(y: float, x: float) -> float:
        return float(np.exp(-0.5 * ((x - eta) ** 2 + (y - eta) ** 2)) / (2 * np.pi))

    agrees = integrate.dblquad(density, -9, 9, lambda x: -w - x, 12)[0]
    differs = integrate.dblquad(density, -9, 9, lambda x: w - x, 12)[0]
    assert BinaryModel(p, eta, 2).accuracy(w) == pytest.approx(p * agrees + (1 - p) * differs, abs=1e-7)


def test_accuracy_at_infinite_weights_is_that_of_the_robust_feature() -> None:
    model = BinaryModel(**GOOD)
    np.testing.assert_array_equal(model.accuracy([np.inf, -np.inf]), [0.8, 1.0 - 0.8])


@given(p=st.floats(0.5, 1, exclude_min=True, exclude_max=True), eta=st.floats(1e-3, 5))
@settings(deadline=None, derandomize=True)
def test_standard_weight_near_and_far_from_one_half(p: float, eta: float) -> None:
    with mp.workdps(60):
        found = BinaryModel(p, eta, 3).standard_weight
        assert oracles.relative_error(found, oracles.thm41_weight(p, eta)) < tolerances.CLOSED_FORM


def test_the_derivative_of_eq15_vanishes_at_the_standard_weight() -> None:
    with mp.workdps(40):
        w = oracles.thm41_weight(0.8, 0.3)
        assert abs(oracles.eq15_derivative(0.8, 0.3, 10, w)) < mp.mpf(10) ** -35
        assert oracles.eq15_derivative(0.8, 0.3, 10, w - 1) > 0 > oracles.eq15_derivative(0.8, 0.3, 10, w + 1)


def test_scaled_variables() -> None:
    model = BinaryModel([0.7, 0.9], 0.3, 16)
    assert model.kappa == pytest.approx(1.2)
    np.testing.assert_allclose(model.t_star, model.standard_weight / 4.0)
    np.testing.assert_allclose(model.log_odds, 2 * model.kappa * model.t_star)
