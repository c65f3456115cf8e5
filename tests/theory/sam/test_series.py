from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

from tests import oracles
from theory import BinaryModel, SharpnessAware, matching_eps, matching_rho, optimal_weight
from theory.sam.series import (
    Polynomial,
    matching_eps_coefficients,
    matching_rho_coefficients,
    sam_weight_coefficients,
    series_matching_eps,
    series_matching_rho,
    series_sam_weight,
)

PUBLISHED = (  # c_2, c_4, c_6, c_8 of the derivation by hand, over their common denominators
    (3, {(0, 0): 1}),
    (-45, {(1, 0): 1, (0, 1): 1, (0, 0): -3}),
    (2835, {(2, 0): 6, (1, 1): 20, (0, 2): 6, (1, 0): -18, (0, 1): -60, (0, 0): 27}),
    (
        -42525,
        {(3, 0): 9, (2, 1): 63, (1, 2): 63, (0, 3): 9, (2, 0): -27, (1, 1): -304, (0, 2): -189}
        | {(1, 0): 45, (0, 1): 456, (0, 0): -45},
    ),
)


def over(denominator: int, numerator: dict[tuple[int, int], int]) -> Polynomial:
    return {power: Fraction(value, denominator) for power, value in numerator.items()}


def at(polynomial: Polynomial, kappa2: mp.mpf, t2: mp.mpf) -> mp.mpf:
    return sum((mp.mpf(c.numerator) / c.denominator * kappa2**i * t2**j for (i, j), c in polynomial.items()), mp.mpf(0))


def test_coefficients_of_the_sam_weight_against_those_by_hand() -> None:
    assert sam_weight_coefficients(4) == tuple(over(*entry) for entry in PUBLISHED)


def test_coefficients_of_the_relation_against_those_by_hand() -> None:
    by_hand = (
        over(3, {(0, 0): 1}),
        over(-45, {(1, 0): 1, (0, 1): 1, (0, 0): 2}),
        over(2835, {(2, 0): 6, (1, 1): 20, (0, 2): 6, (1, 0): 24, (0, 1): -18, (0, 0): 6}),
    )
    assert matching_eps_coefficients(3) == by_hand


def test_a_longer_series_begins_with_the_shorter() -> None:
    assert sam_weight_coefficients(7)[:5] == sam_weight_coefficients(5)
    assert matching_rho_coefficients(6)[:4] == matching_rho_coefficients(4)


@pytest.mark.parametrize("order", [1, 2, 3, 5, 7])
def test_the_first_neglected_term_is_the_error(order: int) -> None:
    p, eta, d = 0.7, 0.1, 10.0
    rho = 2.0**-18
    with mp.workdps(200):
        shift = mp.mpf(oracles.certified_sam_shift(p, eta, d, rho, digits=150).str(150, radius=False))
        w = oracles.thm41_weight(p, eta)
        kappa2, t2, e2 = mp.mpf(eta) ** 2 * d, w**2 / d, mp.mpf(rho) ** 2 / d
        coefficients = [at(c, kappa2, t2) for c in sam_weight_coefficients(order + 1)]
        rest = shift / w - sum(c * e2 ** (k + 1) for k, c in enumerate(coefficients[:order]))
        assert abs(rest / (coefficients[order] * e2 ** (order + 1)) - 1) < 1e-9
        share = shift / (w + shift)
        inverse = [at(b, kappa2, t2) for b in matching_rho_coefficients(order + 1)]
        rest = e2 - sum(b * share ** (k + 1) for k, b in enumerate(inverse[:order]))
        assert abs(rest / (inverse[order] * share ** (order + 1)) - 1) < 1e-9


def test_numerical_values_against_the_exact_solutions() -> None:
    model = BinaryModel([[0.7], [0.8]], 0.3, [10.0, 20.0])
    rho, eps = 0.3, 1e-3
    np.testing.assert_allclose(series_sam_weight(model, rho, 6), optimal_weight(model, SharpnessAware(rho)), rtol=1e-14)
    np.testing.assert_allclose(series_matching_eps(model, rho, 6), matching_eps(model, rho), rtol=1e-12)
    np.testing.assert_allclose(series_matching_rho(model, eps, 6), matching_rho(model, eps), rtol=1e-12)
    assert isinstance(series_sam_weight(BinaryModel(0.8, 0.3, 10), 0.3, 2), float)
    assert series_matching_eps(BinaryModel(0.8, 0.3, 10), 0.0, 2) == 0.0


@pytest.mark.parametrize("order", [0, -1, 1.5, True, "2"])
def test_bad_orders(order: object) -> None:
    with pytest.raises(ValueError, match=r"order must be a whole number in 1\.\.16, got "):
        sam_weight_coefficients(order)  # type: ignore[arg-type]


def test_bad_arguments_of_the_numerical_values() -> None:
    model = BinaryModel([0.7, 0.8], 0.3, 10)
    with pytest.raises(ValueError, match=r"^rho must be finite"):
        series_sam_weight(model, -1.0, 2)
    with pytest.raises(ValueError, match="shapes that broadcast"):
        series_sam_weight(model, [0.1, 0.2, 0.3], 2)


def test_callers_cannot_change_the_coefficients() -> None:
    sam_weight_coefficients(2)[0].clear()
    assert sam_weight_coefficients(2)[0] == {(0, 0): Fraction(1, 3)}
