"""The hinge loss on the unit circle of w_1 = cos(angle) and v = sin(angle), the pooled weak weight: it falls up to pi/4.

For h(mu) = E max(0, 1 - mu - v g) the loss is p h(kappa v + w_1) + (1 - p) h(kappa v - w_1).  With u = tan(angle/2) and T =
tan(angle), its slope over w_1 is p F + (1 - p) G, where F = phi(x) - Phi(-x) (kappa - T), x = kappa - u, and G = phi(y) -
Phi(y) (kappa + T), y = 1/u - kappa.  Where G and 39 F + G are negative, so is the slope for every p up to 39/40; with 1 - p for
p it is that on the half of the circle with w_1 < 0.  For v < 0 the loss exceeds that at -v, since h falls.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import flint
import numpy as np
import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import cdf, parse, pdf
from theory.papers.tools.derivation import confirm
from theory.papers.tsipras2019.training.claims import PAGE
from theory.papers.tsipras2019.training.numerics import ANGLES, mean_hinge
from theory.rigour.compare import ball_at

LEAST_KAPPA, MOST_P, WEAK = sp.Integer(4), sp.Rational(39, 40), 1 / sp.sqrt(2)
BOXES = 400


def confirm_slope() -> None:
    """Confirm the slope's form by differentiating the loss in the angle."""
    u, kappa = sp.Symbol("u", positive=True), sp.Symbol("kappa", positive=True)
    w, v = (1 - u**2) / (1 + u**2), 2 * u / (1 + u**2)
    tangent = v / w
    for sign, argument in ((1, u - kappa), (-1, 1 / u - kappa)):
        mean = kappa * v + sign * w
        gap = (1 - mean) / v
        confirm(sp.simplify(gap - argument) == 0, "the argument of Phi")
        loss = (1 - mean) * cdf(gap) + v * pdf(gap)
        slope = sp.diff(loss, u) / sp.diff(v, u)  # over w, since dv = w d(angle)
        stated = pdf(argument) - cdf(argument) * (kappa - sign * tangent)
        confirm(sp.simplify(slope - stated) == 0, "the slope")


def confirm_tail_bound() -> None:
    """Confirm that Phi(-z) >= phi(z) m(z) with m = 2/(z + sqrt(z^2 + 4)) for z >= 0: the difference falls to 0."""
    z = sp.Symbol("z", nonnegative=True)
    root = sp.sqrt(z**2 + 4)
    m = (root - z) / 2
    confirm(sp.simplify(m * (z + root) - 2) == 0, "m is 2/(z + sqrt(z^2 + 4))")
    rate = -1 + z * m - sp.diff(m, z)  # of the difference, over phi
    confirm(sp.simplify(rate - (z * (z**2 + 3) / root - 1 - z**2) / 2) == 0, "the rate of the difference")
    confirm(sp.expand((1 + z**2) ** 2 * root**2 - (z * (z**2 + 3)) ** 2).is_positive, "it is negative")
    confirm(sp.limit(pdf(z) * m, z, sp.oo) == 0 and sp.limit(cdf(-z), z, sp.oo) == 0, "both sides tend to 0")


@cache
def seen() -> bool:
    """Return whether the slope is seen to be negative for every kappa >= 4, angle up to pi/4 and p up to 39/40.

    F < phi(x) as kappa > T. Where y >= 0, G <= phi(0) - kappa/2. Where z = -y > 0, kappa + T >= z + a with a = 1 + sqrt(2), the
    least 1/u, so that by the bound of the tail G <= -phi(z) sqrt(2)/(z + 1); and x >= z + 2, x >= 4 - 1/a. So 39 F < -G follows
    from 39 (z + 1) exp((z^2 - x^2)/2) < sqrt(2). For z below 2 - 1/a the left side with x = 4 - 1/a rises in z, above it that
    with x = z + 2 falls: the largest is at z = 2 - 1/a.
    """
    confirm_slope()
    confirm_tail_bound()
    a, z = 1 + sp.sqrt(2), sp.Symbol("z", nonnegative=True)
    confirm(sp.simplify(1 / a - sp.tan(sp.pi / 8)) == 0, "1/a is tan(pi/8)")
    confirm(sp.simplify(a - 1 / a) == 2, "x - z = 1/u - u is at least 2")
    root = sp.sqrt(z**2 + 4)
    confirm(sp.expand((z + 2) ** 2 - root**2).is_nonnegative, "sqrt(z^2 + 4) <= z + 2")
    # 1 - (z + a) m = -(z + 2 a - root)/(z + root) <= -(2 a - 2)/(2 z + 2)
    confirm(sp.simplify((2 * a - 2) / (2 * z + 2) - sp.sqrt(2) / (z + 1)) == 0, "the bound of G")
    weight = MOST_P / (1 - MOST_P)
    near, far = LEAST_KAPPA - 1 / a, 2 - 1 / a
    early = weight * pdf(near) + pdf(sp.Integer(0)) - LEAST_KAPPA / 2  # where y >= 0
    falls = sp.diff((z + 1) * sp.exp(-2 * z - 2), z)
    confirm(sp.expand(sp.simplify(falls * sp.exp(2 * z + 2))).is_negative, "one side falls in z")
    confirm(sp.simplify(sp.diff((z + 1) * sp.exp(z**2 / 2), z)).is_positive, "the other rises")
    late = weight * (far + 1) * sp.exp(-2 * far - 2) - sp.sqrt(2)
    return bool(ball_at(early, {}) < 0 and ball_at(late, {}) < 0)


def loss_at(angle: Any, p: Any, kappa: Any) -> Any:
    """Return a ball around the loss at an angle in (0, pi), itself a ball."""
    w, v = angle.cos(), angle.sin()
    total = flint.arb(0)
    for share, sign in ((p, 1), (1 - p, -1)):
        gap = 1 - kappa * v - sign * w
        z = gap / v
        total += share * (
            gap * (-z / flint.arb(2).sqrt()).erfc() / 2 + v * (-z * z / 2).exp() / (2 * flint.arb.pi()).sqrt()
        )
    return total


def excluded(p: Any, kappa: Any, weak: Any) -> dict[str, str] | None:
    """Return an angle whose loss is below that at every angle with v >= weak, certified; None where none is found."""
    grid = np.arange(1, ANGLES // 2) * (2 * np.pi / ANGLES)
    w, v = np.cos(grid), np.sin(grid)
    share, strength = float(p), float(kappa)
    loss = share * mean_hinge(strength * v + w, v) + (1 - share) * mean_hinge(strength * v - w, v)
    best = float(grid[np.argmin(loss)])
    balls = [ball_at(sp.sympify(one), {}) for one in (p, kappa)]
    least = loss_at(flint.arb(best), *balls)
    start = float(sp.asin(weak)) - 1e-12
    step = (np.pi - 2 * start) / BOXES
    for k in range(BOXES):
        box = flint.arb(start + (k + 0.5) * step, step / 2 + 1e-12)
        if not loss_at(box, *balls) > least:
            return None
    return {"p": str(p), "kappa": str(kappa), "v": f"{np.sin(best):.3f}", "loss": str(least.str(12, radius=False))}


def check_weak(formula: dict[str, str]) -> Result:
    """The loss falls up to the angle pi/4 for every kappa >= 4 and p <= 39/40; what goes beyond fails at an exact setting."""
    p, kappa, weak = (parse(formula[key]) for key in ("p", "kappa", "weak"))
    within = kappa >= LEAST_KAPPA and p <= MOST_P and weak <= WEAK
    if within and seen():
        covered = Domain.of(PAGE if (p, kappa) == (MOST_P, LEAST_KAPPA) else f"{PAGE}, kappa >= {kappa}, p <= {p}")
        return Result(Verdict.HOLDS, observed="the loss falls on (0, pi/4]", expected=formula, covered=covered)
    shown = excluded(p, kappa, weak)
    verdict = Verdict.INCONCLUSIVE if shown is None else Verdict.FAILS
    return Result(verdict, observed="the loss on the unit circle", expected=formula, counterexample=shown)
