"""Single steps beside the edge, and runs that end on it."""

from __future__ import annotations

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse, symbols
from theory.papers.long2024.edge.claims import ALONG
from theory.papers.tools.cycle import names
from theory.papers.tools.worst import Worst
from theory.small_models.quadratic import QuadraticSAM

SEED = 20230912
ROUNDING, CONVERGED = 1e-11, 1e-7


def check_edge(formula: str, count: int = 200) -> Result:
    """A step at the stated curvature leaves the gradient as long as it was."""
    generator, worst = np.random.default_rng(SEED), Worst()
    letters = [names()["g"], symbols()["rho"], names()["lr"]]
    stated = sp.lambdify(letters, parse(formula, **names()))
    for _ in range(count):
        g, rho, lr = np.exp(generator.uniform(-2.0, 2.0, 3))
        curvature = float(stated(g, rho, lr))
        after, _ = QuadraticSAM([curvature], lr=lr, rho=rho).run([g / curvature], 1)
        worst.see(abs(abs(after[0]) * curvature / g - 1), g=g, rho=rho, lr=lr, stated=curvature)
    return worst.result(
        ROUNDING, {"random settings": count}, SEED, f"{ALONG}; 0.1 <= g, 0.1 <= lr, 0.1 <= rho", relative=True
    )


def check_cycle(formula: dict[str, str], count: int = 20) -> Result:
    """The edge at the gradient's norm after long runs of three weights."""
    generator, worst = np.random.default_rng(SEED), Worst()
    letters = [names()[name] for name in ("lam", "lr")]
    stated = sp.lambdify(letters, parse(formula["edge"], **names()))
    for _ in range(count):
        top, s, rho = np.exp(generator.uniform(-1.0, 1.0)), generator.uniform(0.3, 1.7), generator.uniform(0.1, 2.0)
        problem = QuadraticSAM([top, *(top * generator.uniform(0.1, 0.7, 2))], lr=s / top, rho=rho)
        x, _ = problem.run(generator.normal(size=3), 2000)
        found = float(problem.edge(np.linalg.norm(x * problem.eigenvalues)))
        worst.see(abs(float(stated(top, s / top)) / found - 1), top=top, s=s, rho=rho, edge=found)
    within = f"{ALONG}; one weight; all starts but countably many; 0.3 <= s <= 1.7, 0.1 <= rho <= 2, lam > 0"
    return worst.result(CONVERGED, {"runs": count}, SEED, within, relative=True)
