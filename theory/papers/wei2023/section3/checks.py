"""Section 3: SAM, adversarial training, and both as loss plus sharpness (eqs. 1 to 6)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse
from theory.rigour.compare import compare

BOUNDED = Domain.of("losses bounded above on the ball")
PER_SAMPLE, SHARED = sp.symbols("per_sample shared", real=True)


def check_loss_plus_sharpness(formula: Any) -> Result:
    """Decide whether loss plus sharpness is the worst loss, for any set of perturbations.

    U bounds an increasing function g of the moved loss exactly when g's inverse at U bounds the moved loss,
    so the supremum of g(moved loss) is g(supremum of the moved loss); a decreasing g takes the infimum.
    """
    loss, moved, worst, best = sp.symbols("L L_moved worst best", real=True)
    term = parse(formula["sharpness"], L=loss, L_moved=moved)
    slope = sp.diff(term, moved)
    if not slope.is_nonzero or not slope.is_extended_real:
        return Result(Verdict.INCONCLUSIVE, note=f"the term {term} is not seen to be monotone in the moved loss")
    supremum = term.subs(moved, worst if slope.is_positive else best)
    objective = parse(formula["objective"], L=loss, sharpness=supremum)
    values = {loss: Fraction(2), worst: Fraction(5), best: Fraction(1)}
    found = compare({"objective": (objective, worst)}, at=[values])
    shown = found.counterexample and {
        "loss": "2",
        "worst loss": "5",
        "least loss": "1",
        "loss plus sharpness": str(objective.subs(values)),
    }
    return Result(
        found.verdict, str(sp.expand(objective)), "worst", counterexample=shown, note=found.note, covered=BOUNDED
    )


def _objectives(slopes: tuple[int, int]) -> tuple[Any, Any]:
    """Return (per-sample, shared) objective of two samples with losses slope * e over -1 <= e <= 1.

    Both are maxima of piecewise linear convex functions, hence taken at an end.
    """
    ends = (-1, 1)
    per_sample = sp.Rational(sum(max(slope * e for e in ends) for slope in slopes), 2)
    shared = max(sp.Rational(sum(slope * e for slope in slopes), 2) for e in ends)
    return per_sample, shared


def _holds_in_general(relation: Any) -> bool:
    """Return whether the sign of left minus right follows from the assumptions on the symbols."""
    difference = sp.expand(relation.lhs - relation.rhs)
    signs = {
        sp.Ge: difference.is_nonnegative,
        sp.Gt: difference.is_positive,
        sp.Le: difference.is_nonpositive,
        sp.Lt: difference.is_negative,
    }
    return bool(signs.get(type(relation)))


def _in_general(relation: Any) -> bool:
    """Return whether a relation of per_sample and shared follows from what the two are.

    At any shared perturbation each sample's own worst loss exceeds its loss by a slack >= 0, and the gap between the
    objectives is the mean of the slacks; each part of that mean has the sign that is decided here.
    """
    part = sp.Symbol("weight", positive=True) * sp.Symbol("slack", nonnegative=True)
    sides = (side.subs(PER_SAMPLE, SHARED + part) for side in relation.args)
    return _holds_in_general(relation.func(*sides, evaluate=False))


def _examples() -> list[tuple[dict[str, Any], dict[Any, Any]]]:
    """Return two exact examples: losses slope * e on the ball -1 <= e <= 1, and both objectives."""
    found = []
    for slopes in ((-1, 1), (1, 1)):
        per_sample, shared = _objectives(slopes)
        row = {"losses": [f"{slope}*e" for slope in slopes], "per-sample": str(per_sample), "shared": str(shared)}
        found.append((row, {PER_SAMPLE: per_sample, SHARED: shared}))
    return found


def check_per_sample_bound(formula: str) -> Result:
    """Decide a relation between the two objectives for all losses: by an exact example against it, else in general."""
    relation = parse(formula, per_sample=PER_SAMPLE, shared=SHARED)
    observed = [row for row, _ in _examples()]
    broken = [row for row, values in _examples() if not relation.subs(values)]
    if broken:
        return Result(Verdict.FAILS, observed=observed, counterexample={**broken[0], "ball": "-1 <= e <= 1"})
    verdict = Verdict.HOLDS if _in_general(relation) else Verdict.INCONCLUSIVE
    return Result(verdict, observed=observed, expected=formula, covered=BOUNDED)


def check_per_sample_somewhere(formula: str) -> Result:
    """Decide whether a relation between the two objectives holds for some losses: by an exact example, else never."""
    relation = parse(formula, per_sample=PER_SAMPLE, shared=SHARED)
    shown = [row for row, values in _examples() if relation.subs(values)]
    if shown:
        return Result(Verdict.HOLDS, observed=shown, expected=formula, covered=BOUNDED)
    if _in_general(relation.negated):
        counterexample = {"holds always": str(relation.negated), **_examples()[0][0]}
        return Result(Verdict.FAILS, expected=formula, counterexample=counterexample)
    return Result(Verdict.INCONCLUSIVE, expected=formula)
