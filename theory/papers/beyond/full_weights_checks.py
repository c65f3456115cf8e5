"""Measurements of SAM over all weights with the exact solver, and by brute force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from theory.ledger.claims import Result, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.random_models import SEED, case, moderate_models, rounded


def check_reduction_by_brute_force(formula: str) -> Result:
    """The solver's weight, from the stated accuracy's reduction, against centres with unequal rest weights."""
    from theory.model.binary_model import BinaryModel
    from theory.sam.all_weights import full_weight

    generator = np.random.default_rng(SEED)
    stated = _stated_accuracy(formula)
    least_margin, worst = np.inf, None
    for _ in range(20):
        d = int(generator.integers(2, 4))
        model = BinaryModel(generator.uniform(0.6, 0.95), generator.uniform(0.2, 1.5) / np.sqrt(d), d)
        rho = generator.uniform(0.1, 0.7) * np.sqrt(d)
        centre = np.array([full_weight(model, rho), *np.ones(d)])
        ball = generator.standard_normal((20_000, d + 1))
        ball *= rho / np.linalg.norm(ball, axis=1, keepdims=True)
        value = stated(model, centre + ball).min()
        for _ in range(20):
            rest = 1.0 + 0.4 * generator.standard_normal(d)
            rest *= np.sqrt(d) / np.linalg.norm(rest)
            other = np.array([centre[0] * (1.0 + 0.2 * generator.standard_normal()), *rest])
            margin = float(value - stated(model, other + ball).min())
            if margin < least_margin:
                least_margin, worst = margin, {"d": d, "rho": rho, "centre": [float(v) for v in other]}
    # sampled minima miss the worst point by up to about 1e-4
    return Result(
        verdict_of(least_margin > -1e-4),
        observed=rounded(least_margin),
        expected="no other centre is better by more than 1e-4",
        counterexample=None if least_margin > -1e-4 else worst,
        seed=SEED,
    )


def _stated_accuracy(formula: str) -> Any:
    import sympy as sp

    table = symbols()
    c, t = sp.symbols("c t", real=True)
    function = sp.lambdify([table["p"], table["kappa"], c, t], parse(formula, c=c, t=t), "scipy")

    def accuracy(model: Any, weights: np.ndarray) -> np.ndarray:
        rest = weights[:, 1:]
        n = np.linalg.norm(rest, axis=1)
        return function(model.p, model.kappa, rest.sum(axis=1) / (n * np.sqrt(model.d)), weights[:, 0] / n)

    return accuracy


def _small_radius(formula: str, scale: Any, count: int) -> Result:
    import sympy as sp

    from theory.model.binary_model import BinaryModel
    from theory.sam.all_weights import full_weight_shift

    table = symbols()
    model, _ = moderate_models(count)
    model = BinaryModel(model.p, model.eta, np.round(model.d))
    square = 1e-6 / np.maximum(1.0, np.maximum(model.kappa**2, model.t_star**2)) ** 2
    rho = np.sqrt(square * (model.d if scale == "unit-rest" else 1.0))
    names = ("t_star", "rho", "d")
    relative = sp.lambdify([table[name] for name in names], parse(formula), "numpy")
    exact = full_weight_shift(model, rho, scale) / model.standard_weight
    # in units of rho^2 times the coefficient's natural size, so that its zero does no harm
    size = square * (1.0 + model.t_star**2) * (1.0 if scale == "unit-rest" else 1.0 + model.t_star**2)
    error = np.abs(exact - relative(model.t_star, rho, model.d)) / size
    worst = int(np.argmax(error))
    holds = bool(error[worst] < 1e-4)
    return Result(
        verdict_of(holds),
        observed=rounded(error[worst]),
        expected="difference below 1e-4 of the term's size",
        counterexample=None if holds else case(model, worst, rho=rho, exact=exact),
        seed=SEED,
    )


def check_small_radius_unit_rest(formula: str) -> Result:
    """The formula against the exact relative shift at small radii, unit rest weights."""
    return _small_radius(formula, "unit-rest", 2000)


def check_small_radius_unit_norm(formula: str) -> Result:
    """The same at unit norm."""
    return _small_radius(formula, "unit-norm", 60)


def check_root(formula: Mapping[str, Any]) -> Result:
    """The radius at which the exact shift changes sign."""
    from scipy import optimize

    from theory.model.binary_model import BinaryModel
    from theory.sam.all_weights import full_weight_shift

    model = BinaryModel(0.7, 0.1, 10)
    root = optimize.brentq(lambda rho: full_weight_shift(model, rho), 0.3, 1.5, xtol=1e-12)
    stated = float(formula["root"])
    return Result(verdict_of(abs(root - stated) < 1e-6), observed=float(f"{root:.9g}"), expected=stated)


def _thresholds(kappa: float, e: float) -> list[float]:
    """The values of t* in [0.1, 3] at which the shift changes sign from negative to positive, or back."""
    from scipy import optimize

    from theory.model.binary_model import BinaryModel
    from theory.sam.all_weights import full_weight_excess

    def excess(t: Any) -> Any:
        p = 1.0 / (1.0 + np.exp(-2.0 * kappa * np.asarray(t)))
        return full_weight_excess(BinaryModel(p, kappa / 10.0, 100.0), 10.0 * e)

    grid = np.linspace(0.1, 3.0, 60)
    signs = np.sign(excess(grid))
    changes = np.flatnonzero(signs[:-1] != signs[1:])
    roots = [optimize.brentq(excess, grid[i], grid[i + 1], xtol=1e-9) for i in changes]
    return roots if signs[0] > 0 > signs[-1] else []


def check_sign_map(formula: Mapping[str, float]) -> Result:
    """One change of sign at each radius and kappa, later for larger kappa; its place at kappa = 1."""
    kappas = (0.1, 1.0, 3.0)
    found = [[_thresholds(kappa, float(e)) for e in formula] for kappa in kappas]
    observed = {
        f"kappa = {kappa}": [[rounded(root) for root in roots] for roots in row]
        for kappa, row in zip(kappas, found, strict=True)
    }
    if any(len(roots) != 1 for row in found for roots in row):
        return Result(verdict_of(False), observed=observed, expected="one change of sign each")
    table = np.array([[roots[0] for roots in row] for row in found])
    off = float(np.abs(table[1] - np.array(list(formula.values()))).max())
    return Result(
        verdict_of(bool((np.diff(table, axis=0) > 0).all()) and off < 1e-4),
        observed=observed,
        expected=dict(formula),
        uncertainty=rounded(off),
    )


def check_largest_radius(formula: str) -> Result:
    """The formula against the weight at rho = 1 - 1e-9."""
    import sympy as sp
    from scipy import optimize

    from theory.model.binary_model import BinaryModel
    from theory.sam.all_weights import full_weight

    a = sp.Symbol("a", real=True)
    stated = sp.lambdify([a], parse(formula, a=a), "numpy")
    rows, holds = [], True
    for p, eta in ((0.7, 0.1), (0.9, 0.5), (0.95, 1.0)):
        model = BinaryModel(p, eta, 1)
        end = optimize.brentq(lambda w, m=model: m.accuracy(w) - m.p, -20.0, model.standard_weight, xtol=1e-13)
        weight, limit = full_weight(model, 1.0 - 1e-9), float(stated(end))
        holds = holds and abs(weight / limit - 1.0) < 1e-5
        rows.append({"p": p, "eta": eta, "weight": rounded(weight), "limit": rounded(limit)})
    return Result(verdict_of(holds), observed=rows, expected="equal within 1e-5")
