"""Measurements of the cap: turned centres on literal weight vectors, and the exact solver at the largest radius."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from scipy import optimize, special

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse
from theory.model.binary_model import BinaryModel
from theory.papers.beyond.words import CENTRE
from theory.papers.tools.random_models import SEED, rounded
from theory.sam.all_weights import full_weight

COUNT = 1000
TOLERANCE = 1e-12
TOLERANCE_AT_THE_RADIUS = 1e-6  # 1 - rho = 1e-9 magnifies rounding by 1e9


def _accuracy(p: float, eta: float, weights: np.ndarray) -> float:
    """The accuracy of a weight vector, from the normal margin of its rest."""
    n, mean = np.linalg.norm(weights[1:]), eta * weights[1:].sum()
    return float(p * special.ndtr((mean + weights[0]) / n) + (1 - p) * special.ndtr((mean - weights[0]) / n))


def _angle(a: np.ndarray, b: np.ndarray) -> float:
    """The angle between two vectors; from half the chord, which keeps its digits where it is small."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    return float(2 * np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b)))


def check_rotation(formula: str) -> Result:
    """Random points of a ball about equal rest weights against the stated points about turned ones of the same norm."""
    psi, psi_0 = sp.symbols("psi psi_0", real=True)
    stated = sp.lambdify([psi, psi_0], parse(formula, psi=psi, psi_0=psi_0), "numpy")
    generator = np.random.default_rng(SEED)
    farther, better, example = 0.0, 0.0, None
    for _ in range(COUNT):
        d = int(generator.integers(2, 6))
        p, eta = generator.uniform(0.6, 0.95), generator.uniform(0.2, 1.5) / np.sqrt(d)
        straight, turned = np.ones(d), generator.standard_normal(d)
        turned *= np.sqrt(d) / np.linalg.norm(turned)
        step = generator.standard_normal(d + 1)
        step *= generator.uniform(0.1, 0.7) * np.sqrt(d) / np.linalg.norm(step)
        first, rest = generator.uniform(-1.0, 4.0) + step[0], straight + step[1:]
        turn, size = _angle(turned, straight), np.linalg.norm(rest)
        reached = min(float(stated(_angle(rest, straight), turn)), np.pi)
        across = turned - straight * (turned @ straight) / d
        across /= np.linalg.norm(across)
        there = size * (np.cos(reached) * straight / np.sqrt(d) + np.sin(reached) * across)
        more = float(np.linalg.norm(there - turned) - np.linalg.norm(step[1:]))
        gain = _accuracy(p, eta, np.array([first, *there])) - _accuracy(p, eta, np.array([first, *rest]))
        if max(more, gain) > TOLERANCE and max(more, gain) > max(farther, better):
            example = {"p": p, "eta": eta, "d": d, "turned rest weights": turned.tolist(), "step": step.tolist()}
        farther, better = max(farther, more), max(better, gain)
    holds = max(farther, better) <= TOLERANCE
    return Result(
        verdict_of(holds),
        observed={"farther": rounded(farther), "better": rounded(better)} if not holds else "none farther, none better",
        expected=f"distance and accuracy not above, to {TOLERANCE:g}",
        uncertainty={"sampled points": COUNT},
        counterexample=None if holds else example,
        seed=SEED,
        covered=Domain.of("0.6 <= p <= 0.95, eta > 0, 0.2 <= eta sqrt(d) <= 1.5, d in {2, 3, 4, 5}"),
    )


def check_largest_radius(formula: str) -> Result:
    """The formula against the weight at rho = 1 - 1e-9."""
    a = sp.Symbol("a", real=True)
    stated = sp.lambdify([a], parse(formula, a=a), "numpy")
    rows: list[dict[str, Any]] = []
    off = 0.0
    for p, eta in ((0.7, 0.1), (0.9, 0.5), (0.95, 1.0)):
        model = BinaryModel(p, eta, 1)
        end = optimize.brentq(lambda w, m=model: m.accuracy(w) - m.p, -20.0, model.standard_weight, xtol=1e-13)
        weight, limit = full_weight(model, 1.0 - 1e-9), float(stated(end))
        off = max(off, abs(weight / limit - 1.0))
        rows.append({"p": p, "eta": eta, "weight": rounded(weight), "limit": rounded(limit)})
    return Result(
        verdict_of(off < TOLERANCE_AT_THE_RADIUS),
        observed=rows,
        expected=f"equal within {TOLERANCE_AT_THE_RADIUS:g}",
        uncertainty={"sampled points": len(rows)},
        covered=Domain.of(f"1/2 < p < 1, eta > 0, d = 1, rho > 0, rho < sqrt(d), rho -> 1 from below, {CENTRE}"),
    )
