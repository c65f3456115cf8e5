"""Rigorous checks of how far SAM moves the weight: the two-sided bound, the leading term, the region of 1% error."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023 import barrier, bounds
from theory.papers.wei2023 import proof_functions as pf
from theory.papers.wei2023.certified_settings import LARGE, MIDDLE, SMALL, Setting, digits_of
from theory.papers.wei2023.rigorous_results import Jobs, broken, prove_all, result_of, undecided
from theory.rigour.boxes import Box
from theory.rigour.formulas import ball_value
from theory.rigour.prover import Plan

EVERY = "every p, eta and d"


def lower_jobs(ratio: str, most_e: int) -> Jobs | None:
    """Return the proofs that h > (t e^2/3) ratio for e <= most_e and every t and kappa; None where there are none.

    The boxes hold every point at which the bound is positive: it falls in each variable, and is not positive where
    m = 1/3 or a = 5. Along a ray (t and kappa fixed) it falls as well, so that up to each such point it is positive.
    """
    tail = Fraction(1, 15)  # S2 at z = 0
    first, second = (barrier.parts(ratio, case) for case in barrier.CASES)
    for parts in (first, second):
        if parts is None or not parts.beta.falls() or parts.beta.at(0, 0, 0, 5, tail, 0) > 0:
            return None
    if first is None or first.beta.at(0, 0, Fraction(1, 3), 0, tail, 0) > 0:
        return None
    large, small = (barrier.Lower(ratio, case, float(most_e**2)) for case in barrier.CASES)
    jobs: Jobs = {}
    for low, high in octaves(most_e):
        where = f"e {low} to {high}"
        jobs[f"lower bound, {large.case}, {where}"] = large, Box.of(z=(low**2, high**2), m=(0, "1/3"), a=(0, 5))
        # k <= 3 high^2 and u <= high^2 without those already done, in two boxes; z = k/3 + u
        jobs[f"lower bound, {small.case}, {where}, large u"] = (
            small,
            Box.of(k=(0, 3 * high**2), u=(low**2, high**2), a=(0, 5)),
        )
        if low:
            jobs[f"lower bound, {small.case}, {where}, small u"] = (
                small,
                Box.of(k=(3 * low**2, 3 * high**2), u=(0, low**2), a=(0, 5)),
            )
    return jobs


def octaves(most_e: int) -> list[tuple[int, int]]:
    """Return [0, 1], [1, 2], [2, 4], ... up to most_e: each takes about as many boxes, though S2 grows like exp(z/2)."""
    powers = [2**n for n in range(most_e.bit_length()) if 2**n < most_e]
    return list(pairwise([0, *powers, most_e]))


def upper_jobs(ratio: str, most_e: int, most_kappa_e: int) -> Jobs | None:
    """Return the proof that h < (t e^2/3) ratio for e <= most_e; None where there is none.

    A bound in e alone (through S, say) is proved for every t and kappa. One through H is proved where it makes the
    linear part L + a T of R/(t e) vanish identically, as H does, and H/e^2 and H'/e are positive.
    """
    import sympy as sp

    names = {symbol.name for symbol in parse(ratio, **pf.helpers()).free_symbols}
    if names <= {"e", "S"}:
        cases = [barrier.parts(ratio, case) for case in barrier.CASES]
        if any(parts is None or parts.linear_sign() != 1 or not parts.mixed.is_zero for parts in cases):
            return None
        upper = barrier.Upper(ratio)
        return {
            f"upper bound {ratio}, e {low} to {high}": (upper, Box.of(z=(low**2, high**2)))
            for low, high in octaves(most_e)
        }
    beta, gamma = barrier.scaled(ratio)
    s, helper = symbols(), pf.helpers()
    z = s["e"] ** 2
    linear = gamma + beta * (1 + s["kappa"] ** 2 * z * helper["y"] / 3) - 1 - z * beta
    if sp.expand(linear) != 0 or not sp.cancel(beta / helper["H"]).is_positive:
        return None
    box = Box.of(**{"kappa e": (0, most_kappa_e), "e": (0, most_e)})
    return {f"upper bound {ratio}": (pf.WeightedMeans(), box)}


def check_error_bound(formula: Mapping[str, Any], plan: Plan) -> Result:
    """The two-sided bound: each side first at the settings, then as a barrier."""
    import sympy as sp

    stated = {name: list(part) if isinstance(part, tuple) else part for name, part in formula.items()}
    helper, s = pf.helpers(), symbols()
    quantity = parse(formula["ratio"])
    relations = [sp.Gt(quantity, parse(formula["lower"], **helper))]
    relations += [sp.Lt(quantity, parse(text, **helper)) for text in formula["upper"]]
    shown = broken(relations, {"ratio": quantity})
    if shown is not None:
        return Result(Verdict.FAILS, expected=stated, counterexample=shown)
    canonical = (s["w_SAM"] - s["w_star"]) / (s["w_star"] * s["e"] ** 2 / 3)
    most_e, most_kappa_e = 1000 * plan.reach, 1000 * plan.reach
    found = [lower_jobs(formula["lower"], most_e)]
    found += [upper_jobs(text, most_e, most_kappa_e) for text in formula["upper"]]
    jobs: Jobs = {}
    for part in found:
        if part is None or sp.simplify(quantity - canonical) != 0:
            return undecided("no setting breaks it, and no barrier is known for it", stated)
        jobs |= part
    proofs = prove_all("wei2023/thm-4.4-error-bound", formula, plan, jobs)
    scope = f"{EVERY}, every rho <= {most_e} sqrt(d); the upper bound through H for eta rho <= {most_kappa_e}"
    return result_of(proofs, stated, scope=scope)


def ratio_jobs() -> Jobs:
    """Return the proofs of the two-sided bound for e <= 1, every t and kappa: both sides tend to 1 as e -> 0."""
    lower, upper = lower_jobs(bounds.LOWER, 1), upper_jobs(bounds.UPPER, 1, 1)
    assert lower is not None
    assert upper is not None
    return lower | upper


def check_leading(formula: str, plan: Plan) -> Result:
    """Theorem 4.4: the formula's limit of (w_SAM - w*)/(w* rho^2/d) against 1/3, which the two-sided bound proves."""
    import sympy as sp

    s = symbols()
    shift = parse(formula) / s["w_star"] - 1
    claimed = sp.limit(sp.cancel(shift.subs(s["rho"], s["e"] * sp.sqrt(s["d"])) / s["e"] ** 2), s["e"], 0)
    expected = f"(formula - w*)/(w* rho^2/d) -> {claimed}"
    proofs = prove_all("wei2023/thm-4.4", formula, plan, ratio_jobs())
    outcome = result_of(proofs, expected, "1 - O(e^2) <= (w_SAM - w*)/(w* rho^2/(3d)) <= 1 + O(e^2) is proved")
    if outcome.verdict is not Verdict.HOLDS:
        return outcome
    where = where_not_zero(claimed - sp.Rational(1, 3))
    if where is None:
        return undecided("where the limits differ is not decided", expected)
    if not where:
        return outcome
    examples = {f"d = {one.d}": _compared(one, formula) for one in (SMALL, MIDDLE, LARGE)}
    note = f"the limits differ for {where}; {outcome.note}"
    return Result(Verdict.FAILS, outcome.observed, expected, counterexample=examples, note=note)


def where_not_zero(difference: Any) -> str | None:
    """Return for which d >= 1 a polynomial of d is not 0, by its coefficients in d - 1: "" for none, None if undecided."""
    import sympy as sp

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
