"""The lower bound on SAM's shift as a barrier, proved on boxes in ball arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023 import barrier
from theory.papers.wei2023 import proof_functions as pf
from theory.papers.wei2023.contact import Steps, slope_steps, vanishes
from theory.papers.wei2023.rigorous_results import Jobs, broken, covers, prove_all, result_of, undecided
from theory.papers.wei2023.shift_bounds import bounds, means
from theory.rigour.boxes import Box
from theory.rigour.prover import STANDARD, Plan, Proof

FLAT = {"m": Fraction(1, 3), "a": Fraction(5)}
"""The bound is not positive from either of these on, as :func:`lower_jobs` checks: the boxes end there."""


def lower_jobs(ratio: str, most_e: int) -> Jobs | None:
    """Return the proofs that h > (t e^2/3) ratio for e <= most_e and every t and kappa; None where there are none.

    The boxes hold every point at which the bound is positive: it falls in each variable, and is not positive where
    m = 1/3 or a = 5. Along a ray (t and kappa fixed) it falls as well, so that up to each such point it is positive.
    """
    tail = Fraction(1, 15)  # S2 at z = 0
    first, second = (barrier.parts(ratio, case) for case in barrier.CASES)
    for parts in (first, second):
        if parts is None or not parts.beta.falls() or parts.beta.at(0, 0, 0, FLAT["a"], tail, 0) > 0:
            return None
    if first is None or first.beta.at(0, 0, FLAT["m"], 0, tail, 0) > 0:
        return None
    large, small = (barrier.Lower(ratio, case, float(most_e**2)) for case in barrier.CASES)
    jobs: Jobs = {}
    for low, high in octaves(most_e):
        where = f"e {low} to {high}"
        far = {name: (0, end) for name, end in FLAT.items()}
        jobs[f"lower bound, {large.case}, {where}"] = large, Box.of(z=(low**2, high**2), **far)
        # k <= 3 high^2 and u <= high^2 without those already done, in two boxes; z = k/3 + u
        jobs[f"lower bound, {small.case}, {where}, large u"] = (
            small,
            Box.of(k=(0, 3 * high**2), u=(low**2, high**2), a=far["a"]),
        )
        if low:
            jobs[f"lower bound, {small.case}, {where}, small u"] = (
                small,
                Box.of(k=(3 * low**2, 3 * high**2), u=(0, low**2), a=far["a"]),
            )
    return jobs


def octaves(most_e: int) -> list[tuple[int, int]]:
    """Return [0, 1], [1, 2], [2, 4], ... up to most_e: each takes about as many boxes, though S2 grows like exp(z/2)."""
    powers = [2**n for n in range(most_e.bit_length()) if 2**n < most_e]
    return list(pairwise([0, *powers, most_e]))


def reach_of(proofs: Mapping[str, Proof]) -> int:
    """Return the largest e up to which the boxes of the proofs that hold leave nothing out, in both cases; 0 for none."""
    held = [proof.box for proof in proofs.values() if proof.verdict is Verdict.HOLDS]
    large, small = ([box for box in held if box.names == names] for names in (("z", "m", "a"), ("k", "u", "a")))
    ends = sorted({round(box.sides[0][1] ** 0.5) for box in large}, reverse=True)
    far = {name: (0, end) for name, end in FLAT.items()}
    for e in ends:
        needed = Box.of(z=(0, e**2), **far), Box.of(k=(0, 3 * e**2), u=(0, e**2), a=far["a"])
        if covers(large, needed[0]) and covers(small, needed[1]):
            return e
    return 0


@cache
def barrier_steps() -> Steps:
    """Return the steps from the claim to what :class:`barrier.Lower` encloses; b is the bound, B its slope in e."""
    t, e, kappa, b, slope, bent, cubic = sp.symbols("t e kappa b B A J", positive=True)
    left, right, x = sp.symbols("L R x", positive=True)
    coth = sp.coth(kappa * e)
    sought = slope + slope**3 * bent + kappa * b * coth + (b / e) ** 3 * cubic - (t + b) * e
    z, a, beta, gamma, g = e**2, (t * e) ** 2, b / (t * e**2), slope / (t * e), kappa * e * coth
    scaled = gamma + beta * g - 1 - z * beta + a * (gamma**3 * bent + beta**3 * cubic)
    change = left * (1 - slope) - right * (1 + slope)  # of acc(w+e) - acc(w-e) along w = t + b, by the slopes L and -R
    argued = (sp.log((1 + slope) / (1 - slope)) - sp.log(left / right)) / 2  # R of the barrier, by slope_steps
    odds = sp.exp(2 * argued)
    return slope_steps() | {
        "the gap's slope along the bound has the sign of exp(-2 R) - 1": vanishes(
            change - right * (1 + slope) * (1 / odds - 1)
        ),
        "artanh(coth q tanh y) = (1/2) log(sinh(q+y)/sinh(q-y))": vanishes(
            (1 + sp.tanh(x) * coth) / (1 - sp.tanh(x) * coth) - sp.sinh(kappa * e + x) / sp.sinh(kappa * e - x)
        ),
        "R/(t e) = L + a (T + gamma^3 A + beta^3 J)": sp.expand(sought / (t * e) - scaled) == 0,
        **means.series_steps(),
    }


def check_lower_bound(formula: str, plan: Plan = STANDARD) -> Result:
    """The lower bound on the shift: first at the settings, then as a barrier on boxes."""
    quantity, _, ratio = formula.partition(" > ")
    relation = parse(formula, **pf.helpers())
    shown = broken([relation], {"left": relation.lhs, "right": relation.rhs})
    if shown is not None:
        return Result(Verdict.FAILS, expected=formula, counterexample=shown)
    canonical = bool(ratio) and sp.simplify(parse(quantity) - parse(bounds.RATIO)) == 0
    jobs = lower_jobs(ratio, 1000 * plan.reach) if canonical else None
    if jobs is None:
        return undecided("no setting breaks it, and no barrier is known for it", formula)
    proofs = prove_all("wei2023/thm-4.4-lower-bound", formula, plan, jobs)
    reach = reach_of(proofs)
    scope = f"every p, eta and d, every rho <= {reach} sqrt(d)"
    covered = bounds.covered(relation, besides=f"rho <= {reach} sqrt(d)")
    return result_of(proofs, formula, steps=barrier_steps(), reached=reach > 0, scope=scope, covered=covered)


@cache
def leading_steps() -> Steps:
    """Return the steps by which the two-sided bound tends to 1 with e: S = e^2/3 + e^4 S2, S2 bounded near 0."""
    s, helper, tail = symbols(), pf.helpers(), sp.Symbol("S2", positive=True)
    series = s["e"] ** 2 / 3 + s["e"] ** 4 * tail
    sides = [parse(text, **helper).subs(helper["S"], series) for text in (bounds.LOWER, bounds.UPPER)]
    limits = {f"bound {k} -> 1": sp.expand(side).subs(s["e"], 0) == 1 for k, side in enumerate(sides, 1)}
    return {**barrier_steps(), **means.upper_steps(), **limits}


def ratio_jobs() -> Jobs:
    """Return the proofs of the lower bound for e <= 1, every t and kappa."""
    jobs = lower_jobs(bounds.LOWER, 1)
    assert jobs is not None
    return jobs
