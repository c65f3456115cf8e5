"""How claims written as several expressions are decided: each derived expression against the stated one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import ANY, Domain, of_symbols
from theory.ledger.formulas import parse
from theory.rigour.compare import compare as by_balls
from theory.rigour.compare import points


def compare(
    derived: Mapping[str, Any],
    formula: Mapping[str, str],
    point: Mapping[str, str],
    names: Mapping[str, Any],
    domain: Domain = ANY,
    also: str = "",
) -> Result:
    """Compare derived expressions with a claim's; see :func:`theory.rigour.compare.compare`.

    Args:
        derived: expressions found by the check.
        formula: the claim's, under the same keys.
        point: an exact value inside the domain for each symbol, by name, tried first.
        names: the symbols of the claim's language beyond those of :mod:`theory.ledger.formulas`.
        domain: the claim's, where further points are taken.
        also: what the derivation assumes beside the signs of its symbols, as the text of a domain.

    Raises:
        ValueError: the formula has other keys.
    """
    if set(formula) != set(derived):
        raise ValueError(f"formula: expected the keys {', '.join(derived)}, got {', '.join(formula)}")
    pairs = {key: (sp.simplify(sp.sympify(value)), parse(formula[key], **names)) for key, value in derived.items()}
    return equal(pairs, point, domain, also)


def equal(
    pairs: Mapping[str, tuple[Any, Any]],
    point: Mapping[str, str],
    domain: Domain = ANY,
    also: str = "",
    reduces: Callable[[Any], bool] = lambda difference: bool(sp.simplify(difference) == 0),
) -> Result:
    """Compare pairs of derived and stated expressions, and say what the derivation covers.

    Args:
        pairs: derived and stated expression by name.
        point, domain, also: as in :func:`compare`.
        reduces: tells whether sympy reduces a difference to 0.
    """
    used = set().union(*(sp.sympify(side).free_symbols for sides in pairs.values() for side in sides))
    first = {symbol: Fraction(point[symbol.name]) for symbol in used if symbol.name in point}
    found = by_balls(pairs, domain, at=[first], reduces=reduces)
    shown = found.counterexample and {name: _exact(pairs[name], at) for name, at in found.counterexample.items()}
    return replace(found, covered=covers(used, also), counterexample=shown)


def _exact(sides: tuple[Any, Any], at: Mapping[str, str]) -> dict[str, str]:
    """Return a counterexample with both sides as exact numbers where they are rational, else with their digits."""
    shown = dict(at)
    for key, side in zip(("derived", "stated"), map(sp.sympify, sides), strict=True):
        value = sp.simplify(side.subs({symbol: sp.Rational(at[symbol.name]) for symbol in side.free_symbols}))
        shown[key] = str(value) if value.is_Rational else at[key]
    return shown


def confirmed(relation: Any, domain: Domain = ANY) -> bool:
    """Return whether a relation is true at rational points of a domain, one at least, evaluated exactly."""
    relation = sp.sympify(relation)
    exact = [
        {symbol: sp.Rational(value.numerator, value.denominator) for symbol, value in point.items()}
        for point in points(relation.free_symbols, domain)
    ]
    return bool(exact) and all(relation.subs(point) == sp.true for point in exact)


def covers(used: set[Any], also: str = "") -> Domain:
    """Return the domain that the signs of symbols and what is assumed besides allow."""
    return Domain.of("; ".join(filter(None, [of_symbols(used).text, also])))
