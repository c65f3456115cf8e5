"""Exact forms of the 0-1 loss's surrogates, in sympy and in balls, and how two expressions are compared.

Symbols beyond those of :mod:`theory.ledger.formulas`: K (number of classes), mu, alpha, s, c (logit scale), F (margin),
m (largest margin of a wrong class), R (sum over the other wrong classes), S (whole sum), top, x.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache, partial
from typing import Any

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse
from theory.rigour.formulas import ball_value

BITS = 256
DIGITS = 30
FUNCTIONS = ("exp", "log", "tanh")  # sympy and Arb agree on these names
PRIMES = (7, 11, 13, 17, 19, 23, 29, 31, 37)  # rational points are made of them


@cache
def names() -> dict[str, Any]:
    """Return the further symbols by name."""
    import sympy as sp

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
    import sympy as sp

    return sp.tanh(names()["alpha"] * x)


def phi_log(x: Any) -> Any:
    """Eq. 15 in sympy: 1 - log(1 + exp(gamma - x)), exp(gamma) = e - 1."""
    import sympy as sp

    return 1 - sp.log(1 + (sp.E - 1) * sp.exp(-x))


def phis() -> dict[str, Any]:
    """Return both surrogates by name, as functions of a sympy expression."""
    return {"tanh": phi_tanh, "log": phi_log}


def ball(expression: Any, values: Mapping[Any, Any] | None = None) -> Any:
    """Return a ball around a sympy expression at the present precision; symbols take the balls in `values`.

    Raises:
        ValueError: the expression holds a function or symbol that has no ball.
    """
    import flint
    import sympy as sp

    euler = sp.Symbol("euler")
    known = {symbol.name: value for symbol, value in (values or {}).items()} | {"euler": flint.arb(1).exp()}
    return ball_value(sp.sympify(expression).rewrite(sp.exp).rewrite(sp.log).xreplace({sp.E: euler}), known)


def _dummy(numbers: dict[Any, Any], number: Any) -> Any:
    import sympy as sp

    name = sp.Dummy()
    numbers[name] = number
    return name


def _call(name: str, value: Any) -> Any:
    return getattr(value, name)()


def compiled(expression: Any, *variables: Any) -> Callable[..., Any]:
    """Return an expression of exp, log and tanh as a fast function of balls, at the precision of the call."""
    import sympy as sp

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
    import flint

    return ball(expression, {k: flint.arb(flint.fmpq(v.numerator, v.denominator)) for k, v in values.items()})


def digits(value: Any, count: int = DIGITS) -> str:
    """Return the certified decimals of a ball."""
    return str(value.str(count, radius=False))


def _forms(difference: Any) -> Iterator[Any]:
    """Return ways to write an expression, of which sympy may see that one is 0; all symbols here are positive or real."""
    import sympy as sp

    yield difference.rewrite(sp.exp)
    yield sp.expand_log(sp.factor(difference), force=True)
    yield sp.expand(sp.expand_log(sp.expand_log(difference, force=True).factor(), force=True))


def compare(pairs: Mapping[str, tuple[Any, Any]]) -> Result:
    """Decide whether each derived expression equals the stated one.

    Equal: sympy simplifies the difference to 0. Different: balls at a rational point exclude 0, which is shown.
    """
    import flint
    import sympy as sp

    observed = {name: str(derived) for name, (derived, _) in pairs.items()}
    expected = {name: str(stated) for name, (_, stated) in pairs.items()}
    undecided = False
    for name, (derived, stated) in pairs.items():
        sides = sp.sympify(derived), sp.sympify(stated)
        difference = sides[0] - sides[1]
        if difference == 0 or any(sp.simplify(form) == 0 for form in _forms(difference)):
            continue
        values = point(*sides)
        with flint.ctx.workprec(BITS):
            left, right = (at(side, values) for side in sides)
            if not left.overlaps(right):
                shown = {str(symbol): str(value) for symbol, value in values.items()}
                shown |= {"derived": digits(left), "stated": digits(right)}
                return Result(Verdict.FAILS, observed, expected, counterexample={name: shown})
        undecided = True
    return Result(Verdict.INCONCLUSIVE if undecided else Verdict.HOLDS, observed, expected)
