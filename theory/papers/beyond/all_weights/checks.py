"""Proofs of the claims on SAM over all weights at small radii: exact expansions, and the sign of their coefficients."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import cdf, parse, symbols
from theory.papers.beyond.all_weights.edge import confirm_ends_worst
from theory.papers.beyond.cap.checks import confirm_equal_ends_are_best
from theory.papers.beyond.words import CENTRE
from theory.papers.tools import derivation
from theory.papers.tools.deciding import covers, equal
from theory.rigour.compare import limit_confirmed

UNIT_NORM = "ball centred on norm 1"


def _ends(scale: str, c: Any, size: Any) -> list[Any]:
    """Return the slopes of the ball's ends less t* for the centre t_0 = t* (1 + c size^2).

    size is e at unit rest weights; at unit norm it is rho, and e = rho sqrt(1 + t_0^2).
    """
    t = symbols()["t_star"]
    t_0 = t * (1 + c * size**2)
    e = size if scale == "unit-rest" else size * sp.sqrt(1 + t_0**2)
    return [(t_0 + s * e * sp.sqrt(1 + t_0**2 - e**2)) / (1 - e**2) - t for s in (1, -1)]


@cache
def _leading_coefficient(scale: str) -> Any:
    """Return c in w = w* (1 + c size^2 + O(size^4)), size = e at unit rest weights and rho at unit norm.

    Expands the difference of the ends' accuracies from d acc/dt ~ exp(-t^2/2) sinh(kappa (t* - t)) in powers of size. With the
    sign of size the ends change places: the difference is odd in size, and so w has no odd powers. Over size it has a simple
    zero in the centre, so that by the implicit function theorem the centre with equal ends is a series in size^2.
    """
    confirm_ends_worst()
    if scale == "unit-rest":
        confirm_equal_ends_are_best()
    else:
        _confirm_ends_rise_at_unit_norm()
    table = symbols()
    kappa, t, size = table["kappa"], table["t_star"], sp.Symbol("size", positive=True)
    c, x, y = sp.symbols("c x y", real=True)
    slope = sp.exp(-(y**2) / 2) * sp.sinh(kappa * (t - y))  # d acc/dt at c = 1, up to a positive constant
    confirmed = derivation.accuracy_slope_factor().reduced(table["w"])
    scaled = confirmed.subs({table["w_star"]: t * sp.sqrt(table["d"]), table["w"]: y * sp.sqrt(table["d"])})
    derivation.confirm(
        sp.simplify((scaled - slope).subs(table["eta"], kappa / sp.sqrt(table["d"]))) == 0, "the slope in scaled form"
    )
    cubic = sp.series(slope.subs(y, t + x), x, 0, 3).removeO()
    potential = sp.integrate(cubic, x)
    ends = _ends(scale, c, size)
    derivation.confirm(sp.simplify(ends[0].subs(size, -size) - ends[1]) == 0, "the ends change places")
    high, low = (sp.series(end, size, 0, 4).removeO() for end in ends)
    third = sp.Poly(sp.simplify(sp.expand(potential.subs(x, high) - potential.subs(x, low)).coeff(size, 3)), c)
    derivation.confirm(third.degree() == 1, "the third order is linear in c")
    derivation.confirm(third.nth(1).is_negative, "the difference has a simple zero in the centre")
    coefficient = sp.factor(-third.nth(0) / third.nth(1))
    _confirm_in_balls(scale, coefficient)
    return coefficient


def _confirm_ends_rise_at_unit_norm() -> None:
    """At unit norm the ends tan(theta +- alpha), sin(alpha) = rho, rise with t_0 = tan(theta): equal ends are best again."""
    s, t_0 = sp.Symbol("s", positive=True), sp.Symbol("t_0", real=True)
    sine, cosine = 2 * s / (1 + s**2), (1 - s**2) / (1 + s**2)
    e = sine * sp.sqrt(1 + t_0**2)
    for side in (1, -1):
        end = (t_0 + side * sine * cosine * (1 + t_0**2)) / (1 - e**2)
        tangent = (t_0 * cosine + side * sine) / (cosine - side * t_0 * sine)
        derivation.confirm(sp.simplify(end - tangent) == 0, "an end is the tangent of a sum of angles")
        rise = sp.simplify(sp.diff(tangent, t_0) * (cosine - side * t_0 * sine) ** 2)
        derivation.confirm(rise == 1, "it rises")


def _confirm_in_balls(scale: str, coefficient: Any) -> None:
    """Confirm in balls that with this coefficient the exact ends' accuracies differ by less than third order in size."""
    kappa, t, size = symbols()["kappa"], symbols()["t_star"], sp.Symbol("size", positive=True)
    odds = sp.exp(kappa * t)
    high, low = (end + t for end in _ends(scale, coefficient, size))
    gap = sum(
        chance / (odds + 1 / odds) * (cdf(kappa + sign * high) - cdf(kappa + sign * low))
        for sign, chance in ((1, odds), (-1, 1 / odds))
    )
    derivation.confirm(limit_confirmed(gap / size**3, size, sp.Integer(0)), "the ends agree to third order, in balls")


def _check_leading(formula: str, scale: str, domain: Domain) -> Result:
    table = symbols()
    rest = scale == "unit-rest"
    derived = _leading_coefficient(scale) * (table["rho"] ** 2 / (table["d"] if rest else 1))
    also = f"d > 0, {CENTRE if rest else UNIT_NORM}, rho -> 0"
    return equal({"relative shift": (derived, parse(formula))}, covers(derived, also=also), domain)


def check_unit_rest(formula: str, domain: Domain) -> Result:
    """The coefficient of rho^2 with the centre on rest weights of 1."""
    return _check_leading(formula, "unit-rest", domain)


def check_unit_norm(formula: str, domain: Domain) -> Result:
    """The coefficient of rho^2 with the centre on norm 1."""
    return _check_leading(formula, "unit-norm", domain)


def check_threshold(formula: str, domain: Domain) -> Result:
    """Both leading coefficients are negative below the stated threshold, positive above, and 0 at it."""
    table = symbols()
    lam, eta, d = (table[name] for name in ("Lambda", "eta", "d"))
    relation = parse(formula)
    says_below = isinstance(relation, sp.StrictLessThan) and relation.lts == lam
    threshold = relation.gts if relation.lts == lam else relation.lts
    q = sp.Symbol("q", positive=True)
    pairs, signs = {}, []
    for scale in ("unit-rest", "unit-norm"):
        coefficient = _leading_coefficient(scale).subs(table["t_star"], lam / (2 * eta * sp.sqrt(d)))
        pairs[scale] = (coefficient.subs(lam, threshold), sp.Integer(0))
        signs += [sp.factor(sp.simplify(coefficient.subs(lam, threshold * side))) for side in (1 / (1 + q), 1 + q)]
    also = "rho -> 0, either scale of the centre, log(p/(1 - p)) not 2 sqrt(2) eta sqrt(d)"
    result = equal(pairs, covers(lam, eta, d, also=also), domain)
    if result.verdict is not Verdict.HOLDS:
        return result
    rises = [one.is_negative for one in signs[::2]] + [one.is_positive for one in signs[1::2]]
    if None in rises:
        return replace(result, verdict=Verdict.INCONCLUSIVE, note=f"signs of {signs} not decided")
    return replace(result, verdict=verdict_of(all(rises) and says_below), observed=[str(one) for one in signs])
