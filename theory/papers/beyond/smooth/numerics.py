"""Measurements of the claims on smooth losses with the solvers of theory.smooth.losses and theory.smooth.minimax."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from scipy import special

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.model.binary_model import BinaryModel
from theory.papers.beyond.words import listed
from theory.papers.tools.random_models import SEED, rounded
from theory.smooth.losses import Weights, logistic_gradient, per_sample_optimum
from theory.smooth.minimax import minimax_optimum

MODELS = tuple(product((0.7, 0.9, 0.95), (0.1, 0.5), (1, 10, 100)))


def _settings(more: str = "") -> Domain:
    """The models, and what is told besides."""
    values = [", ".join(dict.fromkeys(map(str, one))) for one in zip(*MODELS, strict=True)]
    named = [f"{name} in {{{one}}}" for name, one in zip(("p", "eta", "d"), values, strict=True)]
    return Domain.of(", ".join(filter(None, [*named, more])))


def check_logistic(formula: Mapping[str, str]) -> Result:
    """The gradient of the loss at the stated weights."""
    largest = 0.0
    for p, eta, d in MODELS:
        model = BinaryModel(p, eta, d)
        values = {symbols()["Lambda"]: model.log_odds, symbols()["eta"]: eta}
        stated = Weights(*(float(parse(formula[name]).subs(values)) for name in ("w_1", "w_rest")))
        largest = max(largest, float(np.abs(logistic_gradient(model, stated)).max()))
    holds = largest < 1e-12
    return Result(
        verdict_of(holds),
        observed="below 1e-12" if holds else rounded(largest),
        expected="a gradient below 1e-12",
        uncertainty={"sampled points": len(MODELS)},
        covered=_settings(),
    )


def check_hinge(formula: str) -> Result:
    """Whether some small step from (1, 0) lowers the loss, 1% below and above the stated kappa."""
    a = sp.Symbol("a", real=True)
    stated = sp.lambdify([symbols()["p"], a], parse(formula, a=a), "numpy")

    def loss(p: float, kappa: float, w: Any, s: Any) -> Any:
        total = 0.0
        for sign, chance in ((1.0, p), (-1.0, 1.0 - p)):
            short = 1.0 - sign * w - kappa * s
            total = total + chance * (
                short * special.ndtr(short / s) + s * np.exp(-0.5 * (short / s) ** 2) / np.sqrt(2 * np.pi)
            )
        return total

    found, holds = {}, True
    for p in (0.6, 0.7, 0.9, 0.95, 0.99):
        threshold = float(stated(p, special.ndtri((1.0 - p) / p)))
        s = 1e-4
        u = np.linspace(-6.0, 6.0, 4001) * s
        lowered = [bool((loss(p, f * threshold, 1.0 + u, s) < 2.0 * (1.0 - p) - 1e-12).any()) for f in (0.99, 1.01)]
        found[str(p)] = {"kappa_h": rounded(threshold), "lower loss near by, below and above": lowered}
        holds = holds and lowered == [False, True]
    return Result(
        verdict_of(holds),
        observed=found,
        expected="[False, True] at every p",
        covered=Domain.of("p in {0.6, 0.7, 0.9, 0.95, 0.99}, eta > 0, d >= 1"),
    )


def check_one_step(formula: str) -> Result:
    """g . grad L(w + rho g/|g|) >= |g|^2 for the population loss of the stated margin loss, by quadrature."""
    x = symbols()["x"]
    slope = sp.lambdify([x], sp.diff(parse(formula), x), "numpy")
    generator = np.random.default_rng(SEED)
    z = np.linspace(-9.0, 9.0, 721)
    share = np.exp(-0.5 * z * z)
    share /= share.sum()
    least, example = np.inf, None

    def gradient(p: float, kappa: float, point: np.ndarray) -> np.ndarray:
        total = np.zeros((point.shape[0], 2))
        for sign, chance in ((1.0, p), (-1.0, 1.0 - p)):
            margin = sign * point[:, :1] + point[:, 1:] * (kappa + z)
            values = slope(np.clip(margin, -500.0, 500.0)) * share * chance
            total += np.stack([sign * values.sum(axis=1), values @ (kappa + z)], axis=1)
        return total

    for p, kappa in product((0.6, 0.9), (0.1, 1.0, 4.0)):
        points = generator.normal(0.0, 3.0, (2000 // 6, 2))
        rho = np.exp(generator.uniform(np.log(0.01), np.log(10.0), points.shape[0]))
        g = gradient(p, kappa, points)
        norm = np.linalg.norm(g, axis=1)
        there = gradient(p, kappa, points + (rho / norm)[:, None] * g)
        ratio = (g * there).sum(axis=1) / norm**2
        at = int(np.argmin(ratio))
        if ratio[at] < least:
            least = float(ratio[at])
            example = {
                "p": p,
                "kappa": kappa,
                "w_1": float(points[at, 0]),
                "s": float(points[at, 1]),
                "rho": float(rho[at]),
            }
    holds = least >= 1.0 - 1e-9
    return Result(
        verdict_of(holds),
        observed=rounded(least),
        expected="at least 1, less 1e-9",
        uncertainty={"sampled points": 6 * (2000 // 6)},
        covered=Domain.of("p in {0.6, 0.9}, eta > 0, d >= 1, eta sqrt(d) in {0.1, 1, 4}, 0.01 <= rho <= 10"),
        counterexample=None if holds else example,
        seed=SEED,
    )


def _ratios(formula: str, solve: Callable[[Any, float], Any]) -> Result:
    """The stated inequality between the exact ratio and w* over the settings."""
    name = sp.Symbol("ratio", positive=True)
    relation = parse(formula, ratio=name)
    counts, failing = {True: 0, False: 0}, None
    for (p, eta, d), rho in product(MODELS, (0.1, 1.0)):
        model = BinaryModel(p, eta, d)
        ratio = solve(model, rho).ratio
        truth = bool(relation.subs({name: ratio, symbols()["w_star"]: model.standard_weight}) == sp.true)
        counts[truth] += 1
        if not truth and (failing is None or ratio / model.standard_weight < failing["ratio/w*"]):
            failing = {
                "p": p,
                "eta": eta,
                "d": d,
                "rho": rho,
                "ratio/w*": float(f"{ratio / model.standard_weight:.7g}"),
            }
    return Result(
        verdict_of(failing is None),
        observed={"true at": counts[True], "false at": counts[False]},
        expected=formula,
        uncertainty={"sampled points": 2 * len(MODELS)},
        counterexample=failing,
        covered=_settings("rho in {0.1, 1}"),
    )


def check_minimax(formula: str) -> Result:
    """Exact minimax SAM."""
    return _ratios(formula, minimax_optimum)


def check_per_sample(formula: str) -> Result:
    """Per-sample SAM."""
    return _ratios(formula, per_sample_optimum)


def check_ratios(formula: Mapping[str, list[float]]) -> Result:
    """Both ratios at each setting of the table."""
    found, off = {}, 0.0
    for setting, stated in formula.items():
        p, eta, d, rho = (float(part) for part in setting.split())
        model = BinaryModel(p, eta, d)
        ratios = [solve(model, rho).ratio / model.standard_weight for solve in (minimax_optimum, per_sample_optimum)]
        found[setting] = [float(f"{ratio:.7g}") for ratio in ratios]
        off = max(off, *(abs(a - b) for a, b in zip(ratios, stated, strict=True)))
    return Result(
        verdict_of(off < 2e-6),
        observed=found,
        expected=dict(formula),
        uncertainty=rounded(off),
        covered=Domain.of(f"(p, eta, d, rho) in {listed(one.split() for one in formula)}"),
    )
