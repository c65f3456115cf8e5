"""Top eigenvalues of Hessians by second differences, at minima of random factors."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse
from theory.papers.li2024b.balance.numerics import SEED
from theory.papers.li2024b.products import names
from theory.papers.li2024b.words import MINIMA
from theory.papers.tools.worst import Worst

STEP, DIFFERENCES = 1e-4, 2e-6  # relative; rounding over the squared step


def hessian(loss: Any, at: np.ndarray) -> np.ndarray:
    """Return the Hessian of a loss by central second differences."""
    size = at.size
    found = np.empty((size, size))
    moves = STEP * np.eye(size)
    for i in range(size):
        for j in range(size):
            corners = [loss(at + a * moves[i] + b * moves[j]) * a * b for a in (1, -1) for b in (1, -1)]
            found[i, j] = sum(corners) / (4 * STEP**2)
    return found


def check_eigenvalue(formula: dict[str, str], count: int = 200) -> Result:
    """A loss with its minimum at the product of random factors."""
    generator, worst = np.random.default_rng(SEED), Worst()
    letters = [names()[name] for name in ("curvature", "xx", "yy", "xy")]
    stated = sp.lambdify(letters, parse(formula["lambda_1"], **names()))
    for _ in range(count):
        size = int(generator.integers(1, 6))
        at, curvature = generator.normal(size=2 * size), generator.uniform(0.2, 3.0)
        x, y = at[:size], at[size:]
        target = float(x @ y)

        def loss(point: np.ndarray, size: int = size, target: float = target, curvature: float = curvature) -> float:
            return float(curvature * (np.cosh(point[:size] @ point[size:] - target) - 1.0))

        top = float(np.linalg.eigvalsh(hessian(loss, at))[-1])
        claimed = float(stated(curvature, x @ x, y @ y, x @ y))
        worst.see(abs(claimed / top - 1.0), x=x.tolist(), y=y.tolist(), top=top)
    return worst.result(DIFFERENCES, {"random pairs": count}, SEED, f"{MINIMA}; curvature <= 3", relative=True)
