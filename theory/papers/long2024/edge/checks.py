"""One step of SAM along an eigenvector: up to which curvature it shrinks the gradient."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.expressions import compare, equal
from theory.papers.long2024.edge.claims import ALONG
from theory.papers.tools.cycle import POINT, amplitude, names
from theory.papers.tools.derivation import confirm
from theory.rigour.compare import limit_confirmed

CYCLE = f"{ALONG}; one weight; all starts but countably many; s < 2"


@cache
def shrinking() -> Any:
    """Return lr lambda (1 + rho lambda/g), by which a step multiplies x along an eigenvector, less 1 and turned.

    The gradient shrinks if and only if that is between 0 and 2: it rises with lambda from 0 on, so that one curvature decides.
    """
    table, rho = names(), symbols()["rho"]
    lr, lam, g, size = table["lr"], table["lam"], table["g"], table["size"]
    after = size - lr * lam * (size + rho)
    taken = sp.expand(1 - after / size).subs(size, g / lam)
    taken = sp.expand(taken)
    confirm(taken.is_positive and sp.diff(taken, lam).is_positive, "it rises with the curvature from 0 on")
    return taken


@cache
def edge() -> Any:
    """Return the curvature at which a step leaves the gradient's length as it is: the positive root."""
    lam = names()["lam"]
    unknown = sp.Symbol("root", real=True)
    roots = sp.solve(sp.Eq(shrinking().subs(lam, unknown), 2), unknown)
    confirm(sp.Poly(shrinking() - 2, lam).LC().is_positive, "the product of the roots is negative: one is positive")
    (found,) = [root for root in roots if root.subs(dict.fromkeys(root.free_symbols, 1)) > 0]
    confirm(sp.simplify(shrinking().subs(lam, found) - 2) == 0, "it is a root")
    return found


def _compared(derived: Any, formula: str, domain: Domain, also: str) -> Result:
    return compare({"edge": derived}, {"edge": formula}, POINT, names(), domain, also)


def check_edge(formula: str, domain: Domain = ANY) -> Result:
    """Solve for the curvature at which a step multiplies the gradient by -1."""
    return _compared(edge(), formula, domain, ALONG)


def check_small_radius(formula: str, domain: Domain = ANY) -> Result:
    """The edge is smooth in rho at 0: its first Taylor coefficients."""
    rho = symbols()["rho"]
    series = sp.series(edge(), rho, 0, 2).removeO()
    confirm(limit_confirmed((edge() - series) / rho, rho, sp.Integer(0)), "what is left is smaller than rho")
    return _compared(sp.expand(series), formula, domain, f"{ALONG}; rho -> 0")


def check_small_gradient(formula: str, domain: Domain = ANY) -> Result:
    """The edge over the square root of g has a limit."""
    g, root = names()["g"], sp.Symbol("root", positive=True)
    leading = sp.limit(sp.simplify(edge().subs(g, root**2) / root), root, 0)
    confirm(limit_confirmed(edge() / sp.sqrt(g), g, leading), "the limit")
    return _compared(leading * sp.sqrt(g), formula, domain, f"{ALONG}; g -> 0")


def check_below(formula: str) -> Result:
    """At a stated bound of the edge the step's factor is compared with 2: it rises with the curvature."""
    table, word = names(), sp.Symbol("edge", real=True)
    relation = parse(formula, **table, edge=word)
    if not isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan) or relation.lhs != word:
        raise ValueError(f"formula: expected edge < ... or edge > ..., got {formula!r}")
    excess = sp.expand(shrinking().subs(table["lam"], relation.rhs) - 2)  # positive where the edge is below the bound
    less = isinstance(relation, sp.StrictLessThan)
    covered = Domain.of(f"{ALONG}; g > 0; lr > 0; rho > 0")
    if (excess.is_positive and less) or (excess.is_negative and not less):
        return Result(Verdict.HOLDS, observed=str(excess), expected=formula, covered=covered)
    point = {table["g"]: sp.Integer(100), table["lr"]: sp.Rational(1, 10), symbols()["rho"]: sp.Rational(1, 10)}
    if (excess.subs(point) > 0) != less:
        shown = {symbol.name: str(value) for symbol, value in point.items()} | {
            "edge": str(sp.N(edge().subs(point), 20))
        }
        return Result(Verdict.FAILS, observed=str(excess), expected=formula, counterexample=shown)
    return Result(Verdict.INCONCLUSIVE, observed=str(excess), expected=formula)


def check_cycle(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Insert the gradient's length on the cycle: a curvature at which the step's factor is 2 is the edge, the only root."""
    table = names()
    s, lam, root = table["s"], table["lam"], sp.Symbol("root", positive=True)
    here = {table["g"]: lam * amplitude(), table["lr"]: s / lam}
    stated = parse(formula["edge"], **table).subs(table["lr"], s / lam)

    def is_root(_: Any) -> bool:
        factor = shrinking().subs(lam, root).subs(here, simultaneous=True)
        return bool(sp.simplify(factor.subs(root, stated) - 2) == 0)

    derived = edge().subs(here, simultaneous=True)
    return equal({"edge": (derived, stated)}, POINT, domain, CYCLE, is_root)


def check_outside(formula: str) -> Result:
    """The step's factor at |g| = lambda |x| is below 2 exactly beyond the cycle."""
    table, rho = names(), symbols()["rho"]
    s, size, lam = table["s"], table["size"], table["lam"]
    taken = sp.expand(shrinking().subs({table["g"]: lam * size, table["lr"]: s / lam}, simultaneous=True))
    confirm(sp.diff(taken, size).is_negative, "the factor falls in |x|")
    (place,) = sp.solve(sp.Eq(taken, 2), size)
    confirm(sp.simplify(place - amplitude()) == 0, "it is 2 on the cycle")
    relation = parse(formula, **table)
    if not isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan) or relation.lhs != size:
        raise ValueError(f"formula: expected size > ... or size < ..., got {formula!r}")
    if isinstance(relation, sp.StrictGreaterThan) and sp.simplify(relation.rhs - place) == 0:
        covered = Domain.of(f"{ALONG}; size > 0; rho > 0; 0 < s; s < 2")
        return Result(Verdict.HOLDS, observed=str(place), expected=formula, covered=covered)
    for at in (sp.Rational(3, 4), sp.Rational(3, 2)):
        values = {s: sp.Integer(1), rho: sp.Integer(1), size: at}
        if bool(relation.subs(values)) != bool(taken.subs(values) < 2):
            shown = {"s": "1", "rho": "1", "size": str(at), "factor of x": str(1 - taken.subs(values))}
            return Result(Verdict.FAILS, observed=str(place), expected=formula, counterexample=shown)
    return Result(Verdict.INCONCLUSIVE, observed=str(place), expected=formula)
