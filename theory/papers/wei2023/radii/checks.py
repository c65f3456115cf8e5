"""How the lines of Appendix A.5 are tested: the exact matched radius, its small-radius limit, and the algebra."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain, of_symbols
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import digits
from theory.papers.tools.deciding import polynomial_sign
from theory.papers.tools.derivation import confirm, in_log_odds, shifted_slope_factor
from theory.papers.wei2023.contact import Steps
from theory.papers.wei2023.shift.checks import approached
from theory.papers.wei2023.shift.series import (
    covered_by_series,
    implicit_steps,
    series_of_matched_eps,
    shift_limit,
    unscaled,
)
from theory.papers.wei2023.shift.theorem import series_compared
from theory.papers.wei2023.words import SAME_WEIGHT
from theory.rigour.compare import compare, limit_confirmed

ROOM = {"m": "eps < eta"}
"""Where a derivation writes eta as eps + m."""


def adversarial_swing(w: Any) -> Any:
    """Return the argument of the sinh in the robust accuracy's slope at ``w``: zero exactly at the optimum.

    The attack leaves the features normal with mean eta - eps (eq. 17).
    """
    table = symbols()
    mean = table["eta"] - table["eps"]
    argument = table["Lambda"] / 2 - mean * table["w"]
    confirm(
        shifted_slope_factor(mean).swing == sp.sinh(argument), "the robust accuracy's slope is that of a mean eta - eps"
    )
    return argument.subs(table["w"], w)


def below_eta(expression: Any) -> Any:
    """Return an expression with eta = eps + m, m > 0."""
    table = symbols()
    return expression.subs(table["eta"], table["eps"] + sp.Symbol("m", positive=True))


def matched(domain: Domain) -> Domain:
    """Return a domain with what the exact relation assumes of two radii besides: eps is the one that rho is matched with."""
    return Domain.of(f"{domain}, 0 < eps < eta, {SAME_WEIGHT}")


def matched_limit() -> Any:
    """Return the exact limit of rho**2/eps over matched radii as rho tends to 0."""
    table = symbols()
    return 1 / (table["eta"] * unscaled(series_of_matched_eps(2)).coeff(table["rho"], 2))


def eps_of(relation: Any) -> Any:
    """Return eps solved from a relation between eps and rho, None where there is not exactly one solution.

    That it solves the relation is confirmed by putting it in.
    """
    unsigned = sp.Symbol("eps", real=True)  # a relation may wrongly give a negative radius
    moved = relation.subs(symbols()["eps"], unsigned)
    solutions = sp.solve(moved, unsigned)
    if len(solutions) != 1:
        return None
    confirm(sp.simplify((moved.lhs - moved.rhs).subs(unsigned, solutions[0])) == 0, "the solution solves the relation")
    return solutions[0]


def check_adversarial_weight(formula: str, domain: Domain = ANY) -> Result:
    """Eq. 34: the formula is the zero of the robust accuracy's slope, which falls through 0 there as eps < eta."""
    table = symbols()
    swing = sp.expand(adversarial_swing(table["w"]))
    optimum = sp.solve(swing, table["w"])
    falls = polynomial_sign(below_eta(swing.coeff(table["w"], 1))) == -1 and sp.degree(swing, table["w"]) == 1
    if len(optimum) != 1 or not falls:
        return Result(Verdict.INCONCLUSIVE, observed=str(optimum), expected=formula)
    found = compare({"w_AT": (optimum[0], in_log_odds(parse(formula)))}, domain)
    covered = of_symbols({*swing.free_symbols, table["d"], sp.Symbol("m", positive=True)}, ROOM)
    return replace(found, observed=str(optimum[0]), expected=formula, covered=covered)


def in_range(eps: Any) -> Steps:
    """Return whether a radius lies between 0 and eta for every w_SAM above w*, by the signs of its coefficients."""
    table = symbols()
    standard = table["Lambda"] / (2 * table["eta"])
    beyond = sp.cancel(eps.subs(table["w_SAM"], standard + sp.Symbol("q", positive=True)))
    return {
        "0 < eps": polynomial_sign(beyond) == 1,
        "eps < eta": polynomial_sign(sp.cancel(table["eta"] - beyond)) == 1,
    }


def check_exact_relation(formula: str, domain: Domain = ANY) -> Result:
    """Theorem 4.5, exact: eps solved from the AT condition at w = w_SAM, and 0 < eps < eta since w_SAM > w*."""
    table = symbols()
    swing = sp.expand(adversarial_swing(table["w_SAM"]))
    derived = sp.cancel(-swing.coeff(table["eps"], 0) / swing.coeff(table["eps"], 1))  # linear: the only zero
    confirm(sp.simplify(swing.subs(table["eps"], derived)) == 0, "eps solves the condition")
    steps = {"the condition is linear in eps": sp.degree(swing, table["eps"]) == 1, **in_range(derived)}
    stated = {"eps": (derived, in_log_odds(parse(formula)))}
    at_weights = Domain.of(f"{domain}, w_SAM > 0" if domain else "w_SAM > 0")
    found = compare(stated, at_weights)
    covered = of_symbols({*swing.free_symbols, table["d"], table["rho"], sp.Symbol("m", positive=True)}, ROOM)
    verdict = found.verdict if found.verdict is not Verdict.HOLDS or all(steps.values()) else Verdict.INCONCLUSIVE
    return replace(found, verdict=verdict, observed={"eps": str(derived), **steps}, expected=formula, covered=covered)


def check_limit(formula: str, domain: Domain = ANY) -> Result:
    """Eqs. 36 and 13: the limit of rho**2/eps that the relation gives against that of the exact relation."""
    table = symbols()
    rho, eps = table["rho"], eps_of(parse(formula))
    if eps is None:
        return Result(Verdict.INCONCLUSIVE, observed="the relation does not give one eps")
    for step, true in implicit_steps().items():
        confirm(true, step)
    claimed, derived = sp.simplify(sp.limit(rho**2 / eps, rho, 0)), matched_limit()
    if not (limit_confirmed(rho**2 / eps, rho, claimed, domain) and approached(shift_limit())):
        return Result(Verdict.INCONCLUSIVE, observed=f"values at small rho do not approach sympy's limit {claimed}")
    holds = sp.simplify(claimed - derived) == 0
    return Result(
        Verdict.HOLDS if holds else Verdict.FAILS,
        observed=f"rho^2/eps -> {derived}",
        expected=f"rho^2/eps -> {claimed}",
        counterexample=None if holds else _shown(eps),
        covered=matched(covered_by_series(derived)),
    )


def _shown(eps: Any) -> dict[str, str]:
    """Return the exact and a claimed matched eps at one rational setting."""
    point, radius = digits.Point("7/10", "1/10", "1"), "1/100"
    values = {symbols()[name]: sp.Rational(value) for name, value in point.inputs(rho=radius).items()}
    return point.inputs(rho=radius) | {
        "exact eps": digits.decimals(digits.matched_eps(point, radius), 25),
        "claimed eps": str(sp.cancel(eps).subs(values)),
    }


def check_series(formula: str, remainder: int, domain: Domain = ANY) -> Result:
    """The series of eps/eta = 1 - w*/w_SAM in e, up to the stated order of what it leaves."""
    for step, true in implicit_steps().items():
        confirm(true, step)
    derived, claimed = series_of_matched_eps(remainder - 2), parse(formula) / symbols()["eta"]
    found = series_compared(derived, claimed, remainder, domain, of=lambda ratio: 1 - 1 / ratio)
    assert found.covered is not None
    return replace(found, covered=matched(found.covered))


def check_equivalence(formula: str, premise: str, domain: Domain = ANY) -> Result:
    """A step of algebra: both relations have the same solutions, as their differences have a ratio of one sign."""
    before, after = parse(premise), parse(formula)
    differences = [side.lhs - side.rhs for side in (before, after)]
    ratio = sp.cancel(differences[1] / differences[0])
    same = polynomial_sign(below_eta(ratio)) in (1, -1)
    used = below_eta(ratio).free_symbols.union(
        *(one.free_symbols for one in differences), {symbols()["d"], symbols()["w_star"]}
    )
    if same:
        found = compare({"after = ratio times before": (differences[1], ratio * differences[0])}, domain)
        return replace(
            found, observed=f"ratio {ratio}", expected="one sign for 0 < eps < eta", covered=of_symbols(used, ROOM)
        )
    apart = solutions_apart(before, after)
    if apart is None:
        return Result(Verdict.INCONCLUSIVE, observed=str(ratio))
    return Result(Verdict.FAILS, observed=f"ratio {ratio}", expected="one sign for 0 < eps < eta", counterexample=apart)


def solutions_apart(before: Any, after: Any) -> dict[str, str] | None:
    """Return a rational setting at which two relations have other solutions eps, at least one of them in (0, eta)."""
    point = digits.Point("7/10", "1/10", "1")
    values = {symbols()[name]: sp.Rational(value) for name, value in point.inputs(rho="1/3").items()}
    solutions = [eps for eps in (eps_of(before), eps_of(after)) if eps is not None]
    found = [sp.cancel(eps).subs(values) for eps in solutions]
    if len(set(found)) < 2 or not any(0 < one < values[symbols()["eta"]] for one in found):
        return None
    return point.inputs(rho="1/3") | {"eps before": str(found[0]), "eps after": str(found[1])}
