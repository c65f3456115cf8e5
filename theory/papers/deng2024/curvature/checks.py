"""Extremes of the linear part, and the series of MaxS and MinS."""

from __future__ import annotations

import sympy as sp

from theory.formulas import parse, symbols
from theory.ledger import Result, Verdict, verdict_of
from theory.papers.deng2024.local_model import (
    POINT,
    max_sharpness,
    min_sharpness,
    names,
)
from theory.papers.expressions import compare


def check_first_order(formula: dict[str, str]) -> Result:
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
    derived = {
        "maximiser along u": best.subs(radius, rho),
        "minimiser along u": -best.subs(radius, least),
        "MaxS": g * best.subs(radius, rho),
        "MinS": -(g * -best.subs(radius, least)),
    }
    return compare(derived, formula, POINT, names())


def check_sides(formula: dict[str, str]) -> Result:
    """Maximise and minimise the loss's Taylor polynomial over a small ball."""
    derived = {"MaxS": max_sharpness(3), "MinS": min_sharpness(3, names()["rho_min"])}
    return compare(derived, formula, POINT, names())


def check_equal_radii(formula: dict[str, str]) -> Result:
    """Add both series at one radius, up to rho^4."""
    derived = sp.expand(max_sharpness(4) + min_sharpness(4, symbols()["rho"]))
    return compare({"BilS": derived}, formula, POINT, names())


def check_radii(formula: dict[str, str]) -> Result:
    """Add both series up to second order."""
    return compare({"BilS": max_sharpness(2) + min_sharpness(2, names()["rho_min"])}, formula, POINT, names())


def check_weight(formula: str) -> Result:
    """The coefficient of the curvature in both series, and the sign of the stated difference."""
    rho, least, curvature = symbols()["rho"], names()["rho_min"], names()["curvature"]
    weight = sp.expand(max_sharpness(2) + min_sharpness(2, least)).coeff(curvature, 1)
    word = sp.Symbol("weight", real=True)
    relation = parse(formula, weight=word, **names())
    if not isinstance(relation, sp.Ge | sp.Gt | sp.Le | sp.Lt):
        raise ValueError(f"formula: expected an inequality, got {formula!r}")
    difference = sp.expand((relation.gts - relation.lts).subs(word, weight))
    strict = isinstance(relation, sp.Gt | sp.Lt)
    if difference.is_positive or (difference.is_nonnegative and not strict):
        return Result(verdict_of(True), observed=str(weight), expected=formula)
    values = {rho: sp.Rational(POINT["rho"]), least: sp.Rational(POINT["rho_min"])}
    if relation.subs(word, weight).subs(values) != sp.false:
        return Result(Verdict.INCONCLUSIVE, observed=str(weight), expected=formula)
    shown = {"rho": POINT["rho"], "rho_min": POINT["rho_min"], "weight": str(weight.subs(values))}
    return Result(verdict_of(False), observed=str(weight), expected=formula, counterexample=shown)
