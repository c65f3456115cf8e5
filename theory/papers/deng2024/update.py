"""BSAM's published update and the gradient of the bilateral objective, to first order in the radii."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result
from theory.ledger.formulas import symbols
from theory.papers.deng2024.local_model import POINT, READING, axes, loss, names, taylor_coefficients
from theory.papers.expressions import compare
from theory.papers.sources import deng2024

SOURCE = deng2024("update rule; authors' code, bsam.py")
DOMAIN = "any loss with three continuous derivatives at a point with g = |grad L| > 0; first order in rho and rho'"

CLAIMS = (
    Claim(
        id="deng2024/b-published-update",
        kind=Kind.DEFINITION,
        source=SOURCE,
        summary="BSAM's step uses g_M + g - (|g_M|/|g_m|) g_m",
        statement=(
            r"$g_M = \nabla L(w + \rho u)$, $g_m = \nabla L(w - \rho' u)$, "
            r"$G = g_M + g - \frac{\|g_M\|}{\|g_m\|} g_m$."
        ),
        domain="g != 0, g_m != 0",
        uses=("deng2024/b-definitions",),
        reading=(
            "restored from the authors' code, which gives NaN where g_m = 0, shrinks rho' with the learning rate, and "
            "takes the step from w - rho' u, since an in-place operation moves the saved weights"
        ),
    ),
    Claim(
        id="deng2024/b-objective-gradient",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="L + BilS has the gradient g_M + g - g_m to first order",
        statement=(
            r"$\nabla (L + \mathrm{MaxS} + \mathrm{MinS}) = g + (\rho + \rho') H u$ and "
            r"$g_M + g - g_m$, the update without its ratio of norms, agree to first order in the radii."
        ),
        formula={
            "objective, along u": "g + (rho + rho_min)*curvature",
            "objective, across u": "(rho + rho_min)*bend",
            "no ratio, along u": "g + (rho + rho_min)*curvature",
            "no ratio, across u": "(rho + rho_min)*bend",
        },
        domain=DOMAIN,
        uses=("deng2024/b-definitions", "deng2024/b-definitions-first-order"),
        reading=READING + "; components along u and along P H u, bend = |P H u|",
    ),
    Claim(
        id="deng2024/b-published-update-gradient",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="the published update is the gradient of L + BilS",
        statement=r"$G = \nabla (L + \mathrm{MaxS} + \mathrm{MinS})$ to first order in the radii.",
        formula={"along u": "g + (rho + rho_min)*curvature", "across u": "(rho + rho_min)*bend"},
        domain=DOMAIN,
        uses=("deng2024/b-published-update", "deng2024/b-objective-gradient"),
        reading="not printed: what 'BSAM minimises the loss and its bilateral sharpness' would need of the update",
    ),
    Claim(
        id="deng2024/b-published-update-corrected",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="the ratio of norms removes the part along the gradient",
        statement=(
            r"$G = g + (\rho + \rho') P H u + O(\rho^2 + \rho'^2)$: along $u$ the step is that of plain gradient descent; "
            r"the penalty $(\rho + \rho') \|g\|$ of the objective acts across the gradient only."
        ),
        formula={"along u": "g", "across u": "(rho + rho_min)*bend"},
        domain=DOMAIN,
        uses=("deng2024/b-published-update",),
        reading=READING + "; bend = |P H u|",
        corrects="deng2024/b-published-update-gradient",
    ),
)


def _first_order(vector: Any) -> tuple[Any, Any]:
    """Return a vector's components along u and along P H u up to first order, radii as multiples of one small number."""
    import sympy as sp

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
    import sympy as sp

    e = axes()
    field = sp.Matrix([sp.diff(loss(), axis) for axis in e]).subs(taylor_coefficients()[0, 2], 0)

    def at(radius: Any) -> Any:
        return field.subs({e[0]: radius, e[1]: 0, e[2]: 0}, simultaneous=True)

    return at(0), at(symbols()["rho"]), at(-names()["rho_min"])


def check_objective(formula: dict[str, str]) -> Result:
    """Differentiate L + (rho + rho')|grad L|; expand the update without its ratio."""
    import sympy as sp

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
    import sympy as sp

    g, top, bottom = _gradients()
    ratio = sp.sqrt(top.dot(top)) / sp.sqrt(bottom.dot(bottom))
    along, across = _first_order(top + g - ratio * bottom)
    return compare({"along u": along, "across u": across}, formula, POINT, names())


CHECKS = (
    Check("deng2024/b-objective-gradient", Method.SYMBOLIC, "any gradient and derivatives", True, check_objective),
    Check("deng2024/b-published-update-gradient", Method.SYMBOLIC, "any gradient and derivatives", True, check_update),
    Check("deng2024/b-published-update-corrected", Method.SYMBOLIC, "any gradient and derivatives", True, check_update),
)
