"""MaxS and MinS of a loss that is curved differently on its two sides."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.formulas import symbols
from theory.ledger import Result, Verdict, verdict_of
from theory.papers.deng2024.local_model import (
    POINT,
    names,
)
from theory.papers.expressions import compare


def sharpness() -> dict[str, Any]:
    """Return MaxS and MinS: the loss rises, so that its extremes are at the ends of the interval."""
    rho, least, g = symbols()["rho"], names()["rho_min"], names()["g"]
    a, b = names()["a"], names()["b"]
    share, depth = sp.symbols("share depth", nonnegative=True)
    # the slope at -depth, with b = g/(rho' + share) and rho' = depth + further: at most what the domain allows
    further = sp.Symbol("further", positive=True)
    slope = sp.factor((g - b * depth).subs(b, g / (depth + further + share)))
    if not (slope.is_nonnegative and (g + a * depth).is_positive):
        raise ArithmeticError("the loss is not seen to rise")
    return {"MaxS": g * rho + a * rho**2 / 2, "MinS": -(-g * least + b * least**2 / 2)}


def check_indicator(formula: dict[str, str]) -> Result:
    """Evaluate the loss at the two ends."""
    return compare(sharpness(), formula, POINT, names())


def check_both_sides(formula: dict[str, str]) -> Result:
    """Differentiate BilS in the curvature of each side and decide the sign."""
    values = sharpness()
    bilateral = values["MaxS"] + values["MinS"]
    slopes = {key: sp.diff(bilateral, names()[key[-1]]) for key in ("in a", "in b")}
    observed = {key: str(slope) for key, slope in slopes.items()}
    for key, slope in slopes.items():
        positive, negative = slope.is_positive, slope.is_negative
        if formula[key] not in ("> 0", "< 0"):
            raise ValueError(f"formula: expected '> 0' or '< 0' for {key}, got {formula[key]!r}")
        if not positive and not negative:
            return Result(Verdict.INCONCLUSIVE, observed=observed, note=f"the sign of {slope} is not decided")
        if positive != (formula[key] == "> 0"):
            point = {name: POINT[name] for name in ("g", "rho", "rho_min", "a")}
            numbers = {symbol: sp.Rational(POINT[symbol.name]) for symbol in bilateral.free_symbols}
            letter = names()[key[-1]]
            for value in ("0", "1"):
                numbers[letter] = sp.Rational(value)
                point[f"BilS at {letter} = {value}"] = str(bilateral.subs(numbers))
            return Result(Verdict.FAILS, observed=observed, expected=formula, counterexample=point)
    return Result(verdict_of(True), observed=observed, expected=formula)
