"""Exact inputs: what a certified result is about is known to the last digit."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from numbers import Rational

Exact = int | str | Fraction | Decimal
"""A rational number: an integer, a fraction, a decimal number, or a string such as "7/10", "0.7" or "1e-3"."""

_RATIONAL = re.compile(r"[+-]?\d+/\d+")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")  # longer exponents would fill the memory


def exact(name: str, value: Exact) -> Fraction:
    """Return `value` as a fraction.

    Raises:
        ValueError: it is a float (0.1 is not 1/10: write "0.1", or :func:`exact_double` for the double itself),
            not finite, or no number.
    """
    if isinstance(value, float):
        raise ValueError(
            f"{name} must be exact: an integer, a fraction or a string such as '1/10', got the float {value!r}"
            " (exact_double takes a float as the binary number that it is)"
        )
    if isinstance(value, str):
        text = value.strip()
        if _RATIONAL.fullmatch(text) or _DECIMAL.fullmatch(text):
            try:
                return Fraction(text)
            except ZeroDivisionError:
                pass
    elif isinstance(value, Decimal):
        if value.is_finite() and abs(value.adjusted()) < 10_000:
            return Fraction(value)
    elif isinstance(value, Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    raise ValueError(
        f"{name} must be an integer, a fraction or a string such as '7/10', '0.7' or '1e-3', got {value!r}"
    )


def exact_double(value: float) -> Fraction:
    """Return the double itself, a dyadic fraction: ``exact_double(0.1)`` is not 1/10.

    Raises:
        ValueError: NaN or infinite, or not a float.
    """
    if not isinstance(value, float) or value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"value must be a finite float, got {value!r}")
    return Fraction(value)


def within(name: str, value: Exact, lower: Fraction | int, upper: Fraction | int | None = None) -> Fraction:
    """Return `value` as a fraction strictly between `lower` and `upper` (None: no upper bound).

    Raises:
        ValueError: it is not exact or lies outside.
    """
    number = exact(name, value)
    if number <= lower or (upper is not None and number >= upper):
        expected = f"> {lower}" if upper is None else f"in ({lower}, {upper})"
        raise ValueError(f"{name} must be {expected}, got {value!r}")
    return number
