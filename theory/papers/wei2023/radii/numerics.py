"""Theorem 4.5 and its corrections at random models, in floating point."""

from __future__ import annotations

import numpy as np
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.model.objectives import SharpnessAware
from theory.papers.tools.random_models import (
    MODERATE_MODELS,
    SEED,
    case,
    moderate_models,
    random_models,
    random_radii,
    rounded,
    small_radii,
)
from theory.papers.wei2023.radii.checks import eps_of
from theory.sam.optima import optimal_weight
from theory.sam.radii import matching_eps

TOLERANCE = 1e-4  # of the ratio of leading terms; the next term of the series is below that of the first
ASIDE = 0.01


def check_exact_relation(formula: str, count: int = 2000) -> Result:
    """Theorem 4.5, exact: at the formula's eps no weight 1% to either side of w_SAM is more robust than w_SAM."""
    table = symbols()
    model, generator = moderate_models(count)
    rho = random_radii(model, generator, 0.05, 2.0)
    weight = optimal_weight(model, SharpnessAware(rho))
    names = ("eta", "w_star", "w_SAM")
    eps = sp.lambdify([table[n] for n in names], parse(formula), "numpy")(model.eta, model.standard_weight, weight)
    if not np.all((eps > 0) & (eps < model.eta)):
        return Result(Verdict.FAILS, observed="eps outside (0, eta)", seed=SEED)
    here = model.robust_accuracy(weight, eps)
    sides = [model.robust_accuracy((1.0 + side * ASIDE) * weight, eps) for side in (-1, 1)]
    gain = np.maximum(*sides) - here
    worst = int(np.argmax(gain))
    holds = bool(gain[worst] < 1e-15)  # the rounding of an accuracy; where the maximum is flatter it decides nothing
    return Result(
        verdict_of(holds),
        observed={
            "models": gain.size,
            "largest gain away from w_SAM": rounded(max(gain[worst], 0.0)) if not holds else "none",
        },
        expected={"largest gain away from w_SAM": "none"},
        counterexample=None if holds else case(model, worst, rho=rho, eps=eps, gain=gain),
        seed=SEED,
        covered=Domain.of(f"{MODERATE_MODELS}, eta > 0, rho > 0, 0 < eps < eta"),
    )


def check_limit(formula: str, count: int = 2000) -> Result:
    """Eq. 13: the relation's eps over the exact one at a small radius, random parameters."""
    table = symbols()
    eps = eps_of(parse(formula))
    if eps is None:
        return Result(Verdict.INCONCLUSIVE, observed="the relation does not give one eps")
    model, _ = random_models(count)
    rho = small_radii(model, 1e-4)
    claimed = sp.lambdify([table[n] for n in ("eta", "d", "rho")], eps, "numpy")(model.eta, model.d, rho)
    ratio = claimed / matching_eps(model, rho)
    worst = int(np.argmax(np.abs(ratio - 1.0)))
    holds = bool(np.abs(ratio[worst] - 1.0) < TOLERANCE)
    return Result(
        verdict_of(holds),
        observed={"models": ratio.size, "least ratio": rounded(ratio.min()), "largest ratio": rounded(ratio.max())},
        expected=f"claimed eps / exact eps within {TOLERANCE:.0e} of 1",
        counterexample=None if holds else case(model, worst, rho=rho, ratio=ratio),
        seed=SEED,
    )
