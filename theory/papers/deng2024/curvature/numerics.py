"""Sharpness of random linear and quadratic losses, by sampling and by exact trust regions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse, symbols
from theory.papers.deng2024.local_model import names
from theory.papers.deng2024.words import FIVE, LINEAR
from theory.papers.tools.worst import Worst
from theory.surrogates.norm_ball import dual_vector, sample_ball
from theory.surrogates.sharpness import bilateral_sharpness

SEED = 20240919
ROUNDING = 1e-12  # relative to the largest value: inner products of vectors of up to 8 coordinates
NEXT_ORDER = 1e-3  # of the third-order scale: what follows is of relative order (rho |H|/|g|)^2 = 1e-4 times constants
DRAWN, WITHIN = 100, 200


def check_first_order(formula: dict[str, str]) -> Result:
    """Random gradients of up to 8 coordinates: no point of either ball beats the dual vectors, which give the values."""
    generator = np.random.default_rng(SEED)
    stated = {key: sp.lambdify([parse("rho"), names()["rho_min"], names()["g"]], parse(text, **names()))
              for key, text in formula.items()}  # fmt: skip
    worst = Worst()
    for _ in range(DRAWN):
        n = int(generator.integers(1, 9))
        g = generator.normal(size=n)
        rho, least = generator.uniform(0.01, 2.0, 2)
        size = float(np.linalg.norm(g))
        top, bottom = dual_vector(g, "l2", rho), -dual_vector(g, "l2", least)
        claimed = {key: float(function(rho, least, size)) for key, function in stated.items()}
        found = {
            "maximiser along u": float(top @ g / size),
            "minimiser along u": float(bottom @ g / size),
            "MaxS": max(float(top @ g), float((sample_ball(generator, (WITHIN, n), "l2", rho) @ g).max())),
            "MinS": max(float(-(bottom @ g)), float((-sample_ball(generator, (WITHIN, n), "l2", least) @ g).max())),
        }
        found["BilS"] = found["MaxS"] + found["MinS"]
        error = max(abs(found[key] - claimed[key]) for key in found) / (size * max(rho, least))
        worst.see(error, **{"gradient": g.tolist(), "rho": rho, "rho'": least, "found": found, "stated": claimed})
    within = f"{LINEAR}; g > 0, 0.01 <= rho <= 2, 0.01 <= rho_min <= 2"
    return worst.result(ROUNDING, {"random gradients": DRAWN, "points in each ball": WITHIN}, SEED, within)


def check_equal_radii(formula: dict[str, str]) -> Result:
    """Random quadratic losses with exact trust-region extremes, at rho |H| = |g|/100; they have no third derivative."""
    generator = np.random.default_rng(SEED)
    table = names()
    stated = sp.lambdify(
        [symbols()["rho"], table["g"], table["across"], table["third"]], parse(formula["BilS"], **table)
    )
    worst = Worst()
    for _ in range(DRAWN):
        n = int(generator.integers(1, 7))
        raw, g = generator.normal(size=(n, n)), generator.normal(size=n)
        h, size = raw + raw.T, float(np.linalg.norm(g))
        u, largest = g / size, float(np.linalg.norm(h, 2))
        rho = 0.01 * size / largest
        across = float(np.sum((h @ u - (u @ h @ u) * u) ** 2))
        exact = float(bilateral_sharpness(g, h, rho))
        error = abs(exact - float(stated(rho, size, across, 0.0))) / (rho**3 * largest**2 / size)
        worst.see(error, gradient=g.tolist(), hessian=h.tolist(), rho=rho, exact=exact)
    within = f"{FIVE}; quadratic; g > 0, across >= 0, rho -> 0, rho_min = rho"
    found = worst.result(NEXT_ORDER, {"random quadratic losses": DRAWN}, SEED, within)
    return replace(found, observed={"largest difference over rho^3 |H|^2/|g|": float(f"{worst.error:.3g}")})
