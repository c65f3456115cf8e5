"""The moving average while the weights move: it lags behind the full gradient."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict
from theory.ledger.formulas import parse
from theory.papers.expressions import compare
from theory.papers.li2024.average import next_square
from theory.papers.li2024.moments import POINT, READING, STEPS, expectation, names
from theory.papers.sources import li2024

DRIFT = f"{STEPS}, but the full gradient moves by the same vector, of length a, at each step; 0 < lam < 1"

CLAIMS = (
    Claim(
        id="li2024/f-average-drift",
        kind=Kind.EQUATION,
        source=li2024("moving average of the batch gradients"),
        summary="moving weights: the average lags behind the full gradient",
        statement=(
            r"If $\nabla L_t = \nabla L_0 + a t$, the average started at $\nabla L_0$ lags by "
            r"$\frac{\lambda}{1-\lambda} (1 - \lambda^t) a$ in the mean, and its error tends to "
            r"$\frac{1-\lambda}{1+\lambda} v + (\frac{\lambda}{1-\lambda})^2 \|a\|^2$."
        ),
        formula={
            "lag": "lam/(1 - lam)*(1 - lam**t)*a",
            "steady error": "(1 - lam)/(1 + lam)*v + (lam/(1 - lam))**2*a**2",
        },
        domain=DRIFT,
        uses=("li2024/f-average",),
        reading=READING,
    ),
    Claim(
        id="li2024/f-average-best",
        kind=Kind.EQUATION,
        source=li2024("moving average of the batch gradients"),
        summary="the lambda of least error under drift",
        statement=(
            r"The steady error is least at the one $\lambda \in (0, 1)$ with "
            r"$\|a\|^2 \lambda (1+\lambda)^2 = v (1-\lambda)^3$; below it the error falls, above it rises."
        ),
        formula="a**2*lam*(1 + lam)**2 - v*(1 - lam)**3",
        domain=DRIFT + "; a > 0, v > 0",
        uses=("li2024/f-average-drift",),
        reading=READING + "; the formula has the sign of the error's slope in lam",
    ),
    Claim(
        id="li2024/f-average-useful",
        kind=Kind.EQUATION,
        source=li2024("moving average of the batch gradients"),
        summary="drift below which the average beats the batch gradient",
        statement=(
            r"The average errs less than the batch gradient itself exactly while "
            r"$\|a\|^2 / v < 2 (1-\lambda)^2 / (\lambda (1+\lambda))$: 0.83 at $\lambda = 0.6$, 0.012 at 0.9."
        ),
        formula={"largest a^2/v": "2*(1 - lam)**2/(lam*(1 + lam))"},
        domain=DRIFT + "; a > 0, v > 0; steady state",
        uses=("li2024/f-average-drift",),
        reading=READING,
    ),
)


def _lag() -> Any:
    """Return G_t - E m_t in units of the drift, from L_t = lam (L_(t-1) + 1), L_0 = 0 (the full gradient moves first)."""
    import sympy as sp

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
    import sympy as sp

    lam, a = names()["lam"], names()["a"]
    after, before = next_square()
    (variance,) = sp.solve(after - before, before)
    lag = sp.Symbol("lagging", positive=True)
    (last,) = sp.solve(lam * (lag + 1) - lag, lag)
    return variance + last**2 * a**2


def check_drift(formula: dict[str, str]) -> Result:
    """Solve the recursion of the mean lag; the noise part does not see the drift."""
    import sympy as sp

    derived = {"lag": sp.simplify(_lag() * names()["a"]), "steady error": steady_error()}
    return compare(derived, formula, POINT, names())


def check_best(formula: str) -> Result:
    """The slope of the steady error over the formula is positive, and the formula rises from below 0 to above it."""
    import sympy as sp

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
    import sympy as sp

    v, a, lam = (names()[name] for name in ("v", "a", "lam"))
    square = sp.Symbol("square", positive=True)
    error = steady_error().subs(a, sp.sqrt(square))
    (border,) = sp.solve(sp.expand((error - v).subs(square, sp.Symbol("border"))), sp.Symbol("border"))
    slope = sp.factor(sp.diff(error, square).subs(lam, 1 / (1 + sp.Symbol("k", positive=True))))
    if not slope.is_positive:
        return Result(Verdict.INCONCLUSIVE, note=f"the slope {slope} in a^2 is not seen to be positive")
    return compare({"largest a^2/v": sp.factor(border / v)}, formula, POINT, names())


CHECKS = (
    Check("li2024/f-average-drift", Method.SYMBOLIC, "all lam, t, v and drifts", True, check_drift),
    Check("li2024/f-average-best", Method.SYMBOLIC, "all v > 0 and a > 0", True, check_best),
    Check("li2024/f-average-useful", Method.SYMBOLIC, "all lam, v > 0 and a > 0", True, check_useful),
)
