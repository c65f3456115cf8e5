"""How bounds on the matched AT radius are tested: a proof by first contact, else a search for a certified violation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain, of_symbols
from theory.ledger.formulas import parse, symbols
from theory.model.objectives import SharpnessAware
from theory.papers.tools import digits
from theory.papers.tools.deciding import polynomial_sign
from theory.papers.tools.random_models import RANDOM_MODELS, SEED, case, random_models, rounded
from theory.papers.wei2023 import contact
from theory.papers.wei2023.radii.checks import eps_of
from theory.papers.wei2023.shift.series import implicit_steps
from theory.papers.wei2023.words import SAME_WEIGHT
from theory.rigour.compare import compare
from theory.sam.optima import optimal_weight
from theory.sam.radii import matching_eps

GLUE = (
    "h = w_SAM - w* is smooth in rho (implicit function theorem: acc' has opposite signs at the two ends); eps < B"
    " exactly if h < H = w* B/(eta - B) where B < eta, and nothing is to be shown where B >= eta; a first contact of"
    " h with H would need h' >= H' there, and the steps exclude it"
)

ROUNDING = 1.0 + 1e-12  # how far the solver's rounding may lift a smaller number above a larger one

# settings where bounds near the proved ones are tight (rho small; kappa large, p near 1/2), or rho is large
SEARCH = (
    ("3/5", "5", "1", "1"),
    ("7/10", "1/10", "1", "1/100"),
    ("7/10", "1/10", "1", "5"),
    ("9/10", "1/2", "100", "5"),
    ("501/1000", "5", "100", "79"),
    ("501/1000", "50", "1", "79/10"),
)


def upper_bounds(relation: Any) -> tuple[Any, ...] | None:
    """Return B_1, B_2, ... of a relation eps < min(B_1, B_2, ...), also written B > eps; None for any other."""
    eps = symbols()["eps"]
    if isinstance(relation, sp.StrictGreaterThan):
        relation = relation.reversed
    if not isinstance(relation, sp.StrictLessThan) or relation.lhs != eps:
        return None
    return tuple(relation.rhs.args) if isinstance(relation.rhs, sp.Min) else (relation.rhs,)


def violation(bound: Any) -> dict[str, str] | None:
    """Return a rational setting where the exact eps is certainly above the bound, None where none is found."""
    table = symbols()
    for p, eta, d, rho in SEARCH:
        value = bound.subs({table["eta"]: sp.Rational(eta), table["d"]: sp.Rational(d), table["rho"]: sp.Rational(rho)})
        if not value.is_Rational:
            continue
        point = digits.Point(p, eta, d)
        exact = digits.matched_eps(point, rho, 30)
        with digits.precise():
            broken = bool(exact > digits.ball(str(value)))
        if broken:
            return point.inputs(rho=rho) | {"exact eps": digits.decimals(exact, 25), "claimed bound": str(value)}
    return None


def check_bound(formula: str, eps: str = SAME_WEIGHT) -> Result:
    """Prove eps < bound for every rho by first contact, or refute it by small rho or at a certified setting.

    What is covered are the symbols of the proofs, with d = 1 + delta, and what eps stands for.
    """
    bounds = upper_bounds(parse(formula))
    if bounds is None:
        return _reversed(formula)
    steps = {**implicit_steps(), **contact.slope_steps(), **contact.lemma_steps()}
    proved, used = all(steps.values()), {symbols()["eps"]}
    for bound in bounds:
        found = contact.prove_bound(bound)
        steps |= {f"{bound}: {name}": value for name, value in found.steps.items()}
        used |= found.used
        if found.proved:
            continue
        proved = False
        where = violation(bound)
        if where is None and found.refuted:
            where = {"rho -> 0": f"eps exceeds {bound} by the first term in which their series differ"}
        if where is not None:
            return Result(Verdict.FAILS, observed=steps, expected=formula, counterexample=where)
    verdict = Verdict.HOLDS if proved else Verdict.INCONCLUSIVE
    covered = of_symbols(
        used, {"delta": "d >= 1", "q": "", "eps": eps}
    )  # q > 0 are the bounds below eta, the others hold
    return Result(verdict, observed=steps, expected="every step true", note=GLUE, covered=covered)


def _reversed(formula: str) -> Result:
    """Refute a relation by a setting where it is certainly false; without one nothing is decided."""
    table = symbols()
    relation = parse(formula)
    for p, eta, d, rho in SEARCH[:2]:
        values = {table["eta"]: sp.Rational(eta), table["d"]: sp.Rational(d), table["rho"]: sp.Rational(rho)}
        exact = digits.matched_eps(digits.Point(p, eta, d), rho)
        # 30 certified digits decide between unequal numbers, an equality is left open
        number = sp.Rational(digits.decimals(exact))
        ends = [relation.subs(values).subs(table["eps"], number * (1 + sp.Rational(k, 10**25))) for k in (-1, 1)]
        if ends == [sp.false, sp.false]:
            point = digits.Point(p, eta, d).inputs(rho=rho) | {"exact eps": digits.decimals(exact, 25)}
            return Result(Verdict.FAILS, observed=point["exact eps"], expected=formula, counterexample=point)
    return Result(Verdict.INCONCLUSIVE, observed="not an upper bound of eps, and no violation found")


def check_same_bound(formula: str) -> Result:
    """W(rho) > w_SAM(rho): where W > 0 the same as eps < eta (1 - w*/W), since eps = eta (1 - w*/w_SAM)."""
    table = symbols()
    relation = parse(formula)
    if isinstance(relation, sp.StrictLessThan):
        relation = relation.reversed
    sides = {"above": relation.lhs, "below": relation.rhs}
    for side, other in (("above", "below"), ("below", "above")):
        if sides[other] == table["w_SAM"]:
            bound = sp.cancel(table["eta"] * (1 - table["w_star"] / sides[side]))
            found = check_bound(f"eps {'<' if side == 'above' else '>'} {bound}", eps="eps = rho")
            return _where_positive(found, sides[side])
    return Result(Verdict.INCONCLUSIVE, observed="not a comparison with w_SAM")


def _where_positive(found: Result, weight: Any) -> Result:
    """Return a proof about eps as one about a weight, covering rho < eta: there the weight must be positive, as w_SAM is."""
    table, room = symbols(), sp.Symbol("m", positive=True)
    if found.verdict is not Verdict.HOLDS:
        return found
    if polynomial_sign(weight.subs(table["eta"], table["rho"] + room)) == 1:
        return replace(found, covered=Domain.of(f"{found.covered}, {of_symbols([room], {'m': 'rho < eta'})}"))
    for share in (sp.Rational(9, 10), sp.Rational(1, 2)):
        value = sp.cancel(weight.subs(table["rho"], share * table["eta"]))
        if polynomial_sign(value) == -1:
            shown = {"rho": f"{share} eta", "weight, negative as w_SAM is not": str(value)}
            return replace(found, verdict=Verdict.FAILS, counterexample=shown)
    return replace(found, verdict=Verdict.INCONCLUSIVE, note=f"{weight} is not seen to be positive for rho < eta")


def _outcome(model: Any, holds_at: Any, rho: Any, quotient: Any, radii: str) -> Result:
    """Return the verdict over all points; ``quotient`` (eps over its bound) says how close they come."""
    bad = np.flatnonzero(~holds_at)
    return Result(
        verdict_of(not bad.size),
        observed={
            "points": int(holds_at.size),
            "violated": int(bad.size),
            "largest quotient": rounded(np.max(quotient)),
        },
        expected={"violated": 0},
        counterexample=case(model, int(bad[0]), rho=rho, quotient=quotient) if bad.size else None,
        seed=SEED,
        covered=Domain.of(f"{RANDOM_MODELS}, {radii}"),
    )


def check_bound_numerically(formula: str, count: int = 20000) -> Result:
    """Evaluate the relation at the exact eps, random parameters; equality within 1e-12 is the solver's rounding."""
    table = symbols()
    model, generator = random_models(count)
    rho = np.exp(generator.uniform(np.log(1e-4), np.log(50.0 * np.sqrt(model.d))))
    exact = matching_eps(model, rho)
    relation = parse(formula)
    greater = isinstance(relation, sp.StrictGreaterThan)
    small, large = (relation.rhs, relation.lhs) if greater else (relation.lhs, relation.rhs)
    names = ("eta", "d", "rho", "eps")
    lesser, bigger = (
        np.broadcast_to(
            sp.lambdify([table[n] for n in names], side, "numpy")(model.eta, model.d, rho, exact), rho.shape
        )
        for side in (small, large)
    )
    quotient = lesser / bigger
    return _outcome(model, lesser < bigger * ROUNDING, rho, quotient, f"rho > 0, 0 < eps < eta, {SAME_WEIGHT}")


def check_same_bound_numerically(formula: str, count: int = 20000) -> Result:
    """Evaluate the relation between the weights at rho < eta, random parameters."""
    table = symbols()
    model, generator = random_models(count)
    rho = model.eta * generator.uniform(0.001, 0.999, model.eta.shape)
    weight = optimal_weight(model, SharpnessAware(rho))
    relation = parse(formula)
    names = ("w_star", "eta", "rho", "w_SAM")
    values = (model.standard_weight, model.eta, rho, weight)
    low, high = (
        sp.lambdify([table[n] for n in names], side, "numpy")(*values) for side in (relation.lts, relation.gts)
    )
    return _outcome(model, low < high * ROUNDING, rho, low / high, "0 < rho < eta, 0 < eps < eta, eps = rho")


def check_truncation(formula: dict[str, Any]) -> Result:
    """At one setting: the exact eps, enclosed, is below rho, and each truncated relation gives one above it."""
    table = symbols()
    rho = formula["rho"]
    point = digits.Point(formula["p"], formula["eta"], formula["d"])
    exact = digits.matched_eps(point, rho)
    values = {table[name]: sp.Rational(formula[name]) for name in ("eta", "d", "rho")}
    truncated = {line: eps_of(parse(line)).subs(values) for line in formula["truncated"]}
    with digits.precise():
        kept, broken = bool(exact < digits.ball(rho)), bool(exact >= digits.ball(rho))
    if not (kept or broken):
        return Result(Verdict.INCONCLUSIVE, observed=digits.decimals(exact))
    return Result(
        verdict_of(kept and all(value > sp.Rational(rho) for value in truncated.values())),
        observed={"exact eps": digits.decimals(exact, 25)} | {line: str(value) for line, value in truncated.items()},
        expected=f"exact eps below {rho}, the others above it",
        covered=Domain.of(", ".join(f"{name} = {formula[name]}" for name in ("p", "eta", "d", "rho"))),
    )


def check_truncation_range(formula: tuple[str, str]) -> Result:
    """eps < rho for every rho > 0 iff the quadratic that rho - eps leaves has no root: its discriminant decides.

    The formula is the relation, and what eta^2 must stay below.
    """
    table = symbols()
    rho, eta = table["rho"], table["eta"]
    line, threshold = formula
    numerator, denominator = sp.fraction(sp.cancel((rho - eps_of(parse(line))) / rho))
    quadratic = sp.Poly(numerator, rho)
    a, b, c = (quadratic.coeff_monomial(rho**k) for k in (2, 1, 0))
    # a, c > 0 and b < 0: the roots, if real, are positive; none exist iff b**2 - 4ac < 0
    shape = quadratic.degree() == 2 and [polynomial_sign(v) for v in (a, b, c, denominator)] == [1, -1, 1, 1]
    square = sp.Symbol("s", positive=True)  # eta**2
    discriminant = sp.Poly(sp.expand(quadratic.discriminant()).subs(eta, sp.sqrt(square)), square)
    rises = discriminant.degree() == 1 and polynomial_sign(discriminant.LC()) == 1
    if not (shape and rises):
        return Result(Verdict.INCONCLUSIVE, observed=str(numerator))
    least = -discriminant.coeff_monomial(1) / discriminant.LC()  # below it the discriminant is negative
    found = compare({"eta^2 <": (least, parse(threshold))})
    used = {eta, table["d"], rho}
    return replace(
        found, observed=f"eta^2 < {sp.simplify(least)}", expected=f"eta^2 < {threshold}", covered=of_symbols(used)
    )
