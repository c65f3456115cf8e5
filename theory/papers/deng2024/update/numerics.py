"""The published update along eigenvectors of random quadratic losses."""

from __future__ import annotations

import numpy as np
import sympy as sp

from theory.formulas import parse, symbols
from theory.ledger import Result, verdict_of
from theory.papers.deng2024.curvature.numerics import SEED
from theory.papers.deng2024.local_model import (
    names,
)
from theory.sharpness import bilateral_update

ROUNDING = 1e-9  # relative: a quotient of norms, and a difference of gradients of the same size


def check_line(formula: dict[str, str]) -> Result:
    """The update itself along random eigenvectors of random quadratic losses, on both sides of rho'."""
    generator = np.random.default_rng(SEED)
    x = sp.Symbol("x", positive=True)
    table = names() | {"x": x}
    stated = {
        key: sp.lambdify([table["h"], x, symbols()["rho"]], parse(formula[key], **table))
        for key in ("beyond rho'", "within rho'")
    }
    worst, where = 0.0, None
    for _ in range(200):
        n = int(generator.integers(1, 6))
        vectors, _ = np.linalg.qr(generator.normal(size=(n, n)))
        h, rho, least, at = generator.uniform(0.2, 2.0, 4)
        if abs(at - least) < 0.01:  # next to rho' the small g_m has lost its digits
            continue
        direction = vectors[:, 0]
        update = bilateral_update(h * at * direction, h * (at + rho) * direction, h * (at - least) * direction)
        expected = float(stated["beyond rho'" if at > least else "within rho'"](h, at, rho))
        error = float(np.linalg.norm(update - expected * direction)) / (h * (at + rho))
        if error >= worst:
            worst, where = error, {"h": h, "x": at, "rho": rho, "rho'": least, "G": float(update @ direction)}
    holds = worst < ROUNDING
    return Result(
        verdict_of(holds),
        observed={"largest relative difference": "below 1e-9" if holds else float(f"{worst:.6g}")},
        expected="below 1e-9",
        counterexample=None if holds else where,
        seed=SEED,
    )
