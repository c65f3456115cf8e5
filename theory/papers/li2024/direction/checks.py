"""F-SAM's direction in the full gradient, the new noise and the old average's error."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse
from theory.papers.expressions import compare, covers
from theory.papers.li2024.moments import POINT, expectation, names, steady_square
from theory.papers.li2024.words import RATIO, STEPS

STEADY = f"{STEPS}; {RATIO}; t -> oo; lam < 1"


def _vectors() -> tuple[Any, Any, Any]:
    """Return the batch gradient, the old and the updated average as combinations of two free vectors."""
    g, m = sp.symbols("g m", real=True)
    lam = names()["lam"]
    return g, m, lam * m + (1 - lam) * g


def check_direction(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Expand g - m_t in the two vectors: the statement is linear, so that scalars stand for vectors."""
    g, m, updated = _vectors()
    point = {**POINT, "g": "1", "m": "3"}
    return compare({"g - m_t": g - updated}, formula, point, names() | {"g": g, "m": m}, domain, "any vectors")


def _row() -> tuple[Any, Any]:
    """Return the coefficients of g and of the old average in g - sigma m_t.

    Raises:
        ArithmeticError: that of g is not seen to be positive for 0 <= sigma < 1/(1 - lam).
    """
    g, m, updated = _vectors()
    sigma, lam = names()["sigma"], names()["lam"]
    row = sp.Poly(sp.expand(g - sigma * updated), g, m)
    own, old = row.coeff_monomial(g), row.coeff_monomial(m)
    room = sp.Symbol("room", positive=True)  # 1/(1 - lam) - sigma
    inside = sp.factor(own.subs(lam, 1 - 1 / (sigma + room)))
    if not inside.is_positive:
        raise ArithmeticError(f"{own} is not seen to be positive")
    return own, old


def check_equivalent(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The coefficient of g, which is positive, and its ratio to that of the old average."""
    own, old = _row()
    return compare(
        {"sigma'": -old / own, "factor": own},
        formula,
        POINT,
        names(),
        domain,
        "any vectors; sigma < 1/(1 - lam); lam < 1",
    )


def check_fixed(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The numerator of sigma' - sigma is a multiple, without sigma and not zero, of the product over the stated roots."""
    sigma, lam = names()["sigma"], names()["lam"]
    free, k = sp.Symbol("free", real=True), sp.Symbol("k", positive=True)
    own, old = _row()
    other = parse(formula["sigma'"], **names())
    result = compare({"sigma'": -old / own}, {"sigma'": formula["sigma'"]}, POINT, names(), domain)
    if result.verdict is not Verdict.HOLDS:
        return result
    numerator = sp.numer(sp.together((other - sigma).subs(sigma, free)))
    stated = [sp.sympify(part) for part in formula["equal at"].split(",")]
    shared, rest = sp.div(numerator, sp.prod([free - root for root in stated]), free)
    if rest == 0 and not shared.has(free) and sp.factor(shared.subs(lam, 1 / (1 + k))).is_nonzero:
        covered = covers({sigma, lam}, "sigma < 1/(1 - lam); lam < 1")
        return Result(Verdict.HOLDS, observed=str(sp.factor(numerator)), expected=formula["equal at"], covered=covered)
    wrong = min(set(sp.solve(numerator, free)) ^ set(stated), key=str)
    at = {sigma: wrong, lam: sp.Rational(POINT["lam"])}
    shown = {"lam": POINT["lam"], "sigma": str(wrong), "sigma'": str(other.subs(at))}
    decided = (other.subs(at) == wrong) != (wrong in stated)
    verdict = Verdict.FAILS if decided else Verdict.INCONCLUSIVE
    return Result(verdict, observed=str(sp.factor(numerator)), expected=formula["equal at"], counterexample=shown)


def _parts(direction: Any, error: Any, noise: Any) -> dict[str, Any]:
    """Return the expected square of a direction written in G, the new noise and the old average's error, and its cosines."""
    full, v = names()["G"], names()["v"]
    moments = {noise: 0, error: 0, noise**2: v, error**2: steady_square(), noise * error: 0}
    size = expectation(direction**2, moments)
    return {
        "square": size,
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


def check_noise(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Expand both differences at sigma = 1; the full gradient drops out."""
    old, updated, error, noise = _directions(1)
    derived = {
        "old average": _parts(old, error, noise)["noise"],
        "updated average": _parts(updated, error, noise)["noise"],
    }
    return compare(derived, formula, POINT, names(), domain, f"{STEADY}; sigma = 1; v > 0")


def check_removes(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Expand d = g - sigma m for any sigma."""
    old, _, error, noise = _directions(names()["sigma"])
    return compare(_parts(old, error, noise), formula, POINT, names(), domain, STEADY)
