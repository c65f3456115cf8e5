"""Measurements of the claims on other attacks at random models."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.model.attacks import accuracy_under_attack, attack_weight
from theory.model.binary_model import BinaryModel
from theory.model.choices import Norm
from theory.papers.beyond.words import SAMPLED
from theory.papers.tools.random_models import SEED, case, moderate_models, rounded

COUNT = 2000
_BESIDE = 1e-4


def _no_better(model: Any, weight: Any, eps: Any, norm: Any, coordinates: Any, radii: str) -> Result:
    """No weight of a wide grid, infinity included, or beside the stated one is more accurate under the attack."""
    columns = BinaryModel(*(np.asarray(v)[:, None] for v in (model.p, model.eta, model.d)))
    grid = np.concatenate([[-np.inf, -1.0, 0.0], np.logspace(-3, 3, 400), [np.inf]]) * np.sqrt(columns.d)
    beside = np.asarray(weight)[:, None] * (1.0 + np.array([-_BESIDE, _BESIDE]))
    every = np.concatenate([grid, beside], axis=1)
    others = accuracy_under_attack(columns, every, np.asarray(eps)[:, None], norm, coordinates).max(axis=1)
    lacking = others - accuracy_under_attack(model, weight, eps, norm, coordinates)
    worst = int(np.argmax(lacking))
    holds = bool(lacking[worst] <= 1e-14)
    return Result(
        verdict_of(holds),
        observed=rounded(max(lacking[worst], 0.0)) if not holds else "no better weight on the grid",
        expected="no weight of the grid is better by more than 1e-14",
        uncertainty={"sampled points": COUNT},
        covered=Domain.of(f"{SAMPLED}, {radii}"),
        counterexample=None if holds else case(model, worst, eps=eps, weight=weight),
        seed=SEED,
    )


def check_l2_rest(formula: str) -> Result:
    """The stated weight against a grid."""
    table = symbols()
    model, generator = moderate_models(COUNT)
    eps = generator.uniform(0.05, 0.95, COUNT) * model.kappa
    names = ("Lambda", "eta", "d", "eps")
    weight = sp.lambdify([table[name] for name in names], parse(formula), "numpy")
    return _no_better(
        model, weight(model.log_odds, model.eta, model.d, eps), eps, "l2", "non-robust", "0 < eps < eta sqrt(d)"
    )


def check_linf_all(formula: str) -> Result:
    """The better of the stated local maximum, 0 and infinity against a grid."""
    table = symbols()
    m, tilted = sp.Symbol("m", positive=True), sp.Symbol("L", positive=True)
    model, generator = moderate_models(COUNT)
    eps = generator.uniform(0.05, 0.95, COUNT) * np.minimum(model.eta, 2.0 * model.p - 1.0)
    room, odds = model.eta - eps, model.log_odds - 2.0 * np.arctanh(eps)
    stated = sp.lambdify([m, tilted, table["eps"], table["d"]], parse(formula, m=m, L=tilted), "numpy")
    exists = room**2 > 2.0 * eps * odds / model.d
    with np.errstate(invalid="ignore"):
        local = np.where(exists, stated(room, odds, eps, model.d), np.inf)
    candidates = np.stack([np.full(COUNT, np.inf), np.where(np.isfinite(local), local, np.inf)])
    values = accuracy_under_attack(model, candidates, eps, "linf", "all")
    weight = np.take_along_axis(candidates, values.argmax(axis=0)[None], axis=0)[0]
    return _no_better(model, weight, eps, "linf", "all", "eps > 0, eps < eta, eps < 2p - 1")


def check_l2_all(formula: str) -> Result:
    """The stated function vanishes at the solver's finite weights, and those beat a grid."""
    table = symbols()
    t = sp.Symbol("t", positive=True)
    model, generator = moderate_models(COUNT)
    eps = generator.uniform(0.01, 1.0, COUNT)
    weight = attack_weight(model, eps, "l2", "all")
    function = sp.lambdify([table["Lambda"], table["kappa"], table["eps"], t], parse(formula, t=t), "numpy")
    finite = np.isfinite(weight)
    scaled = np.where(finite, weight / np.sqrt(model.d), 1.0)
    left = np.where(finite, np.abs(function(model.log_odds, model.kappa, eps, scaled)) / (1.0 + model.log_odds), 0.0)
    worst = int(np.argmax(left))
    if left[worst] > 1e-9:
        return Result(
            verdict_of(False),
            observed=rounded(left[worst]),
            expected="0 at the optimum",
            counterexample=case(model, worst, eps=eps, weight=weight),
            seed=SEED,
        )
    return _no_better(model, weight, eps, "l2", "all", "0 < eps <= 1")


def check_small(formula: str, norm: Norm) -> Result:
    """The stated derivative against the difference quotient of the solver's weight."""
    table = symbols()
    model, _ = moderate_models(COUNT)
    # a step at which the next order stays small
    steps = 1e-6 * np.minimum(model.eta, 1.0) / (1.0 + model.t_star) ** 3 * np.minimum(1.0, model.kappa)
    stated = sp.lambdify([table[name] for name in ("w_star", "eta", "d")], parse(formula), "numpy")
    claimed = stated(model.standard_weight, model.eta, model.d)
    measured = (attack_weight(model, steps, norm, "all") - attack_weight(model, 0.0, norm, "all")) / steps
    error = np.abs(measured - claimed) / (np.abs(claimed) + (1.0 + model.standard_weight) / model.eta)
    at = int(np.argmax(error))
    holds = bool(error[at] < 1e-4)
    return Result(
        verdict_of(holds),
        observed=rounded(error[at]) if not holds else "within 1e-4",
        expected="within 1e-4 of the scale",
        uncertainty={"sampled points": COUNT},
        counterexample=None if holds else case(model, at, claimed=claimed, measured=measured),
        seed=SEED,
        covered=Domain.of(f"{SAMPLED}, eps -> 0"),
    )
