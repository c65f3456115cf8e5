"""The published update and the gradient of the bilateral objective, expanded in the radii."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import symbols
from theory.papers.deng2024.extremes import localised
from theory.papers.deng2024.local_model import ORDER, POINT, axes, loss, names, taylor_coefficients
from theory.papers.deng2024.words import smooth
from theory.papers.expressions import compare, covers

ALSO = f"{smooth(2)}; rho -> 0; rho_min -> 0"  # the gradient up to first order, the loss up to second
SMALL = sp.Symbol("small", positive=True)


def _scaled(vector: Any) -> Any:
    """Return a vector with both radii as multiples of one small number."""
    rho, least = symbols()["rho"], names()["rho_min"]
    return sp.Matrix(vector).subs({rho: SMALL * rho, least: SMALL * least}, simultaneous=True)


def _first_order(vector: Any) -> tuple[Any, Any]:
    """Return a vector's components along u and along P H u up to first order in the radii.

    Raises:
        ArithmeticError: it has a component across both.
    """
    scaled = _scaled(vector)
    parts = [sp.simplify(one.subs(SMALL, 0) + sp.diff(one, SMALL).subs(SMALL, 0)) for one in scaled]
    if sp.simplify(parts[2]) != 0:
        raise ArithmeticError("expected no component across both u and P H u")
    return parts[0], sp.simplify(parts[1].subs(taylor_coefficients()[0, 1], names()["bend"]))


def _field() -> Any:
    """Return grad L at w + e; the second axis lies along P H u, so that the third has no part of it."""
    return sp.Matrix([sp.diff(loss(), axis) for axis in axes()]).subs(taylor_coefficients()[0, 2], 0)


def _at(*place: Any) -> Any:
    return _field().subs(dict(zip(axes(), place, strict=True)), simultaneous=True)


def _gradients() -> tuple[Any, Any, Any]:
    """Return grad L at w, w + rho u and w - rho' u."""
    return _at(0, 0, 0), _at(symbols()["rho"], 0, 0), _at(-names()["rho_min"], 0, 0)


def _objective() -> Any:
    """Return the gradient of L + MaxS + MinS, by Danskin's theorem: that of MaxS is grad L at its one maximiser less g.

    The maximiser lies at e = rho (cos, rho b) with b bounded, so that b does not enter the first order; the loss there is to
    leading order -rho^3 g |b|^2/2 and terms linear in b: strictly concave for small rho, and the maximiser unique. The
    minimiser likewise.
    """
    localised()
    _confirm_concave()
    places = []
    for radius, letter in ((symbols()["rho"], "b"), (-names()["rho_min"], "c")):
        b = sp.symbols(f"{letter}2 {letter}3", real=True)
        along = radius * sp.sqrt(1 - radius**2 * (b[0] ** 2 + b[1] ** 2))
        places.append(_at(along, radius**2 * b[0], radius**2 * b[1]))
    g = _at(0, 0, 0)
    return g + (places[0] - g) + (g - places[1])


def _confirm_concave() -> None:
    """Confirm that the second derivatives in b of the loss at e = rho (cos, rho b) are -g rho^3 and terms of higher order.

    Raises:
        ArithmeticError: they are not seen to be.
    """
    b = sp.symbols("b2 b3", real=True)
    along = sp.series(SMALL * sp.sqrt(1 - SMALL**2 * (b[0] ** 2 + b[1] ** 2)), SMALL, 0, ORDER + 1).removeO()
    place = dict(zip(axes(), (along, SMALL**2 * b[0], SMALL**2 * b[1]), strict=True))
    value = sp.expand(loss().subs(place, simultaneous=True))
    leading = (sp.hessian(value, b) / SMALL**3).applyfunc(sp.expand).subs(SMALL, 0)
    if leading != -names()["g"] * sp.eye(2):
        raise ArithmeticError(f"the loss is not seen to be concave across the gradient: {leading}")


def check_objective(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Expand the objective's gradient, and the update without its ratio."""
    g, top, bottom = _gradients()
    derived = {}
    for name, vector in (("objective", _objective()), ("no ratio", top + g - bottom)):
        derived[f"{name}, along u"], derived[f"{name}, across u"] = _first_order(vector)
    return compare(derived, formula, POINT, names(), domain, ALSO)


def _published(top: Any, g: Any, bottom: Any) -> Any:
    """Return g_M + g - (|g_M|/|g_m|) g_m."""
    return top + g - sp.sqrt(top.dot(top)) / sp.sqrt(bottom.dot(bottom)) * bottom


def check_update(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Expand the published update with its ratio of norms."""
    g, top, bottom = _gradients()
    along, across = _first_order(_published(top, g, bottom))
    return compare({"along u": along, "across u": across}, formula, POINT, names(), domain, ALSO)


def check_curl(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Differentiate the update of a quadratic loss in the radii, and take the curl; it vanishes with factors without a sign."""
    a, b, rho, least = names()["a"], names()["b"], symbols()["rho"], names()["rho_min"]
    x, y = sp.symbols("x y", positive=True)
    hessian, w = sp.diag(a, b), sp.Matrix([x, y])
    g = hessian * w
    u = g / sp.sqrt(g.dot(g))
    update = _scaled(_published(hessian * (w + rho * u), g, hessian * (w - least * u)))
    term = sp.simplify(sp.diff(update, SMALL).subs(SMALL, 0) / (rho + least))
    curl = sp.factor(sp.simplify(sp.diff(term[1], x) - sp.diff(term[0], y)))
    open_ = [one for one in sp.Mul.make_args(curl) if not (one.is_positive or one.is_negative)]
    if not (curl / sp.prod(open_)).is_nonzero:
        return Result(Verdict.INCONCLUSIVE, note=f"{curl} may vanish without {open_}")
    factor = sp.prod(open_) * sp.sign(curl / sp.prod(open_))
    table = names() | {"x": x, "y": y}
    found = compare({"curl": curl, "zero with": factor}, formula, POINT, table, domain)
    return replace(found, covered=covers({a, b, x, y}))


def _line(side: str) -> tuple[Any, Any]:
    """Return the step for L = h x^2/2 on a side of rho', and x: |g_m| is g_m beyond and -g_m within.

    Raises:
        ArithmeticError: the sign of g_m is not seen.
    """
    rho, least, h = symbols()["rho"], names()["rho_min"], names()["h"]
    x, gap = sp.symbols("x gap", positive=True)
    top, g, bottom = h * (x + rho), h * x, h * (x - least)
    sign = {"beyond": 1, "within": -1}[side]
    known = {x: least + gap} if sign > 0 else {least: x + gap}
    if not sp.expand(sign * bottom.subs(known)).is_positive or not top.is_positive:
        raise ArithmeticError(f"the sign of g_m {side} rho' is not seen")
    return sp.simplify(top + g - top / (sign * bottom) * bottom), x


def check_line(formula: dict[str, str], side: str, domain: Domain = ANY) -> Result:
    """One weight: |g_M|/|g_m| g_m is g_M with the sign of g_m."""
    step, x = _line(side)
    at = {"beyond": {"x": "4/3"}, "within": {"x": "1/7"}}[side]
    sides = {"beyond": "x > rho_min", "within": "x < rho_min"}
    found = compare({"G": step}, formula, {**POINT, **at}, names() | {"x": x}, domain)
    used = {symbols()["rho"], names()["rho_min"], names()["h"], x}
    return replace(found, covered=covers(used, sides[side]))


def check_jump(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Both steps are continuous in x, so that their limits at rho' are their values there."""
    (within, x), (beyond, _) = _line("within"), _line("beyond")
    least, h = names()["rho_min"], names()["h"]
    derived = {"jump": (within - beyond).subs(x, least), "g_m": h * (x - least).subs(x, least)}
    return compare(derived, formula, POINT, names(), domain)
