"""Orbits of the heavy ball by its steps, from starts beside them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse, symbols
from theory.papers.bartlett2023.momentum.claims import HEAVY
from theory.papers.tools.cycle import names
from theory.papers.tools.worst import Worst
from theory.small_models.quadratic import QuadraticSAM

MOMENTA, SHARES = (0.3, 0.5, 0.7, 0.9), (0.2, 0.5, 0.85)
BESIDE, CONVERGED = 1.001, 1e-9
STEPS = 1000


def _settings(most: float) -> Iterator[tuple[float, float]]:
    """Yield beta and s, at shares of the bound `most` + 2 beta."""
    for beta in MOMENTA:
        for share in SHARES:
            yield beta, share * (most + 2 * beta)


def _ended(before: float, here: float, s: float, beta: float) -> np.ndarray:
    """Return |x| at the last four steps, from two places of an orbit and beside it; rho = 1."""
    problem = QuadraticSAM([1.0], lr=s, rho=1.0, momentum=beta)
    x, v = np.array([here * BESIDE]), np.array([(before - here) / s])
    x, v = problem.run(x, STEPS, v)
    found = []
    for _ in range(4):
        x, v = problem.run(x, 1, v)
        found.append(abs(float(x[0])))
    return np.array(found)


def check_alternating(formula: dict[str, str]) -> Result:
    """Runs from beside the stated cycle end on it."""
    table, worst = [names()["s"], names()["beta"], symbols()["rho"]], Worst()
    stated = sp.lambdify(table, parse(formula["amplitude"], **names()))
    for beta, s in _settings(2.0):
        true = QuadraticSAM([1.0], lr=s, rho=1.0, momentum=beta).amplitude
        ended = _ended(-true, true, s, beta)
        worst.see(float(np.max(np.abs(ended / float(stated(s, beta, 1.0)) - 1))), beta=beta, s=s, ended=ended.tolist())
    return worst.result(CONVERGED, {"settings": 12}, 0, f"{HEAVY}, 0.3 <= beta <= 0.9, s < 2*(1 + beta)", relative=True)


def check_four(formula: dict[str, str]) -> Result:
    """Runs from beside the stated orbit end on it."""
    table, worst = [names()["s"], names()["beta"], symbols()["rho"]], Worst()
    stated = [sp.lambdify(table, parse(formula[key], **names())) for key in ("x_0", "x_1")]
    for beta, s in _settings(0.0):
        first, second = QuadraticSAM([1.0], lr=s, rho=1.0, momentum=beta).four_cycle
        ended = np.sort(_ended(-second, first, s, beta))
        claimed = np.sort([float(one(s, beta, 1.0)) for one in stated]).repeat(2)
        worst.see(float(np.max(np.abs(ended / claimed - 1))), beta=beta, s=s, ended=ended.tolist())
    return worst.result(CONVERGED, {"settings": 12}, 0, f"{HEAVY}, 0.3 <= beta <= 0.9, s < 2*beta", relative=True)
