"""The bounds by which limits and means change places: against numbers, and with functions that have no such bound."""

from __future__ import annotations

import mpmath as mp
import pytest
import sympy as sp

from theory.ledger.formulas import symbols
from theory.papers.xie2024.binary import checks, exchange
from theory.papers.xie2024.forms import names

X, ALPHA, MU = names()["x"], names()["alpha"], names()["mu"]
W, T = sp.symbols("w t", real=True)


def largest(expression: sp.Expr) -> float:
    """Return the largest absolute value on a grid of margins."""
    value = sp.lambdify(X, expression, "mpmath")
    return max(abs(float(value(mp.mpf(k) / 20))) for k in range(-400, 401))


@pytest.mark.parametrize("name", ["ce", "tanh", "log"])
def test_the_slopes_are_lipschitz_and_a_smaller_bound_is_not_seen(name):
    numbers = {ALPHA: sp.Rational(1, 2), MU: 8}
    slope = checks.slope_of(name, X)
    bend = sp.diff(slope, X)
    assert exchange.is_lipschitz(slope, name)
    found = largest(bend.subs(numbers))
    assert found < float((2 * ALPHA**2 * (2 + MU)).subs(numbers) if name == "tanh" else 1)
    small = ALPHA**2 * MU / 9 if name == "tanh" else sp.Rational(1, 20)
    assert found > float(small.subs(numbers))
    assert not exchange.within(bend, small, name)


def test_a_slope_without_a_bound_is_seen():
    assert not exchange.is_lipschitz(sp.exp(X), "ce")
    assert not exchange.is_below_exponentials(1 / (1 + sp.exp(-X)), "ce"), "it tends to 1"
    assert exchange.is_below_exponentials(checks.slope_of("log", X), "log")
    assert largest(checks.slope_of("log", X) * sp.exp(-X)) < mp.e


def test_means_that_do_not_exist_are_seen():
    u = sp.Symbol("u", real=True)
    assert exchange.is_finite(checks.tail_means()[0])
    assert not exchange.is_finite(sp.integrate(sp.exp(u), (u, 0, sp.oo)))
    assert not exchange.is_finite(sp.Integral(sp.exp(-(u**4)), (u, 0, 1)))


def test_the_third_derivatives_are_those_of_the_error():
    below = checks.error_below(T, W)
    assert exchange.derivatives_are_bounded(below, T, W)
    assert not exchange.derivatives_are_bounded(2 * below, T, W)
    assert not exchange.derivatives_are_bounded(below + W**3, T, W)


def test_margins_that_keep_apart_are_seen(monkeypatch):
    assert exchange.margins_gather()
    monkeypatch.setattr(exchange, "symbols", lambda: {**symbols(), "eta": 1 / names()["c"]})
    assert not exchange.margins_gather(), "a mean that grows as the scale falls"
