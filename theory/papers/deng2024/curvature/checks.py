"""Extremes of the linear part, and the series of MaxS and MinS."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.deng2024.extremes import max_sharpness, min_sharpness
from theory.papers.deng2024.local_model import POINT, names
from theory.papers.deng2024.words import LINEAR, smooth
from theory.papers.expressions import compare, confirmed, covers

SMALL = "rho -> 0; rho_min -> 0"


def check_first_order(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """A perturbation with component c along u and squared length r across it: maximise c |g| on c^2 + r <= rho^2.

    The largest c is sqrt(rho^2 - r), which falls in r: r = 0. The minimum is minus the maximum for -g.
    """
    rho, least, g = symbols()["rho"], names()["rho_min"], names()["g"]
    r = sp.Symbol("r", nonnegative=True)
    room = sp.Symbol("room", positive=True)  # radius^2 - r
    radius = sp.Symbol("radius", positive=True)
    component = sp.sqrt(radius**2 - r)
    slope = sp.diff(component, r).subs(radius, sp.sqrt(room + r))
    if not slope.is_negative:
        raise ArithmeticError(f"{slope} is not seen to be negative")
    best = component.subs(r, 0)
    top, bottom = best.subs(radius, rho), -best.subs(radius, least)
    derived = {
        "maximiser along u": top,
        "minimiser along u": bottom,
        "MaxS": g * top,
        "MinS": -(g * bottom),
        "BilS": g * top - g * bottom,
    }
    return compare(derived, formula, POINT, names(), domain, LINEAR)


def _series(order: int, radius: Any) -> tuple[Any, Any]:
    """Return the series of MaxS in rho and of MinS in its radius."""
    return max_sharpness(order), min_sharpness(order, radius)


def check_sides(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Maximise and minimise the loss's Taylor polynomial over a small ball."""
    derived = dict(zip(("MaxS", "MinS"), _series(3, names()["rho_min"]), strict=True))
    return compare(derived, formula, POINT, names(), domain, f"{smooth(3)}; {SMALL}")


def check_equal_radii(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Add both series at one radius, up to rho^4."""
    derived = sp.expand(sum(_series(4, symbols()["rho"])))
    return compare({"BilS": derived}, formula, POINT, names(), domain, f"{smooth(4)}; rho -> 0; rho_min = rho")


def check_four(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The loss rises, so that its extremes are at the ends; its derivatives beside 0 on either side tend to those at 0."""
    rho = symbols()["rho"]
    power = sp.Rational(9, 2)
    beside = [sign * rho + sign * rho**power for sign in (1, -1)]  # L at rho and at -rho
    for k in range(1, 5):
        ends = [sp.diff(value, rho, k).subs(rho, 0) * sign**k for value, sign in zip(beside, (1, -1), strict=True)]
        if ends != [int(k == 1)] * 2:
            raise ArithmeticError(f"the derivative of order {k} is not seen to be continuous: {ends}")
    if not sp.diff(beside[0], rho).is_positive:
        raise ArithmeticError("the loss is not seen to rise")
    bilateral = sp.expand(beside[0] - beside[1])
    left = sp.expand((bilateral - 2 * rho) / rho**5)
    (exponent,) = [term.as_coeff_exponent(rho)[1] for term in sp.Add.make_args(left)]
    if not exponent < 0:
        raise ArithmeticError(f"{left} is not seen to be unbounded")
    return compare({"BilS": bilateral}, formula, POINT, names(), domain, "rho_min = rho")


def check_radii(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Add both series up to second order."""
    derived = sum(_series(2, names()["rho_min"]))
    return compare({"BilS": derived}, formula, POINT, names(), domain, f"{smooth(2)}; {SMALL}")


def check_weight(formula: str, domain: Domain = ANY) -> Result:
    """The coefficient of the curvature in both series, and the sign of the stated difference."""
    rho, least, curvature = symbols()["rho"], names()["rho_min"], names()["curvature"]
    bilateral = sp.expand(sum(_series(2, least)))
    weight = bilateral.coeff(curvature, 1)
    word = sp.Symbol("weight", real=True)
    relation = parse(formula, weight=word, **names())
    if not isinstance(relation, sp.Ge | sp.Gt | sp.Le | sp.Lt):
        raise ValueError(f"formula: expected an inequality, got {formula!r}")
    difference = sp.expand((relation.gts - relation.lts).subs(word, weight))
    strict = isinstance(relation, sp.Gt | sp.Lt)
    covered = covers(bilateral.free_symbols, f"{smooth(2)}; {SMALL}")
    signed = difference.is_positive or (difference.is_nonnegative and not strict)
    if signed and confirmed(relation.subs(word, weight), domain):
        return Result(verdict_of(True), observed=str(weight), expected=formula, covered=covered)
    values = {rho: sp.Rational(POINT["rho"]), least: sp.Rational(POINT["rho_min"])}
    if relation.subs(word, weight).subs(values) != sp.false:
        return Result(Verdict.INCONCLUSIVE, observed=str(weight), expected=formula)
    shown = {"rho": POINT["rho"], "rho_min": POINT["rho_min"], "weight": str(weight.subs(values))}
    return Result(verdict_of(False), observed=str(weight), expected=formula, counterexample=shown, covered=covered)
