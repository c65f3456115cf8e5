"""Theorem 4.4 and its corrections at points: random models in floating point, and certified digits at small radii."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.model.objectives import SharpnessAware
from theory.papers.tools import digits
from theory.papers.tools.random_models import RANDOM_MODELS, SEED, case, random_models, rounded, small_radii
from theory.sam.optima import weight_shift

LEAST = 1.9
"""A remainder after an even term of the series is smaller by e**2: by at least this order, as the term after it counts too."""
TOLERANCE = 1e-4  # of the ratio of leading terms; the next term of the series is below that of the first
POINTS = (
    digits.Point("7/10", "1/10", "1"),
    digits.Point("9/10", "1/10", "10"),
    digits.Point("9/10", "1/2", "100"),
    digits.Point("95/100", "1/2", "1"),
)


def check_theorem(formula: str, count: int = 2000) -> Result:
    """Theorem 4.4: the formula's shift over the exact one at a small radius, random parameters."""
    table = symbols()
    model, _ = random_models(count)
    rho = small_radii(model, 1e-4)
    names = ("w_star", "rho", "d", "eta")
    relative = sp.lambdify([table[n] for n in names], sp.expand(parse(formula) / table["w_star"] - 1), "numpy")
    claimed = relative(model.standard_weight, rho, model.d, model.eta) * model.standard_weight
    ratio = claimed / weight_shift(model, SharpnessAware(rho))
    worst = int(np.argmax(np.abs(ratio - 1.0)))
    holds = bool(np.abs(ratio[worst] - 1.0) < TOLERANCE)
    return Result(
        verdict_of(holds),
        observed={"models": ratio.size, "least ratio": rounded(ratio.min()), "largest ratio": rounded(ratio.max())},
        expected=f"claimed shift / exact shift within {TOLERANCE:.0e} of 1",
        counterexample=None if holds else case(model, worst, rho=rho, ratio=ratio),
        seed=SEED,
    )


def shift_of(ratio: Any) -> Any:
    """Return w_SAM/w* - 1."""
    return ratio - 1


def remainder_orders(series: Any, of: Callable[[Any], Any] = shift_of) -> dict[str, float]:
    """Return the order in rho of what a polynomial in e leaves, from certified digits at rho = 1/50 and 1/100.

    Args:
        series: the polynomial.
        of: the quantity that it should be, as a function of w_SAM/w*.
    """
    table = symbols()
    value = sp.lambdify([table[name] for name in ("e", "kappa", "t_star")], sp.expand(series), "mpmath")
    orders = {}
    for point in POINTS:
        left = []
        with mpmath.workdps(70):
            p, eta, d = (mpmath.mpf(part) for part in (point.p, point.eta, point.d))
            standard = mpmath.log(p / (1 - p)) / (2 * eta)
            for rho in ("1/50", "1/100"):
                weight = mpmath.mpf(digits.decimals(digits.sam_weight(point, rho, 60), 60))
                e = mpmath.mpf(rho) / mpmath.sqrt(d)
                left.append(of(weight / standard) - value(e, eta * mpmath.sqrt(d), standard / mpmath.sqrt(d)))
            order = float(mpmath.log(abs(left[0] / left[1]), 2))
        orders[f"p={point.p}, eta={point.eta}, d={point.d}"] = round(order, 4)
    return orders


def check_series(formula: str, remainder: int) -> Result:
    """The order of what the series leaves, from certified digits at rho and rho/2, against the one that is stated."""
    table = symbols()
    claimed = sp.expand(parse(formula) / table["w_star"] - 1)
    orders = remainder_orders(claimed)
    # the term after the next changes the observed order by about e**2 kappa**2
    holds = all(abs(order - remainder) < 0.05 for order in orders.values())
    return Result(verdict_of(holds), observed=orders, expected=remainder)


def check_region(formula: str, count: int = 20000) -> Result:
    """The error of the first term at the region's edge and inside it, random parameters."""
    table = symbols()
    model, generator = random_models(count)
    edge = sp.lambdify([table["kappa"], table["t_star"]], parse(formula), "numpy")(model.kappa, model.t_star)
    inside = np.where(generator.uniform(size=edge.shape) < 0.5, 1.0, generator.uniform(1e-3, 1.0, edge.shape))
    e2 = edge * inside
    shift = weight_shift(model, SharpnessAware(np.sqrt(e2 * model.d)))
    error = np.abs(shift / (model.standard_weight * e2 / 3.0) - 1.0)
    worst = int(np.argmax(error))
    holds = bool(error[worst] <= 0.01)
    return Result(
        verdict_of(holds),
        observed={"models": error.size, "largest error": rounded(error[worst])},
        expected={"largest error": "at most 0.01"},
        counterexample=None if holds else case(model, worst, rho2_over_d=e2, error=error),
        seed=SEED,
        covered=Domain.of(f"{RANDOM_MODELS}, rho > 0, rho^2/d <= {formula}"),
    )
