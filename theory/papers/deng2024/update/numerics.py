"""The published update along eigenvectors of random quadratic losses."""

from __future__ import annotations

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse, symbols
from theory.papers.deng2024.curvature.numerics import SEED
from theory.papers.deng2024.local_model import names
from theory.papers.tools.worst import Worst
from theory.surrogates.sharpness import bilateral_update

ROUNDING = 1e-9  # relative: a quotient of norms, and a difference of gradients of the same size
DRAWN = 200
NEXT_TO = 0.01  # nearer to rho' the small g_m has lost its digits
COVERED = "0.2 <= h <= 2, 0.2 <= rho <= 2, 0.2 <= rho_min <= 2, x > 0"


def check_line(formula: dict[str, str], side: str) -> Result:
    """The update itself along random eigenvectors of random quadratic losses, on one side of rho'."""
    generator = np.random.default_rng(SEED)
    x = sp.Symbol("x", positive=True)
    table = names() | {"x": x}
    stated = sp.lambdify([table["h"], x, symbols()["rho"]], parse(formula["G"], **table))
    worst = Worst()
    for _ in range(DRAWN):
        n = int(generator.integers(1, 6))
        vectors, _ = np.linalg.qr(generator.normal(size=(n, n)))
        h, rho, least = generator.uniform(0.2, 2.0, 3)
        ends = (least + NEXT_TO, least + 2.0) if side == "beyond" else (NEXT_TO, least - NEXT_TO)
        at = generator.uniform(*ends)
        direction = vectors[:, 0]
        update = bilateral_update(h * at * direction, h * (at + rho) * direction, h * (at - least) * direction)
        expected = float(stated(h, at, rho))
        error = float(np.linalg.norm(update - expected * direction)) / (h * (at + rho))
        worst.see(error, **{"h": h, "x": at, "rho": rho, "rho'": least, "G": float(update @ direction)})
    within = f"{COVERED}, {'x > rho_min' if side == 'beyond' else 'x < rho_min'}"
    return worst.result(ROUNDING, {"random eigenvectors": DRAWN}, SEED, within, relative=True)
