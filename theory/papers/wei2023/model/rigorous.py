"""Theorems 4.1 and 4.2 in ball arithmetic: weights away from the claimed one have a lower accuracy."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.derivation import DerivationError, accuracy, confirm
from theory.papers.wei2023.accuracy_boxes import prove_positive, scaled, scaled_accuracy
from theory.papers.wei2023.certified_settings import SETTINGS, digits_of
from theory.papers.wei2023.rigorous_results import undecided
from theory.rigour.boxes import Box
from theory.rigour.equal_ends import Model, ball
from theory.rigour.exact import exact
from theory.rigour.formulas import ball_value
from theory.rigour.prover import STANDARD, Plan

SHARES = ("1/2", "9/10")  # of eta that eps takes at the settings
BOX = Box.of(p=("4/5", "9/10"), kappa=("3/4", 1), x=("1/4", 1))
LARGE_BOX = Box.of(p=("3/4", "19/20"), kappa=("1/2", "3/2"), x=("1/2", "3/2"))


def check_maximiser(formula: str, plan: Plan = STANDARD, *, attacked: bool = False) -> Result:
    """Theorems 4.1 and 4.2 (``attacked``): acc(W) exceeds acc(W (1 - x)) and acc(W (1 + x)) at the claimed weight W.

    kappa is the mean that the features keep, times sqrt(d); with a plan that reaches further the box is larger.
    """
    claimed = parse(formula)
    example = _slope_at(claimed, attacked)
    if example is not None:
        return Result(Verdict.FAILS, expected=formula, counterexample=example)
    try:
        weight = scaled(_with_kept_mean(claimed) if attacked else claimed)
    except DerivationError as error:
        return undecided(str(error), formula)
    x = sp.Symbol("x", positive=True)
    best = scaled_accuracy(weight)
    parts = {
        "below W: acc(W) - acc(W (1 - x)) > 0": best - scaled_accuracy(weight * (1 - x)),
        "above W: acc(W) - acc(W (1 + x)) > 0": best - scaled_accuracy(weight * (1 + x)),
    }
    name = "wei2023/thm-4.2" if attacked else "wei2023/thm-4.1"
    words = "; kappa the kept mean (eta - eps) sqrt(d)" if attacked else ""
    box = LARGE_BOX if plan.reach > 1 else BOX
    return prove_positive(name, formula, plan, parts, box, f"; w at W (1 - x) and W (1 + x){words}")


def _with_kept_mean(claimed: Any) -> Any:
    """Return a claimed weight with eta - eps written as eta, confirmed to depend on the two by their difference alone.

    Raises:
        DerivationError: it does not, or the robust accuracy does not.
    """
    s = symbols()
    kept = {s["eta"]: s["eta"] + s["eps"]}
    found = sp.simplify(claimed.subs(kept))
    confirm(s["eps"] not in found.free_symbols, f"{claimed} depends on eta - eps alone")
    robust = accuracy(s["w"], s["eta"] - s["eps"]).subs(kept)
    confirm(sp.simplify(robust - accuracy(s["w"])) == 0, "so does the robust accuracy")
    return found


def _slope_at(weight: Any, attacked: bool) -> dict[str, Any] | None:
    """Return a setting at which the slope at the claimed weight is certified not to be 0."""
    for setting in SETTINGS:
        for share in SHARES if attacked else ("0",):
            model = setting.model()
            eps = model.eta * exact("share", share)
            with setting.balls() as values:
                known = {**values, "eps": values["eta"] * ball(exact("share", share))}
                w = ball_value(weight, known)
                slope = Model(model.p, model.eta - eps, model.d).slope(w)
                if slope > 0 or slope < 0:
                    radius = {"eps": str(eps)} if attacked else {}
                    return {**setting.inputs(), **radius, "weight": digits_of(w), "slope there": digits_of(slope)}
    return None
