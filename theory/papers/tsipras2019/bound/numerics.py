"""Theorem 2.1 at random probabilities of the answers, and its slack at random models."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.random_models import MODERATE_MODELS, moderate_models
from theory.papers.tools.worst import Worst
from theory.papers.tsipras2019.words import REACHING

SEED = 20190507
ROUNDING = 1e-12


def check_bound(formula: str, count: int = 20_000) -> Result:
    """Both accuracies by total probability; robust accuracy is at most that after the shift."""
    generator = np.random.default_rng(SEED)
    p = generator.uniform(0.5, 0.999, count)
    says = generator.uniform(size=(4, count))
    sharp = generator.uniform(size=says.shape) < 1 / 3
    pp, pm, mp, mm = np.where(sharp, np.round(says), says)
    natural = (p * pp + (1 - p) * mp + p * (1 - mm) + (1 - p) * (1 - pm)) / 2
    shifted = (p * pm + (1 - p) * mm + p * (1 - mp) + (1 - p) * (1 - pp)) / 2
    robust, delta = sp.symbols("robacc delta", real=True)
    relation = parse(formula, robacc=robust, delta=delta)
    bound = sp.lambdify([symbols()["p"], delta], relation.rhs, "numpy")(p, 1 - natural)
    room = bound - shifted
    least = int(np.argmin(room))
    holds = bool(room[least] > -ROUNDING)
    at: dict[str, Any] = {"p": float(p[least]), "accuracy": float(natural[least]), "shifted": float(shifted[least])}
    return Result(
        verdict_of(holds),
        observed={"classifiers": count, "exceed the bound": int(np.sum(room <= -ROUNDING))},
        expected=formula,
        counterexample=None if holds else at,
        seed=SEED,
        covered=Domain.of(f"{REACHING}; p <= 0.999"),
    )


def check_slack(formula: str, count: int = 2000) -> Result:
    """The bound less the robust accuracy of the model's classifier, both from the normal distribution function."""
    table = symbols()
    model, generator = moderate_models(count)
    w = np.sqrt(model.d) * generator.uniform(-3.0, 6.0, count)
    eta = np.asarray(model.eta)
    slack = model.p / (1 - model.p) * (1 - model.accuracy(w)) - model.robust_accuracy(w, 2 * eta)
    value = sp.lambdify([table[name] for name in ("p", "eta", "d", "w")], parse(formula), ["numpy", "scipy"])
    claimed = value(model.p, model.eta, model.d, w) * np.ones(count)
    worst = Worst()
    for i in range(count):
        worst.see(abs(claimed[i] - slack[i]) * (1 - model.p[i]), p=float(model.p[i]), w=float(w[i]))
    return worst.result(
        ROUNDING,
        {"random models": count},
        SEED,
        f"{MODERATE_MODELS}, 1/2 < p < 1, eta > 0, d >= 1, eps > 0, eps = 2*eta",
    )
