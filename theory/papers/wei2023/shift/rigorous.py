"""Rigorous check of the leading term of SAM's shift, which lies between two bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023 import proof_functions as pf
from theory.papers.wei2023.certified_settings import LARGE, MIDDLE, SMALL, Setting, digits_of
from theory.papers.wei2023.rigorous_results import prove_all, result_of, undecided
from theory.papers.wei2023.shift_bounds import bounds
from theory.papers.wei2023.shift_bounds.lower import leading_steps, ratio_jobs, reach_of
from theory.rigour.compare import limit_confirmed
from theory.rigour.formulas import ball_value
from theory.rigour.prover import STANDARD, Plan


def between_bounds(name: str, formula: str, plan: Plan, expected: Any, note: str) -> Result:
    """Prove the two-sided bound for e <= 1, so that (w_SAM - w*)/(w* e^2/3) tends to 1."""
    proofs = prove_all(name, formula, plan, ratio_jobs())
    sides = [parse(text, **pf.helpers()) for text in (bounds.LOWER, bounds.SHARPER, bounds.UPPER)]
    covered = bounds.covered(*sides, besides="rho -> 0")
    return result_of(proofs, expected, note, steps=leading_steps(), reached=reach_of(proofs) > 0, covered=covered)


def decided_limits(found: Result, difference: Any, examples: Any) -> Result:
    """Return what a proved limit says of a stated one, by their difference, a polynomial of d.

    Args:
        found: the result of the proof.
        difference: of the stated limit and the proved one.
        examples: makes certified digits for a counterexample.
    """
    if found.verdict is not Verdict.HOLDS:
        return found
    where = where_not_zero(difference)
    if where is None:
        return undecided("where the limits differ is not decided", found.expected)
    if not where:
        return found
    shown = {f"d = {one.d}": examples(one) for one in (SMALL, MIDDLE, LARGE)}
    return Result(
        Verdict.FAILS,
        found.observed,
        found.expected,
        counterexample=shown,
        note=f"the limits differ for {where}; {found.note}",
        covered=found.covered,
    )


def check_leading(formula: str, plan: Plan = STANDARD) -> Result:
    """Theorem 4.4: the formula's limit of (w_SAM - w*)/(w* rho^2/d) against 1/3, which the two-sided bound proves."""
    s = symbols()
    shift = sp.cancel((parse(formula) / s["w_star"] - 1).subs(s["rho"], s["e"] * sp.sqrt(s["d"])))
    claimed = sp.limit(shift / s["e"] ** 2, s["e"], 0)
    if not limit_confirmed(shift / s["e"] ** 2, s["e"], claimed):
        return undecided(f"values at small rho do not approach sympy's limit {claimed}", formula)
    expected = f"(formula - w*)/(w* rho^2/d) -> {claimed}"
    found = between_bounds(
        "wei2023/thm-4.4", formula, plan, expected, "1 - O(e^2) <= (w_SAM - w*)/(w* rho^2/(3d)) <= 1 + O(e^2) is proved"
    )
    if sp.simplify(shift - claimed * s["e"] ** 2) != 0:
        found = _narrowed(found, "the term rho^2 alone")
    return decided_limits(found, claimed - sp.Rational(1, 3), lambda one: _compared(one, formula))


def _narrowed(found: Result, condition: str) -> Result:
    assert found.covered is not None
    return replace(found, covered=Domain.of(f"{found.covered}, {condition}"))


def where_not_zero(difference: Any) -> str | None:
    """Return for which d >= 1 a polynomial of d is not 0, by its coefficients in d - 1: "" for none, None if undecided."""
    growth = sp.Symbol("growth", positive=True)  # d = 1 + growth
    shifted = sp.expand(sp.simplify(difference).subs(symbols()["d"], 1 + growth))
    if shifted == 0:
        return ""
    if not shifted.is_polynomial(growth) or not shifted.free_symbols <= {growth}:
        return None
    polynomial = sp.Poly(shifted, growth)
    if len({bool(c > 0) for c in polynomial.coeffs()}) > 1:
        return None
    return "every d >= 1" if polynomial.eval(0) != 0 else "every d > 1"


def _compared(setting: Setting, formula: str) -> dict[str, Any]:
    with setting.balls() as values:
        claimed = ball_value(parse(formula), values)
        shift = (claimed - values["w_star"]) / (values["w_SAM"] - values["w_star"])
        return setting.shown(**{"formula": digits_of(claimed), "claimed shift/true shift": digits_of(shift)})
