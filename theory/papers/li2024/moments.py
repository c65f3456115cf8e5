"""Expectations of polynomials in the batch noise, and the symbols that the claims on F-SAM are written in."""

from __future__ import annotations

from functools import cache
from typing import Any

READING = "the paper was read through summaries and the authors' code; the formula is this project's"
STEPS = "batch gradients with the same full gradient G at every step and independent noise of mean 0 and variance v"

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
    import sympy as sp

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
    import sympy as sp

    random = sorted({symbol for monomial in moments for symbol in monomial.free_symbols}, key=str)
    total = sp.Integer(0)
    for powers, coefficient in sp.Poly(sp.expand(polynomial), *random).terms():
        monomial = sp.prod([symbol**power for symbol, power in zip(random, powers, strict=True)])
        total += coefficient * (1 if monomial == 1 else moments[monomial])
    return sp.expand(total)
