"""The loss near a point with gradient g != 0, in coordinates whose first axis is u = g/|g|.

The two further axes stand for any number of them: to the order used here each enters by a square of its own.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations_with_replacement
from typing import Any

import sympy as sp

ORDER = 4

# an exact value inside the domain for each symbol, at which a formula that fails is shown to fail
POINT = {
    "rho": "1/3",
    "rho_min": "1/5",
    "g": "2",
    "curvature": "3",
    "across": "7",
    "third": "5",
    "bend": "3",
    "h": "2",
    "x": "1/7",
    "y": "4/3",
    "a": "3/2",
    "b": "5/4",
    "top": "6",
    "excess": "4",
}


@cache
def names() -> dict[str, Any]:
    """Return the symbols: rho_min is BSAM's rho', curvature u.Hu, across |P H u|^2, bend |P H u|, third T[u, u, u]."""
    table = {name: sp.Symbol(name, positive=True) for name in ("rho_min", "g", "h", "a", "b")}
    table |= {name: sp.Symbol(name, nonnegative=True) for name in ("across", "bend", "excess", "top")}
    return table | {name: sp.Symbol(name, real=True) for name in ("curvature", "third")}


@cache
def axes() -> tuple[Any, Any, Any]:
    """Return the coordinates of a perturbation; the first is along u."""
    x, y, z = sp.symbols("e1 e2 e3", real=True)
    return x, y, z


@cache
def taylor_coefficients() -> dict[tuple[int, ...], Any]:
    """Return a symbol for each derivative of order 2 to 4, by its sorted axes; (0, 0) is u.Hu, (0, 0, 0) T[u, u, u]."""
    found: dict[tuple[int, ...], Any] = {}
    for order in range(2, ORDER + 1):
        for index in combinations_with_replacement(range(3), order):
            found[index] = sp.Symbol("c" + "".join(str(i + 1) for i in index), real=True)
    found[0, 0], found[0, 0, 0] = names()["curvature"], names()["third"]
    return found


@cache
def loss() -> Any:
    """Return L(w + e) - L(w) up to order 4 in e."""
    e = axes()
    total = names()["g"] * e[0]
    for index, coefficient in taylor_coefficients().items():
        powers = [index.count(axis) for axis in range(3)]
        term = sp.prod([e[axis] ** power / sp.factorial(power) for axis, power in enumerate(powers)])
        total += coefficient * term
    return total
