"""What the accuracy has above p far beyond the optimum, and how fast the lower end of SAM's interval comes to its limit.

In units of sqrt(d): T(x) = acc(x) - p, a the weight with acc(a) = p, y = 2e + a the place of the upper end as seen from there,
delta = w_SAM - rho - a > 0, which falls to 0, and g = t* - a > 0.  Equal ends say acc(a + delta) - acc(a) = T(y + delta).
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.formulas import cdf, symbols
from theory.papers.tools import derivation
from theory.rigour.compare import limit_confirmed

X, KAPPA = sp.symbols("x kappa", positive=True)
DENSITY = sp.exp(-(X**2) / 2)
UPPER = 1 / X
"""E(x), the integral of exp(-v^2/2) from x to infinity, lies between the bounds below and above times exp(-x^2/2)."""
LOWER = X / (X**2 + 1)


def confirm_squeeze() -> None:
    """The ratio delta acc'(a)/T(y) tends to 1, and delta is smaller than every power of rho.

    There is xi in (a, a + delta) with acc'(xi) delta = T(y + delta), so the ratio is acc'(a)/acc'(xi) times T(y + delta)/T(y).
    While delta <= g/2, the slope of log acc' between a and a + delta is at most M in size, so that the first factor lies
    between exp(-M delta) and exp(M delta), and delta <= K T(y) with K = exp(M g/2)/acc'(a). The second one lies between
    exp(-delta (y + delta + 1/y)) and 1. As T(y) < exp(-(y - kappa)^2/2), the logarithms of both bounds tend to 0.
    """
    confirm_tail()
    confirm_mills()
    _confirm_slope_is_tame()
    decay = far_decay()
    size, most = sp.symbols("K M", positive=True)
    small = sp.exp(-((X - KAPPA) ** 2) / 2)
    # log of the bounds, delta at most K times what bounds T
    below = -size * small * (most + decay + size * small)
    above = most * size * small
    for bound in (below, above):
        derivation.confirm(sp.limit(bound, X, sp.oo) == 0, "the logarithm of a bound tends to 0")
        derivation.confirm(limit_confirmed(bound, X, sp.Integer(0), to=sp.oo), "the same in balls")
    a, n = sp.Symbol("a", real=True), sp.Symbol("n", positive=True)
    power = n * sp.log((X - a) / 2) - (X - KAPPA) ** 2 / 2  # of rho^n T, in logarithms: e = (y - a)/2
    derivation.confirm(sp.limit(power, X, sp.oo) == -sp.oo, "exp(-(y - kappa)^2/2) falls below every power of rho")
    point = {n: 3, KAPPA: 2, a: -1}
    derivation.confirm(limit_confirmed(sp.exp(power.subs(point)), X, sp.Integer(0), to=sp.oo), "the same in balls")


def confirm_tail() -> None:
    """T(x) = (1 - p) Phi(kappa - x) - p Phi(-kappa - x), less than its first term; -T' = C exp(-x^2/2) sinh(kappa (x - t*))."""
    table = symbols()
    p, kappa, x, d, t = (table[name] for name in ("p", "kappa", "x", "d", "t_star"))
    root = sp.sqrt(d)
    scaled = derivation.accuracy(x * root).subs(table["eta"], kappa / root)
    tail = (1 - p) * cdf(kappa - x) - p * cdf(-kappa - x)
    derivation.confirm(derivation.vanishes(scaled - p - tail), "what the accuracy has above p")
    factors = derivation.accuracy_slope_factor()
    swing = factors.swing.subs({table["w"]: x * root, table["eta"]: kappa / root, table["w_star"]: t * root})
    derivation.confirm(sp.simplify(swing - sp.sinh(kappa * (t - x))) == 0, "its slope is a falling sinh")
    damping = sp.simplify(factors.damping.subs(table["w"], x * root) - sp.exp(-(x**2) / 2))
    derivation.confirm(damping == 0, "times exp(-x^2/2)")


def confirm_mills() -> None:
    """x/(x^2 + 1) < E exp(x^2/2) < 1/x for x > 0; so Phi(kappa - x) < exp(-(x - kappa)^2/2) from x = kappa + 1 on."""
    for bound, sign in ((LOWER, 1), (UPPER, -1)):
        gap = sp.factor(sp.simplify((-DENSITY - sp.diff(DENSITY * bound, X)) / DENSITY))  # of E less the bound
        derivation.confirm((-sign * gap).is_positive, "E less a bound is monotone")
        derivation.confirm(sp.limit(DENSITY * bound, X, sp.oo) == 0, "and both tend to 0")
    # Phi(-z) = E(z)/sqrt(2 pi)
    derivation.confirm(sp.diff(UPPER, X).is_negative, "1/z falls")
    derivation.confirm(
        (sp.sqrt(2 * sp.pi) - UPPER.subs(X, 1)).is_positive, "Phi(-z) is below exp(-z^2/2) from z = 1 on"
    )


def far_decay() -> Any:
    """Return what bounds -T'/T at x: x + 1/x.

    As sinh rises, T(x), the integral of -T' from x on, is at least C sinh(kappa (x - t*)) E(x).
    """
    u = sp.Symbol("u", positive=True)
    derivation.confirm(sp.diff(sp.sinh(u), u).is_positive, "sinh rises")
    derivation.confirm(sp.simplify(1 / LOWER - X - 1 / X) == 0, "exp(-x^2/2) over the least E")
    # 1/x falls: from y to y + delta its integral is at most delta (y + delta + 1/y)
    return 1 / LOWER


def _confirm_slope_is_tame() -> None:
    """(log acc')' = -w - kappa coth(kappa (t* - w)): of bounded size where w keeps a distance from t*, as coth falls."""
    kappa, t, w = symbols()["kappa"], symbols()["t_star"], sp.Symbol("w", real=True)
    u = sp.Symbol("u", positive=True)
    slope = sp.exp(-(w**2) / 2) * sp.sinh(kappa * (t - w))
    rate = -w - kappa * sp.coth(kappa * (t - w))
    derivation.confirm(
        sp.simplify((sp.diff(slope, w) - slope * rate).rewrite(sp.exp)) == 0, "the slope of the logarithm of acc'"
    )
    derivation.confirm(sp.diff(sp.coth(u), u).is_negative, "coth falls")
