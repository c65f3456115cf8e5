"""How SAM's weight grows with the radius: 0 < dw_SAM/drho < 1, for every radius, by sympy.

With w = w_SAM, h = w - w*, a = tanh(w rho/d), b = tanh(eta rho) and c = tanh(eta h), equal ends say that c is a mean of
tanh(w u/d) tanh(eta u) over 0 < u < rho, so that 0 < c < a b; and dw/drho = (a b - c)/(b - a c), which then lies in (0, 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.decisions import covered, truth
from theory.papers.tools.derivation import accuracy_slope, accuracy_slope_factor, confirm
from theory.papers.wei2023.rigorous_results import broken, undecided
from theory.papers.wei2023.sam.gap import confirm_one_optimum, gap
from theory.papers.wei2023.sam_optimum.rigorous import slope_of_weight

WEIGHT, SHIFT = sp.symbols("W h", positive=True)  # w_SAM > w* > 0 and h = w_SAM - w*, by the proof of Theorem 4.3


def _reduced(v: Any) -> Any:
    """Return acc'(v) without its positive factor, w* written as WEIGHT - SHIFT."""
    return accuracy_slope_factor().reduced(v).subs(symbols()["w_star"], WEIGHT - SHIFT)


def _vanishes(expression: Any) -> bool:
    """Return whether an expression in exponential and hyperbolic functions is 0, as a rational function of exponentials."""
    bases: dict[Any, Any] = {}

    def power(argument: Any) -> Any:
        product = sp.Integer(1)
        for term in sp.Add.make_args(sp.expand(argument)):
            number, unit = term.as_coeff_Mul()
            product *= bases.setdefault(unit, sp.Dummy(positive=True)) ** (
                2 * number
            )  # exp(unit/2), all are whole powers
        return product

    return bool(sp.cancel(sp.together(expression.rewrite(sp.exp).replace(sp.exp, power))) == 0)


def confirm_gap_is_a_sum_of_slopes() -> None:
    """Confirm that the gap at any weight is the integral of acc'(w + u) + acc'(w - u) over 0 < u < rho."""
    w, rho = symbols()["w"], symbols()["rho"]
    slope = accuracy_slope()
    ends = slope.subs(w, w + rho) + slope.subs(w, w - rho)
    confirm(sp.expand(gap(w).subs(rho, 0)) == 0, "the gap vanishes at rho = 0")
    confirm(sp.expand(sp.diff(gap(w), rho) - ends) == 0, "it grows by the sum of the ends' slopes")


def confirm_mean() -> None:
    """Confirm 0 < c < a b: where the gap is 0, c is a mean, with positive weights, of what rises from 0 to a b."""
    confirm_gap_is_a_sum_of_slopes()
    eta, d = symbols()["eta"], symbols()["d"]
    u = sp.Symbol("u", positive=True)
    x, y = WEIGHT * u / d, eta * u
    weight = sp.exp(-(WEIGHT**2 + u**2) / (2 * d)) * sp.cosh(x) * sp.cosh(y)
    confirm(weight.is_positive, "the weights of the mean are positive")
    excess = sp.tanh(x) * sp.tanh(y) - sp.tanh(eta * SHIFT)
    pair = _reduced(WEIGHT + u) + _reduced(WEIGHT - u)
    confirm(
        _vanishes(pair - 2 * weight * sp.cosh(eta * SHIFT) * excess), "the pair of slopes is the weighted difference"
    )
    rate = WEIGHT / d * sp.tanh(y) / sp.cosh(x) ** 2 + eta * sp.tanh(x) / sp.cosh(y) ** 2
    confirm(_vanishes(sp.diff(sp.tanh(x) * sp.tanh(y), u) - rate), "the rate of tanh x tanh y")
    confirm(rate.is_positive, "tanh x tanh y rises")
    confirm((sp.tanh(x) * sp.tanh(y)).subs(u, 0) == 0, "it rises from 0")


def confirm_slope() -> None:
    """Confirm dw_SAM/drho = (a b - c)/(b - a c) and 1 - dw_SAM/drho = (1 - a)(b + c)/(b - a c)."""
    s = symbols()
    w, rho, eta, d = s["w"], s["rho"], s["eta"], s["d"]
    slope = accuracy_slope()
    high, low = slope.subs(w, w + rho), slope.subs(w, w - rho)
    confirm(sp.expand(sp.diff(gap(w), w) - (high - low)) == 0, "the gap's rate in w; it is negative at the one zero")
    a, b, c = sp.tanh(WEIGHT * rho / d), sp.tanh(eta * rho), sp.tanh(eta * SHIFT)
    upper, lower = _reduced(WEIGHT + rho), _reduced(WEIGHT - rho)
    rate = -(upper + lower) / (upper - lower)  # the gap stays 0
    confirm(_vanishes((a * b - c) * (upper - lower) + (b - a * c) * (upper + lower)), f"{rate} = (ab - c)/(b - ac)")
    a, b, c = sp.symbols("a b c", positive=True)
    confirm(sp.cancel(1 - (a * b - c) / (b - a * c) - (1 - a) * (b + c) / (b - a * c)) == 0, "1 - dw/drho")


def confirm_slope_between_0_and_1() -> None:
    """Confirm 0 < (a b - c)/(b - a c) < 1 for 0 < a, b < 1 and 0 < c < a b."""
    q, r, t = sp.symbols("q r t", positive=True)
    a, b = 1 / (1 + q), 1 / (1 + r)  # any numbers in (0, 1)
    c = a * b / (1 + t)  # any number in (0, ab)
    for part in (a * b - c, b - a * c, (1 - a) * (b + c)):
        confirm(sp.factor(sp.together(part)).is_positive, f"{part} > 0")


def check_growth(formula: Sequence[str]) -> Result:
    """Decide relations of dw_SAM/drho: certified settings break the false ones, the others must follow from (0, 1)."""
    slope = sp.Symbol("slope", real=True)
    relations = [parse(part, slope=slope) for part in formula]
    shown = broken(relations, {"dw_SAM/drho": slope}, more=slope_of_weight)
    if shown is not None:
        return Result(Verdict.FAILS, expected=list(formula), counterexample=shown)
    confirm_one_optimum()
    confirm_mean()
    confirm_slope()
    confirm_slope_between_0_and_1()
    inside = {slope: 1 / (1 + sp.Symbol("q", positive=True))}
    if not all(truth(relation, inside) for relation in relations):
        return undecided("no setting breaks it; the proof is of 0 < slope < 1", list(formula))
    region = covered(gap(symbols()["w_star"]))
    return Result(Verdict.HOLDS, observed="0 < dw_SAM/drho < 1", expected=list(formula), covered=region)
