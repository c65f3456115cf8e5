"""Orbits of SAM with momentum on one weight: where they are, and that their linear part contracts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.bartlett2023.momentum.claims import HEAVY
from theory.papers.bartlett2023.words import LINE
from theory.papers.expressions import compare
from theory.papers.tools.cycle import POINT, amplitude, names
from theory.papers.tools.derivation import confirm

ALSO = f"{LINE}; beta < 1"
EXACT = {"s": "1", "beta": "9/10", "rho": "1"}
TRIED = ("1/10", "1/2", "1", "17/10", "19/10")
"""Step sizes at beta = 9/10 at which conditions are tried."""


def following(before: Any, here: Any, sign: int) -> Any:
    """Return x after a step of the heavy ball, from x before it and x, whose sign is given."""
    s, beta, rho = names()["s"], names()["beta"], symbols()["rho"]
    return here + beta * (here - before) - s * (here + sign * rho)


@cache
def stable_below() -> Any:
    """Return the s up to which the linear part is stable: the roots of r^2 - (1 + beta - s) r + beta are in the unit disc.

    By Jury's conditions that is |beta| < 1 and the values at 1 and -1 positive; every branch of the map has this linear part.
    """
    s, beta, r = names()["s"], names()["beta"], sp.Symbol("r")
    before, here = sp.symbols("before here", real=True)
    step = following(before, here, 1)
    trace, product = sp.diff(step, here), -sp.diff(step, before)
    confirm(sp.diff(following(before, here, -1), here) == trace, "both branches have one linear part")
    characteristic = r**2 - trace * r + product
    confirm(sp.expand(product - beta) == 0, "the product of the roots is beta")
    confirm(sp.expand(characteristic.subs(r, 1)).is_positive, "the value at 1 is positive")
    (edge,) = sp.solve(sp.expand(characteristic.subs(r, -1)), s)
    confirm(sp.diff(sp.expand(characteristic.subs(r, -1)), s).is_negative, "the value at -1 is positive below one s")
    return sp.factor(edge)


def check_alternating(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Solve for the orbit c, -c; its amplitude is positive, and its linear part stable, below one s."""
    c = sp.Symbol("c", positive=True)
    (derived,) = map(sp.factor, sp.solve(sp.Eq(following(-c, c, 1), -c), c))
    bound = sp.factor(stable_below())
    confirm(sp.expand(sp.denom(derived).subs(names()["s"], bound)) == 0, "the amplitude is infinite at the bound")
    return compare({"amplitude": derived, "exists below": bound}, formula, POINT, names(), domain, ALSO)


def responses() -> dict[str, Any]:
    """Return the step size without momentum that has the same alternating orbit, for three kinds of momentum."""
    s, beta = names()["s"], names()["beta"]
    v, g = sp.symbols("v g", real=True)
    (velocity,) = sp.solve(sp.Eq(-v, beta * v + g), v)  # v changes its sign at every step; the next one is -v
    (average,) = sp.solve(sp.Eq(-v, beta * v + (1 - beta) * g), v)
    steps = {"heavy ball": -velocity, "Nesterov": g + beta * -velocity, "moving average": -average}
    return {kind: sp.factor(s * step / g) for kind, step in steps.items()}


def check_responses(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The velocity alternates with the gradient; insert it into the step. The heavy ball's orbit confirms it."""
    derived, c = responses(), sp.Symbol("c", positive=True)
    (orbit,) = sp.solve(sp.Eq(following(-c, c, 1), -c), c)
    same = amplitude().subs(names()["s"], derived["heavy ball"])
    confirm(sp.simplify(orbit - same) == 0, "the orbit is that of the other step size")
    return compare(derived, formula, POINT, names(), domain, ALSO)


@cache
def four() -> tuple[Any, Any]:
    """Return x_0 and x_1 of the orbit x_0, x_1, -x_0, -x_1, where both are positive."""
    x_0, x_1 = sp.symbols("x_0 x_1", positive=True)
    equations = [sp.Eq(following(x_0, x_1, 1), -x_0), sp.Eq(following(-x_1, x_0, 1), x_1)]
    (found,) = sp.solve(equations, [x_0, x_1], dict=True)
    return sp.factor(found[x_0]), sp.factor(found[x_1])


def _positive_below() -> Any:
    """Return the s below which both places of the orbit are positive: their denominator is, and one numerator changes."""
    s, rho, beta = names()["s"], symbols()["rho"], names()["beta"]
    first, second = four()
    below = sp.Poly(sp.denom(first), s)
    confirm(sp.expand(sp.denom(first) - sp.denom(second)) == 0, "both have one denominator")
    confirm(
        below.LC() > 0 and sp.expand(below.discriminant() + 4 * (1 - beta) ** 2) == 0, "it has no root for beta < 1"
    )
    (edge,) = sp.solve(sp.cancel(sp.numer(second) / (s * rho)), s)
    (other,) = sp.solve(sp.cancel(sp.numer(first) / (s * rho)), s)
    k = sp.Symbol("k", nonnegative=True)
    inside = {beta: k / (1 + k)}
    confirm(sp.factor((other - edge).subs(inside)).is_positive, "x_0 stays positive where x_1 is")
    confirm(sp.factor((stable_below() - edge).subs(inside)).is_positive, "and the linear part is stable there")
    return edge


def _condition(text: str) -> Any:
    return parse(text, **names())


def _wrong_condition(stated: Any, edge: Any) -> dict[str, str] | None:
    """Return exact numbers at which a stated condition is not that s is below an edge; None where none tried shows it."""
    s, beta = names()["s"], names()["beta"]
    for text in TRIED:
        values = {s: sp.Rational(text), beta: sp.Rational(EXACT["beta"])}
        attracts = bool(values[s] < edge.subs(values))
        if bool(stated.subs(values)) != attracts:
            values[symbols()["rho"]] = sp.Integer(1)
            orbit = {name: str(value.subs(values)) for name, value in zip(("x_0", "x_1"), four(), strict=True)}
            shown = {"s": text, "beta": EXACT["beta"], "rho": "1"}
            return shown | orbit | {"attracts": str(attracts)} if attracts else shown | {"attracts": "False"}
    return None


def _same_condition(stated: Any, edge: Any) -> bool:
    s = names()["s"]
    return isinstance(stated, sp.StrictLessThan) and stated.lhs == s and sp.expand(stated.rhs - edge) == 0


def check_never(formula: dict[str, str]) -> Result:
    """An orbit of period four is there and attracts below one s: tried in exact numbers."""
    stated, edge = _condition(formula["another cycle attracts if"]), _positive_below()
    shown = _wrong_condition(sp.sympify(stated), edge)
    if shown is not None:
        return Result(Verdict.FAILS, observed=f"s < {edge}", expected=formula, counterexample=shown)
    verdict = Verdict.HOLDS if _same_condition(stated, edge) else Verdict.INCONCLUSIVE
    return Result(verdict, observed=f"s < {edge}", expected=formula, covered=Domain.of(HEAVY))


def check_four(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Solve for the orbit; where both places are positive, every branch on it has the linear part of the alternating one."""
    places = {key: formula[key] for key in ("x_0", "x_1")}
    found = compare(dict(zip(places, four(), strict=True)), places, POINT, names(), domain, f"{ALSO}; beta > 0")
    stated, edge = _condition(formula["attracts if"]), _positive_below()
    shown = _wrong_condition(stated, edge)
    if found.verdict is not Verdict.HOLDS or shown is not None:
        return replace(found, verdict=Verdict.FAILS, expected=formula, counterexample=found.counterexample or shown)
    same = _same_condition(stated, edge)
    return replace(found, verdict=Verdict.HOLDS if same else Verdict.INCONCLUSIVE, expected=formula)
