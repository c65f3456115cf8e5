"""The limit laws of empirical minimisers by sampling: rates and constants."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from simulate.judging.decide import ERROR
from simulate.judging.formulas import number, parameters
from simulate.model import chernoff, rates
from simulate.studies import plan as plans
from simulate.studies.plan import SMALL, Plan
from theory import BinaryModel, SharpnessAware, Standard, optimal_weight
from theory.ledger.claims import Result, verdict_of
from theory.model.objectives import Objective

OFF = 0.2
"""Relative error of a constant against which the power is stated."""


def check_rate(formula: dict[str, str], objective: str, plan: Plan = SMALL) -> Result:
    """Compare the mean of (n^rate (minimiser - optimum)/sd)^2 with 1, at every n and parameter set.

    Under the law this mean of R squares has the variance (kurtosis - 1)/R.  An infinite minimiser makes it fail.  The
    power is that of the size with the most samples.
    """
    sizes = [size for size in plan.rates if size.n >= plan.tested]
    each = ERROR / (len(sizes) * len(plans.RATE_MODELS))
    rows, missed, powers = [], None, []
    for p, eta, d, rho in plans.RATE_MODELS:
        model = BinaryModel(p, eta, d)
        chosen: Objective = Standard() if objective == "ST" else SharpnessAware(rho)
        optimum = float(optimal_weight(model, chosen))
        values = {**parameters(model), "rho": rho, "w_SAM": optimum, "chernoff_sd": chernoff.standard_deviation()}
        rate, spread = number(formula["rate"], values), number(formula["sd"], values)
        kurtosis = rates.law(model, chosen).kurtosis
        for size in sizes:
            cells = plans.rate_cells(plan, model, rho, size)
            found = plans.joined(plan.records(cells, "minimisers"), objective, "weights")
            scaled = size.n**rate * (found - optimum)
            expected = _expected(kurtosis, len(found))
            low, high = float(expected.ppf(each / 2)), float(expected.isf(each / 2))
            ratio = float(np.mean((scaled / spread) ** 2))
            powers.append(_power(expected, low, high))
            row: dict[str, Any] = {"p": p, "eta": eta, "d": d, "n": size.n, "repeats": len(found), "sd stated": spread}
            row |= {"rho": rho} if objective == "SAM" else {}
            row |= {"root mean square, n^rate (w_n - w)": float(np.sqrt(np.mean(scaled**2)))}
            row |= {"squared ratio to the stated one": ratio, "expected within": [low, high]}
            rows.append(row)
            missed = missed or (None if low <= ratio <= high else row)
    return Result(
        verdict_of(missed is None),
        observed=rows,
        expected=formula,
        uncertainty={"error probability": ERROR, f"power against a constant {OFF:.0%} off": round(max(powers), 4)},
        counterexample=missed,
        seed=plan.seed,
    )


def _expected(kurtosis: float, repeats: int) -> Any:
    """Return the law of the mean of squares: chi-square over its degrees of freedom, with the right mean and variance.

    It is exact for a normal law; Chernoff's, with kurtosis 2.84, has lighter tails.
    """
    freedom = 2.0 * repeats / (kurtosis - 1.0)
    return stats.chi2(freedom, scale=1.0 / freedom)


def _power(law: Any, low: float, high: float) -> float:
    """Return the smaller probability of refusing a stated constant that is too large or too small."""
    ratios = ((1.0 + OFF) ** 2, (1.0 - OFF) ** 2)
    return float(min(law.cdf(low * ratio) + law.sf(high * ratio) for ratio in ratios))
