"""Sharpness near the minima of random quadratic losses, by exact trust regions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse, symbols
from theory.papers.deng2024.curvature.numerics import SEED
from theory.papers.deng2024.local_model import names
from theory.papers.deng2024.words import AT_MINIMUM, QUADRATIC
from theory.papers.tools.worst import Worst
from theory.surrogates.sharpness import max_sharpness, min_sharpness

ROUNDING = 1e-10  # relative to rho^2 times the top eigenvalue: an eigendecomposition of up to 6 x 6
DRAWN = 100


def _losses() -> Iterator[tuple[np.ndarray, np.ndarray, float]]:
    """Yield Hessians, points within rho of the minimum, and rho."""
    generator = np.random.default_rng(SEED)
    for _ in range(DRAWN):
        n = int(generator.integers(1, 7))
        raw = generator.normal(size=(n, n))
        h, rho = raw @ raw.T, generator.uniform(0.1, 2.0)
        delta = generator.normal(size=n)
        delta *= rho * generator.uniform(0.0, 0.99) / np.linalg.norm(delta)
        yield h, delta, rho


def _compared(formula: dict[str, str], found: Callable[..., dict[str, float]], covered: str) -> Result:
    table = names()
    stated = {
        key: sp.lambdify([symbols()["rho"], table["top"], table["excess"]], parse(text, **table))
        for key, text in formula.items()
    }
    worst = Worst()
    for h, delta, rho in _losses():
        top, excess = float(np.linalg.norm(h, 2)), float(delta @ h @ delta) / 2
        seen = found(h, delta, rho)
        claimed = {key: float(function(rho, top, excess)) for key, function in stated.items()}
        error = max(abs(seen[key] - claimed[key]) for key in seen) / (rho**2 * top)
        worst.see(error, hessian=h.tolist(), delta=delta.tolist(), rho=rho, found=seen)
    within = f"{QUADRATIC}; 0.1 <= rho <= 2, 0.1 <= rho_min <= 2, {covered}"
    return worst.result(ROUNDING, {"random quadratic losses": DRAWN}, SEED, within)


def check_excess(formula: dict[str, str]) -> Result:
    """Random positive definite Hessians, exact trust-region minima within rho' of the minimum."""

    def found(h: Any, delta: Any, rho: float) -> dict[str, float]:
        return {"MinS": float(min_sharpness(h @ delta, h, rho))}

    return _compared(formula, found, "excess >= 0, distance <= rho_min")


def check_at_minimum(formula: dict[str, str]) -> Result:
    """Random positive definite Hessians, exact trust-region extremes at the minimum."""

    def found(h: Any, delta: Any, rho: float) -> dict[str, float]:
        top = float(max_sharpness(np.zeros_like(delta), h, rho))
        bottom = float(min_sharpness(np.zeros_like(delta), h, rho))
        return {"MaxS": top, "MinS": bottom, "BilS": top + bottom}

    return _compared(formula, found, f"top > 0; {AT_MINIMUM}")
