"""How claims written as several expressions are decided: each derived expression against the stated one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from theory.formulas import parse
from theory.ledger import Result, Verdict


def compare(
    derived: Mapping[str, Any], formula: Mapping[str, str], point: Mapping[str, str], names: Mapping[str, Any]
) -> Result:
    """Return HOLDS where sympy reduces every difference to 0, FAILS where one is not 0 at an exact point.

    Args:
        derived: expressions found by the check.
        formula: the claim's, under the same keys.
        point: an exact value inside the domain for each symbol, by name; shown with both values where they differ.
        names: the symbols of the claim's language beyond those of :mod:`theory.formulas`.

    Raises:
        ValueError: the formula has other keys.
    """
    if set(formula) != set(derived):
        raise ValueError(f"formula: expected the keys {', '.join(derived)}, got {', '.join(formula)}")
    stated = {key: sp.sympify(parse(formula[key], **names)) for key in derived}
    result = Result(
        Verdict.HOLDS,
        observed={key: str(sp.simplify(sp.sympify(value))) for key, value in derived.items()},
        expected={key: str(value) for key, value in stated.items()},
    )
    undecided = []
    for key, value in derived.items():
        difference = sp.simplify(sp.sympify(value) - stated[key])
        if difference == 0:
            continue
        symbols = sorted(difference.free_symbols, key=str)
        at = {symbol: sp.Rational(point[symbol.name]) for symbol in symbols}
        if difference.subs(at).is_zero is not False:
            undecided.append(f"{key}: {difference} is not seen to vanish")
            continue
        used = sorted(sp.sympify(value).free_symbols | stated[key].free_symbols, key=str)
        at = {symbol: sp.Rational(point[symbol.name]) for symbol in used}
        counterexample = {symbol.name: point[symbol.name] for symbol in used}
        counterexample |= {f"{key}, derived": str(sp.simplify(sp.sympify(value).subs(at)))}
        counterexample |= {f"{key}, stated": str(sp.simplify(stated[key].subs(at)))}
        return Result(Verdict.FAILS, observed=result.observed, expected=result.expected, counterexample=counterexample)
    if undecided:
        return Result(
            Verdict.INCONCLUSIVE, observed=result.observed, expected=result.expected, note="; ".join(undecided)
        )
    return result
