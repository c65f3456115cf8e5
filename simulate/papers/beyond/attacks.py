"""Accuracies under other attacks than Theorem 4.2's, by sampling."""

from __future__ import annotations

from simulate.judging.decide import Proportion, decide_proportions
from simulate.judging.formulas import number, parameters
from simulate.studies import plan as plans
from simulate.studies.plan import SMALL, Plan
from theory import BinaryModel
from theory.ledger.claims import Result


def check_attacked_accuracies(formula: dict[str, str], plan: Plan = SMALL) -> Result:
    """Accuracies under l_2 attacks and attacks on all features, at several models, weights and radii."""
    seen = []
    for one in plans.ACCURACY_MODELS:
        model = BinaryModel(*one)
        attacked = plans.other_attacks(model)
        correct, n = plans.counts(plan, model)
        for settings, count in zip(attacked, correct[-len(attacked) :], strict=True):
            named = formula[f"{settings['norm']}, {settings['coordinates']}"]
            values = {**parameters(model), "w": settings["w"], "eps": settings["eps"]}
            where = {"p": one[0], "eta": one[1], "d": one[2], **settings}
            seen.append(Proportion(where, number(named, values), count, n))
    return decide_proportions(seen, plan.seed)
