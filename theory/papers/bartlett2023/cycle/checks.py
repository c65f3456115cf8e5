"""The map of |x| by its branches, the linear part across a cycle, and the drift along a valley."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.bartlett2023.cycle.claims import ON_LINE, PAIRS, VALLEY
from theory.papers.bartlett2023.words import LINE
from theory.papers.expressions import compare
from theory.papers.tools.cycle import POINT, amplitude, names, step
from theory.papers.tools.derivation import confirm


def check_line(formula: str, domain: Domain = ANY) -> Result:
    """|x| moves by one affine map for s >= 1, and by two for s < 1, of which one is left and the other contracts."""
    return compare({"amplitude": amplitude()}, {"amplitude": formula}, POINT, names(), domain, f"{ON_LINE}, s < 2")


def check_diverges(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """For s >= 2 a step changes the sign; what it adds is at least 2 rho."""
    s, rho, size = names()["s"], symbols()["rho"], names()["size"]
    k = sp.Symbol("k", nonnegative=True)
    added = sp.expand(-step(size) - size)
    confirm(sp.expand((-step(size)).subs(s, 2 + k)).is_positive, "a step changes the sign")
    confirm(sp.expand(added.subs(s, 2 + k) - 2 * rho).is_nonnegative, "it adds 2 rho at least")
    return compare(
        {"growth": sp.collect(added, size)}, formula, {**POINT, "s": "5/2"}, names(), domain, f"{LINE}; s >= 2"
    )


@cache
def multiplier() -> Any:
    """Return the linear part, along v_j, of a step on the cycle along v_i, where |A x| = lambda_i c to first order."""
    table, rho = names(), symbols()["rho"]
    s_i, s_j, lam, k = table["s_i"], table["s_j"], table["lam"], sp.Symbol("k", positive=True)
    below = 2 * k / (1 + k)  # s_i < 2, so that the cycle's amplitude is positive
    part = sp.Symbol("part", real=True)
    other = lam * s_j / below  # lambda_j, where lambda_i = lam
    length = sp.sqrt(sp.factor(lam * amplitude().subs(table["s"], below)) ** 2 + (other * part) ** 2)
    after = part - s_j * (part + rho * other * part / length)
    linear = sp.simplify(sp.diff(after, part).subs(part, 0))
    return sp.factor(linear.subs(k, s_i / (2 - s_i)))


def check_multiplier(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Differentiate a step on the cycle in the component across it."""
    return compare({"multiplier": multiplier()}, formula, POINT, names(), domain, f"{PAIRS.split(';')[0]}; s_i < 2")


def check_alignment(formula: str) -> Result:
    """With q = s_j/s_i the multiplier is below 1, and above -1 exactly where (q - 1)((2 - s_i) q + 2) is negative."""
    table = names()
    s_i, s_j = table["s_i"], table["s_j"]
    q, k = sp.Symbol("q", positive=True), sp.Symbol("k", positive=True)
    value, inside = multiplier().subs(s_j, q * s_i), {s_i: 2 * k / (1 + k)}
    confirm(sp.factor((1 - value).subs(inside)).is_positive, "the multiplier is below 1")
    confirm(sp.simplify(-(value + 1) - (q - 1) * ((2 - s_i) * q + 2)) == 0, "what it lacks to -1 has two factors")
    confirm(sp.factor(((2 - s_i) * q + 2).subs(inside)).is_positive, "one factor is positive")
    relation = parse(formula, **table)
    if not isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan) or relation.lhs != s_j:
        raise ValueError(f"formula: expected s_j < ... or s_j > ..., got {formula!r}")
    found = "stable if and only if q < 1"
    if isinstance(relation, sp.StrictLessThan) and sp.simplify(relation.rhs - s_i) == 0:
        return Result(Verdict.HOLDS, observed=found, expected=formula, covered=Domain.of(PAIRS))
    for place in (sp.Rational(3, 4), sp.Rational(5, 4), sp.Rational(1, 4)):
        values = {s_i: sp.Integer(1), s_j: place}
        number = multiplier().subs(values)
        if bool(relation.subs(values)) != (abs(number) < 1):
            shown = {"s_i": "1", "s_j": str(place), "multiplier": str(number)}
            return Result(Verdict.FAILS, observed=found, expected=formula, counterexample=shown)
    return Result(Verdict.INCONCLUSIVE, observed=found, expected=formula)


def check_drift(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The step along the valley from the cycle, in powers of rho; terms of the curvature beyond its slope do not enter."""
    table, rho = names(), symbols()["rho"]
    s, lr, slope, bend = table["s"], table["lr"], table["slope"], sp.Symbol("bend", real=True)
    z, ratio = sp.Symbol("z", real=True), sp.Symbol("ratio", positive=True)  # ratio = |x|/rho
    here = s / lr  # the curvature at z = 0
    curvature = here + slope * z + bend * z**2 / 2
    x = sp.Symbol("x", positive=True)
    loss = curvature * x**2 / 2
    across, along = (sp.diff(loss, name).subs(z, 0).subs(x, ratio * rho) for name in (x, z))
    length = rho * sp.sqrt(sp.expand((across**2 + along**2) / rho**2))
    there = {x: ratio * rho + rho * across / length, z: rho * along / length}
    moved = -lr * sp.diff(loss, z).subs(there, simultaneous=True)
    confirm(sp.limit(moved / rho, rho, 0) == 0, "the drift is of second order")
    leading = sp.simplify(sp.limit(sp.simplify(moved / rho**2), rho, 0))
    cycle = sp.simplify(amplitude() / rho)
    confirm(not leading.has(bend), "the curvature's slope alone enters")
    derived = sp.factor(sp.simplify(leading.subs(ratio, cycle) * rho**2))
    return compare({"drift": derived}, formula, POINT, table, domain, f"{VALLEY}; rho -> 0")
