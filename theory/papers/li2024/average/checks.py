"""The moving average's error, bias and lag by their recursions."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.formulas import parse
from theory.ledger import Result, Verdict
from theory.papers.expressions import compare
from theory.papers.li2024.moments import POINT, expectation, names, next_square


def check_error(formula: str) -> Result:
    """Induction over t: the formula is E|m_0 - G|^2 at t = 0 and satisfies the recursion of the error."""
    table = names()
    t, stated = table["t"], parse(formula, **names())
    after, before = next_square()
    derived = {"at t = 0": table["start"], "at t + 1": after.subs(before, stated)}
    claimed = {"at t = 0": stated.subs(t, 0), "at t + 1": stated.subs(t, t + 1)}
    # powers of lam that differ by a constant must be seen as one
    differences = {key: sp.simplify(sp.expand(sp.powsimp(derived[key] - claimed[key]))) for key in derived}
    if all(value == 0 for value in differences.values()):
        return Result(Verdict.HOLDS, observed={"recursion": str(after)}, expected=formula)
    return compare(derived, {key: str(value) for key, value in claimed.items()}, POINT, names())


def check_bias(formula: dict[str, str]) -> Result:
    """The mean error obeys b_t = lam b_(t-1): derive it, and solve the recursion."""
    lam, t = names()["lam"], names()["t"]
    e, n = sp.symbols("e n", real=True)
    mean = sp.Function("b")
    last = sp.Symbol("last", real=True)
    step = expectation(lam * e + (1 - lam) * n, {n: 0, e: last})
    solved = sp.rsolve(mean(t + 1) - step.subs(last, mean(t)), mean(t), {mean(0): 1})
    return compare({"left": solved}, formula, POINT, names())


def _lag() -> Any:
    """Return G_t - E m_t in units of the drift, from L_t = lam (L_(t-1) + 1), L_0 = 0 (the full gradient moves first)."""
    lam, t = names()["lam"], names()["t"]
    average, full, noise, move = sp.symbols("m G n d", real=True)
    lagging = sp.Symbol("lagging", real=True)
    after = full + move - (lam * average + (1 - lam) * (full + move + noise))
    step = expectation(after.subs(average, full - lagging), {noise: 0}) / move
    function = sp.Function("L")
    step = sp.expand(sp.simplify(step.subs(lagging, move * lagging)))
    return sp.rsolve(function(t + 1) - step.subs(lagging, function(t)), function(t), {function(0): 0})


def steady_error() -> Any:
    """Return the error's limit: the fixed point of the variance's recursion plus the square of the lag's."""
    lam, a = names()["lam"], names()["a"]
    after, before = next_square()
    (variance,) = sp.solve(after - before, before)
    lag = sp.Symbol("lagging", positive=True)
    (last,) = sp.solve(lam * (lag + 1) - lag, lag)
    return variance + last**2 * a**2


def check_drift(formula: dict[str, str]) -> Result:
    """Solve the recursion of the mean lag; the noise part does not see the drift."""
    derived = {"lag": sp.simplify(_lag() * names()["a"]), "steady error": steady_error()}
    return compare(derived, formula, POINT, names())


def check_best(formula: str) -> Result:
    """The slope of the steady error over the formula is positive, and the formula rises from below 0 to above it."""
    lam = names()["lam"]
    inside = {lam: 1 / (1 + sp.Symbol("k", positive=True))}
    stated, slope = parse(formula, **names()), sp.diff(steady_error(), lam)
    for tenths in range(1, 10):
        at = {symbol: sp.Rational(POINT[symbol.name]) for symbol in (slope + stated).free_symbols}
        at[lam] = sp.Rational(tenths, 10)
        values = [expression.subs(at) for expression in (slope, stated)]
        if sp.sign(values[0]) != sp.sign(values[1]):
            shown = {symbol.name: str(value) for symbol, value in sorted(at.items(), key=lambda item: item[0].name)}
            shown |= {"slope of the error": str(values[0]), "formula": str(values[1])}
            return Result(Verdict.FAILS, expected="equal signs", counterexample=shown)
    quotient = sp.factor(sp.simplify((slope / stated).subs(inside)))
    rise = sp.factor(sp.diff(stated, lam).subs(inside))
    ends = [stated.subs(lam, end) for end in (0, 1)]
    holds = quotient.is_positive and rise.is_positive and ends[0].is_negative and ends[1].is_positive
    observed = {"slope over formula": str(quotient), "slope of the formula": str(rise), "ends": [str(e) for e in ends]}
    return Result(Verdict.HOLDS if holds else Verdict.INCONCLUSIVE, observed=observed)


def check_useful(formula: dict[str, str]) -> Result:
    """Solve steady error = v for a^2; the error rises in a^2."""
    v, a, lam = (names()[name] for name in ("v", "a", "lam"))
    square = sp.Symbol("square", positive=True)
    error = steady_error().subs(a, sp.sqrt(square))
    (border,) = sp.solve(sp.expand((error - v).subs(square, sp.Symbol("border"))), sp.Symbol("border"))
    slope = sp.factor(sp.diff(error, square).subs(lam, 1 / (1 + sp.Symbol("k", positive=True))))
    if not slope.is_positive:
        return Result(Verdict.INCONCLUSIVE, note=f"the slope {slope} in a^2 is not seen to be positive")
    return compare({"largest a^2/v": sp.factor(border / v)}, formula, POINT, names())
