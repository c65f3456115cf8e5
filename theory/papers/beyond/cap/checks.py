"""Proofs about the cap: the accuracy of any weights, rotation of the centre, tangent rays, and the largest radius."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import Domain
from theory.ledger.formulas import cdf, parse, symbols
from theory.papers.beyond.words import CENTRE
from theory.papers.tools import derivation
from theory.papers.tools.deciding import covers, equal
from theory.rigour.compare import limit_confirmed

INSIDE = {"q": "rho < sqrt(d)"}
"""e^2 = 1/(1 + q) with q > 0 is what e < 1 means."""


@cache
def general_accuracy() -> tuple[Any, Any, Any, Any]:
    """Return the accuracy of weights with w_1 = t n, rest norm n, rest mean by c, derived, and the symbols c, t, n."""
    table = symbols()
    eta, d, kappa = (table[name] for name in ("eta", "d", "kappa"))
    c, t, n = sp.Symbol("c", real=True), sp.Symbol("t", real=True), sp.Symbol("n", positive=True)
    general = derivation.general_accuracy(t * n, c * n * sp.sqrt(d), n**2, eta)
    return sp.simplify(general.subs(eta, kappa / sp.sqrt(d))), c, t, n


def check_accuracy(formula: str, domain: Domain) -> Result:
    """The accuracy of any rest weights, integrated from the model."""
    derived, c, t, n = general_accuracy()
    return equal({"accuracy": (derived, parse(formula, c=c, t=t))}, covers(derived, bound=(c, t, n)), domain)


def check_falls(formula: str, domain: Domain) -> Result:
    """The derivative of the accuracy in c = cos psi, a sum of positive terms."""
    slope, covered = _falls()
    _, c, t, _ = general_accuracy()
    return equal({"slope": (slope, parse(formula, c=c, t=t))}, covered, domain)


@cache
def _falls() -> tuple[Any, Domain]:
    """Return the slope of the accuracy in c = cos psi, which is positive, and the domain on which that is decided."""
    table = symbols()
    p, kappa = table["p"], table["kappa"]
    derived, c, t, n = general_accuracy()
    slope = sp.diff(derived, c)
    gain = kappa * (p * sp.exp(-((kappa * c + t) ** 2) / 2) + (1 - p) * sp.exp(-((kappa * c - t) ** 2) / 2))
    derivation.confirm(derivation.vanishes(slope - gain / sp.sqrt(2 * sp.pi)), "the slope in c is a sum of densities")
    derivation.confirm(sp.simplify(derivation.in_log_odds(gain)).is_positive, "the slope in c is positive")
    return slope, covers(derived, bound=(c, t, n))


def check_rotation(formula: str, domain: Domain) -> Result:
    """Rest weights of norm n at angle psi to the straight centre, and at the stated angle, in the plane of both centres.

    Up to psi_0 + psi = pi the point at the stated angle is as far from the turned centre, and its angle is not smaller;
    beyond, the point at angle pi is nearer. Latitude and n are the same, so the accuracy is not higher.
    """
    angle, turn = sp.symbols("psi psi_0", real=True)
    n, size = sp.symbols("n n_0", positive=True)
    reached = parse(formula, psi=angle, psi_0=turn)
    straight = n**2 + size**2 - 2 * n * size * sp.cos(angle)
    turned = (n * sp.cos(reached) - size * sp.cos(turn)) ** 2 + (n * sp.sin(reached) - size * sp.sin(turn)) ** 2
    lost = 2 * sp.sin(angle + turn / 2) * sp.sin(turn / 2)
    _confirm_signs()
    opposite = n**2 + size**2 - 2 * n * size * sp.cos(sp.pi - turn)
    nearer = straight - opposite + 4 * n * size * sp.cos((turn + angle) / 2) * sp.cos((turn - angle) / 2)
    derivation.confirm(sp.simplify(sp.expand_trig(sp.expand(nearer))) == 0, "the opposite point's distance")
    _, covered = _falls()  # that a larger angle is worse; the stated angles and norms are bound
    pairs = {
        "squared distance": (turned, straight),
        "cos psi less cos of the angle": (sp.cos(angle) - sp.cos(reached), lost),
    }
    return equal({k: (sp.expand_trig(a), sp.expand_trig(b)) for k, (a, b) in pairs.items()}, covered, domain)


def _confirm_signs() -> None:
    """Both factors of the cosine lost are sines of angles from 0 to pi; beyond pi the opposite point is nearer.

    half, other: with psi_0 + psi = 2 other and psi_0 - psi = 2 half the opposite point's squared distance exceeds that
    of the straight one by 4 n n_0 cos(other) cos(half), other in (pi/2, pi] and |half| < pi/2.
    """
    s = sp.Symbol("s", positive=True)  # 2 atan(s) runs through (0, pi); at both ends the sine is 0
    derivation.confirm(sp.expand_trig(sp.sin(2 * sp.atan(s))).is_positive, "a sine is positive between 0 and pi")
    derivation.confirm(sp.simplify(sp.sin(s + sp.pi / 2) - sp.cos(s)) == 0, "cosines are sines of angles moved by pi/2")
    derivation.confirm(sp.simplify(sp.sin(s + sp.pi) + sp.sin(s)) == 0, "a sine is negative between pi and 2 pi")


def ends_of_meridian(t_0: Any, e: Any) -> tuple[Any, Any, Any]:
    """Return the slopes of the two tangent rays from 0 to the circle of radius e about (t_0, 1), and the root in both."""
    root = sp.sqrt(1 + t_0**2 - e**2)
    return (t_0 - e * root) / (1 - e**2), (t_0 + e * root) / (1 - e**2), root


def _inside() -> tuple[Any, Any, Any]:
    """Return e < 1 written with q > 0, the centre's slope t_0, and q."""
    q, t_0 = sp.Symbol("q", positive=True), sp.Symbol("t_0", real=True)
    return 1 / sp.sqrt(1 + q), t_0, q


def check_tangents(formula: Mapping[str, str], domain: Domain) -> Result:
    """Read t_0 and r^2 off the conditions |t_0 - b| = e sqrt(1 + b^2) for b = m + r and b = m - r.

    Half their difference is linear in t_0, half their sum in r^2: one solution each, as r > 0 and e < 1.
    """
    table = symbols()
    e, q = table["e"], sp.Symbol("q", positive=True)
    m, r, t_0 = sp.Symbol("m", real=True), sp.Symbol("r", positive=True), sp.Symbol("t_0", real=True)
    conditions = [(t_0 - b) ** 2 - e**2 * (1 + b**2) for b in (m + r, m - r)]
    gap = sp.Poly(sp.expand((conditions[0] - conditions[1]) / (4 * r)), t_0)
    derivation.confirm(gap.degree() == 1 and gap.LC().is_nonzero, "one centre for each m")
    centre = -gap.nth(0) / gap.nth(1)
    total = sp.Poly(sp.expand(sum(conditions) / 2).subs(t_0, centre), r)
    derivation.confirm(total.degree() == 2 and total.nth(1) == 0, "linear in r^2")
    derivation.confirm(sp.factor(total.nth(2).subs(e, 1 / sp.sqrt(1 + q))).is_positive, "one r^2 for each m")
    derived = {"centre": centre, "square of r": -total.nth(0) / total.nth(2)}
    pairs = {name: (sp.factor(value), parse(formula[name], m=m)) for name, value in derived.items()}
    return equal(pairs, covers(e, q, meaning=INSIDE), domain)


@cache
def confirm_equal_ends_are_best() -> Any:
    """Both ends of the meridian rise strictly with t_0, through all reals, and the accuracy rises to t* and falls beyond it.

    So there is a centre with equally accurate ends, between those whose lower and whose upper end is t*. Where these ends are
    the worst points of the ball, any larger centre has a worse upper end and any smaller one a worse lower end. Returns
    t_0 over the mean of the two slopes, as a function of e.
    """
    e, t_0, _ = _inside()
    low, high, root = ends_of_meridian(t_0, e)
    b = sp.Symbol("b", real=True)
    inside = (1 - e**2) * (b - low) * (b - high) - ((t_0 - b) ** 2 - e**2 * (1 + b**2))
    derivation.confirm(sp.simplify(sp.expand(inside)) == 0, "rays between the tangents meet the ball, no others")
    # the two slopes are (1 -+ e t_0/root)/(1 - e^2)
    room = sp.factor(sp.simplify(1 - e**2))
    derivation.confirm(room.is_positive, "e < 1")
    for end, sign in ((low, -1), (high, 1)):
        rise = (1 + sign * e * t_0 / root) / (1 - e**2)
        derivation.confirm(sp.simplify(sp.diff(end, t_0) - rise) == 0, "the derivative of an end")
    squares = sp.factor(sp.simplify(root**2 - e**2 * t_0**2))
    derivation.confirm(squares.is_positive, "e |t_0| is below the root: both ends rise")
    derivation.confirm(sp.simplify(squares - room * (1 + t_0**2)) == 0, "in closed form")
    exceeds = sp.simplify(root**2 - t_0**2 - room)
    derivation.confirm(exceeds == 0, "the root exceeds |t_0|: the ends rise faster than t_0/(1 + e), through all reals")
    step = sp.Symbol("step", positive=True)
    shape = [derivation.slope_sign(side * step) for side in (-1, 1)]
    derivation.confirm(shape == [1, -1], "the accuracy rises up to w* and falls beyond")
    plain, centre = symbols()["e"], sp.Symbol("t_0", positive=True)
    low, high, _ = ends_of_meridian(centre, plain)
    return sp.simplify(2 * centre / (low + high))


def check_equal_ends(formula: str, domain: Domain, one_weak: bool = False) -> Result:
    """The centre whose ends have the mean slope m, equal ends being best.

    With one weak feature c = 1, and the rays that meet the ball are those between the tangents: the quadratic
    (t_0 - b)^2 - e^2 (1 + b^2) is not positive there only. The accuracy being unimodal, an end is the worst.
    """
    table, m = symbols(), sp.Symbol("m", real=True)
    factor = confirm_equal_ends_are_best()
    q = sp.Symbol("q", positive=True)
    also = f"{CENTRE}, {'d = 1' if one_weak else 'the ends of the meridian are the worst points'}"
    covered = covers(table["w_star"], table["e"], q, also=also, meaning=INSIDE)
    return equal({"weight over sqrt(d)": (m * factor, parse(formula, m=m))}, covered, domain)


def check_largest_radius(formula: str, domain: Domain) -> Result:
    """The centre from its lower end b: t_0 = b + e sqrt(1 + b^2), continuous up to e = 1, where b has come to a.

    The half-width's square is at least e^2/(1 - e^2) and grows without bound; there m - r tends to a.
    """
    e, t_0, q = _inside()
    low, _, root = ends_of_meridian(t_0, e)
    above = sp.simplify((t_0 - low) - e * (root - e * t_0) / (1 - e**2))
    derivation.confirm(above == 0, "the lower end is below t_0, as e |t_0| is below the root")
    derivation.confirm(sp.factor(sp.simplify(root**2 - e**2 * t_0**2)).is_positive, "e |t_0| is below the root")
    a, plain = sp.Symbol("a", real=True), symbols()["e"]
    centre = a + plain * sp.sqrt(1 + a**2)
    touches = (centre - a) ** 2 - plain**2 * (1 + a**2)
    derivation.confirm(sp.expand(touches) == 0, "the centre above a ray that touches its circle")
    derivation.confirm(sp.simplify(e**2 / (1 - e**2) - 1 / q) == 0, "r^2 >= 1/q grows without bound as e rises to 1")
    short, end = sp.Symbol("short", positive=True), centre.subs(plain, 1)
    derivation.confirm(limit_confirmed(centre.subs(plain, 1 - short), short, end), "continuous at e = 1")
    covered = covers(symbols()["w_star"], plain, q, also=f"{CENTRE}, d = 1, rho -> 1 from below", meaning=INSIDE)
    return equal({"limit": (end, parse(formula, a=a))}, covered, domain)


def check_beyond(formula: str, domain: Domain) -> Result:
    """Above rho = sqrt(d) the ball holds rest weights -q (1, ..., 1), q > 0, whose accuracy is below p at every w_1.

    With Psi(x) = Phi(-x): p less that accuracy is D = p Psi(t - kappa) - (1 - p) Psi(t + kappa), positive at
    kappa = 0 and rising with kappa. Every point of the ball has t >= (w - rho)/(sqrt(d) + rho), at w > rho, and accuracy at
    least p Phi(t - kappa), which tends to p: the supremum, which no finite weight reaches.
    """
    table = symbols()
    p, kappa = table["p"], table["kappa"]
    accuracy, c, t, _ = general_accuracy()
    lacking = p - accuracy.subs(c, -1)
    tails = p * cdf(kappa - t) - (1 - p) * cdf(-kappa - t)
    derivation.confirm(derivation.vanishes(lacking - tails), "what the turned rest weights lack")
    at_zero = sp.simplify(derivation.in_log_odds(tails.subs(kappa, 0) / cdf(-t)))
    derivation.confirm(
        at_zero.subs(symbols()["Lambda"], sp.log(1 + sp.Symbol("q", positive=True))).simplify().is_positive,
        "lacking without weak features, in units of Phi(-t) > 0",
    )
    rise = sp.exp(-((kappa - t) ** 2) / 2) * p + (1 - p) * sp.exp(-((kappa + t) ** 2) / 2)
    derivation.confirm(derivation.vanishes(sp.diff(tails, kappa) - rise / sp.sqrt(2 * sp.pi)), "the rise with kappa")
    derivation.confirm(sp.simplify(derivation.in_log_odds(rise)).is_positive, "it lacks more with weak features")
    supremum = _confirm_supremum(accuracy.subs(c, -1), t)
    covered = covers(accuracy, bound=(c, t), also=f"{CENTRE}, rho > sqrt(d)")
    return equal({"supremum": (supremum, parse(formula))}, covered, domain)


def _confirm_supremum(turned: Any, t: Any) -> Any:
    """Return the limit of the least accuracy that a point of the ball about w can have, as w tends to infinity.

    The accuracy is at least that of rest weights turned by pi, `turned`, which exceeds p Phi(t - kappa), and this rises with
    t; w_1 is at least w - rho, the norm of the rest at most sqrt(d) + rho.
    """
    table = symbols()
    p, kappa, rho, d, w = (table[name] for name in ("p", "kappa", "rho", "d", "w"))
    floor = p * cdf(t - kappa)
    derivation.confirm(
        derivation.vanishes(turned - floor - (1 - p) * cdf(-kappa - t)), "what p Phi(t - kappa) leaves out"
    )
    derivation.confirm(derivation.in_log_odds(sp.diff(floor, t)).is_positive, "p Phi(t - kappa) rises with t")
    least = floor.subs(t, (w - rho) / (sp.sqrt(d) + rho))
    supremum = sp.limit(least.rewrite(sp.erf), w, sp.oo)
    bounds = derivation.in_log_odds(least), derivation.in_log_odds(supremum)
    seen = limit_confirmed(bounds[0], w, bounds[1], Domain.of("rho > 0, d >= 1"), to=sp.oo)
    derivation.confirm(seen, "the least accuracy tends to p, in balls")
    return supremum
