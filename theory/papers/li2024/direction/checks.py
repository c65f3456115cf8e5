"""F-SAM's direction in the full gradient, the new noise and the old average's error."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger import Result, Verdict
from theory.papers.expressions import compare
from theory.papers.li2024.moments import POINT, expectation, names, next_square


def _vectors() -> tuple[Any, Any, Any]:
    """Return the batch gradient, the old and the updated average as combinations of two free vectors."""
    g, m = sp.symbols("g m", real=True)
    lam = names()["lam"]
    return g, m, lam * m + (1 - lam) * g


def check_direction(formula: dict[str, str]) -> Result:
    """Expand g - m_t in the two vectors: the statement is linear, so that scalars stand for vectors."""
    g, m, updated = _vectors()
    point = {**POINT, "g": "1", "m": "3"}
    return compare({"g - m_t": g - updated}, formula, point, names() | {"g": g, "m": m})


def check_sigma(formula: dict[str, str]) -> Result:
    """Equal ratios of the coefficients of g and m; then solve sigma' = sigma."""
    g, m, updated = _vectors()
    sigma, lam = names()["sigma"], names()["lam"]
    other = sp.Symbol("other", real=True)
    row = sp.Poly(sp.expand(g - sigma * updated), g, m)
    (solved,) = sp.solve(row.coeff_monomial(m) + other * row.coeff_monomial(g), other)
    free = sp.Symbol("free", real=True)
    equal = sp.solve(sp.numer(sp.together((solved - sigma).subs(sigma, free))), free)
    result = compare({"sigma'": solved}, {"sigma'": formula["sigma'"]}, POINT, names())
    stated = {sp.sympify(part) for part in formula["equal at"].split(",")}
    if result.verdict is not Verdict.HOLDS or set(equal) == stated:
        return result
    wrong = min(set(equal) ^ stated, key=str)
    shown = {"lam": POINT["lam"], "sigma": str(wrong)}
    shown["sigma'"] = str(solved.subs({sigma: wrong, lam: sp.Rational(POINT["lam"])}))
    return Result(Verdict.FAILS, observed=str(equal), expected=formula["equal at"], counterexample=shown)


def _cosines(direction: Any, error: Any, noise: Any) -> dict[str, Any]:
    """Return the two cosines of a direction written in G, the new noise and the old average's error."""
    full, v = names()["G"], names()["v"]
    after, before = next_square()
    (steady,) = sp.solve(after - before, before)
    moments = {noise: 0, error: 0, noise**2: v, error**2: steady, noise * error: 0}
    size = expectation(direction**2, moments)
    return {
        "full gradient": expectation(direction * full, moments) / sp.sqrt(size * full**2),
        "noise": expectation(direction * noise, moments) / sp.sqrt(size * v),
    }


def _directions(sigma: Any) -> tuple[Any, Any, Any, Any]:
    """Return the direction with the old and with the updated average, and the symbols of error and noise.

    One coordinate, along the full gradient, stands for all: across it the full gradient is zero, and the moments
    given for squares are those of whole lengths.
    """
    error, noise = sp.symbols("error noise", real=True)
    g, m, updated = _vectors()
    parts = {g: names()["G"] + noise, m: names()["G"] + error}
    return (g - sigma * m).subs(parts), (g - sigma * updated).subs(parts), error, noise


def check_noise(formula: dict[str, str]) -> Result:
    """Expand both differences at sigma = 1; the full gradient drops out."""
    old, updated, error, noise = _directions(1)
    derived = {
        "old average": _cosines(old, error, noise)["noise"],
        "updated average": _cosines(updated, error, noise)["noise"],
    }
    return compare(derived, formula, POINT, names())


def check_removes(formula: dict[str, str]) -> Result:
    """Expand d = g - sigma m for any sigma."""
    old, _, error, noise = _directions(names()["sigma"])
    return compare(_cosines(old, error, noise), formula, POINT, names())
