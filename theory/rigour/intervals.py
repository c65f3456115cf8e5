"""Intervals whose two ends are balls: exact zeros stay exact, and monotone functions are taken at the ends.

A ball is a midpoint and a radius, so the ball around [0, 1] reaches a little below 0; a proof that lets a variable
touch 0 needs the ends themselves. All functions work at the precision that the caller has set.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any


class Interval:
    """The real numbers from `low` to `high`, both balls (Arb); true bounds are low.lower() and high.upper()."""

    __slots__ = ("high", "low")

    def __init__(self, low: Any, high: Any) -> None:
        self.low = low
        self.high = high

    def __repr__(self) -> str:
        return f"Interval({self.low}, {self.high})"

    def __add__(self, other: Any) -> Interval:
        if isinstance(other, Interval):
            return Interval(self.low + other.low, self.high + other.high)
        return Interval(self.low + other, self.high + other)

    __radd__ = __add__

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Any) -> Interval:
        return self + (-other)

    def __rsub__(self, other: Any) -> Interval:
        return (-self) + other

    def __mul__(self, other: Any) -> Interval:
        if not isinstance(other, Interval):
            other = Interval(other, other)
        if self.low >= 0 and other.low >= 0:
            return Interval(self.low * other.low, self.high * other.high)
        corners = [x * y for x in (self.low, self.high) for y in (other.low, other.high)]
        return Interval(lowest(corners), highest(corners))

    __rmul__ = __mul__

    def clipped(self) -> Interval:
        """The part that is not negative; the whole must reach above 0."""
        return self if self.low >= 0 else Interval(self.low * 0, self.high)


def at_least(bound: Any) -> Interval:
    """All numbers from a ball upwards."""
    import flint

    return Interval(bound, flint.arb.pos_inf())


def lowest(balls: Sequence[Any]) -> Any:
    """Return a ball around the least of the numbers."""
    least = balls[0]
    for value in balls[1:]:
        least = least.min(value)
    return least


def highest(balls: Sequence[Any]) -> Any:
    """Return a ball around the greatest of the numbers."""
    greatest = balls[0]
    for value in balls[1:]:
        greatest = greatest.max(value)
    return greatest


def power(x: Any, n: int) -> Any:
    """x^n, n >= 1, by products: the operator ** gives NaN for a ball that contains 0 but is not exact."""
    result = x
    for _ in range(n - 1):
        result = result * x
    return result


Term = tuple[Fraction, tuple[int, ...]]


class Polynomial:
    """A polynomial with rational coefficients in variables that are not negative, evaluated end by end.

    Args:
        expression: a sympy polynomial in `variables`.
        variables: its symbols, in the order of the values.

    Raises:
        ValueError: the expression is no polynomial in them.
    """

    def __init__(self, expression: Any, variables: Sequence[Any]) -> None:
        import sympy as sp

        try:
            terms = sp.Poly(sp.expand(expression), *variables, domain="QQ").terms()
        except sp.PolynomialError as error:
            raise ValueError(f"expression must be a polynomial in {variables}, got {expression}") from error
        self.terms: tuple[Term, ...] = tuple((Fraction(int(c.p), int(c.q)), powers) for powers, c in terms if c != 0)
        self._parts: tuple[int, list[tuple[Any, bool, list[tuple[int, int]]]]] | None = None

    @property
    def sign(self) -> int:
        """1 or -1 where all coefficients have that sign, so that values are >= 0 or <= 0; 0 for none or mixed ones."""
        signs = {1 if c > 0 else -1 for c, _ in self.terms}
        return signs.pop() if len(signs) == 1 else 0

    @property
    def is_zero(self) -> bool:
        """Whether it is the zero polynomial."""
        return not self.terms

    def falls(self) -> bool:
        """Whether every coefficient but the constant's is negative: the value falls as any variable grows."""
        return all(c < 0 for c, powers in self.terms if any(powers))

    def at(self, *values: Fraction | int) -> Fraction:
        """The exact value at a rational point."""
        return sum(
            (c * prod(Fraction(v) ** n for v, n in zip(values, p, strict=True)) for c, p in self.terms), Fraction(0)
        )

    def __call__(self, values: Sequence[Interval]) -> Interval:
        """Return the range end by end: exact for one monomial, an enclosure for several."""
        import flint

        bits = flint.ctx.prec
        if self._parts is None or self._parts[0] != bits:
            parts = []
            for c, powers in self.terms:
                coefficient = flint.arb(flint.fmpq(c.numerator, c.denominator))
                parts.append((coefficient, c > 0, [(i, n) for i, n in enumerate(powers) if n]))
            self._parts = bits, parts
        low = high = flint.arb(0)
        for coefficient, positive, factors in self._parts[1]:
            least = most = coefficient
            for i, n in factors:
                a, b = values[i].low, values[i].high
                least = least * power(a, n)
                most = most * power(b, n)
            low, high = (low + least, high + most) if positive else (low + most, high + least)
        return Interval(low, high)

    def __getstate__(self) -> dict[str, Any]:
        return {"terms": self.terms, "_parts": None}
