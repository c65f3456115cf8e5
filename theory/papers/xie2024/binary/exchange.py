"""By which bounds limits and means change places in the binary model: each dominating function is given, and decided.

A mean over the margin of l' at a scaled margin tends to l' at its limit where l' is Lipschitz and the margin has a mean; a
tail of it, scaled, where an exponential with a mean dominates; and the rest of an expansion is of the order that follows
where the derivatives of the error are bounded.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.formulas import symbols
from theory.papers.tools.deciding import polynomial_sign
from theory.papers.xie2024.forms import limit, names

K, R = sp.symbols("k r", positive=True)
"""exp(-2 alpha v), and exp(-mu phi(v)) or exp(-v): l' and its derivatives are rational in them."""


def rational(expression: Any, name: str) -> Any:
    """Return an expression in l' of a surrogate at the margin x as a rational function of positive symbols."""
    x, mu, alpha = (names()[one] for one in ("x", "mu", "alpha"))
    if name == "tanh":
        tanh = sp.tanh(alpha * x)
        return expression.subs(sp.exp(-mu * tanh), R).subs(tanh, (1 - K) / (1 + K))
    return sp.simplify(expression.subs(x, -sp.log(R)))


def within(expression: Any, bound: Any, name: str) -> bool:
    """Return whether the absolute value of an expression in l' stays below a bound, by the signs of coefficients."""
    found = rational(expression, name)
    return all(polynomial_sign(sp.sympify(bound) + sign * found) == 1 for sign in (1, -1))


def is_lipschitz(slope: Any, name: str) -> bool:
    """Return whether l'' of a surrogate is bounded: by 1, for tanh by 2 alpha^2 (2 + mu)."""
    mu, alpha = names()["mu"], names()["alpha"]
    return within(sp.diff(slope, names()["x"]), 2 * alpha**2 * (2 + mu) if name == "tanh" else 1, name)


def margins_gather() -> bool:
    """Return whether c E|eta d + sqrt(d) Z| tends to 0 with c: the mean distance of either margin c y f from -c w or c w."""
    s, c, z = symbols(), names()["c"], sp.Symbol("z", positive=True)
    size = 2 * sp.integrate(z * sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi), (z, 0, sp.oo))  # E|Z|
    return bool(limit(c * (s["eta"] * s["d"] + sp.sqrt(s["d"]) * size), c, 0) == 0)


def is_below_exponentials(slope: Any, name: str) -> bool:
    """Return whether l'(v) e^v and l'(v) e^-v stay below e."""
    x = names()["x"]
    return all(within(slope * sp.exp(sign * x), sp.E, name) for sign in (1, -1))


def is_finite(mean: Any) -> bool:
    """Return whether a mean that sympy integrated is a finite value."""
    return not mean.has(sp.Integral, sp.oo, sp.zoo, sp.nan)


def second_moment_of_exponentials() -> Any:
    """Return the second moment of e^-|v|, which l' stays below up to a factor."""
    v = sp.Symbol("v", positive=True)
    return 2 * sp.integrate(v**2 * sp.exp(-v), (v, 0, sp.oo))


def derivatives_are_bounded(below: Any, threshold: Any, weight: Any) -> bool:
    """Return whether the third derivatives of P(y f < t) in t and w are bounded.

    They are sums of phi''((t - eta d -+ w)/sqrt(d)) over d^(3/2), and |phi''(z)| = |z^2 - 1| phi(z) <= 2 (1 + y) phi(z) at
    y = z^2/2, where 1 + y <= e^y: both are 1 at 0 with the slope 1 there, and e^y is convex.

    Args:
        below: P(y f < t).
        threshold, weight: the symbols t and w in it.
    """
    s, y = symbols(), sp.Symbol("y", nonnegative=True)
    chance, z = 1 / (1 + sp.exp(-s["Lambda"])), sp.Symbol("z", real=True)
    bend = sp.diff(sp.exp(-(z**2) / 2), z, 2) / sp.sqrt(2 * sp.pi)
    places = [(threshold - s["eta"] * s["d"] - sign * weight) / sp.sqrt(s["d"]) for sign in (1, -1)]
    for by_weight in (1, 2, 3):
        third = sp.diff(below, threshold, 3 - by_weight, weight, by_weight)
        terms = zip((chance, 1 - chance), (-1, 1), places, strict=True)
        stated = sum(part * sign**by_weight * bend.subs(z, at) for part, sign, at in terms) / s["d"] ** sp.Rational(
            3, 2
        )
        if sp.simplify(third - stated) != 0:
            return False
    excess = sp.exp(y) - 1 - y
    starts = [sp.diff(excess, y, k).subs(y, 0) for k in (0, 1)]
    rest = sp.sqrt(2 * sp.pi) * bend - (z**2 - 1) * sp.exp(-(z**2) / 2)
    room = [sp.expand(2 * (1 + y) - sign * (2 * y - 1)) for sign in (1, -1)]
    return bool(
        starts == [0, 0]
        and sp.diff(excess, y, 2).is_positive
        and sp.simplify(rest) == 0
        and all(one.is_positive for one in room)
    )
