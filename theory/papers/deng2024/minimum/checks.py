"""MaxS and MinS of quadratic losses near their minimum."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.deng2024.local_model import POINT, names
from theory.papers.deng2024.words import AT_MINIMUM, QUADRATIC
from theory.papers.expressions import compare, covers

X = sp.Symbol("x", nonnegative=True)
GAP = sp.Symbol("gap", nonnegative=True)


def _parabola(at: Any) -> Any:
    return names()["h"] * at**2 / 2


def _seen(statement: str, holds: Any) -> None:
    """Refuse a step that sympy does not decide.

    Raises:
        ArithmeticError: it is not seen to hold.
    """
    if not holds:
        raise ArithmeticError(f"{statement} is not seen")


def _top() -> Any:
    """Return the largest value within rho of x >= 0: a convex function's maximum is at an end, here the farther one."""
    rho = symbols()["rho"]
    _seen("the loss is convex", sp.diff(_parabola(X), X, 2).is_positive)
    farther = sp.expand(_parabola(X + rho) - _parabola(X - rho))
    _seen("the farther end is the higher one", farther.is_nonnegative)
    return _parabola(X + rho)


def check_within(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The least value is that at 0, which lies within rho of x <= rho."""
    rho, size = symbols()["rho"], sp.Symbol("size", positive=True)
    _seen("x - rho <= 0", sp.expand((X - rho).subs(rho, X + GAP)).is_nonpositive)
    _seen("x + rho >= 0", (X + rho).is_nonnegative)
    _seen("the loss is least at 0", _parabola(size).is_positive and _parabola(sp.Integer(0)) == 0)
    derived = {"BilS": _top() - _parabola(sp.Integer(0))}
    return compare(derived, formula, POINT, names() | {"x": X}, domain, "x <= rho; rho_min = rho")


def check_beyond(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The loss rises on the whole interval about x >= rho: the least value is at its lower end."""
    rho, above = symbols()["rho"], sp.Symbol("above", nonnegative=True)
    slope = sp.diff(_parabola(X), X).subs(X, (X - rho).subs(X, rho + GAP) + above)
    _seen("the loss rises", sp.expand(slope).is_nonnegative)
    derived = {"BilS": _top() - _parabola(X - rho)}
    point = {**POINT, "x": "4/3"}
    return compare(derived, formula, point, names() | {"x": X}, domain, "x >= rho; rho_min = rho")


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
    _seen("the bounds of the quadratic loss", above.is_nonnegative and (eigenvalue * e**2 / 2).is_nonnegative)
    return {"MaxS": (top * e**2 / 2).subs(e, rho), "MinS": -(eigenvalue * e**2 / 2).subs(e, 0)}


def check_excess(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The minimiser lies in the ball: the least loss is L_0, attained at e = -delta."""
    eigenvalue = sp.Symbol("eigenvalue", nonnegative=True)
    delta, e = sp.symbols("delta_i e_i", real=True)
    term = eigenvalue * (delta + e) ** 2 / 2
    _seen("a coordinate's loss is not negative", term.is_nonnegative)
    _seen("it is 0 at the minimum", term.subs(e, -delta) == 0)
    excess = names()["excess"]  # the sum over the coordinates of their losses at e = 0
    also = f"{QUADRATIC}; rho_min > 0; distance <= rho_min"
    return compare({"MinS": excess - term.subs(e, -delta)}, formula, POINT, names(), domain, also)


def check_at_minimum(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Insert the bounds that are attained."""
    values = at_minimum()
    derived = {**values, "BilS": values["MaxS"] + values["MinS"]}
    return compare(derived, formula, POINT, names(), domain, f"{QUADRATIC}; {AT_MINIMUM}; rho_min > 0")


def check_same_ranking(formula: str, domain: Domain = ANY) -> Result:
    """Insert MaxS and MinS at a minimum into the relation."""
    values = at_minimum()
    bilateral = values["MaxS"] + values["MinS"]
    words = {name: sp.Symbol(name, real=True) for name in ("BilS", "MaxS")}
    relation = parse(formula, **words)
    decided = sp.simplify(relation.subs({words["BilS"]: bilateral, words["MaxS"]: values["MaxS"]}))
    point = {"rho": "1", "rho_min": "1", "top": "3"}
    numbers = {symbol: sp.Rational(point[symbol.name]) for symbol in bilateral.free_symbols}
    if decided not in (sp.true, sp.false):
        decided = sp.false if decided.subs(numbers) == sp.false else decided
    if decided not in (sp.true, sp.false):
        return Result(Verdict.INCONCLUSIVE, observed=str(decided), expected=formula)
    shown = {**point, "MaxS": str(values["MaxS"].subs(numbers)), "BilS": str(bilateral.subs(numbers))}
    return Result(
        verdict_of(bool(decided)),
        observed={"MaxS": str(values["MaxS"]), "BilS": str(bilateral)},
        expected=formula,
        counterexample=None if decided else shown,
        covered=covers(bilateral.free_symbols, f"{QUADRATIC}; {AT_MINIMUM}; rho_min > 0"),
    )
