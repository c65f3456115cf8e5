"""The symbols of the claims on SAM's cycles, and exact values at which a formula that fails is shown to fail."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

POINT = {
    "s": "1/2",
    "rho": "1/3",
    "beta": "9/10",
    "size": "5/4",
    "lr": "1/7",
    "lam": "3",
    "g": "2/5",
    "slope": "3/4",
    "s_i": "3/2",
    "s_j": "2/3",
}


@cache
def names() -> dict[str, Any]:
    """Return the symbols: s = lr lambda, s_i and s_j of two eigenvectors, beta the momentum, size = |x|, g = |gradient|."""
    table = {name: sp.Symbol(name, positive=True) for name in ("s", "s_i", "s_j", "size", "lr", "lam", "g")}
    return table | {"beta": sp.Symbol("beta", nonnegative=True), "slope": sp.Symbol("slope", real=True)}
