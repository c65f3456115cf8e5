"""Steps and flows of random factors against the claims' formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse, symbols
from theory.papers.li2024b.products import names
from theory.papers.li2024b.words import MATRIX, PRODUCT
from theory.papers.tools.worst import Worst
from theory.small_models.two_factors import TwoFactors

SEED = 20241018
ROUNDING, DIFFERENCES = 1e-9, 1e-5  # relative; what central differences of a flow leave
LETTERS = ("lr", "rho", "u", "F", "B", "Q")


def _stated(text: str) -> Callable[..., float]:
    table = {**names(), "rho": symbols()["rho"], "B": sp.Symbol("B", real=True), "Q": sp.Symbol("Q", positive=True)}
    found: Callable[..., float] = sp.lambdify([table[name] for name in LETTERS], parse(text, **table))
    return found


def _pair(generator: np.random.Generator, most: int) -> TwoFactors:
    size = int(generator.integers(1, most + 1))
    return TwoFactors(generator.normal(size=size), generator.normal(size=size))


def perturbed_slope(factors: TwoFactors, slope: Callable[[float], float], rho: float) -> tuple[float, float]:
    """Return u and the derivative of f at the perturbed product."""
    u = float(np.sign(slope(factors.product))) / factors.size
    there = (factors.x + rho * u * factors.y) @ (factors.y + rho * u * factors.x)
    return u, slope(float(there))


def check_step(formula: dict[str, str], count: int = 300) -> Result:
    """B after a step, by the step itself."""
    generator, stated, worst = np.random.default_rng(SEED), _stated(formula["B"]), Worst()
    for _ in range(count):
        factors = _pair(generator, 6)
        target, lr, rho = generator.normal(), generator.uniform(0.01, 1.0), generator.uniform(0.01, 2.0)

        def slope(w: float, target: float = target) -> float:
            return float(np.arctan(w - target))

        u, force = perturbed_slope(factors, slope, rho)
        found = factors.step(slope, lr, rho).balance
        claimed = float(stated(lr, rho, u, force, factors.balance, 1.0))
        worst.see(abs(claimed - found) / factors.size**2, x=factors.x.tolist(), y=factors.y.tolist(), found=found)
    return worst.result(ROUNDING, {"random pairs": count}, SEED, f"{PRODUCT}; 0.01 <= lr <= 1, 0.01 <= rho <= 2")


def check_invariant(formula: dict[str, str], count: int = 20) -> Result:
    """The cosine after a time of the flow, and the spread's rate by differences along it."""
    generator, worst = np.random.default_rng(SEED), Worst()
    stated = {key: _stated(text) for key, text in formula.items()}
    span = 1e-3
    for number in range(count):
        factors, sign, rho = _pair(generator, 4), (1.0 if number % 2 else -1.0), generator.uniform(0.05, 0.5)

        def slope(w: float, sign: float = sign) -> float:
            return sign * (np.tanh(w) + 1.5)  # of one sign, so that u is continuous

        middle, end = factors.flow(slope, rho, span, 4), factors.flow(slope, rho, 2 * span, 8)
        u, force = perturbed_slope(middle, slope, rho)
        letters = (1.0, rho, u, force, middle.balance, middle.spread)
        rates = {
            "dQ/dt": (end.spread - factors.spread) / (2 * span),
            "d(B/Q)/dt": (end.cosine - factors.cosine) / (4 * span),
        }
        scale = factors.size**2 * abs(force)
        for key, rate in rates.items():
            error = abs(float(stated[key](*letters)) - rate) / (scale if key == "dQ/dt" else abs(force))
            worst.see(error, x=factors.x.tolist(), y=factors.y.tolist(), rate={key: rate})
    return worst.result(DIFFERENCES, {"random pairs": count}, SEED, f"{PRODUCT}; 0.05 <= rho <= 0.5, Q > 0")


def check_outer(formula: dict[str, str], count: int = 200) -> Result:
    """dB/dt of a loss of x y^T that is no quadratic, from both gradients."""
    generator, worst = np.random.default_rng(SEED), Worst()
    mixed = sp.symbols("mixed_y mixed_x", real=True)
    table = [symbols()["rho"], names()["u"], *mixed]
    stated = sp.lambdify(table, parse(formula["dB/dt"], **names(), **{one.name: one for one in mixed}))
    for _ in range(count):
        x, y = (generator.normal(size=int(generator.integers(1, 6))) for _ in range(2))
        target, rho = generator.normal(size=(x.size, y.size)), generator.uniform(0.01, 2.0)

        def gradient(w: Any, target: Any = target) -> Any:
            return w - target + np.sin(w)

        g = gradient(np.outer(x, y))
        u = 1 / np.hypot(np.linalg.norm(g @ y), np.linalg.norm(g.T @ x))
        moved_x, moved_y = x + rho * u * (g @ y), y + rho * u * (g.T @ x)
        h = gradient(np.outer(moved_x, moved_y))
        rate = -x @ h @ moved_y + y @ h.T @ moved_x
        claimed = float(stated(rho, u, y @ h.T @ g @ y, x @ h @ g.T @ x))
        scale = np.linalg.norm(h, 2) * (np.linalg.norm(x) + rho) * (np.linalg.norm(y) + rho)
        worst.see(abs(claimed - rate) / scale, x=x.tolist(), y=y.tolist(), rho=rho, rate=float(rate))
    return worst.result(ROUNDING, {"random pairs": count}, SEED, f"{MATRIX}; 0.01 <= rho <= 2")
