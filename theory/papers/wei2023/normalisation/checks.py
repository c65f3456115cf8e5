"""Section 4.1: is w_2 = ... = w_{d+1} = 1 without loss of generality? For ST, AT and SAM on the robust weight."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import decisions, derivation
from theory.papers.wei2023.normalisation.rest_weights import (
    accuracy_with_centre,
    confirm_attacked_mean,
    confirm_equal_weights_best,
    confirm_robust_feature_alone_is_worse,
    confirm_worse_beyond_eta,
    rest_size,
)
from theory.papers.wei2023.sam import gap
from theory.rigour.compare import limit_confirmed

ONE_HOT = {"p": "9/10", "eta": "1/10", "d": "4", "eps": "3/10", "w": "1"}  # rest weights of norm 2


def check_equal(formula: str) -> Result:
    """Equal weights at norm n: the derived best accuracy, which is eq. 14 at w sqrt(d)/n."""
    confirm_equal_weights_best()
    w, eta, d = (symbols()[name] for name in ("w", "eta", "d"))
    n = rest_size()
    best = accuracy_with_centre(w, eta * sp.sqrt(d) * n, n)
    derivation.confirm(derivation.vanishes(best - derivation.accuracy(w * sp.sqrt(d) / n)), "best is eq. 14 rescaled")
    return decisions.compare(best, parse(formula, n=n))


def check_alone(formula: str) -> Result:
    """The best accuracy of x_1 alone: p for a positive weight, 1 - p < p for a negative one, and p < acc(w*)."""
    confirm_robust_feature_alone_is_worse()
    s = symbols()
    odds = sp.Symbol("odds", positive=True)
    above_half = (1 + odds) / (2 + odds)  # any p in (1/2, 1)
    derivation.confirm(sp.factor(2 * above_half - 1).is_positive, "p exceeds 1 - p")
    covered = decisions.covered(derivation.accuracy(s["w_star"]))
    return replace(decisions.compare(s["p"], parse(formula)), covered=covered)


def check_adversarial(formula: str, *, sufficient: bool = False) -> Result:
    """Derive the ratios eps/eta for which equal weights are best, (0, 1), and compare with the stated condition.

    A condition that is only ``sufficient`` must lie inside.
    Inside, eta s - eps l <= (eta - eps) s, so the attack only lowers the mean and the standard argument applies; the best
    weight exists by the shape of the accuracy, with the kept mean for eta.
    Outside, eta s - eps l <= (eta - eps) l <= 0 for all weights, and x_1 alone, with accuracy p, is strictly better.
    """
    confirm_equal_weights_best()
    confirm_robust_feature_alone_is_worse()
    confirm_worse_beyond_eta()
    confirm_attacked_mean()
    gap.confirm_unimodal()
    eta, eps = symbols()["eta"], symbols()["eps"]
    total, slack = sp.Symbol("s", real=True), sp.Symbol("slack", nonnegative=True)  # l = s + slack
    left = sp.expand((eta - eps) * total - (eta * total - eps * (total + slack)))
    right = sp.expand((eta - eps) * (total + slack) - (eta * total - eps * (total + slack)))
    derivation.confirm(left.is_nonnegative, "the mean is at most (eta - eps) s")
    derivation.confirm(right.is_nonnegative, "the mean is at most (eta - eps) l")
    ratio = sp.Symbol("r", real=True)
    relation = parse(formula)  # sympy knows eps > 0 to be true
    positive = sp.Interval.open(0, sp.oo)
    if relation == sp.true:
        stated = positive
    else:
        room = sp.cancel((relation.gts - relation.lts).subs(eps, ratio * eta) / eta)
        test = room > 0 if isinstance(relation, (sp.Gt, sp.Lt)) else room >= 0
        if room.free_symbols - {ratio}:
            return Result(Verdict.INCONCLUSIVE, expected=formula, note=f"not a condition on eps/eta: {room}")
        stated = sp.solveset(test, ratio, sp.S.Reals).intersect(positive)
    derived = sp.Interval.open(0, 1)
    observed, expected = f"eps/eta in {derived}", f"eps/eta in {stated}"
    covered = decisions.covered(derivation.accuracy(symbols()["w"], eta - eps))
    if stated == derived or (sufficient and stated.is_subset(derived) and not stated.is_empty):
        return Result(Verdict.HOLDS, observed=observed, expected=expected, covered=covered)
    wrong = sp.Union(stated - derived, derived - stated)
    shown: dict[str, Any] = {"eps/eta wrongly placed": str(wrong)}
    if sp.Rational(3) in wrong:
        shown |= _one_hot()
    return Result(Verdict.FAILS, observed=observed, expected=expected, counterexample=shown, covered=covered)


def _one_hot() -> dict[str, Any]:
    """Return digits of the robust accuracy at eps = 3 eta for equal weights, one weight alone, and none of the rest."""
    w, eta, eps, d = (symbols()[name] for name in ("w", "eta", "eps", "d"))
    room, n = eta - eps, sp.Integer(2)
    racc = {
        "racc, rest weights 1, 1, 1, 1": accuracy_with_centre(w, room * d, n),
        "racc, rest weights 2, 0, 0, 0": accuracy_with_centre(w, room * n, n),
    }
    digits = {name: str(decisions.digits_at(value, ONE_HOT)) for name, value in racc.items()}
    return {**ONE_HOT, **digits, "racc, rest weights 0": ONE_HOT["p"]}


def check_sam_scaled(formula: str) -> Result:
    """Equal weights at norm n and a move delta of w: eq. 14 at a weight moved by the rescaled delta.

    At fixed n they are best for each delta, hence for the worst one.
    """
    confirm_equal_weights_best()
    s = symbols()
    w, rho, delta, d, n = s["w"], s["rho"], s["delta"], s["d"], rest_size()
    radius = parse(formula, n=n)
    moved = accuracy_with_centre(w + delta, s["eta"] * sp.sqrt(d) * n, n)
    rescaled = derivation.accuracy(w * sp.sqrt(d) / n + radius.subs(rho, delta))
    result = decisions.compare(moved, rescaled)
    return decisions.worst(result, replace(result, covered=decisions.covered(radius)))


def check_sam_supremum(formula: str) -> Result:
    """The rescaled radius tends to 0 as n grows, so the worst accuracy tends to acc(w*).

    No interval of positive length has it everywhere, since acc has one maximiser; and at n = 0 the accuracy is at most
    p < acc(w*).
    """
    stated = "rho*sqrt(d)/n"
    derivation.confirm(check_sam_scaled(stated).verdict is Verdict.HOLDS, "the radius after scaling")
    gap.confirm_unimodal()
    confirm_robust_feature_alone_is_worse()
    n = rest_size()
    radius = parse(stated, n=n)
    derivation.confirm(radius.is_positive, "the radius is positive")
    derivation.confirm(sp.limit(radius, n, sp.oo) == 0, "the radius tends to 0 as n grows")
    derivation.confirm(limit_confirmed(radius, n, sp.Integer(0), to=sp.oo), "numbers come nearer to 0")
    s = symbols()
    result = decisions.compare(derivation.accuracy(s["w_star"]), parse(formula))
    return replace(result, covered=decisions.covered(derivation.accuracy(s["w_star"]), s["rho"]))
