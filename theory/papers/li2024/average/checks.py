"""The moving average's error, bias and lag by their recursions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse
from theory.papers.expressions import compare, covers, equal
from theory.papers.li2024.moments import POINT, expectation, names, next_square, solved, steady_square, tends
from theory.papers.li2024.words import MOVING, START, STEPS
from theory.rigour.compare import limit_confirmed


def _powers(difference: Any) -> bool:
    """Return whether a difference is 0 once powers of lam whose exponents differ by a constant are seen as one."""
    return bool(sp.simplify(sp.expand(sp.powsimp(difference))) == 0)


def check_error(formula: str, domain: Domain = ANY) -> Result:
    """Induction over t: the formula is E|m_0 - G|^2 at t = 0 and satisfies the recursion of the error."""
    table = names()
    t, stated = table["t"], parse(formula, **table)
    after, before = next_square()
    pairs = {
        "at t = 0": (table["start"], stated.subs(t, 0)),
        "at t + 1": (after.subs(before, stated), stated.subs(t, t + 1)),
    }
    return equal(pairs, POINT, domain, f"{STEPS}; {START}", _powers)


def _next_mean() -> tuple[Any, Any]:
    """Return (the mean of m_t - G from that of m_(t-1) - G, the latter's symbol)."""
    lam = names()["lam"]
    e, n, last = sp.symbols("e n last", real=True)
    return expectation(lam * e + (1 - lam) * n, {n: 0, e: last}), last


def check_bias(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The mean error obeys b_t = lam b_(t-1): derive it, and solve the recursion."""
    fixed, factor, excess = solved(*_next_mean(), sp.Integer(1))
    left = fixed + factor ** names()["t"] * excess
    return compare({"left": left}, formula, POINT, names(), domain, f"{STEPS}; {START}")


def _lag() -> tuple[Any, Any, Any]:
    """Return (fixed, factor, excess) of the mean lag G_t - E m_t along the drift: the full gradient moves first."""
    lam, a = names()["lam"], names()["a"]
    average, full, noise, lagging = sp.symbols("m G n lagging", real=True)
    after = full + a - (lam * average + (1 - lam) * (full + a + noise))
    step = expectation(sp.expand(after.subs(average, full - lagging)), {noise: 0})
    return solved(sp.expand(step), lagging, sp.Integer(0))


def check_lag(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Solve the recursion of the mean lag."""
    fixed, factor, excess = _lag()
    lag = fixed + factor ** names()["t"] * excess
    return compare({"lag": lag}, formula, POINT, names(), domain, MOVING)


def error_at() -> Any:
    """Return E|m_t - G_t|^2 under drift: the variance, which does not see the drift, and the squared mean lag."""
    after, before = next_square()
    t = names()["t"]
    parts = [solved(after, before, sp.Integer(0)), _lag()]
    variance, lag = (fixed + factor**t * excess for fixed, factor, excess in parts)
    return variance + lag**2


def steady_error() -> Any:
    """Return the limit of :func:`error_at`.

    Raises:
        ArithmeticError: it is not seen to be a limit.
    """
    lag, factor, _ = _lag()
    if not tends(factor):
        raise ArithmeticError(f"({factor})^t is not seen to tend to 0")
    return steady_square() + lag**2


def check_steady(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The fixed points of variance and lag; numbers at large t confirm that the error comes near."""
    found = compare({"steady error": steady_error()}, formula, POINT, names(), domain, f"{MOVING}; lam < 1; t -> oo")
    if found.verdict is not Verdict.HOLDS:
        return found
    stated = parse(formula["steady error"], **names())
    if limit_confirmed(error_at(), names()["t"], stated, domain, to=sp.oo):
        return found
    return replace(found, verdict=Verdict.INCONCLUSIVE, note="the error at large t does not come near")


def check_best(formula: str, domain: Domain = ANY) -> Result:
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
    quotient = sp.factor(sp.simplify(slope / stated))
    within = sp.factor(quotient.subs(inside))
    rise = sp.factor(sp.diff(stated, lam).subs(inside))
    ends = [stated.subs(lam, end) for end in (0, 1)]
    holds = within.is_positive and rise.is_positive and ends[0].is_negative and ends[1].is_positive
    if holds:
        holds = equal({"slope": (slope, quotient * stated)}, POINT, domain).verdict is Verdict.HOLDS
    observed = {"slope over formula": str(within), "slope of the formula": str(rise), "ends": [str(e) for e in ends]}
    return Result(
        Verdict.HOLDS if holds else Verdict.INCONCLUSIVE,
        observed=observed,
        covered=covers((slope + stated).free_symbols, f"{MOVING}; lam < 1; t -> oo"),
    )


def check_useful(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The steady error less v is a positive multiple of a^2/v less the border."""
    v, a, lam = (names()[name] for name in ("v", "a", "lam"))
    row = sp.Poly(sp.expand(sp.together(steady_error() - v) / v), a)
    slope = row.coeff_monomial(a**2) * v
    border = sp.factor(-row.coeff_monomial(1) / slope)
    linear = sp.simplify(steady_error() - v - v * slope * (a**2 / v - border)) == 0
    if not (linear and sp.factor(slope.subs(lam, 1 / (1 + sp.Symbol("k", positive=True)))).is_positive):
        return Result(Verdict.INCONCLUSIVE, note=f"the slope {slope} in a^2/v is not seen to be positive")
    also = f"{MOVING}; lam < 1; t -> oo; a > 0; v > 0"
    return compare({"largest a^2/v": border}, formula, POINT, names(), domain, also)
