"""The hinge objective of the binary model in closed form: its minimum on the unit circle, and where no step lowers it."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from scipy import special

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.tsipras2019.training.claims import PAGE, TRAINED

KAPPAS = (1.0, 2.0, 5.0, 10.0)
"""Multiples of the stated kappa at which the unit circle is searched."""
SHARES = (0.5, 0.6, 0.8, 0.9, 0.95)
ANGLES = 2000
STEP, ROUNDING = 1e-4, 1e-13
SETTINGS = (
    (0.95, 0.4, 100, 0.8, 0.1),
    (0.95, 0.4, 100, 0.8, 0.01),
    (0.95, 0.4, 100, 0.85, 1.0),
    (0.95, 0.4, 100, 0.9, 0.1),
    (0.95, 0.4, 100, 0.95, 0.1),
    (0.95, 0.5, 64, 0.99, 0.1),
    (0.8, 0.2, 400, 0.61, 0.1),
    (0.9, 0.1, 25, 0.1, 0.5),
    (0.75, 0.05, 100, 0.2, 2.0),
)
"""p, eta, d, eps and lambda."""


def mean_hinge(mean: Any, deviation: Any) -> Any:
    """Return E max(0, 1 - Z) for Z normal with a mean and a standard deviation, which may be 0."""
    gap = 1.0 - np.asarray(mean)
    certain = np.asarray(deviation) == 0.0
    spread = np.where(certain, 1.0, deviation)
    z = gap / spread
    smooth = gap * special.ndtr(z) + spread * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return np.where(certain, np.maximum(gap, 0.0), smooth)


def objective(w: Any, weak: Any, setting: tuple[float, ...]) -> Any:
    """Return the adversarial objective at weight w on x_1 and one weight on every weak feature.

    Args:
        w, weak: the weights, arrays that broadcast.
        setting: p, eta, d, eps and the penalty's weight.
    """
    p, eta, d, eps, lam = setting
    mean = d * (eta * weak - eps * np.abs(weak)) - eps * np.abs(w)
    deviation = np.abs(weak) * np.sqrt(d)
    loss = p * mean_hinge(mean + w, deviation) + (1 - p) * mean_hinge(mean - w, deviation)
    return loss + lam / 2 * (w**2 + d * weak**2)


def weak_part(p: float, kappa: float) -> float:
    """Return the weight v on the pooled weak features of the best classifier on the unit circle, on a grid of angles."""
    angle = np.arange(ANGLES) * (2 * np.pi / ANGLES)
    w, v = np.cos(angle), np.sin(angle)
    loss = p * mean_hinge(kappa * v + w, np.abs(v)) + (1 - p) * mean_hinge(kappa * v - w, np.abs(v))
    return float(v[np.argmin(loss)])


def check_weak(formula: dict[str, str]) -> Result:
    """The best angle on the unit circle, at several kappa and p up to the stated bounds."""
    least, most, weak = (float(parse(formula[key])) for key in ("kappa", "p", "weak"))
    found = {(p, factor * least): 0.0 for p, factor in product((*SHARES, most), KAPPAS)}
    found = {point: weak_part(*point) for point in found}
    worst = min(found, key=lambda point: found[point])
    holds = found[worst] >= weak
    at = {"p": worst[0], "kappa": worst[1], "weak weights together": round(found[worst], 3)}
    return Result(
        verdict_of(holds),
        observed={"least": round(found[worst], 3)},
        expected=formula,
        uncertainty={"angles": ANGLES, "values of p": len(SHARES) + 1},
        counterexample=None if holds else at,
        covered=Domain.of(f"{PAGE}, kappa <= {max(KAPPAS) * least:g}"),
    )


def check_weight(formula: str) -> Result:
    """At the stated weight no step, in it or in the weak weights, lowers the objective, which is convex."""
    lam, s = sp.Symbol("lam", positive=True), symbols()
    stated = sp.lambdify([s["p"], s["eps"], lam], parse(formula, lam=lam), "numpy")
    wrong = {}
    for setting in SETTINGS:
        p, _, _, eps, penalty = setting
        w = float(stated(p, eps, penalty))
        here = float(objective(w, 0.0, setting))
        steps = [(w + STEP, 0.0), (w - STEP, 0.0), (w, STEP), (w, -STEP)]
        gain = here - min(float(objective(*one, setting)) for one in steps)
        if gain > ROUNDING:
            wrong[str(setting)] = {"w_1": w, "a step lowers the objective by": float(f"{gain:.3g}")}
    return Result(
        verdict_of(not wrong),
        observed={"settings": len(SETTINGS), "not a minimum": len(wrong)},
        expected=formula,
        counterexample=wrong or None,
        covered=Domain.of(f"{TRAINED}, eta > 0"),
    )
