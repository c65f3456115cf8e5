"""Accuracies under other attacks than Theorem 4.2's, by sampling."""

from __future__ import annotations

from functools import partial

from simulate.judging.decide import Proportion, decide_proportions
from simulate.judging.formulas import number, parameters
from simulate.studies import plan as plans
from simulate.studies.plan import FULL, SMALL, Plan
from theory import BinaryModel
from theory.ledger.claims import Check, Method, Result


def check_attacked_accuracies(formula: dict[str, str], plan: Plan) -> Result:
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


def _checks(plan: Plan) -> tuple[Check, ...]:
    accuracies = plan.accuracy.n * plan.accuracy.replications
    attacked = (
        f"w/w* in -0.5, 0.5, 1, 2, eps 0.25 and 0.9 times eta (l_inf) or eta sqrt(d) (l_2), at (p, eta, d) = "
        f"{', '.join(map(str, plans.ACCURACY_MODELS))}, {accuracies} samples each"
    )
    attack = partial(check_attacked_accuracies, plan=plan)
    return (Check("beyond/attack-accuracies", Method.MONTE_CARLO, attacked, False, attack, plan.files("accuracy")),)


CHECKS = _checks(SMALL)
FULL_CHECKS = _checks(FULL)
