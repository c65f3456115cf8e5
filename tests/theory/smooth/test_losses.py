"""Smooth losses: reference table, independent quadrature and minimisation, one-step SAM, messages."""

from __future__ import annotations

from math import inf

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize

from tests.tolerances import PRINTED_SIX_PLACES, SMOOTH_OPTIMUM, SPHERE_GRID
from theory.model.binary_model import BinaryModel
from theory.smooth.losses import (
    Weights,
    hinge_collapse,
    hinge_optimum,
    logistic_gradient,
    logistic_optimum,
    one_step_gradient,
    per_sample_optimum,
)
from theory.smooth.minimax import minimax_optimum

# p, eta, d, rho; minimax w_1, w_rest (exchange on 601 nodes); per-sample w_1, w_rest (601 x 48 nodes)
TABLE = [
    (0.7, 0.1, 1, 0.5, 0.866377, 0.199761, 1.197389, 0.292340),
    (0.7, 0.1, 1, 1.0, 0.922697, 0.218619, 1.697705, 0.395049),
    (0.7, 0.1, 10, 1.0, 0.904456, 0.222339, 3.111390, 0.545002),
    (0.7, 0.5, 1, 1.0, 0.908072, 1.147288, 1.353347, 1.907111),
    (0.7, 0.5, 100, 0.1, 0.848181, 1.001103, 1.068763, 1.261562),
    (0.9, 0.1, 10, 1.0, 2.339066, 0.188697, 5.436031, 0.238704),
    (0.9, 0.5, 10, 0.1, 2.199662, 1.001514, 2.399872, 1.093755),
    (0.95, 0.1, 100, 1.0, 3.195497, 0.223222, 15.012957, 0.738474),
    (0.95, 0.5, 1, 1.0, 3.072660, 0.928050, 4.213852, 1.016917),
]
# p, eta, d: hinge w_1, w_rest
HINGE = [
    (0.7, 0.1, 100, 0.593521, 0.138494),
    (0.7, 0.5, 1, 0.786232, 0.736074),
    (0.7, 0.5, 10, 0.519585, 0.612181),
    (0.9, 0.1, 100, 1.318432, 0.10741),
    (0.9, 0.5, 10, 1.285422, 0.577904),
    (0.95, 0.5, 10, 1.644937, 0.545704),
]


@pytest.mark.parametrize("row", TABLE)
def test_reference_table(row):
    p, eta, d, rho, *weights = row
    model = BinaryModel(p, eta, d)
    assert minimax_optimum(model, rho) == pytest.approx(tuple(weights[:2]), abs=PRINTED_SIX_PLACES)
    assert per_sample_optimum(model, rho) == pytest.approx(tuple(weights[2:]), abs=PRINTED_SIX_PLACES)


@pytest.mark.parametrize("row", HINGE)
def test_hinge_reference(row):
    p, eta, d, *weights = row
    assert hinge_optimum(BinaryModel(p, eta, d)) == pytest.approx(tuple(weights), abs=PRINTED_SIX_PLACES)


def hinge_loss(p, kappa, w, s):
    total = 0.0
    for sign, chance in ((1, p), (-1, 1 - p)):
        short = 1 - sign * w - kappa * s
        total += chance * float(short * mpmath.ncdf(short / s) + s * mpmath.npdf(short / s))
    return total


@pytest.mark.parametrize(("p", "kappa"), [(0.6, 0.3), (0.7, 0.47), (0.9, 3.0), (0.99, 8.0)])
def test_hinge_optimum_is_least(p, kappa):
    found = hinge_optimum(BinaryModel(p, kappa / 2, 4))
    best = hinge_loss(p, kappa, found.robust, 2 * found.rest)
    for dw, ds in ((1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3), (7e-4, 7e-4), (7e-4, -7e-4)):
        assert hinge_loss(p, kappa, found.robust + dw, 2 * found.rest + ds) >= best - 1e-15


def test_hinge_collapse():
    assert [hinge_collapse(p) for p in (0.7, 0.9, 0.95)] == pytest.approx([0.4580, 0.8523, 1.0206], abs=5e-5)
    for p in (0.6, 0.8, 0.99):
        threshold = hinge_collapse(p)
        below, above = (hinge_optimum(BinaryModel(p, f * threshold / 3, 9)) for f in (0.999, 1.001))
        assert below == Weights(1.0, 0.0)
        assert below.ratio == inf
        assert 0 < above.rest < 0.2


def test_logistic_optimum_has_no_gradient():
    for p, eta, d in ((0.7, 0.1, 1), (0.9, 0.5, 100), (0.95, 0.1, 10)):
        model = BinaryModel(p, eta, d)
        found = logistic_optimum(model)
        assert np.abs(logistic_gradient(model, found)).max() < 1e-13
        assert found.ratio == pytest.approx(model.standard_weight)


def test_per_sample_against_simpson():
    """The gradient at the optimum, by Simpson's rule on a fine grid; r^2 is chi-squared with 2 degrees of freedom."""
    p, eta, d, rho = 0.9, 0.3, 3, 0.7
    found = per_sample_optimum(BinaryModel(p, eta, d), rho)
    s, kappa = found.rest * np.sqrt(d), eta * np.sqrt(d)
    z, r = np.linspace(-8.5, 8.5, 681)[:, None], np.linspace(0, 8.5, 681)[None, :]
    a = kappa + z
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * r * np.exp(-r * r / 2)
    gradient = np.zeros(2)
    for sign, chance in ((1, p), (-1, 1 - p)):
        margin = sign * found.robust + s * a - rho * np.sqrt(1 + a * a + r * r)
        inner = chance * density / (1 + np.exp(margin))
        for k, factor in enumerate((sign, a)):
            gradient[k] += integrate.simpson(integrate.simpson(inner * factor, x=r[0], axis=1), x=z[:, 0])
    assert np.abs(gradient).max() < SMOOTH_OPTIMUM


@pytest.mark.parametrize(("p", "eta", "d", "rho"), [(0.9, 0.1, 10, 0.5), (0.7, 0.5, 10, 1.0), (0.95, 0.5, 1, 1.0)])
def test_minimax_by_brute_force(p, eta, d, rho):
    """An independent outer minimisation over an inner maximum on a dense sphere, by Gauss-Hermite quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(50)
    weights = weights / weights.sum()
    kappa = eta * np.sqrt(d)
    polar = np.linspace(0, 2 * np.pi, 181)[:-1]
    lifts = [0.0] if d == 1 else np.linspace(0, np.pi / 2, 7)
    sphere = np.array([[np.cos(v) * np.cos(u), np.cos(v) * np.sin(u), np.sin(v)] for v in lifts for u in polar])

    def worst(w):
        x, y, s = w[0] + rho * sphere[:, 0], w[1] + rho * sphere[:, 1], rho * sphere[:, 2]
        spread = np.hypot(y, s)[:, None] * nodes
        total = p * np.logaddexp(0, -(x[:, None] + kappa * y[:, None] + spread)) @ weights
        return (total + (1 - p) * np.logaddexp(0, -(-x[:, None] + kappa * y[:, None] + spread)) @ weights).max()

    found = minimax_optimum(BinaryModel(p, eta, d), rho)
    at = np.array([found.robust, found.rest * np.sqrt(d)])
    other = optimize.minimize(worst, at + 0.05, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9})
    assert worst(at) <= other.fun + SPHERE_GRID
    np.testing.assert_allclose(other.x, at, atol=0.01)


@settings(max_examples=60, deadline=None)
@given(
    p=st.floats(0.55, 0.99), kappa=st.floats(0.05, 4), w=st.floats(-5, 5), v=st.floats(-3, 3), rho=st.floats(0.01, 5)
)
def test_one_step_sam_descends_the_plain_loss(p, kappa, w, v, rho):
    model = BinaryModel(p, kappa / 2, 4)
    plain = logistic_gradient(model, Weights(w, v))
    if np.hypot(*plain) < 1e-9:
        return
    stepped = one_step_gradient(model, Weights(w, v), rho)
    assert plain @ stepped >= (plain @ plain) * (1 - 1e-9)


def test_without_radius_nothing_moves():
    model = BinaryModel(0.8, 0.3, 5)
    assert minimax_optimum(model, 0.0) == per_sample_optimum(model, 0.0) == logistic_optimum(model)


def test_messages():
    with pytest.raises(ValueError, match=r"model must be scalar, got shape \(2,\)"):
        hinge_optimum(BinaryModel(np.array([0.7, 0.8]), 0.1, 10))
    with pytest.raises(ValueError, match=r"rho must be finite and >= 0, got nan"):
        minimax_optimum(BinaryModel(0.7, 0.1, 10), float("nan"))
    with pytest.raises(ValueError, match=r"rho must be a single number, got an array of shape \(2,\)"):
        per_sample_optimum(BinaryModel(0.7, 0.1, 10), np.array([0.1, 0.2]))
    with pytest.raises(ValueError, match=r"p must be in the open interval"):
        hinge_collapse(0.4)
