"""Decides whether what was sampled agrees with what a claim states; every rule is fixed before anything is drawn.

Each check has one error probability, shared equally by its comparisons (Bonferroni), so that a true claim fails with
at most that probability, whatever the dependence between comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from simulate.model.estimate import clopper_pearson
from simulate.model.sampling import FloatArray
from theory import BinaryModel
from theory.ledger.claims import Result, verdict_of
from theory.ledger.formulas import parse

ERROR = 1e-3
"""Probability that a check fails although its claim is true."""


def number(formula: str, values: Mapping[str, Any]) -> float:
    """Return the value of a claim's formula to double precision.

    Args:
        formula: in the language of `theory.ledger.formulas.parse`.
        values: numbers by name, names beyond the language included.

    Raises:
        ValueError: the formula has a symbol that ``values`` does not name, or its value is not a finite number.
    """
    import sympy as sp

    table = {name: sp.Symbol(name) for name in values}
    value = parse(formula, **table).subs({table[name]: sp.Float(values[name], 40) for name in values}).evalf(30)
    if not (value.is_number and value.is_real and value.is_finite):
        raise ValueError(f"formula: expected a finite number for {formula!r}, got {value}")
    return float(value)


def parameters(model: BinaryModel) -> dict[str, float]:
    """Return the model's parameters and what is made of them, by their names in formulas."""
    return {
        "p": float(model.p),
        "eta": float(model.eta),
        "d": float(model.d),
        "Lambda": float(model.log_odds),
        "w_star": float(model.standard_weight),
        "kappa": float(model.kappa),
        "t_star": float(model.t_star),
    }


@dataclass(frozen=True)
class Proportion:
    """A stated probability and how often it was seen.

    Attributes:
        where: the parameters, for a reader.
        stated: what the claim states.
        correct, n: how many of how many samples.
    """

    where: Mapping[str, Any]
    stated: float
    correct: int
    n: int


def power_against(accuracy: float, stated: float, n: int, error: float) -> float:
    """Return the probability that n samples of a true ``accuracy`` refuse a ``stated`` one (normal approximation)."""
    spread = np.sqrt(accuracy * (1.0 - accuracy) / n)
    away = abs(stated - accuracy) / spread
    return float(stats.norm.sf(stats.norm.isf(error / 2) - away))


def compare_proportions(seen: Sequence[Proportion], seed: int, error: float = ERROR) -> Result:
    """HOLDS when every stated probability lies in its exact (Clopper-Pearson) interval, each at error/len(seen)."""
    each = error / len(seen)
    intervals = [clopper_pearson(one.correct, one.n, each) for one in seen]
    missed = [
        (one, interval)
        for one, interval in zip(seen, intervals, strict=True)
        if not interval[0] <= one.stated <= interval[1]
    ]
    power = min(power_against(one.correct / one.n, 1.01 * one.correct / one.n, one.n, each) for one in seen)
    shown = None
    if missed:
        one, (low, high) = missed[0]
        shown = {**one.where, "stated": one.stated, "seen": one.correct / one.n, "interval": [low, high]}
    return Result(
        verdict_of(not missed),
        observed={
            "comparisons": len(seen),
            "outside their intervals": len(missed),
            "largest |seen - stated|": max(abs(one.correct / one.n - one.stated) for one in seen),
        },
        expected={"outside their intervals": 0},
        uncertainty={
            "samples a comparison": min(one.n for one in seen),
            "error probability": error,
            "largest half-width": max((high - low) / 2 for low, high in intervals),
            "power against a formula 1% off": round(power, 6),
        },
        counterexample=shown,
        seed=seed,
    )


def mean_interval(values: FloatArray, error: float) -> tuple[float, float]:
    """Return Student's t interval of the mean of independent values.

    Raises:
        ValueError: fewer than two values, or one that is not finite.
    """
    if len(values) < 2 or not np.isfinite(values).all():
        raise ValueError(f"values: expected two or more finite numbers, got {values!r}")
    half = stats.t.isf(error / 2, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    return float(np.mean(values) - half), float(np.mean(values) + half)
