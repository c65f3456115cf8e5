"""Measurements of the claims on the scale of the weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.model.binary_model import BinaryModel
from theory.model.objectives import SharpnessAware
from theory.papers.beyond.words import POSITIVE_REST, SAMPLED
from theory.papers.tools.random_models import SEED, case, moderate_models, rounded
from theory.sam.all_weights import worst_accuracy
from theory.sam.optima import weight_shift


def check_unit_norm(formula: str) -> Result:
    """Iterate w = w_SAM(rho sqrt(d + w^2)) and compare its shift with the formula."""
    table = symbols()
    model, _ = moderate_models(1000)
    square = 1e-6 / np.maximum(1.0, np.maximum(model.kappa**2, model.t_star**2)) ** 2
    rho = np.sqrt(square)
    shift = np.zeros(1000)
    for _ in range(20):
        shift = weight_shift(model, SharpnessAware(rho * np.sqrt(model.d + (model.standard_weight + shift) ** 2)))
    stated = sp.lambdify([table[name] for name in ("w_star", "d", "rho")], parse(formula), "numpy")
    ratio = stated(model.standard_weight, model.d, rho) / shift
    worst = int(np.argmax(np.abs(ratio - 1.0)))
    holds = bool(abs(ratio[worst] - 1.0) < 1e-4)
    return Result(
        verdict_of(holds),
        observed="within 1e-4 of 1" if holds else rounded(ratio[worst]),
        expected="stated over exact shift within 1e-4 of 1",
        uncertainty={"sampled points": 1000},
        covered=Domain.of(f"{SAMPLED}, rho -> 0, {POSITIVE_REST}"),
        counterexample=None if holds else case(model, worst, rho=rho),
        seed=SEED,
    )


def check_free_scale(formula: str) -> Result:
    """The worst accuracy at (n w*, n, ..., n): below the stated supremum, rising to it as n grows."""
    table = symbols()
    model, generator = moderate_models(200)
    keep = model.t_star < 3.0  # beyond, the accuracy hardly depends on the weight and differences are rounding
    model = BinaryModel(model.p[keep], model.eta[keep], np.maximum(2.0, np.round(model.d[keep])))
    rho = generator.uniform(0.1, 0.9, keep.sum()) * np.sqrt(model.d)
    names = ("p", "eta", "d", "w_star")
    values = (model.p, model.eta, model.d, model.standard_weight)
    supremum = sp.lambdify([table[name] for name in names], parse(formula), "scipy")(*values)
    gaps = np.stack(
        [supremum - worst_accuracy(model, model.standard_weight, rho / n) for n in (1.0, 10.0, 100.0, 1000.0)]
    )
    noise = 1e-14  # rounding of a difference of accuracies
    falling = bool((np.diff(gaps, axis=0) < noise).all())
    holds = falling and bool((gaps[0] > noise).all()) and bool((gaps[-1] < 1e-4 * gaps[0] + noise).all())
    return Result(
        verdict_of(holds),
        observed={"gap at n = 1, 10, 100, 1000, largest": [rounded(g) for g in gaps.max(axis=1)]},
        expected="falls to 0 and stays positive",
        uncertainty={"sampled points": int(keep.sum())},
        covered=Domain.of(f"{SAMPLED}, rho > 0"),
        seed=SEED,
    )


def _worst_at_unit_norm(model: Any, relative: Any, rho: Any) -> Any:
    """The lower accuracy of the two ends (w_1 +- rho, rest) of literal weights of norm 1."""
    rest = 1.0 / np.sqrt(model.d + relative**2)
    ends = [(relative * rest + side * rho) / rest for side in (-1.0, 1.0)]
    return np.minimum(*(model.accuracy(end) for end in ends))


def check_fixed_point(formula: str) -> Result:
    """The fixed point of w_SAM at the stated relative radius, against weights 1% to either side."""
    table = symbols()
    model, generator = moderate_models(500)
    rho = generator.uniform(0.05, 0.7, 500)
    reach = sp.lambdify([table[name] for name in ("rho", "d", "w")], parse(formula), "numpy")
    weight = np.asarray(model.standard_weight)
    for _ in range(200):
        weight = model.standard_weight + weight_shift(model, SharpnessAware(reach(rho, model.d, weight)))
    here = _worst_at_unit_norm(model, weight, rho)
    gain = np.max([_worst_at_unit_norm(model, factor * weight, rho) for factor in (0.99, 1.01)], axis=0) - here
    worst = int(np.argmax(gain))
    holds = bool(gain[worst] < 1e-14)  # the rounding of a difference of accuracies
    return Result(
        verdict_of(holds),
        observed="no better weight beside it" if holds else rounded(gain[worst]),
        expected="no weight 1% beside it better by 1e-14",
        uncertainty={"sampled points": 500},
        counterexample=None if holds else case(model, worst, rho=rho, weight=weight),
        seed=SEED,
        covered=Domain.of(f"{SAMPLED}, 0.05 <= rho <= 0.7, {POSITIVE_REST}"),
    )
