"""The largest inner product over a Euclidean ball, derived from Gram matrices: for every dimension at once."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.papers.tools.derivation import confirm


def _squared_length(coefficients: tuple[Any, ...], gram: Any) -> Any:
    """Return |sum of coefficient times vector|^2 from the vectors' Gram matrix."""
    row = sp.Matrix([coefficients])
    return sp.expand((row * gram * row.T)[0])


def _cauchy_remainder(first: Any, inner: Any, second: Any) -> Any:
    """Return |second a - inner b|^2 / second >= 0, with |a|^2 = first, a.b = inner, |b|^2 = second."""
    return sp.expand(_squared_length((second, -inner), sp.Matrix([[first, inner], [inner, second]])) / second)


def largest_inner_product(radius: Any, norm: Any) -> Any:
    """Return the maximum of g.v over |v|_2 <= radius for |g|_2 = norm, derived in any dimension.

    Upper bound: the zero of the non-negative Cauchy remainder in g.v. Attained: v = radius g / |g|.
    """
    inner = sp.Symbol("inner", nonnegative=True)
    remainder = _cauchy_remainder(radius**2, inner, norm**2)
    (bound,) = sp.solve(remainder, inner)
    confirm(sp.simplify(remainder.subs(inner, bound)) == 0, f"the remainder vanishes at {bound}")
    confirm(sp.expand(sp.diff(remainder, inner)).is_nonpositive, "it falls, so that it is negative beyond")
    length = sp.sqrt(_squared_length((radius / norm,), sp.Matrix([[norm**2]])))
    attained = radius / norm * norm**2
    confirm(sp.simplify(length - radius) == 0, f"radius g / |g| has length {radius}")
    confirm(sp.simplify(attained - bound) == 0, f"the bound {bound} is attained")
    return bound
