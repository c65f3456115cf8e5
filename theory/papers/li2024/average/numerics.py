"""The moving average's error by running the recursion."""

from __future__ import annotations

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse
from theory.papers.li2024.moments import names
from theory.papers.li2024.words import START, STEPS
from theory.papers.tools.worst import Worst

SEED = 20240312
AGREES = 1e-10  # relative: a sum of up to 60 squares against a closed form
DRAWN = 200
COVERED = f"0.01 <= lam <= 0.99, 0 <= t <= 59, 0.1 <= v <= 5, 0 <= start <= 5; {STEPS}; {START}"


def unrolled_weights(lam: float, t: int) -> tuple[np.ndarray, float]:
    """Return the weights of the noises n_1, ..., n_t and of the start in m_t, by the recursion itself."""
    weights, start = np.zeros(t), 1.0
    for step in range(t):
        weights *= lam
        start *= lam
        weights[step] = 1.0 - lam
    return weights, start


def check_error(formula: str) -> Result:
    """Sum the squared weights of all noises, found by running the recursion, at seeded random parameters."""
    generator = np.random.default_rng(SEED)
    stated = sp.lambdify([names()[key] for key in ("lam", "t", "v", "start")], parse(formula, **names()), "math")
    worst = Worst()
    for _ in range(DRAWN):
        lam, v, start = generator.uniform(0.01, 0.99), generator.uniform(0.1, 5.0), generator.uniform(0.0, 5.0)
        t = int(generator.integers(0, 60))
        weights, left = unrolled_weights(lam, t)
        exact = float(weights @ weights) * v + left**2 * start
        worst.see(abs(stated(lam, t, v, start) / exact - 1.0), lam=lam, t=t, v=v, start=start, recursion=exact)
    return worst.result(AGREES, {"random parameters": DRAWN}, SEED, COVERED, relative=True)
