"""The small-radius series of the SAM weight and of the matched AT radius, derived from eq. 26.

Scaled variables: lengths in units of sqrt(d), so t = w*/sqrt(d), kappa = eta sqrt(d), e = rho/sqrt(d) and
w_SAM = w* (1 + c_2 e**2 + c_4 e**4 + ...). With h = (w_SAM - w*)/sqrt(d) and
F(h, e) = (1/2e) int_{h-e}^{h+e} acc'(w* + y sqrt(d)) dy, F is analytic and even in e, F(0, 0) = 0 and dF/dh < 0
there (:func:`implicit_steps`), so by the implicit function theorem its only small zero h is analytic in e**2; SAM's optimum
is that zero, as 0 < h < e (Theorem 4.3, made sharper). Solving order by order gives its Taylor coefficients, hence exact
limits.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.domain import Domain, of_symbols
from theory.ledger.formulas import symbols
from theory.papers.tools.derivation import accuracy_slope_factor


@cache
def slope_coefficients(order: int) -> tuple[Any, ...]:
    """Return the Taylor coefficients of acc'(w* + y sqrt(d)) in y up to y**order, divided by that of y.

    They are polynomials in t_star and kappa; the first two are 0 and 1.
    """
    table = symbols()
    t, kappa, d = table["t_star"], table["kappa"], table["d"]
    y = sp.Symbol("y", real=True)
    scaled = {table["eta"]: kappa / sp.sqrt(d), table["w_star"]: t * sp.sqrt(d)}
    slope = sp.simplify(accuracy_slope_factor().reduced((t + y) * sp.sqrt(d)).subs(scaled))
    values = []
    for k in range(order + 1):
        values.append(slope.subs(y, 0) / sp.factorial(k))
        slope = sp.diff(slope, y)
    return tuple(sp.expand(sp.cancel(sp.powsimp(value / values[1]))) for value in values)


@cache
def shift_coefficients(order: int = 8) -> dict[int, Any]:
    """Return {k: c_k} for k = 2, 4, ..., order, with w_SAM = w* (1 + sum of c_k e**k), solved from eq. 26."""
    table = symbols()
    t, e = table["t_star"], table["e"]
    c = sp.Symbol("c")
    slope = slope_coefficients(order)
    shift = sp.Integer(0)
    found: dict[int, Any] = {}
    for k in range(2, order + 1, 2):
        trial = shift + t * c * e**k
        upper, lower = _powers(trial + e, k + 1), _powers(trial - e, k + 1)
        integral = sum(slope[j] * (upper[j + 1] - lower[j + 1]) / (j + 1) for j in range(k + 1))
        (solution,) = sp.solve(sp.Poly(sp.expand(integral), e).coeff_monomial(e ** (k + 1)), c)
        found[k] = sp.factor(solution)
        shift += t * sp.expand(solution) * e**k
    return found


def implicit_steps() -> dict[str, bool]:
    """Return what the implicit function theorem asks of F at (0, 0); F is even in e, as the interval is symmetric."""
    slope = accuracy_slope_factor().reduced
    y, w_star = sp.Symbol("y", real=True), symbols()["w_star"]
    bend = sp.diff(slope(w_star + y), y).subs(y, 0)
    return {"acc' = 0 at w*": slope(w_star) == 0, "acc'' < 0 at w*": sp.simplify(bend).is_negative is True}


def covered_by_series(*expressions: Any) -> Domain:
    """Return for which parameters the series is derived: those of the symbols that it is written in, as rho tends to 0."""
    table = symbols()
    used = series_of_shift(4).free_symbols.union({table["rho"]}, *(one.free_symbols for one in expressions))
    return Domain.of(f"{of_symbols(used)}, rho -> 0")


def _powers(base: Any, order: int) -> list[Any]:
    """Return base**0, ..., base**order without terms above e**order."""
    e = symbols()["e"]
    powers = [sp.Integer(1)]
    for _ in range(order):
        terms = sp.Poly(sp.expand(powers[-1] * base), e).terms()
        powers.append(sum(coefficient * e**k for (k,), coefficient in terms if k <= order))
    return powers


def series_of_shift(order: int = 8) -> Any:
    """Return (w_SAM - w*)/w* as a polynomial in e up to e**order."""
    e = symbols()["e"]
    return sum(c * e**k for k, c in shift_coefficients(order).items())


@cache
def series_of_matched_eps(order: int = 6) -> Any:
    """Return eps/eta of the matched AT radius, eps = eta (1 - w*/w_SAM), as a polynomial in e up to e**order."""
    e = symbols()["e"]
    relative = series_of_shift(order)  # s; eps/eta = s/(1 + s) = s - s**2 + ...
    terms = sum((-1) ** (k + 1) * relative**k for k in range(1, order // 2 + 1))
    polynomial = sp.Poly(sp.expand(terms), e)
    return sum(sp.factor(c) * e**k for (k,), c in polynomial.terms() if k <= order)


def unscaled(expression: Any) -> Any:
    """Return an expression in e, kappa and t_star written in rho, eta, d and w_star."""
    table = symbols()
    root = sp.sqrt(table["d"])
    values = {"e": table["rho"] / root, "kappa": table["eta"] * root, "t_star": table["w_star"] / root}
    return sp.expand(expression.subs({table[name]: value for name, value in values.items()}))


def shift_limit() -> Any:
    """Return the exact limit of (w_SAM - w*)/(w* rho**2) as rho tends to 0."""
    return unscaled(series_of_shift(2)).coeff(symbols()["rho"], 2)
