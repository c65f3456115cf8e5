"""MaxS and MinS of a loss that is curved differently on its two sides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import symbols
from theory.papers.deng2024.local_model import POINT, names
from theory.papers.deng2024.words import TWO_SIDED
from theory.papers.expressions import compare, confirmed, covers

SIDES = {name: sp.Symbol(name, nonnegative=True) for name in ("a", "b")}
ALSO = f"{TWO_SIDED}; b <= g/rho_min"


def sharpness() -> dict[str, Any]:
    """Return MaxS and MinS: the loss rises, so that its extremes are at the ends of the interval.

    Raises:
        ArithmeticError: the loss is not seen to rise.
    """
    rho, least, g = symbols()["rho"], names()["rho_min"], names()["g"]
    a, b = SIDES.values()
    depth, room, share = sp.symbols("depth room share", nonnegative=True)
    # the slope at -depth, with rho' = depth + room and g = b rho' + share: at most what the domain allows
    below = sp.expand((g - b * depth).subs(g, b * (depth + room) + share))
    if not (below.is_nonnegative and (g + a * depth).is_positive):
        raise ArithmeticError("the loss is not seen to rise")
    return {"MaxS": g * rho + a * rho**2 / 2, "MinS": -(-g * least + b * least**2 / 2)}


def _slopes() -> dict[str, Any]:
    """Return the derivatives of BilS in the curvature of each side."""
    bilateral = sum(sharpness().values())
    return {f"in {name}": sp.diff(bilateral, symbol) for name, symbol in SIDES.items()}


def check_indicator(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Evaluate the loss at the two ends."""
    return compare(sharpness(), formula, POINT, names() | SIDES, domain, ALSO)


def check_slopes(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Differentiate BilS in the curvature of each side."""
    found = compare(_slopes(), formula, POINT, names() | SIDES, domain)
    return replace(found, covered=covers(sum(sharpness().values()).free_symbols, ALSO))


def check_both_sides(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Differentiate BilS in the curvature of each side and decide the sign."""
    bilateral, slopes = sum(sharpness().values()), _slopes()
    observed = {key: str(slope) for key, slope in slopes.items()}
    covered = covers(bilateral.free_symbols, ALSO)
    for key, slope in slopes.items():
        positive = bool(slope.is_positive)
        if formula[key] not in ("> 0", "< 0"):
            raise ValueError(f"formula: expected '> 0' or '< 0' for {key}, got {formula[key]!r}")
        decided = positive or slope.is_negative
        if not decided or not confirmed(slope > 0 if positive else slope < 0, domain):
            return Result(Verdict.INCONCLUSIVE, observed=observed, note=f"the sign of {slope} is not decided")
        if positive != (formula[key] == "> 0"):
            letter = SIDES[key[-1]]
            point = {name: POINT[name] for name in ("g", "rho", "rho_min", "a", "b") if name != letter.name}
            numbers = {symbol: sp.Rational(POINT[symbol.name]) for symbol in bilateral.free_symbols}
            for value in ("0", "1"):
                numbers[letter] = sp.Rational(value)
                point[f"BilS at {letter} = {value}"] = str(bilateral.subs(numbers))
            return Result(Verdict.FAILS, observed=observed, expected=formula, counterexample=point, covered=covered)
    return Result(verdict_of(True), observed=observed, expected=formula, covered=covered)
