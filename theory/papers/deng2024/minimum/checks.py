"""MaxS and MinS of quadratic losses near their minimum."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.formulas import parse, symbols
from theory.ledger import Result, Verdict, verdict_of
from theory.papers.deng2024.local_model import (
    POINT,
    names,
)
from theory.papers.expressions import compare


def check_minimum(formula: dict[str, str]) -> Result:
    """A parabola's maximum over an interval is at an end, its minimum at 0 if that is inside, else at the nearer end."""
    rho, x, gap = symbols()["rho"], sp.Symbol("x", positive=True), sp.Symbol("gap", positive=True)
    h = names()["h"]

    def loss(at: Any) -> Any:
        return h * at**2 / 2

    difference = sp.expand(loss(x + rho) - loss(x - rho))
    if not difference.is_positive:
        raise ArithmeticError(f"{difference} is not seen to be positive")
    nearer = sp.expand(x - rho).subs(x, rho + gap)
    if not nearer.is_positive:
        raise ArithmeticError("x - rho > 0 outside is not seen")
    derived = {
        "inside": loss(x + rho) - loss(sp.Integer(0)),
        "outside": loss(x + rho) - loss(x - rho),
    }
    return compare(derived, formula, POINT, names() | {"x": x})


def at_minimum() -> dict[str, Any]:
    """Return MaxS and MinS at the minimum of a quadratic loss, in the eigenvectors of its Hessian.

    Coordinate i has the eigenvalue top - slack_i >= 0. The bound top |e|^2/2 exceeds the loss by a sum of terms
    slack_i e_i^2/2 >= 0, and the loss is a sum of terms (top - slack_i) e_i^2/2 >= 0; rho along the top eigenvector and
    e = 0 attain the two bounds.
    """
    top, rho = names()["top"], symbols()["rho"]
    eigenvalue, slack = sp.symbols("eigenvalue slack", nonnegative=True)
    e = sp.Symbol("e_i", real=True)
    above = sp.expand((eigenvalue + slack) * e**2 / 2 - eigenvalue * e**2 / 2)
    if not (above.is_nonnegative and (eigenvalue * e**2 / 2).is_nonnegative):
        raise ArithmeticError("the bounds of the quadratic loss are not seen")
    return {"MaxS": (top * e**2 / 2).subs(e, rho), "MinS": -(eigenvalue * e**2 / 2).subs(e, 0)}


def check_quadratic(formula: dict[str, str]) -> Result:
    """The minimiser lies in the ball: the least loss is L_0, attained at e = -delta."""
    top = at_minimum()
    eigenvalue = sp.Symbol("eigenvalue", nonnegative=True)
    delta, e = sp.symbols("delta_i e_i", real=True)
    term = eigenvalue * (delta + e) ** 2 / 2
    if not term.is_nonnegative:
        raise ArithmeticError(f"{term} is not seen to be non-negative")
    share = (term.subs(e, 0) - term.subs(e, -delta)) / term.subs(e, 0)
    derived = {
        "MinS": names()["excess"] * sp.simplify(share),
        "MaxS at the minimum": top["MaxS"],
        "MinS at the minimum": top["MinS"],
    }
    return compare(derived, formula, POINT, names())


def check_same_ranking(formula: str) -> Result:
    """Insert MaxS and MinS at a minimum into the relation."""
    values = at_minimum()
    bilateral = values["MaxS"] + values["MinS"]
    words = {name: sp.Symbol(name, real=True) for name in ("BilS", "MaxS")}
    relation = parse(formula, **words)
    decided = sp.simplify(relation.subs({words["BilS"]: bilateral, words["MaxS"]: values["MaxS"]}))
    if decided not in (sp.true, sp.false):
        return Result(Verdict.INCONCLUSIVE, observed=str(decided), expected=formula)
    point = {"rho": "1", "rho_min": "1", "top": "3"}
    numbers = {symbol: sp.Rational(point[symbol.name]) for symbol in bilateral.free_symbols}
    shown = {**point, "MaxS": str(values["MaxS"].subs(numbers)), "BilS": str(bilateral.subs(numbers))}
    return Result(
        verdict_of(bool(decided)),
        observed={"MaxS": str(values["MaxS"]), "BilS": str(bilateral)},
        expected=formula,
        counterexample=None if decided else shown,
    )
