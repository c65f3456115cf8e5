"""Two factors against hand-made numbers and the laws of their flow."""

from __future__ import annotations

import numpy as np
import pytest

from theory.small_models.two_factors import TwoFactors


def slope(w):
    return 2 * (w - 0.5)


def test_lengths_and_angles():
    factors = TwoFactors([2, 1], [1, 0])
    assert factors.product == 2
    assert factors.size**2 == pytest.approx(6)
    assert factors.balance == 2
    assert factors.spread == pytest.approx(np.sqrt(36 - 16))
    assert factors.cosine == pytest.approx(2 / np.sqrt(5))


def test_a_flow_to_many_digits():
    """The reference was computed by two other integrators, which agree to 13 digits."""
    start = TwoFactors([2, 1], [1, 0])
    half, end = start.flow(slope, 0.2, 0.05), start.flow(slope, 0.2, 0.1)
    assert half.balance == pytest.approx(1.94928504177004, rel=1e-12)
    assert end.balance == pytest.approx(1.91863425576467, rel=1e-12)
    assert end.product == pytest.approx(0.729819181621, rel=1e-11)
    assert end.spread == pytest.approx(4.29019661984952, rel=1e-12)
    assert [half.cosine, end.cosine] == pytest.approx([0.894427190999916] * 2, rel=1e-12)


def test_steps_of_gradient_descent_and_of_sam():
    """The example of the paper: x = (.2, -.1, .3), y = -3 x, f = (w - 1/2)^2."""
    x = np.array([0.2, -0.1, 0.3])
    start = TwoFactors(x, -3 * x)
    assert start.balance == pytest.approx(-0.56, rel=1e-14)
    assert start.step(slope, 1e-4, 0.2).balance == pytest.approx(-0.559955722049092235667, rel=1e-13)
    assert start.step(slope, 1e-4, 0.0).balance == pytest.approx(-0.55999998104064, rel=1e-13)
    rates = [(start.flow(slope, 0.2, time, 10).balance - start.balance) / time for time in (2e-6, 1e-6)]
    assert 2 * rates[1] - rates[0] == pytest.approx(0.44248232690232589771, rel=1e-6)


@pytest.mark.parametrize(
    ("x", "y", "error"),
    [
        ([1.0, 2.0], [1.0], "y must have the length of x, 2, got 1"),
        ([], [], "x must be a list of finite numbers"),
        ([1.0], [np.nan], "y must be a list of finite numbers"),
        (1.0, [1.0], "x must be a list of finite numbers"),
        ([0.0], [0.0], "must not both be 0"),
    ],
)
def test_bad_factors_are_refused(x, y, error):
    with pytest.raises(ValueError, match=error):
        TwoFactors(x, y)


def test_bad_arguments_are_refused():
    factors = TwoFactors([1.0], [2.0])
    with pytest.raises(ValueError, match="lr must be > 0"):
        factors.step(slope, 0.0, 0.1)
    with pytest.raises(ValueError, match="rho must be >= 0"):
        factors.velocity(slope, -1.0)
    with pytest.raises(ValueError, match="time must be > 0"):
        factors.flow(slope, 0.1, np.inf)
    with pytest.raises(ArithmeticError, match="x = y or x = -y"):
        _ = TwoFactors([1.0], [1.0]).cosine
