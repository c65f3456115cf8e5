"""The best of all classifiers by quadrature, the slopes of both accuracies, and the price of SAM's weight."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse, symbols
from theory.model.objectives import SharpnessAware
from theory.papers.tools.random_models import MODERATE_MODELS, moderate_models, small_radii
from theory.papers.tools.worst import Worst
from theory.papers.tsipras2019.frontier.claims import SHIFT
from theory.papers.tsipras2019.words import CLASSIFIER
from theory.sam.optima import weight_shift

SEED = 20190508
QUADRATURE = 1e-6  # the trapezoid rule across the edge between the answers
SLOPES = 1e-6  # central differences of accuracies, relative
SERIES = 1e-3  # what is left of the series at the radii drawn
EVERY = f"{CLASSIFIER}; {SHIFT}"
MODELS = f"{MODERATE_MODELS}, 1/2 < p < 1, eta > 0, d >= 1"


def best_of_all(p: float, kappa: float, m: float, points: int = 4001) -> float:
    """Return the largest natural accuracy plus m times that after the shift, over all classifiers.

    The sum of the weak features, in units of its standard deviation, is all that the densities' ratio depends on; at each
    value of it and of x_1 the answer of the larger share is given.
    """
    z = np.linspace(-kappa - 9.0, kappa + 9.0, points)
    plus, minus = (np.exp(-((z - mean) ** 2) / 2) / np.sqrt(2 * np.pi) for mean in (kappa, -kappa))
    total = 0.0
    for share in (p, 1.0 - p):  # of y = 1 where x_1 = 1, where x_1 = -1
        one = share * (plus + m * minus)
        other = (1.0 - share) * (minus + m * plus)
        total += float(np.trapezoid(np.maximum(one, other), z)) / 2
    return total


def check_rule(formula: str, count: int = 400) -> Result:
    """The sum at the formula's weight against the best of all classifiers by quadrature."""
    model, generator = moderate_models(count)
    p, eta = np.asarray(model.p), np.asarray(model.eta)
    m = generator.uniform(0.0, 0.98, count) * (1 - p) / p
    value = sp.lambdify([symbols()["p"], symbols()["eta"], sp.Symbol("m"), symbols()["w_star"]], parse_priced(formula))
    w = value(p, eta, m, model.standard_weight) * np.ones(count)
    reached = model.accuracy(w) + m * model.robust_accuracy(w, 2 * eta)
    worst = Worst()
    for i in range(count):
        best = best_of_all(float(p[i]), float(model.kappa[i]), float(m[i]))
        worst.see(abs(best - reached[i]), p=float(p[i]), kappa=float(model.kappa[i]), m=float(m[i]), best=best)
    within = f"{MODELS}, 0 <= m < (1 - p)/p; {EVERY}"
    return worst.result(QUADRATURE, {"random models and prices": count}, SEED, within)


def parse_priced(formula: str) -> Any:
    """Return a formula with the price m."""
    return parse(formula, m=sp.Symbol("m"))


def check_price(formula: str, count: int = 2000) -> Result:
    """What natural accuracy loses over what robust accuracy wins along the curve, by central differences."""
    table = symbols()
    model, generator = moderate_models(count)
    w = model.standard_weight + np.sqrt(model.d) * generator.uniform(0.1, 1.5, count)
    step, eps = 1e-4 * np.sqrt(model.d), 2 * np.asarray(model.eta)
    lost = model.accuracy(w - step) - model.accuracy(w + step)
    won = model.robust_accuracy(w + step, eps) - model.robust_accuracy(w - step, eps)
    stated = sp.lambdify([table[name] for name in ("eta", "w", "w_star")], parse(formula), "numpy")
    claimed = stated(model.eta, w, model.standard_weight)
    worst = Worst()
    for i in range(count):
        if won[i] < 1e-8:
            continue  # rounding of the accuracies
        worst.see(abs(lost[i] / won[i] - claimed[i]), p=float(model.p[i]), w=float(w[i]), price=float(claimed[i]))
    return worst.result(SLOPES, {"random models": count}, SEED, f"{MODELS}, w >= w*; {EVERY}")


def check_sam_price(formula: str, count: int = 2000) -> Result:
    """The price of SAM's weight at small radii, by the exact price of the weight's shift."""
    table = symbols()
    model, _ = moderate_models(count)
    rho = small_radii(model, 1e-4)
    shift = weight_shift(model, SharpnessAware(rho))
    exact = np.sinh(model.eta * shift) / np.sinh(model.eta * (2 * model.standard_weight + shift))
    stated = sp.lambdify([table[name] for name in ("Lambda", "rho", "d")], parse(formula), "numpy")
    claimed = stated(model.log_odds, rho, model.d)
    worst = Worst()
    for i in range(count):
        worst.see(abs(claimed[i] / exact[i] - 1), p=float(model.p[i]), rho=float(rho[i]), price=float(exact[i]))
    return worst.result(SERIES, {"random models": count}, SEED, f"{MODELS}, rho -> 0", relative=True)
