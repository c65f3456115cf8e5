"""The published update and the gradient of the bilateral objective, expanded in the radii."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.formulas import symbols
from theory.ledger import Result, Verdict
from theory.papers.deng2024.local_model import (
    POINT,
    axes,
    loss,
    names,
    taylor_coefficients,
)
from theory.papers.expressions import compare


def _first_order(vector: Any) -> tuple[Any, Any]:
    """Return a vector's components along u and along P H u up to first order, radii as multiples of one small number."""
    small = sp.Symbol("small", positive=True)
    rho, least = symbols()["rho"], names()["rho_min"]
    bend = names()["bend"]
    parts = []
    for component in vector:
        scaled = component.subs({rho: small * rho, least: small * least}, simultaneous=True)
        start = scaled.subs(small, 0)
        slope = sp.simplify(sp.diff(scaled, small).subs(small, 0))
        parts.append(sp.simplify(start + slope))
    if sp.simplify(parts[2]) != 0:
        raise ArithmeticError("expected no component across both u and P H u")
    return parts[0], sp.simplify(parts[1].subs(taylor_coefficients()[0, 1], bend))


def _gradients() -> tuple[Any, Any, Any]:
    """Return grad L at w, w + rho u and w - rho' u; the second axis lies along P H u, so that the third has no part."""
    e = axes()
    field = sp.Matrix([sp.diff(loss(), axis) for axis in e]).subs(taylor_coefficients()[0, 2], 0)

    def at(radius: Any) -> Any:
        return field.subs({e[0]: radius, e[1]: 0, e[2]: 0}, simultaneous=True)

    return at(0), at(symbols()["rho"]), at(-names()["rho_min"])


def check_objective(formula: dict[str, str]) -> Result:
    """Differentiate L + (rho + rho')|grad L|; expand the update without its ratio."""
    e = axes()
    g, top, bottom = _gradients()
    field = sp.Matrix([sp.diff(loss(), axis) for axis in e]).subs(taylor_coefficients()[0, 2], 0)
    penalty = (symbols()["rho"] + names()["rho_min"]) * sp.sqrt(field.dot(field))
    origin = dict.fromkeys(e, 0)
    objective = g + sp.Matrix([sp.diff(penalty, axis).subs(origin, simultaneous=True) for axis in e])
    derived = {}
    for name, vector in (("objective", objective), ("no ratio", top + g - bottom)):
        derived[f"{name}, along u"], derived[f"{name}, across u"] = _first_order(vector)
    return compare(derived, formula, POINT, names())


def check_update(formula: dict[str, str]) -> Result:
    """Expand the published update with its ratio of norms."""
    g, top, bottom = _gradients()
    ratio = sp.sqrt(top.dot(top)) / sp.sqrt(bottom.dot(bottom))
    along, across = _first_order(top + g - ratio * bottom)
    return compare({"along u": along, "across u": across}, formula, POINT, names())


def check_curl(formula: dict[str, str]) -> Result:
    """Differentiate P H u of a quadratic loss; the curl must not vanish at a point with rational values."""
    a, b = names()["a"], names()["b"]
    x, y = sp.symbols("x y", positive=True)
    gradient, hessian = sp.Matrix([a * x, b * y]), sp.diag(a, b)
    size = sp.sqrt(gradient.dot(gradient))
    u = gradient / size
    turned = hessian * u - u.dot(hessian * u) * u
    curl = sp.simplify(sp.diff(turned[1], x) - sp.diff(turned[0], y))
    at = {symbol: sp.Rational(POINT[symbol.name]) for symbol in curl.free_symbols}
    if sp.simplify(curl.subs(at)) == 0:
        return Result(Verdict.INCONCLUSIVE, note="the curl vanishes at the point tried")
    return compare({"curl": curl}, formula, POINT, names() | {"x": x, "y": y})


def check_line(formula: dict[str, str]) -> Result:
    """One weight: |g_M|/|g_m| g_m is g_M with the sign of g_m, which changes at x = rho'."""
    rho, least, h = symbols()["rho"], names()["rho_min"], names()["h"]
    x, gap = sp.symbols("x gap", positive=True)
    top, g = h * (x + rho), h * x
    if not (h * ((least + gap) - least)).is_positive or not (h * (x - (x + gap))).is_negative:
        raise ArithmeticError("the sign of g_m on either side of rho' is not seen")
    beyond, within = top + g - top, top + g + top
    derived = {"beyond rho'": beyond, "within rho'": within, "jump": (within - beyond).subs(x, least)}
    return compare(derived, formula, POINT, names() | {"x": x})
