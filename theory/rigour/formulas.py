"""Values of claims' formulas in ball arithmetic, and relations decided by strict comparison of balls."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from theory.rigour.intervals import power


def ball_value(expression: Any, values: Mapping[str, Any]) -> Any:
    """Return a ball around a sympy expression at named balls.

    It may have sums, products, powers, log, exp, erf, tanh, sinh, cosh, atan, acos, Abs, Max, Min, pi and e.

    Raises:
        ValueError: the expression has a name without a value, or a function that is not listed.
    """
    import flint
    import sympy as sp

    if expression.is_Rational:
        return flint.arb(flint.fmpq(int(expression.p), int(expression.q)))
    if expression.is_Symbol:
        if expression.name not in values:
            raise ValueError(f"expression: no value for {expression.name}; there are {', '.join(values)}")
        return values[expression.name]
    if expression in (sp.pi, sp.E):
        return flint.arb.pi() if expression == sp.pi else flint.arb(1).exp()
    parts = [ball_value(part, values) for part in expression.args]
    if expression.is_Pow and expression.exp.is_Rational:
        return _power(parts[0], Fraction(int(expression.exp.p), int(expression.exp.q)))
    combine = {
        sp.Add: lambda x, y: x + y,
        sp.Mul: lambda x, y: x * y,
        sp.Max: lambda x, y: x.max(y),
        sp.Min: lambda x, y: x.min(y),
    }.get(expression.func)
    if combine is not None:
        result = parts[0]
        for part in parts[1:]:
            result = combine(result, part)
        return result
    if expression.is_Pow:
        return (parts[1] * parts[0].log()).exp()
    if expression.func is sp.Abs:
        return abs(parts[0])
    if expression.func in (sp.log, sp.exp, sp.erf, sp.tanh, sp.sinh, sp.cosh, sp.atan, sp.acos):
        return getattr(parts[0], expression.func.__name__)()
    raise ValueError(f"expression: {expression.func} has no value in ball arithmetic here")


def _power(base: Any, exponent: Fraction) -> Any:
    root = base if exponent.denominator == 1 else base.root(exponent.denominator)
    if exponent == 0:
        return root * 0 + 1
    result = power(root, abs(exponent.numerator))
    return result if exponent > 0 else 1 / result


def decide(relation: Any, values: Mapping[str, Any]) -> bool | None:
    """Return whether a relation of sympy holds at the named balls: strictly, or strictly not; None where undecided.

    An equation is never certified to hold, a weak inequality only by its strict form.
    """
    import sympy as sp

    if isinstance(relation, sp.And):
        found = [decide(part, values) for part in relation.args]
        return False if False in found else (None if None in found else True)
    if not isinstance(relation, sp.core.relational.Relational):
        raise ValueError(f"relation: expected an inequality or an equation, got {relation}")
    difference = ball_value(relation.lhs, values) - ball_value(relation.rhs, values)
    sign = 1 if difference > 0 else -1 if difference < 0 else 0
    if sign == 0:
        return None
    if isinstance(relation, sp.Eq):
        return False
    return sign == (1 if isinstance(relation, (sp.Gt, sp.Ge)) else -1)
