"""Proof by first contact that the SAM weight stays below a barrier, for every radius.

h(rho) = w_SAM(rho) - w* solves h' = tanh X with X = w_SAM rho/d - (1/2) log(sinh eta(rho+h) / sinh eta(rho-h))
(:func:`slope_steps`). Let H(rho) be a smooth barrier with h < H for small rho. If h ever met H, then at the first
contact h' >= H'; so h < H throughout once h' < H' is shown wherever h = H < rho. Two lower bounds of the logarithm,
:func:`lemma_steps`, turn that into signs of rational functions, which sympy decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.formulas import symbols
from theory.papers.tools.deciding import polynomial_sign
from theory.papers.tools.derivation import accuracy_slope_factor
from theory.papers.wei2023.shift.series import series_of_shift, unscaled
from theory.rigour.compare import parted

Steps = dict[str, bool | None]


def strict_sign(expression: Any, symbol: Any) -> int | None:
    """Return the sign that holds strictly for all values of a non-negative symbol, 0 included; else None."""
    sign = polynomial_sign(expression)
    return sign if sign in (1, -1) and polynomial_sign(expression.subs(symbol, 0)) == sign else None


def vanishes(expression: Any) -> bool:
    """Return whether sympy reduces an expression to 0 through exponentials, and balls at points see none that is not."""
    rewritten = sp.sympify(expression).rewrite(sp.exp)
    return bool(sp.simplify(rewritten) == 0) and parted(rewritten, 0) is None


@cache
def slope_steps() -> Steps:
    """Return the steps that lead from equal ends (eq. 25) to h' = tanh X, and h > 0 by first contact with 0."""
    w_star, eta, d, rho = (symbols()[name] for name in ("w_star", "eta", "d", "rho"))
    h, slope = sp.Symbol("h", real=True), sp.Symbol("s", real=True)
    w = w_star + h
    slope_at = accuracy_slope_factor().reduced
    left, right = slope_at(w - rho), -slope_at(w + rho)
    # d/drho of acc(w + rho) = acc(w - rho): -right (w' + 1) = left (w' - 1)
    (solved,) = sp.solve(-right * (slope + 1) - left * (slope - 1), slope)
    argument = w * rho / d - sp.log(sp.sinh(eta * (rho + h)) / sp.sinh(eta * (rho - h))) / 2
    ratio = sp.exp(2 * w * rho / d) * sp.sinh(eta * (rho - h)) / sp.sinh(eta * (rho + h))
    L, R = sp.symbols("L R", positive=True)
    return {
        "w' = (L - R)/(L + R), L and -R the slopes of acc at the lower and the upper end": vanishes(
            solved - (left - right) / (left + right)
        ),
        "(L - R)/(L + R) = tanh((1/2) log(L/R))": vanishes(sp.tanh(sp.log(L / R) / 2) - (L - R) / (L + R)),
        "(1/2) log(L/R) = X": vanishes(left / right / ratio - 1) and vanishes(sp.exp(2 * argument) / ratio - 1),
        "X > 0 where h = 0, so h > 0": polynomial_sign(argument.subs(h, 0)) == 1,
    }


@cache
def lemma_steps() -> Steps:
    """Return the steps behind (1/2) log(sinh(x+y)/sinh(x-y)) > y and > y/x for 0 < y < x, and tanh X < X."""
    x, y, s = sp.symbols("x y s", positive=True)
    first = sp.sinh(x + y) - sp.exp(2 * y) * sp.sinh(x - y)
    half_log = sp.log(sp.sinh(x + y) / sp.sinh(x - y)) / 2
    derivative = sp.diff(half_log, y) - (sp.coth(x + y) + sp.coth(x - y)) / 2
    # coth s > 1/s, since s cosh s - sinh s is 0 at 0 and has the derivative s sinh s > 0
    excess = s * sp.cosh(s) - sp.sinh(s)
    gain = (1 / (x + y) + 1 / (x - y)) / 2 - 1 / x
    return {
        "log > y: sinh(x+y) - e^(2y) sinh(x-y) = e^(y-x) sinh(2y) > 0": vanishes(first - sp.exp(y - x) * sp.sinh(2 * y))
        and (sp.exp(y - x) * sp.sinh(2 * y)).is_positive is True,
        "coth s > 1/s": excess.subs(s, 0) == 0
        and vanishes(sp.diff(excess, s) - s * sp.sinh(s))
        and (s * sp.sinh(s)).is_positive is True,
        "d/dy of the log is the mean of coth(x+y) and coth(x-y)": vanishes(derivative),
        "log > y/x: that mean exceeds 1/x + y^2/(x (x^2 - y^2))": vanishes(gain - y**2 / (x * (x**2 - y**2))),
        "tanh X < X for X > 0": vanishes(sp.diff(s - sp.tanh(s), s) - sp.tanh(s) ** 2),
    }


@dataclass
class Barrier:
    """What the argument finds for one bound: ``proved``, ``refuted`` (for small rho) or neither, its steps and symbols."""

    proved: bool = False
    refuted: bool = False
    steps: Steps = field(default_factory=dict)
    used: frozenset[Any] = frozenset()


def below_eta(bound: Any) -> dict[Any, Any] | None:
    """Return a substitution with positive symbols that describes exactly bound < eta, None where none is found."""
    table = symbols()
    q = sp.Symbol("q", positive=True)
    numerator, denominator = sp.fraction(sp.factor(sp.together(table["eta"] - bound)))
    open_factors = [f for f, _ in sp.factor_list(numerator)[1] if polynomial_sign(f) is None]
    if polynomial_sign(denominator) is None or len(open_factors) > 1:
        return None
    if not open_factors:
        return {}
    sign = polynomial_sign(sp.cancel(numerator / open_factors[0]) * denominator)
    for name in ("eta", "d"):
        solutions = sp.solve(open_factors[0] - q * (sign or 0), table[name])
        if sign and len(solutions) == 1 and polynomial_sign(solutions[0]) == 1:
            return {table[name]: solutions[0]}
    return None


def prove_bound(bound: Any) -> Barrier:
    """Try to prove eps < bound for the matched eps = eta (1 - w*/w_SAM(rho)), every rho > 0 and d >= 1.

    Where bound >= eta nothing is to be shown, since eps < eta. Elsewhere eps < bound exactly if h < H with
    H = w* bound/(eta - bound).
    """
    table = symbols()
    w_star, eta, d, rho = (table[name] for name in ("w_star", "eta", "d", "rho"))
    excess = polynomial_sign(bound - eta)
    if excess in (0, 1):
        used = (w_star + bound - eta).free_symbols
        return Barrier(proved=True, steps={"bound >= eta > eps, as w_SAM > w* > 0": True}, used=frozenset(used))
    height = sp.cancel(w_star * bound / (eta - bound))
    found = Barrier()
    first = leading_term(height)
    found.steps["h < H for small rho"] = None if first is None else first == 1
    found.refuted = first == -1
    region = below_eta(bound)
    if region is None or first != 1:
        return found
    delta = sp.Symbol("delta", nonnegative=True)
    if d not in region:
        region = {key: value.subs(d, 1 + delta) for key, value in region.items()} | {d: 1 + delta}
    push = sp.cancel((w_star + height) * rho / d)  # the first term of X where h = H
    rise = sp.diff(height, rho).subs(region)
    slope = strict_sign(rise, delta)
    below = [(eta * height - push).subs(region), rise - (push - height / rho).subs(region)]
    by_first, by_second = map(polynomial_sign, below)
    found.used = frozenset().union(height.free_symbols, *(one.free_symbols for one in (rise, *below)))
    found.steps["H rises"] = None if slope is None else slope == 1
    found.steps["at a contact h' < H'"] = True if (by_first in (0, 1) or by_second in (0, 1)) else None
    found.proved = all(found.steps.values())
    return found


def leading_term(height: Any) -> int | None:
    """Return the sign of the first term in rho by which a barrier differs from the series of h, None if undecided."""
    w_star, rho = symbols()["w_star"], symbols()["rho"]
    series = sp.series(height, rho, 0, 5).removeO()
    difference = sp.expand(series - w_star * unscaled(series_of_shift(4)))
    for k in range(5):
        coefficient = sp.simplify(difference.coeff(rho, k))
        if coefficient != 0:
            return polynomial_sign(coefficient)
    return None
