"""Expectations of polynomials in the batch noise, and the symbols that the claims on F-SAM are written in."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

# an exact value inside the domain for each symbol, at which a formula that fails is shown to fail
POINT = {
    "lam": "4/5",
    "t": "3",
    "v": "3/2",
    "G": "2",
    "a": "1/3",
    "start": "5",
    "sigma": "1/2",
    "rho": "1/7",
    "n": "7",
}


@cache
def names() -> dict[str, Any]:
    """Return the symbols: lam in (0, 1), t steps, v the noise's variance, G and a the lengths of gradient and drift."""
    table = {name: sp.Symbol(name, positive=True) for name in ("lam", "v", "G", "a")}
    table |= {name: sp.Symbol(name, nonnegative=True) for name in ("start", "sigma")}
    return table | {"t": sp.Symbol("t", integer=True, nonnegative=True)}


def expectation(polynomial: Any, moments: dict[Any, Any]) -> Any:
    """Return the expectation of a polynomial in random symbols.

    Args:
        polynomial: a polynomial in the keys of ``moments``, one symbol to a key.
        moments: the expectation of each product of the symbols that occurs, by its monomial; those of products with
            independent factors are given as such.

    Raises:
        KeyError: a monomial occurs whose expectation is not given.
    """
    random = sorted({symbol for monomial in moments for symbol in monomial.free_symbols}, key=str)
    total = sp.Integer(0)
    for powers, coefficient in sp.Poly(sp.expand(polynomial), *random).terms():
        monomial = sp.prod([symbol**power for symbol, power in zip(random, powers, strict=True)])
        total += coefficient * (1 if monomial == 1 else moments[monomial])
    return sp.expand(total)


def next_square() -> tuple[Any, Any]:
    """Return (E|m_t - G|^2 from E|m_(t-1) - G|^2, the latter's symbol).

    Coordinate by coordinate m_t - G = lam e + (1 - lam) n with e the last error, independent of the new noise n; sums
    over coordinates turn E e^2 and E n^2 into squared lengths.
    """
    lam, v = names()["lam"], names()["v"]
    e, n = sp.symbols("e n", real=True)
    before = sp.Symbol("before", nonnegative=True)
    moments = {n: 0, n**2: v, e * n: 0, e**2: before}
    return expectation((lam * e + (1 - lam) * n) ** 2, moments), before


def solved(step: Any, last: Any, start: Any) -> tuple[Any, Any, Any]:
    """Return (fixed, factor, excess) with x_t = fixed + factor^t excess, for x_(t+1) = step(x_t) from a start.

    The step is affine in the last value.  That the solution satisfies it is decided here; where 0 < factor < 1 it tends to
    the fixed point.

    Raises:
        ArithmeticError: the solution is not seen to satisfy the recursion.
    """
    row = sp.Poly(sp.expand(step), last)
    factor = row.coeff_monomial(last)
    fixed = sp.factor(row.coeff_monomial(1) / (1 - factor))
    excess, power = start - fixed, sp.Symbol("power")
    if sp.simplify(step.subs(last, fixed + power * excess) - fixed - factor * power * excess) != 0:
        raise ArithmeticError(f"{step} is not seen to be solved")
    return fixed, factor, excess


def tends(factor: Any) -> bool:
    """Return whether factor^t is seen to tend to 0 for every lam in (0, 1)."""
    inside = sp.factor(factor.subs(names()["lam"], 1 / (1 + sp.Symbol("k", positive=True))))
    return bool(inside.is_positive and sp.factor(1 - inside).is_positive)


def steady_square() -> Any:
    """Return the limit of E|m_t - G|^2 at fixed weights, whatever the start.

    Raises:
        ArithmeticError: it is not seen to be a limit.
    """
    after, before = next_square()
    fixed, factor, _ = solved(after, before, names()["start"])
    if not tends(factor):
        raise ArithmeticError(f"({factor})^t is not seen to tend to 0")
    return fixed
