"""Limits in probability of the inner products among full gradient, noise and batch gradient."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import symbols
from theory.papers.expressions import compare
from theory.papers.li2024.moments import POINT, expectation, names
from theory.papers.li2024.words import NOISE

SETTING = f"{NOISE}; N dimensions; N -> oo; G > 0; v > 0"


def limit_products() -> dict[str, Any] | None:
    """Return the limits in probability of the inner products among G, n and g; None if one does not settle.

    Axis 1 lies along the full gradient. The noise enters through its first coordinate x and R, the squared length of
    the rest: a chi-square variable of N - 1 degrees of freedom times v/N. A product converges to the limit of its mean
    if its variance tends to 0 (Chebyshev).
    """
    full, v = names()["G"], names()["v"]
    n = sp.Symbol("N", integer=True, positive=True)
    x, rest = sp.symbols("x R", real=True)
    s = v / n
    first = {x: 0, x**2: s, x**3: 0, x**4: 3 * s**2}
    second = {rest: (n - 1) * s, rest**2: (n - 1) * (n + 1) * s**2}
    moments = first | second | {a * b: p * q for a, p in first.items() for b, q in second.items()}
    length = x**2 + rest
    products = {
        "G.g": full**2 + full * x,
        "G.n": full * x,
        "g.n": full * x + length,
        "g.g": full**2 + 2 * full * x + length,
        "n.n": length,
    }
    limits = {"G.G": full**2}
    for name, product in products.items():
        mean = expectation(product, moments)
        variance = sp.simplify(expectation(product**2, moments) - mean**2)
        if at_infinity(variance, n) != 0:
            return None
        limits[name] = at_infinity(mean, n)
    return limits


def at_infinity(quotient: Any, n: Any) -> Any:
    """Return the limit of a quotient of polynomials as n grows, by their degrees.

    Raises:
        ArithmeticError: it has none.
    """
    top, bottom = (sp.Poly(part, n) for part in sp.fraction(sp.together(quotient)))
    if top.degree() > bottom.degree():
        raise ArithmeticError(f"{quotient} has no limit")
    return sp.simplify(top.LC() / bottom.LC()) if top.degree() == bottom.degree() else sp.Integer(0)


def check_cosines(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Divide limits of inner products; a continuous function of them converges to its value at the limits."""
    limits = limit_products()
    if limits is None:
        return Result(Verdict.INCONCLUSIVE, note="the variance of an inner product does not vanish")
    derived = {
        "full gradient": limits["G.g"] / sp.sqrt(limits["G.G"] * limits["g.g"]),
        "noise": limits["g.n"] / sp.sqrt(limits["n.n"] * limits["g.g"]),
    }
    return compare(derived, formula, POINT, names(), domain, SETTING)


def check_rise(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Derive rho times the component of the full and of the batch gradient along each direction."""
    limits = limit_products()
    if limits is None:
        return Result(Verdict.INCONCLUSIVE, note="the variance of an inner product does not vanish")
    rho = symbols()["rho"]
    derived = {}
    for direction, letter in (("batch gradient", "g"), ("full gradient", "G"), ("noise", "n")):
        for loss, gradient in (("all data", "G"), ("batch", "g")):
            inner = limits[min(f"{gradient}.{letter}", f"{letter}.{gradient}")]
            derived[f"{direction}, {loss}"] = rho * inner / sp.sqrt(limits[f"{letter}.{letter}"])
    return compare(derived, formula, POINT, names(), domain, f"{SETTING}; rho -> 0")
