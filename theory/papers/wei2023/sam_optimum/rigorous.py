"""Theorem 4.3 in ball arithmetic: around w* the upper end of SAM's interval has the higher accuracy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023.accuracy_boxes import prove_positive, scaled, scaled_accuracy
from theory.papers.wei2023.certified_settings import Setting
from theory.papers.wei2023.rigorous_results import broken, undecided
from theory.rigour.boxes import Box
from theory.rigour.equal_ends import Model
from theory.rigour.prover import STANDARD, Plan

BOX = Box.of(p=("4/5", "9/10"), kappa=("3/4", 1), e=("3/4", 1))
LARGE_BOX = Box.of(p=("3/4", "19/20"), kappa=("1/2", 1), e=("1/2", 1))


def check_robust_weight(formula: str, plan: Plan = STANDARD) -> Result:
    """Theorem 4.3 from its premise, that the gap of the ends is positive exactly left of w_SAM: it is so at w*.

    Both accuracies are enclosed as derived; with a plan that reaches further the box is larger.
    """
    s = symbols()
    relation = parse(formula)
    shown = broken([relation], {})
    if shown is not None:
        return Result(Verdict.FAILS, expected=formula, counterexample=shown)
    if relation.gts != s["w_SAM"] or not isinstance(relation, (sp.Gt, sp.Ge)) or relation.lts != s["w_star"]:
        return undecided("no setting breaks it; the proof is of w_SAM > w_star", formula)
    best = scaled((sp.log(s["p"]) - sp.log(1 - s["p"])) / (2 * s["eta"]))
    gap = scaled_accuracy(best + s["e"]) - scaled_accuracy(best - s["e"])
    box = LARGE_BOX if plan.reach > 1 else BOX
    return prove_positive("wei2023/thm-4.3", formula, plan, {"acc(w* + rho) - acc(w* - rho) > 0": gap}, box, "")


def slope_of_weight(setting: Setting, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return dw_SAM/drho = (l - r)/(l + r), l and r the absolute slopes of acc at the lower and the upper end."""
    model = setting.model()
    balls = Model(model.p, model.eta, model.d)
    left = balls.slope(values["w_SAM"] - values["rho"])
    right = -balls.slope(values["w_SAM"] + values["rho"])
    return {"slope": (left - right) / (left + right)}
