"""Exact forms of the 0-1 loss's surrogates, in sympy and in balls, and how two expressions are compared.

Symbols beyond those of :mod:`theory.ledger.formulas`: K (number of classes), mu, alpha, s, c (logit scale), F (margin),
m (largest margin of a wrong class), R (sum over the other wrong classes), S (whole sum), top, x.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from typing import Any

import flint
import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain, of_symbols
from theory.ledger.formulas import parse
from theory.rigour.compare import compare as confirmed
from theory.rigour.compare import limit_confirmed
from theory.rigour.formulas import ball_value

BITS = 256
DIGITS = 30
FUNCTIONS = ("exp", "log", "tanh")  # sympy and Arb agree on these names
PRIMES = (7, 11, 13, 17, 19, 23, 29, 31, 37)  # rational points are made of them
NONE: Mapping[str, str] = {}
INNER = ("S", "R", "m", "F", "x", "top", "z")


@cache
def names() -> dict[str, Any]:
    """Return the further symbols by name."""
    table = {name: sp.Symbol(name, positive=True) for name in ("K", "mu", "alpha", "s", "c", "S", "z")}
    return (
        table
        | {name: sp.Symbol(name, real=True) for name in ("F", "m", "top", "x")}
        | {
            "R": sp.Symbol("R", nonnegative=True),
            "E": sp.E,
        }
    )


def read(formula: str, **more: Any) -> Any:
    """Return the sympy expression that a formula of this paper writes."""
    return parse(formula, **(names() | more))


def phi_tanh(x: Any) -> Any:
    """Eq. 14 in sympy."""
    return sp.tanh(names()["alpha"] * x)


def phi_log(x: Any) -> Any:
    """Eq. 15 in sympy: 1 - log(1 + exp(gamma - x)), exp(gamma) = e - 1."""
    return 1 - sp.log(1 + (sp.E - 1) * sp.exp(-x))


def phis() -> dict[str, Any]:
    """Return both surrogates by name, as functions of a sympy expression."""
    return {"tanh": phi_tanh, "log": phi_log}


def ball(expression: Any, values: Mapping[Any, Any] | None = None) -> Any:
    """Return a ball around a sympy expression at the present precision; symbols take the balls in `values`.

    Raises:
        ValueError: the expression holds a function or symbol that has no ball.
    """
    known = {symbol.name: value for symbol, value in (values or {}).items()}
    return ball_value(sp.sympify(expression).rewrite(sp.exp).rewrite(sp.log), known)


def _dummy(numbers: dict[Any, Any], number: Any) -> Any:
    name = sp.Dummy()
    numbers[name] = number
    return name


def _call(name: str, value: Any) -> Any:
    return getattr(value, name)()


def compiled(expression: Any, *variables: Any) -> Callable[..., Any]:
    """Return an expression of exp, log and tanh as a fast function of balls, at the precision of the call."""
    numbers: dict[Any, Any] = {}  # what lambdify would write as a float

    def hide(number: Any) -> Any:
        return next((name for name, value in numbers.items() if value == number), None) or _dummy(numbers, number)

    bare = expression.replace(lambda part: part is sp.E or (part.is_Rational and not part.is_Integer), hide)
    function = sp.lambdify([*variables, *numbers], bare, modules=[{name: partial(_call, name) for name in FUNCTIONS}])
    return lambda *values: function(*values, *(ball(number) for number in numbers.values()))


def point(*expressions: Any) -> dict[Any, Fraction]:
    """Return a rational value for each symbol: primes over 8, and K = 11."""
    symbols = sorted(set().union(*(expression.free_symbols for expression in expressions)), key=str)
    return {
        symbol: Fraction(11) if symbol.name == "K" else Fraction(prime, 8)
        for symbol, prime in zip(symbols, PRIMES, strict=False)
    }


def at(expression: Any, values: Mapping[Any, Fraction]) -> Any:
    """Return a ball around an expression at rational values."""
    return ball(expression, {k: flint.arb(flint.fmpq(v.numerator, v.denominator)) for k, v in values.items()})


def digits(value: Any, count: int = DIGITS) -> str:
    """Return the certified decimals of a ball."""
    return str(value.str(count, radius=False))


def _forms(difference: Any) -> Iterator[Any]:
    """Return ways to write an expression, of which sympy may see that one is 0; all symbols here are positive or real."""
    yield difference.rewrite(sp.exp)
    yield sp.expand_log(sp.factor(difference), force=True)
    yield sp.expand(sp.expand_log(sp.expand_log(difference, force=True).factor(), force=True))


def compare(
    pairs: Mapping[str, tuple[Any, Any]],
    domain: Domain = ANY,
    *,
    through: Sequence[Any] = (),
    meaning: Mapping[str, str] = NONE,
    assumed: str = "",
) -> Result:
    """Decide whether each derived expression equals the stated one, at points of the domain too.

    What is covered is read off the symbols of both and of the expressions that the derivation goes `through`; see
    :func:`covers` for `meaning` and `assumed`.
    """
    sides = [sp.sympify(side) for pair in pairs.values() for side in pair]
    result = confirmed(pairs, domain, at=[point(*sides)], reduces=_reduces)
    return replace(result, covered=covers(*sides, *through, meaning=meaning, assumed=assumed))


def only_if(result: Result, **steps: Any) -> Result:
    """Return a result that holds only where the further steps of its proof are decided.

    Args:
        result: of the comparison.
        steps: by name; each must be true.  Those that are not are named in an INCONCLUSIVE result.
    """
    unseen = [name for name, seen in steps.items() if not seen]
    if result.verdict is not Verdict.HOLDS or not unseen:
        return result
    return replace(result, verdict=Verdict.INCONCLUSIVE, note=f"not seen: {', '.join(unseen)}")


def _reduces(difference: Any) -> bool:
    return any(sp.simplify(form) == 0 for form in _forms(difference))


def covers(*expressions: Any, meaning: Mapping[str, str] = NONE, assumed: str = "") -> Domain:
    """Return what a derivation covers, read off the symbols of its expressions.

    Args:
        expressions: those derived and stated.  S, R, z and the symbols of single margins stand for values that the claims
            range over: they assume nothing.
        meaning: of other symbols, as the text of a domain.
        assumed: by steps that no symbol of the expressions shows.
    """
    own = dict.fromkeys(INNER, "") | dict(meaning)
    used = {symbol for expression in expressions for symbol in sp.sympify(expression).free_symbols}
    said = ", ".join(text for text in (*sorted({own[s.name] for s in used if s.name in own}), assumed) if text)
    signs = of_symbols(symbol for symbol in used if symbol.name not in own).text.split(", ")
    further = [sign for sign in signs if sign and not Domain.of(sign).includes(Domain.of(said))]
    return Domain.of(", ".join(text for text in (*further, said) if text))


def limit(expression: Any, symbol: Any, where: Any, domain: Domain = ANY) -> Any:
    """Return the limit that sympy finds, from above where the place is finite, compared with numbers close to the place.

    Raises:
        ArithmeticError: the numbers do not tend to it.
    """
    found = sp.limit(expression, symbol, where, "+")
    if where is -sp.oo:
        expression, where = expression.subs(symbol, -symbol), sp.oo
    if not found.is_infinite and not limit_confirmed(expression, symbol, found, domain, to=where):
        raise ArithmeticError(f"the limit {found} of {expression} for {symbol} -> {where} is not confirmed by numbers")
    return found
