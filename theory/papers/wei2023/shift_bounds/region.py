"""Rigorous check of the region in which the leading term gives SAM's shift within 1%."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023 import barrier
from theory.papers.wei2023 import proof_functions as pf
from theory.papers.wei2023.certified_settings import Setting
from theory.papers.wei2023.rigorous_results import Jobs, broken, covers, prove_all, result_of, undecided
from theory.papers.wei2023.shift_bounds import bounds
from theory.papers.wei2023.shift_bounds.lower import leading_steps, ratio_jobs, reach_of
from theory.rigour.boxes import Box
from theory.rigour.equal_ends import ball
from theory.rigour.formulas import ball_value
from theory.rigour.intervals import Interval, at_least
from theory.rigour.prover import STANDARD, Plan

ERROR = Fraction(1, 100)
INSIDE = Fraction(1, 16)  # z, v, u and a below this hold the region; checked, not assumed
MODELS = (
    ("501/1000", "1/100", "1"),
    ("501/1000", "1/100", "1000000"),
    ("501/1000", "3", "1"),
    ("501/1000", "1/2", "100"),
    ("7/10", "1/10", "1"),
    ("9/10", "1/10", "100"),
    ("99/100", "1/10", "1"),
)


def check_region(formula: str, plan: Plan = STANDARD) -> Result:
    """rho^2/d <= formula: at its edge for certified settings, then by the two-sided bound on boxes."""
    s = symbols()
    ratio = (s["w_SAM"] - s["w_star"]) / (s["w_star"] * s["e"] ** 2 / 3)
    low, high = (sp.Rational(1 + side * ERROR) for side in (-1, 1))
    shown = broken(
        [sp.Gt(ratio, low), sp.Lt(ratio, high)],
        {"rho^2/d": s["e"] ** 2, "region ends at": parse(formula), "shift/(w* rho^2/(3d))": ratio},
        [edge_setting(model, formula) for model in MODELS],
    )
    if shown is not None:
        return Result(Verdict.FAILS, expected=formula, counterexample=shown)
    jobs = region_jobs(formula)
    if jobs is None:
        return undecided("no setting breaks it; the region's form is not one that the proof covers", formula)
    proofs = prove_all("wei2023/thm-4.4-region", formula, plan, ratio_jobs() | jobs)
    held = [proof.box for proof in proofs.values() if proof.verdict is Verdict.HOLDS]
    inside = all(any(box.names == own.names and covers([box], own) for box in held) for _, own in jobs.values())
    return result_of(
        proofs,
        formula,
        steps=leading_steps(),
        reached=inside and reach_of(proofs) ** 2 >= 2 * INSIDE,  # z = k/3 + u
        scope="every p, eta and d, every rho within the stated bound",
        covered=bounds.covered(ratio, parse(bounds.LOWER, **pf.helpers()), besides=f"rho^2/d <= {formula}"),
    )


def region_jobs(formula: str) -> Jobs | None:
    """Return the proofs of less than 1% error inside a region; None where its form is not known or it leaves the boxes."""
    jobs: Jobs = {}
    for case in barrier.CASES:
        reach = scaled_reach(formula, case)
        names = ("z", "v", "a") if case == barrier.CASES[0] else ("k", "u", "a")
        box = Box.of(**{name: (0, 3 * INSIDE if name == "k" else INSIDE) for name in names})
        if reach is None or not encloses(reach, [Fraction(high) for _, high in box.sides]):
            return None
        jobs[f"within 1%, {case}"] = Within(formula, case), box
    return jobs


def edge_setting(model: tuple[str, str, str], formula: str) -> Setting:
    """Return the setting whose rho lies inside the region, less than a millionth of itself from the edge."""
    bare = Setting(*model, "1")
    with bare.balls() as values:
        edge = (ball_value(parse(formula), values) * values["d"]).sqrt()
        scale = 10**9
        below = int(float((edge * scale * (1 - 1e-7)).lower()))
    return Setting(*model, str(Fraction(below, scale)))


@cache
def scaled_reach(formula: str, case: str) -> Any:
    """Return z/formula, at most 1 in the region, in first, second, a (see :mod:`barrier`); None if it may not rise."""
    s = symbols()
    first, second, a = sp.symbols("first second a", positive=True)
    z, k = (first, 3 * (first + second)) if case == barrier.CASES[0] else (first / 3 + second, first)
    table = {s["kappa"]: sp.sqrt(k / z), s["t_star"]: sp.sqrt(a / z), s["e"]: sp.sqrt(z)}

    def lifted(*arguments: Any) -> Any:
        return sp.Max(*(sp.factor(sp.together(argument * z)) for argument in arguments)) / z

    reach = sp.cancel((1 / parse(formula)).subs(table).replace(sp.Max, lifted) * z)
    return reach if rises(reach) else None


def encloses(reach: Any, ends: Sequence[Fraction]) -> bool:
    """Whether a rising ``reach`` exceeds 1 wherever one of its variables exceeds its end."""
    names = ("first", "second", "a")
    corners = [{name: ball(end if i == j else 0) for j, name in enumerate(names)} for i, end in enumerate(ends)]
    return all(ball_value(reach, corner) > 1 for corner in corners)


def rises(expression: Any) -> bool:
    """Whether an expression is built from positive numbers and variables by sums, products, powers and maxima."""
    if expression.is_Rational or expression.is_Symbol:
        return bool(expression.is_positive)
    if isinstance(expression, sp.Pow):
        return rises(expression.base) and bool(expression.exp.is_Integer and expression.exp > 0)
    return isinstance(expression, (sp.Add, sp.Mul, sp.Max)) and all(rises(part) for part in expression.args)


@dataclass(frozen=True)
class Within:
    """The two-sided bound leaves less than 1%: positive distances of its sides from 0.99 and 1.01 inside the region.

    On boxes of (z, v, a) or (k, u, a). Outside the region nothing is asked.
    """

    formula: str
    case: str

    def __call__(self, sides: Sequence[Interval]) -> Any:
        """Return an interval from the smaller distance upwards."""
        lower, upper, reach = _sides(self.formula, self.case)
        names = ("first", "second", "a")
        if ball_value(reach, {name: side.low for name, side in zip(names, sides, strict=True)}) > 1:
            return at_least(sides[0].low * 0 + 1)
        z = sides[0] if self.case == barrier.CASES[0] else sides[0] * pf.third() + sides[1]
        s2 = pf.rising(pf.series_tail, z)
        values = [sides[0], sides[1], sides[1] * s2, sides[2], s2, z * 0]
        error = ball(ERROR)
        below = lower.beta(values).low * 3 - (1 - error)
        above = 1 + error - upper.beta([z, z * 0, z * 0, z * 0, s2, z * 0]).high * 3
        return at_least(below.min(above))


def _sides(formula: str, case: str) -> tuple[barrier.Parts, barrier.Parts, Any]:
    lower, upper = barrier.parts(bounds.LOWER, case), barrier.parts(bounds.UPPER, barrier.CASES[0])
    assert lower is not None
    assert upper is not None
    return lower, upper, scaled_reach(formula, case)
