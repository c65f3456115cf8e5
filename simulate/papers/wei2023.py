"""Wei, Zhu and Zhang (2023) by sampling: accuracies against their closed forms, optima against exact empirical ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from simulate.judging.decide import ERROR, Proportion, decide_proportions
from simulate.judging.formulas import number, parameters
from simulate.model.intervals import clopper_pearson, mean_interval
from simulate.studies import plan as plans
from simulate.studies.plan import SMALL, Plan
from theory import BinaryModel
from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import parse


def check_natural_accuracy(formula: str, plan: Plan = SMALL) -> Result:
    """Eq. 14 at several models and weights."""
    seen = []
    for model in _models():
        correct, n = plans.counts(plan, model)
        for w, count in zip(plans.natural_weights(model), correct, strict=False):
            where = {**_shown(model), "w": w}
            seen.append(Proportion(where, number(formula, {**parameters(model), "w": w}), count, n))
    return decide_proportions(seen, plan.seed)


def check_robust_accuracy(formula: str, plan: Plan = SMALL) -> Result:
    """Eq. 17 at several models, weights and radii, some above eta; the drawn features are moved by the attack."""
    seen = []
    for model in _models():
        correct, n = plans.counts(plan, model)
        first = len(plans.natural_weights(model))
        for (w, eps), count in zip(plans.attacks(model), correct[first:], strict=False):
            values = {**parameters(model), "w": w, "eps": eps}
            seen.append(Proportion({**_shown(model), "w": w, "eps": eps}, number(formula, values), count, n))
    return decide_proportions(seen, plan.seed)


def check_interval_ends(formula: tuple[str, str], plan: Plan = SMALL) -> Result:
    """Eq. 22: the accuracies at nine weights of each interval, on the same samples.

    It fails where one of the nine, or an end, has an accuracy below what is stated to be the smallest, with no overlap
    of their simultaneous intervals, or where a stated weight is not among the nine.
    """
    models, n_weights = _models(), len(plans.OFFSETS)
    each = ERROR / (len(models) * 3 * n_weights)
    broken: dict[str, Any] | None = None
    total = smallest_n = 0
    margin = np.inf
    for model in models:
        rho = plans.interval_radius(model)
        correct, n = plans.counts(plan, model)
        smallest_n = n
        first = len(plans.natural_weights(model)) + len(plans.attacks(model))
        for centre in plans.interval_centres(model):
            weights = centre + rho * plans.OFFSETS
            ranges = [clopper_pearson(count, n, each) for count in correct[first : first + n_weights]]
            first += n_weights
            total += 1
            values = {**parameters(model), "w": centre, "rho": rho}
            at = [int(np.argmin(abs(weights - number(part, values)))) for part in formula]
            off = [part for part, i in zip(formula, at, strict=True) if abs(weights[i] - number(part, values)) > 1e-9]
            stated = min(ranges[i][0] for i in at)
            lowest = min(high for _, high in ranges)
            margin = min(margin, lowest - stated)
            if (off or lowest < stated) and broken is None:
                broken = {**_shown(model), "w": centre, "rho": rho, "accuracies": [list(one) for one in ranges]}
                broken |= {"stated weights not in reach": off} if off else {}
    return Result(
        verdict_of(broken is None),
        observed={"intervals": total, "weights in each": n_weights, "least overlap": float(margin)},
        expected=list(formula),
        uncertainty={"samples a comparison": smallest_n, "error probability": ERROR},
        counterexample=broken,
        seed=plan.seed,
    )


def check_optimum(formula: str, objective: str, plan: Plan = SMALL) -> Result:
    """Theorems 4.1 and 4.2: the claimed weight lies in the t interval of the mean of exact empirical minimisers."""
    rows, missed = [], None
    for p, eta, d, _ in plans.RATE_MODELS:
        model = BinaryModel(p, eta, d)
        eps = plans.adversarial_radius(model)
        found = plans.joined(
            plan.records(plans.optimum_cells(plan, model, objective, eps), "optima"), objective, "weights"
        )
        low, high = mean_interval(found, ERROR / len(plans.RATE_MODELS))
        stated = number(formula, {**parameters(model), "eps": eps})
        row = {**_shown(model), "mean minimiser": [low, high], "stated": stated}
        row |= {"eps": eps} if objective == "AT" else {}
        rows.append(row)
        missed = missed or (None if low <= stated <= high else row)
    return _judged(missed is None, rows, missed, plan)


def check_robust_weight(formula: str | dict[str, str], plan: Plan = SMALL) -> Result:
    """Theorem 4.3: the whole t interval of the mean of SAM's empirical minimisers satisfies the stated relations."""
    relations = (
        [formula] if isinstance(formula, str) else [f"w_SAM > {formula['above']}", f"w_SAM < {formula['below']}"]
    )
    rows, missed, open_ = [], None, False
    for p, eta, d, rho in plans.RATE_MODELS:
        model = BinaryModel(p, eta, d)
        found = plans.joined(plan.records(plans.optimum_cells(plan, model, "SAM", rho), "optima"), "SAM", "weights")
        ends = mean_interval(found, ERROR / len(plans.RATE_MODELS))
        row = {**_shown(model), "rho": rho, "mean minimiser": list(ends), "stated": relations}
        rows.append(row)
        for relation in relations:
            truths = {_holds(relation, {**parameters(model), "rho": rho, "w_SAM": end}) for end in ends}
            open_ = open_ or len(truths) == 2
            missed = missed or (row if truths == {False} else None)
    if missed is None and open_:
        return Result(Verdict.INCONCLUSIVE, observed=rows, seed=plan.seed)
    return _judged(missed is None, rows, missed, plan)


def check_equal_ends(formula: str, plan: Plan = SMALL) -> Result:
    """Eq. 25: accuracies at both ends about empirical minimisers, on samples of their own, satisfy the equation.

    Each pair of samples gives the equation's left side less its right side; the mean's t interval must contain 0.
    """
    low, high = sp.symbols("u_low u_high", positive=True)
    relation = parse(formula, u_low=low, u_high=high)
    difference = sp.lambdify([low, high], relation.lhs - relation.rhs, "numpy")
    rows, missed = [], None
    for p, eta, d, rho in plans.RATE_MODELS:
        model = BinaryModel(p, eta, d)
        records = plan.records(plans.end_cells(plan, model, rho), "ends")
        ends = [plans.joined(records, name) / plan.optima.n for name in ("low", "high")]
        interval = mean_interval(difference(*ends), ERROR / len(plans.RATE_MODELS))
        row = {**_shown(model), "rho": rho, "accuracies": [float(end.mean()) for end in ends]}
        row |= {"left less right side": list(interval)}
        rows.append(row)
        missed = missed or (None if interval[0] <= 0.0 <= interval[1] else row)
    return _judged(missed is None, rows, missed, plan)


def _models() -> list[BinaryModel]:
    return [BinaryModel(*one) for one in plans.ACCURACY_MODELS]


def _shown(model: BinaryModel) -> dict[str, Any]:
    return {"p": float(model.p), "eta": float(model.eta), "d": float(model.d)}


def _holds(relation: str, values: dict[str, float]) -> bool:
    """Return whether a relation holds at numbers.

    Raises:
        ValueError: it has names without a number.
    """
    parsed = parse(relation)
    truth = parsed.subs({symbol: sp.Float(values[symbol.name], 30) for symbol in parsed.free_symbols})
    if truth not in (sp.true, sp.false):
        raise ValueError(f"formula: expected a relation between numbers, got {relation!r}")
    return bool(truth)


def _judged(holds: bool, rows: list[dict[str, Any]], missed: dict[str, Any] | None, plan: Plan) -> Result:
    size = plan.optima
    return Result(
        verdict_of(holds),
        observed=rows,
        uncertainty={"samples": size.n, "repeats": size.repeats * size.replications, "error probability": ERROR},
        counterexample=missed,
        seed=plan.seed,
    )
