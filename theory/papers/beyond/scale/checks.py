"""Proofs of the claims on the scale of the weights."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.beyond.cap.checks import ends_of_meridian
from theory.papers.beyond.words import POSITIVE_REST
from theory.papers.tools import derivation
from theory.papers.tools.deciding import covers, equal
from theory.rigour.compare import limit_confirmed

REST = sp.Symbol("rest", positive=True)


def check_fixed_point(formula: str, domain: Domain) -> Result:
    """The relative radius at unit norm; both ends rise with w, so equal ends are the only optimum, and they exist.

    At w* the upper end is more accurate, as w_SAM exceeds w* at every radius; once the lower end has passed w*, it is
    the lower one: the ends are equal in between, and there w is w_SAM at the relative radius.
    """
    table = symbols()
    d, rho = table["d"], table["rho"]
    w, q = sp.Symbol("w", real=True), sp.Symbol("q", positive=True)
    first, rest = _unit_norm(w)
    reach = sp.simplify((first + rho) / rest - w)
    _confirm_ends_rise()
    far = sp.Symbol("w", positive=True)
    derivation.confirm(
        sp.expand((far + sp.sqrt(d)) ** 2 - (d + far**2)).is_positive, "the lower end grows like (1 - rho) w"
    )
    meaning = {"q": "rho < 1", "rest": POSITIVE_REST}
    covered = covers(table["w_star"], reach, q, REST, bound=(w,), meaning=meaning)
    return equal({"relative radius": (reach, parse(formula, w=w))}, covered, domain)


def _unit_norm(w: Any) -> tuple[Any, Any]:
    """Return first weight and rest weights, equal and positive, of norm 1 and ratio w: the only solution."""
    d = symbols()["d"]
    ratio = sp.Symbol("ratio", real=True)
    (rest,) = sp.solve((ratio * REST) ** 2 + d * REST**2 - 1, REST)
    rest = rest.subs(ratio, w)
    derivation.confirm(sp.simplify((w * rest) ** 2 + d * rest**2) == 1 and rest.is_positive, "norm 1")
    return w * rest, rest


def _confirm_ends_rise() -> None:
    """The ends w -+ rho sqrt(d + w^2), rho < 1, rise strictly with w, and the accuracy is unimodal."""
    d, w, q = symbols()["d"], symbols()["w"], sp.Symbol("q", positive=True)
    rho, step = 1 / sp.sqrt(1 + q), sp.Symbol("step", positive=True)
    slopes = [sp.diff(w + side * rho * sp.sqrt(d + w**2), w) for side in (-1, 1)]
    derivation.confirm(sp.simplify(sum(slopes)) == 2, "the two slopes add to 2")
    derivation.confirm(sp.factor(sp.simplify(slopes[0] * slopes[1])).is_positive, "both slopes are positive")
    shape = [derivation.slope_sign(side * step) for side in (-1, 1)]
    derivation.confirm(shape == [1, -1], "the accuracy rises up to w* and falls beyond")


def check_unit_norm(formula: str, domain: Domain) -> Result:
    """Expand the ends' difference for w_1 = sin(theta) +- rho at rest weights cos(theta), in powers of rho.

    With the sign of rho the ends change places: the difference is odd in rho, and so w has no odd powers. Over rho it has a
    simple zero in the centre, so that by the implicit function theorem the centre with equal ends is a series in rho^2.
    """
    table = symbols()
    start, rho = table["w_star"], table["rho"]
    c, x = sp.symbols("c x", real=True)
    slope = derivation.accuracy_slope_factor().reduced(table["w"]).subs(table["w"], start + x)
    potential = sp.integrate(sp.series(slope, x, 0, 3).removeO(), x)
    ends = _shifted_ends(c)
    derivation.confirm(sp.simplify(ends[0].subs(rho, -rho) - ends[1]) == 0, "the ends change places")
    high, low = (sp.series(end, rho, 0, 4).removeO() for end in ends)
    third = sp.Poly(sp.simplify(sp.expand(potential.subs(x, high) - potential.subs(x, low)).coeff(rho, 3)), c)
    derivation.confirm(third.degree() == 1, "the third order is linear in c")
    derivation.confirm(third.nth(1).is_negative, "the difference has a simple zero in the centre")
    coefficient = sp.factor(-third.nth(0) / third.nth(1))
    _confirm_in_balls(coefficient)
    derived = coefficient * start * rho**2
    _unit_norm(table["w_star"])
    covered = covers(derived, table["eta"], REST, also="rho -> 0", meaning={"rest": POSITIVE_REST})
    return equal({"shift": (derived, parse(formula))}, covered, domain)


def _shifted_ends(c: Any) -> list[Any]:
    """The relative weights at the interval's ends less w*, for the centre w = w* (1 + c rho^2)."""
    table = symbols()
    start, rho = table["w_star"], table["rho"]
    w = start * (1 + c * rho**2)
    return [w - start + sign * rho * sp.sqrt(table["d"] + w**2) for sign in (1, -1)]


def _confirm_in_balls(coefficient: Any) -> None:
    """Confirm in balls that with this coefficient the exact ends' accuracies differ by less than rho^3."""
    table = symbols()
    gap = sum(
        sign * derivation.accuracy(table["w_star"] + end)
        for sign, end in zip((1, -1), _shifted_ends(coefficient), strict=True)
    )
    scaled = derivation.in_log_odds(gap / table["rho"] ** 3)
    derivation.confirm(limit_confirmed(scaled, table["rho"], sp.Integer(0)), "the ends agree to third order, in balls")


def check_supremum(formula: str, domain: Domain) -> Result:
    """The accuracy at w* is the greatest of all, reached in one direction only, and small balls come near to it.

    A ball of radius e < 1 about (t*, 1) in units of the rest holds slopes between its tangents and angles with
    cos psi >= sqrt(1 - e^2); both ends are continuous and are t* and 1 at e = 0.
    """
    table, e, step = symbols(), symbols()["e"], sp.Symbol("step", positive=True)
    shape = [derivation.slope_sign(side * step) for side in (-1, 1)]
    derivation.confirm(shape == [1, -1], "at psi = 0 the accuracy is greatest at w* alone")
    low, high, _ = ends_of_meridian(table["t_star"], e)
    near = [low.subs(e, 0), high.subs(e, 0), sp.sqrt(1 - e**2).subs(e, 0)]
    derivation.confirm(near == [table["t_star"], table["t_star"], 1], "the ball shrinks to its centre")
    best = derivation.accuracy(table["w_star"])
    return equal({"supremum": (best, parse(formula))}, covers(best, e), domain)
