"""Sharpness near the minima of random quadratic losses, by exact trust regions."""

from __future__ import annotations

import numpy as np
import sympy as sp

from theory.formulas import parse, symbols
from theory.ledger import Result, verdict_of
from theory.papers.deng2024.curvature.numerics import SEED
from theory.papers.deng2024.local_model import names
from theory.sharpness import max_sharpness, min_sharpness

ROUNDING = 1e-10  # relative to rho^2 times the top eigenvalue: an eigendecomposition of up to 6 x 6


def check_quadratic(formula: dict[str, str]) -> Result:
    """Random positive definite Hessians, exact trust-region extremes within rho' of the minimum and at it."""
    generator = np.random.default_rng(SEED)
    table = names()
    stated = {
        key: sp.lambdify([symbols()["rho"], table["top"], table["excess"]], parse(text, **table))
        for key, text in formula.items()
    }
    worst, where = 0.0, None
    for _ in range(100):
        n = int(generator.integers(1, 7))
        raw = generator.normal(size=(n, n))
        h, rho = raw @ raw.T, generator.uniform(0.1, 2.0)
        delta = generator.normal(size=n)
        delta *= rho * generator.uniform(0.0, 0.99) / np.linalg.norm(delta)
        top, excess = float(np.linalg.norm(h, 2)), float(delta @ h @ delta) / 2
        found = {
            "MinS": float(min_sharpness(h @ delta, h, rho)),
            "MaxS at the minimum": float(max_sharpness(np.zeros(n), h, rho)),
            "MinS at the minimum": float(min_sharpness(np.zeros(n), h, rho)),
        }
        claimed = {key: float(function(rho, top, excess)) for key, function in stated.items()}
        error = max(abs(found[key] - claimed[key]) for key in found) / (rho**2 * top)
        if error >= worst:
            worst, where = error, {"hessian": h.tolist(), "delta": delta.tolist(), "rho": rho, "found": found}
    holds = worst < ROUNDING
    return Result(
        verdict_of(holds),
        observed={"largest difference": "below 1e-10" if holds else float(f"{worst:.6g}")},
        expected="below 1e-10",
        counterexample=None if holds else where,
        seed=SEED,
    )
