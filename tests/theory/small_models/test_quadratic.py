"""SAM on a quadratic loss against hand-made steps, cycles to many digits, and bad input."""

from __future__ import annotations

import numpy as np
import pytest

from theory.small_models.quadratic import QuadraticSAM


def test_one_step_by_hand():
    problem = QuadraticSAM([2.0, 1.0], lr=0.1, rho=0.5, momentum=0.3)
    x, v = problem.run([1.5, 4.0], 1, velocity=[1.0, 0.0])
    gradient = np.array([3.0, 4.0])
    moved = np.array([1.5, 4.0]) + 0.5 * gradient / 5
    expected = 0.3 * np.array([1.0, 0.0]) + np.array([2.0, 1.0]) * moved
    assert v == pytest.approx(expected)
    assert x == pytest.approx(np.array([1.5, 4.0]) - 0.1 * expected)


def test_many_starts_at_once_are_those_one_by_one():
    problem = QuadraticSAM([2.0, 1.0, 0.3], lr=0.4, rho=0.2, momentum=0.5)
    starts = np.random.default_rng(1).normal(size=(5, 2, 3))
    together, velocities = problem.run(starts, 7)
    one, velocity = problem.run(starts[3, 1], 7)
    assert together[3, 1] == pytest.approx(one, rel=1e-14)
    assert velocities[3, 1] == pytest.approx(velocity, rel=1e-14)


@pytest.mark.parametrize(("s", "ratio"), [(0.5, 1 / 3), (1.0, 1.0), (1.5, 3.0), (1.9, 19.0)])
def test_amplitudes(s, ratio):
    assert QuadraticSAM([1.0], lr=s, rho=0.2).amplitude == pytest.approx(0.2 * ratio, rel=1e-13)


def test_cycles_with_momentum_to_many_digits():
    problem = QuadraticSAM([1.0], lr=0.1, rho=1.0, momentum=0.9)
    assert problem.amplitude == pytest.approx(0.027027027027027027, rel=1e-14)
    assert problem.four_cycle == pytest.approx((0.058461538461538461538, 0.052307692307692307692), rel=1e-13)
    large = QuadraticSAM([1.0], lr=1.0, rho=1.0, momentum=0.9)
    assert large.four_cycle == pytest.approx((1.2195121951219512195, 0.97560975609756097561), rel=1e-13)


@pytest.mark.parametrize(
    ("g", "edge"), [(1.0, 12.360679774997896964), (0.1, 5.4031242374328486855), (0.01, 1.9024984394500785728)]
)
def test_edges_to_many_digits(g, edge):
    problem = QuadraticSAM([1.0], lr=0.1, rho=0.05)
    assert problem.edge(g) == pytest.approx(edge, rel=1e-14)
    assert problem.edge([g, g]) == pytest.approx([edge, edge], rel=1e-14)
    assert problem.edge(1e12) == pytest.approx(20.0, rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (([0.0], 0.1, 0.1), "eigenvalues must be > 0"),
        ((1.0, 0.1, 0.1), "eigenvalues must be a list"),
        (([1.0], np.nan, 0.1), "lr must be > 0"),
        (([1.0], 0.1, 0.0), "rho must be > 0"),
        (([1.0], 0.1, 0.1, 1.0), r"momentum must be in \[0, 1\)"),
    ],
)
def test_bad_problems_are_refused(arguments, error):
    with pytest.raises(ValueError, match=error):
        QuadraticSAM(*arguments)


def test_what_does_not_exist_is_refused():
    with pytest.raises(ArithmeticError, match=r"must be < 2, got 2\.5"):
        _ = QuadraticSAM([1.0, 2.5], lr=1.0, rho=0.1).amplitude
    with pytest.raises(ArithmeticError, match=r"must be < 1, got 1\.5"):
        _ = QuadraticSAM([1.5], lr=1.0, rho=0.1, momentum=0.5).four_cycle
    with pytest.raises(ArithmeticError, match="no direction at the minimum"):
        QuadraticSAM([1.0], lr=0.1, rho=0.1).run([0.0], 1)
    with pytest.raises(ValueError, match="gradient_norm must be > 0"):
        QuadraticSAM([1.0], lr=0.1, rho=0.1).edge(0.0)
