"""A step of SAM on one weight of a quadratic loss, and the cycle in which it ends: what claims on cycles and edges share."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.formulas import symbols
from theory.papers.tools.derivation import confirm

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
"""An exact value inside the domain for each symbol, at which a formula that fails is shown to fail."""


@cache
def names() -> dict[str, Any]:
    """Return the symbols: s = lr lambda, s_i and s_j of two eigenvectors, beta the momentum, size = |x|, g = |gradient|."""
    table = {name: sp.Symbol(name, positive=True) for name in ("s", "s_i", "s_j", "size", "lr", "lam", "g")}
    return table | {"beta": sp.Symbol("beta", nonnegative=True), "slope": sp.Symbol("slope", real=True)}


def step(size: Any) -> Any:
    """Return x after a step from x = size > 0 with one weight: (1 - s) x - s rho."""
    lam, lr, rho = names()["lam"], names()["lr"], symbols()["rho"]
    moved = size - lr * lam * (size + rho)  # the perturbation is rho along the sign of lam x
    return sp.expand(moved.subs(lr, names()["s"] / lam))


@cache
def amplitude() -> Any:
    """Return the limit of |x|, the fixed point of |x| -> |step|, which is seen to attract every start that never is at 0.

    Raises:
        DerivationError: a branch is not seen to contract or to be left.
    """
    s, rho, size = names()["s"], symbols()["rho"], names()["size"]
    k = sp.Symbol("k", nonnegative=True)
    moved = step(size)
    (fixed,) = sp.solve(sp.Eq(-moved, size), size)

    large = {s: 2 - 1 / (1 + k)}  # 1 <= s < 2: the sign changes at every step
    slope = sp.diff(-moved, size)
    confirm(sp.factor((-moved).subs(large)).is_positive, "for s >= 1 a step changes the sign")
    confirm(
        sp.factor(slope.subs(large)).is_nonnegative and sp.factor((1 - slope).subs(large)).is_positive, "it contracts"
    )

    kk = sp.Symbol("kk", positive=True)
    small = {s: kk / (1 + kk)}  # 0 < s < 1
    turn = s * rho / (1 - s)  # beyond which the sign stays
    confirm(sp.simplify(moved.subs(size, turn)) == 0, "the sign stays beyond one place")
    confirm(sp.expand(size - moved - s * rho).is_positive, "there |x| falls by s rho at least, so that it is left")
    confirm(sp.factor((turn - (-moved).subs(size, 0)).subs(small)).is_positive, "the rest is mapped into itself")
    confirm(
        sp.factor((slope + 1).subs(small)).is_positive and sp.factor(slope.subs(small)).is_negative, "and contracts"
    )
    return fixed
