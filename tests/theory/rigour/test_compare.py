"""Comparing expressions: what sympy believes is confirmed by balls at points of the domain."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from theory.ledger.claims import Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.rigour.compare import ball_at, compare, half_defined, limit_confirmed, points

X = sp.Symbol("x", real=True)
MODEL = Domain.of("1/2 < p < 1, eta > 0, d >= 1, 0 < eps < eta")


def test_points_lie_in_the_domain_and_reach_its_corners():
    table = symbols()
    names = [table[name] for name in ("p", "eta", "d", "eps")]
    found = points(names, MODEL, 40)
    assert len(found) == 40
    assert found == points(names, MODEL, 40)
    for point in found:
        p, eta, d, eps = (point[name] for name in names)
        assert Fraction(1, 2) < p < 1
        assert 0 < eps < eta
        assert d >= 1
    assert min(point[names[0]] for point in found) < Fraction(51, 100)
    assert any(point[X] < 0 for point in points([X]))
    assert all(0 < point[X] < 1 for point in points([X], Domain.of("x < 1, 1/(1 - x) > 1")))
    assert [point[X] for point in points([X], Domain.of("x = 7/3"))] == [Fraction(7, 3)]


def test_an_identity_holds_and_another_fails_at_an_exact_point():
    assert compare({"a": (sp.sin(X) ** 2 + sp.cos(X) ** 2, sp.Integer(1))}).verdict is Verdict.HOLDS
    result = compare({"a": (parse("w_star*eta"), parse("2*w_star*eta"))})
    assert result.verdict is Verdict.FAILS
    assert set(result.counterexample["a"]) == {"eta", "w_star", "derived", "stated"}


def test_a_logarithm_under_force_is_not_believed_at_negative_values():
    difference = sp.log(X**2) / 2 - sp.log(X)
    assert sp.simplify(sp.expand_log(difference, force=True)) == 0

    def by_force(found):
        return sp.simplify(sp.expand_log(found, force=True)) == 0

    pairs = {"a": (sp.log(X**2) / 2, sp.log(X))}
    assert compare(pairs, Domain.of("x > 0"), reduces=by_force).verdict is Verdict.HOLDS
    assert compare(pairs, reduces=by_force).verdict is Verdict.INCONCLUSIVE
    assert half_defined(*pairs["a"])[X] < 0
    assert half_defined(sp.sin(X) / X, sp.sin(X) / X + 0 * X) is None


def test_what_sympy_cannot_reduce_is_inconclusive():
    left = sp.Integral(sp.exp(-(X**2)), (X, 0, 1))
    assert compare({"a": (left, left + 0 * X)}).verdict is Verdict.HOLDS
    result = compare({"a": (sp.sqrt(X**2), sp.Abs(X))}, reduces=lambda difference: False)
    assert result.verdict is Verdict.HOLDS  # sympy writes both alike
    result = compare({"a": (sp.exp(2 * sp.log(1 + X**2)), (1 + X**2) ** 2)}, reduces=lambda difference: False)
    assert result.verdict in (Verdict.HOLDS, Verdict.INCONCLUSIVE)


@pytest.mark.parametrize(
    ("expression", "value"),
    [("exp(x)*erf(x)", 1.0), ("tanh(x) + sinh(x)*cosh(x)", 2.0), ("x**x + pi", 3.0), ("Abs(-x)*atan(x)", 0.5)],
)
def test_balls_agree_with_numbers(expression, value):
    parsed = sp.sympify(expression, locals={"x": X})
    ball = ball_at(parsed, {X: Fraction(value)})
    assert float(ball) == pytest.approx(float(parsed.subs(X, value)), rel=1e-14, abs=0)


def test_a_pole_has_no_ball():
    assert ball_at(1 / X, {X: Fraction(0)}) is None
    assert ball_at(sp.log(X), {X: Fraction(-2)}) is None


def test_limits_are_compared_with_numbers():
    table = symbols()
    rho, d = table["rho"], table["d"]
    assert limit_confirmed((1 - sp.cos(rho)) / rho**2, rho, sp.Rational(1, 2))
    assert not limit_confirmed((1 - sp.cos(rho)) / rho**2, rho, sp.Rational(1, 3))
    assert limit_confirmed(d * rho / (1 + rho), rho, d, to=sp.oo)
    assert not limit_confirmed(d * rho / (1 + rho), rho, d + 1, to=sp.oo)


def test_a_limit_that_sympy_takes_wrongly_is_not_confirmed():
    eps, rho, d = (symbols()[name] for name in ("eps", "rho", "d"))
    root = sp.sqrt((d + eps) ** 2 - eps * d * (2 - 2 * sp.cos(rho)))
    ratio = 1 / (3 * d) + sp.sin(rho) / sp.sqrt(d + eps - root)
    point = {d: Fraction(3, 2), eps: Fraction(1)}
    assert not limit_confirmed(ratio, rho, 1 / (3 * d), at=[point])


def test_a_limit_without_a_value_at_any_point_is_not_confirmed():
    assert not limit_confirmed(sp.log(-1 - X**2), X, sp.Integer(0), to=sp.oo)
    assert not limit_confirmed(sp.Function("f")(X), X, sp.Integer(0))
    a = sp.Symbol("a", positive=True)
    assert limit_confirmed(a * X, X, sp.Integer(0), Domain.of("a > 1"))
    assert not limit_confirmed(a * X, X, sp.Integer(0), Domain.of("a > 10**9"))  # no point tried lies there


def test_an_identity_without_a_value_at_any_point_is_not_held():
    left, right = sp.log(-1 - X**2) + sp.cos(X) ** 2, sp.log(-1 - X**2) + 1 - sp.sin(X) ** 2
    assert sp.simplify(left - right) == 0
    assert compare({"a": (left, right)}).verdict is Verdict.INCONCLUSIVE
    nowhere = Domain.of("x > 10**9")
    assert points([X], nowhere) == []
    pair = {"a": (sp.cos(X) ** 2, 1 - sp.sin(X) ** 2)}
    assert compare(pair).verdict is Verdict.HOLDS
    assert compare(pair, nowhere).verdict is Verdict.INCONCLUSIVE


def test_nothing_to_compare_is_an_error():
    with pytest.raises(ValueError, match="pairs: expected at least one"):
        compare({})
