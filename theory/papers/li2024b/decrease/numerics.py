"""The rate of the balance for random factors and convex losses."""

from __future__ import annotations

import numpy as np
import sympy as sp

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.li2024b.balance.numerics import SEED, perturbed_slope
from theory.papers.li2024b.decrease.claims import CONVEX
from theory.small_models.two_factors import TwoFactors

ROUNDING = 1e-12
SLOPES = (np.sinh, np.arctan, lambda w: w)
"""Derivatives of convex losses with their minimum at 0."""


def check_rate(formula: str, count: int = 2000) -> Result:
    """d|B|/dt from the exact velocities, at radii up to 2n, against the stated bound."""
    generator = np.random.default_rng(SEED)
    letters = {name: sp.Symbol(name, real=True) for name in ("rate", "slope", "B", "n")}
    relation = parse(formula, **letters)
    left = sp.lambdify([symbols()["rho"], *letters.values()], relation.gts - relation.lts)
    exceeded, worst, where = 0, 0.0, None
    for number in range(count):
        size = int(generator.integers(1, 6))
        factors = TwoFactors(generator.normal(size=size), generator.normal(size=size))
        slope, rho = SLOPES[number % 3], factors.size * generator.uniform(0.01, 1.99)
        along_x, along_y = factors.velocity(slope, rho)
        rate = np.sign(factors.balance) * float(factors.x @ along_x - factors.y @ along_y)
        here = abs(float(slope(factors.product)))
        room = float(left(rho, rate, here, abs(factors.balance), factors.size))
        scale = 1.0 + rho * abs(perturbed_slope(factors, slope, rho)[1]) * factors.size
        if room < -ROUNDING * scale:
            exceeded += 1
            if room < worst:
                worst, where = room, {"x": factors.x.tolist(), "y": factors.y.tolist(), "rho": rho, "rate": rate}
    return Result(
        verdict_of(exceeded == 0),
        observed={"pairs": count, "exceed the bound": exceeded},
        expected=formula,
        counterexample=where,
        seed=SEED,
        covered=Domain.of(f"{CONVEX}; three losses with their minimum at 0"),
    )
