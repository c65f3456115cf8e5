"""Inner products of combinations of two vectors in any dimension, and of products of matrices and vectors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import sympy as sp

Pair = tuple[Any, Any]
"""a x + b y as (a, b)."""
Word = tuple[str, ...]
"""A product of matrices and a vector, from the left; a stroke transposes."""

XX, YY, XY = sp.symbols("xx yy xy", real=True)
POINT = {
    "xx": "3",
    "yy": "5/4",
    "xy": "7/5",
    "F": "2/3",
    "rho": "1/5",
    "u": "3/7",
    "lr": "1/10",
    "n": "3/2",
    "sign": "1",
    "slope": "4/5",
    "speed": "2",
    "curvature": "3",
    "w": "2",
    "Q": "5",
    "B": "1/2",
}
"""An exact value inside the domain for each symbol, at which a formula that fails is shown to fail."""


@cache
def names() -> dict[str, Any]:
    """Return the symbols of the claims: xx = |x|^2, yy = |y|^2, xy = x.y, and what they are written with."""
    table = {name: sp.Symbol(name, real=True) for name in ("F", "u", "speed")}
    table |= {name: sp.Symbol(name, positive=True) for name in ("lr", "n", "curvature")}
    return table | {"xx": XX, "yy": YY, "xy": XY}


def inner(one: Pair, other: Pair) -> Any:
    """Return the inner product of two combinations of x and y."""
    return sp.expand(one[0] * other[0] * XX + (one[0] * other[1] + one[1] * other[0]) * XY + one[1] * other[1] * YY)


def transposed(word: Word) -> Word:
    """Return the transpose of a product."""
    return tuple(letter.removesuffix("'") if letter.endswith("'") else letter + "'" for letter in reversed(word))


def applied(matrix: str, vector: Mapping[Word, Any]) -> dict[Word, Any]:
    """Return a matrix times a combination of products."""
    return {(matrix, *word): factor for word, factor in vector.items()}


def scalar(word: Word) -> Any:
    """Return the symbol of a number that a product is: its transpose is the same number."""
    return sp.Symbol(" ".join(min(word, transposed(word))), real=True)


def paired(one: Mapping[Word, Any], other: Mapping[Word, Any]) -> Any:
    """Return the inner product of two combinations of products."""
    return sp.expand(sum(a * b * scalar(transposed(v) + w) for v, a in one.items() for w, b in other.items()))
