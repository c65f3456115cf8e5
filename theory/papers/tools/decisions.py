"""How checks on the binary model decide: an identity by sympy and balls, its failure by digits at rational parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain, of_symbols
from theory.ledger.formulas import symbols
from theory.papers.tools.derivation import in_log_odds, vanishes
from theory.rigour.compare import compare as by_balls

# exact inputs at which a failing formula is shown to fail; eps < eta in both
POINTS: tuple[dict[str, str], ...] = (
    {
        "p": "7/10", "eta": "3/10", "d": "4", "eps": "1/10", "rho": "3/4", "n": "3/2", "w": "5/4", "v": "1/3",
        "u": "1/2", "delta": "2/5", "w_SAM": "8/5", "h": "1/5",
    },
    {
        "p": "19/20", "eta": "1/2", "d": "3", "eps": "1/5", "rho": "1/2", "n": "2", "w": "-7/5", "v": "2/3",
        "u": "4/5", "delta": "-1/4", "w_SAM": "31/10", "h": "1/7",
    },
)  # fmt: skip
DIGITS = 30
ODDS = Domain.of("1/2 < p < 1")


def exact_values(point: dict[str, str], expression: Any) -> dict[Any, Any]:
    """Return the exact value at ``point`` of each free symbol of ``expression``; Lambda and w_star follow from p, eta.

    Raises:
        KeyError: the point gives no value to a symbol.
    """
    values = {name: sp.Rational(text) for name, text in point.items()}
    log_odds = sp.log(values["p"] / (1 - values["p"]))
    known = {**values, "Lambda": log_odds, "w_star": log_odds / (2 * values["eta"])}
    return {symbol: known[symbol.name] for symbol in expression.free_symbols}


def digits_at(expression: Any, point: dict[str, str], digits: int = DIGITS) -> Any:
    """Return the value at an exact point to ``digits`` significant digits.

    Raises:
        ArithmeticError: the value is 0 or too near to it for digits to tell.
    """
    exact = sp.sympify(expression).subs(exact_values(point, sp.sympify(expression))).doit()
    try:
        value = exact.evalf(digits, strict=True)
    except sp.core.evalf.PrecisionExhausted:
        value = sp.Integer(0)
    if value == 0:
        raise ArithmeticError(f"no {digits} digits of {expression} at {point}")
    return value


def counterexample(derived: Any, stated: Any, **parts: Any) -> dict[str, Any] | None:
    """Return a point at which the two differ by more than all doubt, with digits of both; None where there is none.

    Args:
        derived, stated: the two expressions.
        parts: further expressions to show there.
    """
    for point in POINTS:
        try:
            digits_at(derived - stated, point)
        except ArithmeticError:
            continue
        shown = {"derived": derived, "stated": stated, **parts}
        used = set().union(*({s.name for s in sp.sympify(value).free_symbols} for value in shown.values()))
        if used & {"Lambda", "w_star"}:
            used |= {"p", "eta"}
        inputs = {name: text for name, text in point.items() if name in used}
        return {**inputs, **{name: str(sp.N(_at(value, point), DIGITS)) for name, value in shown.items()}}
    return None


def _at(value: Any, point: dict[str, str]) -> Any:
    expression = sp.sympify(value)
    return expression.subs(exact_values(point, expression)).doit()


def covered(*expressions: Any, meaning: Mapping[str, str] | None = None) -> Domain:
    """Return what the symbols of a derivation assume; p and w_star are taken through Lambda, as derivations write them.

    Args:
        expressions: what the derivation handled for all values of their symbols.
        meaning: of symbols that stand in place of others; see :func:`theory.ledger.domain.of_symbols`.
    """
    found: set[Any] = set()
    for expression in expressions:
        found |= in_log_odds(sp.sympify(expression)).free_symbols
    return of_symbols(found, meaning)


def in_odds(expression: Any) -> Any:
    """Return the expression with Lambda = log(p/(1-p)) and w_star = Lambda/(2 eta) written out."""
    s = symbols()
    log_odds = sp.log(s["p"] / (1 - s["p"]))
    return sp.sympify(expression).subs({s["w_star"]: log_odds / (2 * s["eta"]), s["Lambda"]: log_odds})


def rational_points() -> list[dict[Any, Fraction]]:
    """Return the points at which formulas are tried first, by symbol."""
    names = {str(symbol): symbol for symbol in (*symbols().values(), sp.Symbol("n", positive=True))}
    return [{names[name]: Fraction(value) for name, value in point.items()} for point in POINTS]


def compare(derived: Any, stated: Any, note: str = "") -> Result:
    """FAILS where a point shows a difference, HOLDS where sympy and balls see none, else INCONCLUSIVE.

    See :func:`theory.rigour.compare.compare`: sympy's reduction to 0 is confirmed at points of 1/2 < p < 1 and any
    further symbols.
    """
    sides = {"formula": (in_odds(derived), in_odds(stated))}
    found = by_balls(
        sides, ODDS, at=rational_points(), reduces=lambda difference: vanishes(derived - stated), note=note
    )
    shown = None
    if found.verdict is Verdict.FAILS:
        shown = counterexample(in_log_odds(derived), in_log_odds(stated)) or found.counterexample["formula"]
    return replace(
        found,
        observed=str(derived),
        expected=str(stated),
        counterexample=shown,
        covered=covered(derived, stated),
    )


def worst(*results: Result) -> Result:
    """Return the first that fails, else the first that is inconclusive, else the last; it covers what all of them cover."""
    for verdict in (Verdict.FAILS, Verdict.INCONCLUSIVE):
        for result in results:
            if result.verdict is verdict:
                return result
    return replace(results[-1], covered=common(result.covered for result in results))


def common(domains: Iterable[Domain | None]) -> Domain | None:
    """Return what several domains have in common, None where one is not told."""
    pieces: dict[str, None] = {}
    for domain in domains:
        if domain is None:
            return None
        pieces.update(dict.fromkeys(re.split(r"[,;] (?![^\[({]*[\])}])", domain.text)))  # not inside brackets
    return Domain.of(", ".join(filter(None, pieces)))


def truth(relation: Any, values: dict[Any, Any]) -> bool | None:
    """Return whether a strict or weak inequality follows from the symbols' assumptions after substitution, else None.

    Raises:
        ValueError: it is no inequality.
    """
    if not isinstance(relation, (sp.Gt, sp.Ge, sp.Lt, sp.Le)):
        raise ValueError(f"relation: expected an inequality, got {relation}")
    difference = sp.factor(sp.expand((relation.gts - relation.lts).subs(values)))
    strict = isinstance(relation, (sp.Gt, sp.Lt))
    holds = difference.is_positive if strict else difference.is_nonnegative
    fails = difference.is_nonpositive if strict else difference.is_negative
    return True if holds else (False if fails else None)
