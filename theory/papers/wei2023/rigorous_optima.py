"""Rigorous checks of the optimal weights: Theorems 4.1, 4.2 and 4.3, and how fast SAM's weight grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023 import proof_functions as pf
from theory.papers.wei2023.certified_settings import SETTINGS, Setting, digits_of
from theory.papers.wei2023.rigorous_results import Jobs, broken, prove_all, result_of, undecided
from theory.rigour.boxes import Box
from theory.rigour.equal_ends import Model
from theory.rigour.intervals import Interval, Polynomial, at_least
from theory.rigour.prover import Plan

SHARES = ("1/2", "9/10")  # of eta that eps takes at the settings


@dataclass(frozen=True)
class Swing:
    """sinh(c x)/x > 0 on boxes of (Lambda, x), c = m W a polynomial of Lambda: the sign of acc' at W (1 -+ x).

    By eq. 15 acc'(w) is a positive number times e^q - e^{-q} with q = Lambda/2 - m w, m the features' mean, so that
    at w = W (1 - x) it has the sign of sinh(Lambda/2 - m W + m W x), and of its negative at W (1 + x).
    """

    coefficient: Polynomial

    def __call__(self, sides: Sequence[Interval]) -> Any:
        """Return an interval from the least value upwards."""
        c = self.coefficient([sides[0]]).low
        return at_least(c * pf.sinhc(c * sides[1].low)) if c > 0 else None


def check_maximiser(formula: str, plan: Plan, *, attacked: bool = False) -> Result:
    """Theorems 4.1 and 4.2 (``attacked``): the accuracy rises up to the claimed weight and falls beyond it."""
    import sympy as sp

    from theory.papers.tools.derivation import in_log_odds

    s = symbols()
    claimed = parse(formula)
    example = _slope_at(claimed, attacked)
    if example is not None:
        return Result(Verdict.FAILS, expected=formula, counterexample=example)
    mean = sp.Symbol("m", positive=True)
    weight = sp.expand_log(in_log_odds(claimed.subs(s["eps"], s["eta"] - mean)), force=True)
    product = sp.simplify((weight * (mean if attacked else s["eta"])).rewrite(sp.exp))
    product = sp.expand(sp.logcombine(sp.expand_log(product, force=True), force=True))
    product = sp.simplify(product)
    if sp.simplify(product - s["Lambda"] / 2) != 0:
        return undecided("the slope vanishes at the claimed weight of the settings, not identically", formula)
    job = Swing(Polynomial(product, [s["Lambda"]]))
    box = Box.of(Lambda=(f"1/{10**9 * plan.reach}", 60 * plan.reach), x=(0, 1000 * plan.reach))
    name = "wei2023/thm-4.2" if attacked else "wei2023/thm-4.1"
    proofs = prove_all(name, formula, plan, {"|acc'(W(1 -+ x))|/x > 0": (job, box)})
    others = "every eta, d and eps < eta" if attacked else "every eta and d"
    scope = (
        f"log(p/(1-p)) in [1/{10**9 * plan.reach}, {60 * plan.reach}], {others}, "
        f"every weight w with 0 < |w/W - 1| <= {1000 * plan.reach}"
    )
    return result_of(proofs, formula, scope=scope)


def _slope_at(weight: Any, attacked: bool) -> dict[str, Any] | None:
    """Return a setting at which the slope at the claimed weight is certified not to be 0."""
    from theory.rigour.exact import exact
    from theory.rigour.formulas import ball_value

    for setting in SETTINGS:
        for share in SHARES if attacked else ("0",):
            model = setting.model()
            eps = model.eta * exact("share", share)
            with setting.balls() as values:
                known = {**values, "eps": values["eta"] * _ball(share)}
                w = ball_value(weight, known)
                slope = Model(model.p, model.eta - eps, model.d).slope(w)
                if slope > 0 or slope < 0:
                    radius = {"eps": str(eps)} if attacked else {}
                    return {**setting.inputs(), **radius, "weight": digits_of(w), "slope there": digits_of(slope)}
    return None


def _ball(text: str) -> Any:
    from theory.rigour.equal_ends import ball
    from theory.rigour.exact import exact

    return ball(exact("number", text))


def check_robust_weight(formula: str, plan: Plan) -> Result:
    """Theorem 4.3: at w* the upper end is the better one, so that SAM's weight, the gap's only zero, lies above."""
    s = symbols()
    relation = parse(formula)
    shown = broken([relation], {})
    if shown is not None:
        return Result(Verdict.FAILS, expected=formula, counterexample=shown)
    if relation.gts != s["w_SAM"] or relation.lts != s["w_star"]:
        return undecided("no setting breaks it; the proof is of w_SAM > w_star", formula)
    reach = 1000 * plan.reach
    box = Box.of(**{"w* rho/d": (0, reach), "eta rho": (0, reach), "rho/sqrt d": (0, reach)})
    proofs = prove_all("wei2023/thm-4.3", formula, plan, {"gap at w* > 0": (pf.ReflectionGap(), box)})
    return result_of(proofs, formula, scope=f"every p, eta, d, rho > 0 with {_at_most(reach, 'w* rho/d')}")


def _at_most(reach: int, first: str) -> str:
    return f"{first}, eta rho and rho/sqrt(d) at most {reach}"


def slope_of_weight(setting: Setting, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return dw_SAM/drho = (l - r)/(l + r), l and r the absolute slopes of acc at the lower and the upper end."""
    model = setting.model()
    balls = Model(model.p, model.eta, model.d)
    left = balls.slope(values["w_SAM"] - values["rho"])
    right = -balls.slope(values["w_SAM"] + values["rho"])
    return {"slope": (left - right) / (left + right)}


def check_growth(formula: Sequence[str], plan: Plan) -> Result:
    """0 < dw_SAM/drho < 1: with tanh(kappa h) the mean of tanh(w u) tanh(kappa u) over 0 < u < e, units of sqrt(d).

    The slope is positive exactly if tanh(kappa h) < tanh(w e) tanh(kappa e), and below 1 exactly if h < e. Both are
    shown with the integrals for every w > 0.
    """
    import sympy as sp

    slope = sp.Symbol("slope", real=True)
    relations = [parse(part, slope=slope) for part in formula]
    shown = broken(relations, {"dw_SAM/drho": slope}, more=slope_of_weight)
    if shown is not None:
        return Result(Verdict.FAILS, expected=list(formula), counterexample=shown)
    above = [r.lts for r in relations if isinstance(r, sp.StrictGreaterThan) and r.gts == slope]
    below = [r.gts for r in relations if isinstance(r, sp.StrictLessThan) and r.lts == slope]
    known = all(bound.is_nonpositive for bound in above) and all((bound - 1).is_nonnegative for bound in below)
    if len(above) + len(below) < len(relations) or not known:
        return undecided("no setting breaks it; the proof is of 0 < slope < 1", list(formula))
    reach = 1000 * plan.reach
    box = Box.of(**{"w_SAM rho/d": (0, reach), "eta rho": (0, reach), "rho/sqrt d": (0, reach)})
    jobs: Jobs = {"slope > 0": (pf.EndSlopes(), box), "slope < 1": (pf.InsideRadius(), box)}
    proofs = prove_all("wei2023/sam-monotone", formula, plan, jobs)
    scope = f"every p, eta, d, rho > 0 with {_at_most(reach, 'w_SAM rho/d')}"
    return result_of(proofs, list(formula), scope=scope)
