"""SAM's steps themselves: where they end, and how far they move along a valley."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse, symbols
from theory.papers.bartlett2023.words import ALMOST, LINE, QUADRATIC
from theory.papers.tools.cycle import names
from theory.papers.tools.worst import Worst
from theory.small_models.quadratic import QuadraticSAM

SEED = 20221004
CONVERGED, SERIES = 1e-8, 1e-3
STEPS = (0.1, 0.3, 0.5, 0.8, 1.0, 1.5)


def _stated(text: str, *letters: str) -> Callable[..., float]:
    table = {**names(), "rho": symbols()["rho"]}
    found: Callable[..., float] = sp.lambdify([table[name] for name in letters], parse(text, **table))
    return found


def check_cycle(formula: str, count: int = 20) -> Result:
    """Random problems with the top eigenvalue a fifth above the next."""
    generator, stated, worst = np.random.default_rng(SEED), _stated(formula, "s", "rho"), Worst()
    for _ in range(count):
        size, s, rho = int(generator.integers(2, 6)), generator.uniform(0.2, 0.95), generator.uniform(0.1, 2.0)
        others = generator.uniform(0.05, 0.8, size - 1)
        problem = QuadraticSAM([1.0, *others], lr=s, rho=rho)
        x, _ = problem.run(generator.normal(size=size), 3000)
        claimed = float(stated(s, rho))
        error = max(abs(abs(x[0]) - claimed), float(np.linalg.norm(x[1:]))) / rho
        worst.see(error, eigenvalues=[1.0, *others.tolist()], s=s, rho=rho, x=x.tolist())
    within = f"{QUADRATIC}; almost every start; 0.1 <= rho <= 2, 0.2 <= s <= 0.95"
    return worst.result(CONVERGED, {"random problems": count}, SEED, within)


def check_line(formula: str, count: int = 1000) -> Result:
    """Random starts in one dimension, all at once for each step."""
    generator, stated, worst = np.random.default_rng(SEED), _stated(formula, "s", "rho"), Worst()
    groups = 20
    for s in np.linspace(0.02, 1.95, groups):
        start = np.exp(generator.uniform(-4, 4, (count // groups, 1)))
        x, _ = QuadraticSAM([1.0], lr=float(s), rho=1.0).run(start, 3000)
        claimed = float(stated(s, 1.0))
        for begin, end in zip(start[:, 0], np.abs(x[:, 0]), strict=True):
            worst.see(abs(end / claimed - 1), s=float(s), start=float(begin), end=float(end))
    return worst.result(
        CONVERGED, {"random starts": count}, SEED, f"{LINE}; {ALMOST}; rho = 1, 0.02 <= s <= 1.95", relative=True
    )


def check_drift(formula: dict[str, str]) -> Result:
    """Two steps of SAM from the cycle, in both coordinates, for lambda = 1 + z^2/2 at z = 1."""
    stated, worst, rho, z = _stated(formula["drift"], "lr", "rho", "slope", "s"), Worst(), 1e-4, 1.0

    def gradient(point: np.ndarray) -> np.ndarray:
        x, along = point
        return np.array([(1 + along**2 / 2) * x, along * x**2 / 2])

    for s in STEPS:
        lr = s / (1 + z**2 / 2)
        point = np.array([s * rho / (2 - s), z])
        for _ in range(2):
            g = gradient(point)
            point = point - lr * gradient(point + rho * g / np.linalg.norm(g))
        moved = (point[1] - z) / 2
        worst.see(abs(float(stated(lr, rho, z, s)) / moved - 1), s=s, moved=float(moved))
    within = "L = lambda(z) x^2/2 with a smooth lambda > 0; 0.1 <= s <= 1.5, lr > 0, rho -> 0"
    return worst.result(SERIES, {"steps s": len(STEPS)}, SEED, within, relative=True)
