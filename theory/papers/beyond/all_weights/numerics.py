"""Measurements of SAM over all weights with the exact solver, and by brute force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy as sp
from scipy import optimize

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.model.binary_model import BinaryModel
from theory.papers.beyond.words import CENTRE, SAMPLED
from theory.papers.tools.random_models import SEED, case, moderate_models, rounded
from theory.sam.all_weights import full_weight_excess, full_weight_shift


def _small_radius(formula: str, scale: Any, count: int) -> Result:
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
        uncertainty={"sampled points": count},
        covered=Domain.of(f"{SAMPLED}, {CENTRE if scale == 'unit-rest' else 'ball centred on norm 1'}, rho -> 0"),
        counterexample=None if holds else case(model, worst, rho=rho, exact=exact),
        seed=SEED,
    )


def check_small_radius_unit_rest(formula: str) -> Result:
    """The formula against the exact relative shift at small radii, unit rest weights."""
    return _small_radius(formula, "unit-rest", 2000)


def check_small_radius_unit_norm(formula: str) -> Result:
    """The same at unit norm."""
    return _small_radius(formula, "unit-norm", 60)


def check_root(formula: str) -> Result:
    """The radius at which the exact shift changes sign."""
    model = BinaryModel(0.7, 0.1, 10)
    root = optimize.brentq(lambda rho: full_weight_shift(model, rho), 0.3, 1.5, xtol=1e-12)
    stated = float(formula)
    return Result(
        verdict_of(abs(root - stated) < 10.0 ** -len(formula.partition(".")[2])),
        observed=float(f"{root:.9g}"),
        expected=stated,
        covered=Domain.of(f"p = 7/10, eta = 1/10, d = 10, {CENTRE}"),
    )


def _thresholds(kappa: float, e: float) -> list[float]:
    """The values of t* in [0.1, 3] at which the shift changes sign from negative to positive, or back."""

    def excess(t: Any) -> Any:
        p = 1.0 / (1.0 + np.exp(-2.0 * kappa * np.asarray(t)))
        return full_weight_excess(BinaryModel(p, kappa / 10.0, 100.0), 10.0 * e)

    grid = np.linspace(0.1, 3.0, 60)
    signs = np.sign(excess(grid))
    changes = np.flatnonzero(signs[:-1] != signs[1:])
    roots = [optimize.brentq(excess, grid[i], grid[i + 1], xtol=1e-9) for i in changes]
    return roots if signs[0] > 0 > signs[-1] else []


def check_sign_map(formula: Mapping[str, float]) -> Result:
    """One change of sign at each radius and kappa, in the order of `ordered`; its place at kappa = 1."""
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
        verdict_of(ordered(table) and off < 1e-4),
        observed=observed,
        expected=dict(formula),
        uncertainty=rounded(off),
    )


def ordered(table: np.ndarray) -> bool:
    """Whether thresholds, a row each kappa, rise with kappa in every column."""
    return bool((np.diff(table, axis=0) > 0).all())
