"""Measurements of the claims on large radii and the one-step form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import sympy as sp

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.model.binary_model import BinaryModel
from theory.model.objectives import SharpnessAware
from theory.papers.beyond.words import SAMPLED
from theory.papers.tools.random_models import SEED, case, moderate_models, rounded
from theory.sam.optima import optimal_weight, weight_shift

SETTINGS = ((0.75, 0.125, 1), (0.875, 0.125, 100), (0.9375, 0.5, 4))


def check_limit(formula: str) -> Result:
    """The stated function of (w_SAM - rho)/sqrt(d), divided by its slope there: the distance to its zero."""
    table = symbols()
    expression = parse(formula)
    arguments = [table[name] for name in ("p", "kappa", "x")]
    value = sp.lambdify(arguments, expression, "scipy")
    slope = sp.lambdify(arguments, sp.diff(expression, table["x"]), "scipy")
    model, _ = moderate_models(1000)
    rho = 12.0 * np.sqrt(model.d)
    lower = (model.standard_weight - rho + weight_shift(model, SharpnessAware(rho))) / np.sqrt(model.d)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(value(model.p, model.kappa, lower) / slope(model.p, model.kappa, lower))
    # rounding of the accuracy counts where the slope is small
    steep = np.abs(slope(model.p, model.kappa, lower)) > 1e-4
    distance = np.where(steep, np.nan_to_num(distance, nan=np.inf), 0.0)
    worst = int(np.argmax(distance))
    holds = bool(distance[worst] < 1e-10)
    return Result(
        verdict_of(holds),
        observed=f"below 1e-10 at {int(steep.sum())} models" if holds else rounded(distance[worst]),
        expected="w_SAM - rho at the zero, to 1e-10",
        uncertainty={"sampled points": int(steep.sum())},
        covered=Domain.of(f"{SAMPLED}, rho > 0"),
        counterexample=None if holds else case(model, worst, lower=lower * np.sqrt(model.d)),
        seed=SEED,
    )


def check_steps(formula: str) -> Result:
    """Discrete one-step SAM: its mean weight tends to the stated one as the learning rate falls."""
    model, rho = BinaryModel(0.9, 0.5, 10), 2.0
    table = symbols()
    stated = float(sp.sympify(parse(formula)).subs({table["w_star"]: model.standard_weight, table["rho"]: rho}))

    def rise(w: float) -> float:
        """acc'(w) over its constant."""
        return float(np.exp(-w * w / (2.0 * model.d)) * np.sinh(model.eta * (model.standard_weight - w)))

    means = []
    for rate in (0.3, 0.03, 0.003):
        w, total, count = 3.0, 0.0, 0
        steps = int(60.0 / rate)
        for step in range(steps):
            w += rate * rise(w - rho * np.sign(rise(w)))
            if step >= steps // 2:
                total, count = total + w, count + 1
        means.append(total / count)
    sam = optimal_weight(model, SharpnessAware(rho))
    off = [abs(mean - stated) for mean in means]
    holds = off[2] < 0.1 * abs(sam - model.standard_weight) and off[2] < off[0]
    return Result(
        verdict_of(bool(holds)),
        observed={"means": [rounded(m) for m in means], "w*": rounded(model.standard_weight), "w_SAM": rounded(sam)},
        expected=f"tends to {rounded(stated)}",
        covered=Domain.of("p = 9/10, eta = 1/2, d = 10, rho = 2"),
    )


def check_correction(formula: str) -> Result:
    """The stated correction over w_SAM - rho - a, by bisection to many digits: nearer to 1 at each larger radius."""
    names = [sp.Symbol(name, real=True) for name in ("acc_far", "slope_end")]
    stated = sp.lambdify([symbols()["p"], *names], parse(formula, **{str(one): one for one in names}), "mpmath")
    found, holds = {}, True
    with mp.workdps(120):
        for p, eta, d in SETTINGS:
            off = [_off(stated, (p, eta, d), scale) for scale in (2, 3, 4)]
            holds = holds and off == sorted(off, reverse=True) and off[-1] < 1e-6
            found[f"p = {p}, eta = {eta}, d = {d}"] = [f"{one:.1e}" for one in off]
    return Result(
        verdict_of(holds),
        observed=found,
        expected="distance of the ratio from 1 falls, to below 1e-6",
        uncertainty={"sampled points": 3 * len(SETTINGS)},
        covered=_settings(),
    )


def _off(stated: Callable[..., Any], setting: tuple[float, float, int], scale: int) -> float:
    """How far the stated correction over the exact one is from 1, at rho = scale sqrt(d)."""
    p, eta, d = map(mp.mpf, setting)
    accuracy, root = _accuracy(p, eta, d), mp.sqrt(d)
    best, rho = mp.log(p / (1 - p)) / (2 * eta), scale * root

    def above(w: Any) -> Any:
        return accuracy(w) - p

    def gap(w: Any) -> Any:
        return accuracy(w - rho) - accuracy(w + rho)

    a, weight = _root(above, best - 40 * root, best), _root(gap, best, best + rho)
    claimed = stated(p, accuracy(2 * rho + a), mp.diff(accuracy, a))
    return float(abs(claimed / (weight - rho - a) - 1))


def _settings() -> Domain:
    """The values of each parameter in the settings."""
    listed = [", ".join(dict.fromkeys(map(str, values))) for values in zip(*SETTINGS, strict=True)]
    chosen = [f"{name} in {{{values}}}" for name, values in zip(("p", "eta", "d"), listed, strict=True)]
    return Domain.of(", ".join([*chosen, "rho > 0"]))


def _accuracy(p: Any, eta: Any, d: Any) -> Callable[[Any], Any]:
    root = mp.sqrt(d)
    return lambda w: p * mp.ncdf((eta * d + w) / root) + (1 - p) * mp.ncdf((eta * d - w) / root)


def _root(function: Callable[[Any], Any], low: Any, high: Any) -> Any:
    """The zero of a function that changes sign once between two places, by bisection to the working precision."""
    start = mp.sign(function(low))
    for _ in range(int(mp.mp.prec) + 10):
        middle = (low + high) / 2
        low, high = (middle, high) if mp.sign(function(middle)) == start else (low, middle)
    return (low + high) / 2
