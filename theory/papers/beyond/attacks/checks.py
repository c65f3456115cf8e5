"""Proofs of the claims on other attacks: accuracies, signs of derivatives and expansions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import derivation
from theory.papers.tools.deciding import covers, equal


def lost_margin(norm: str, coordinates: str) -> Any:
    """Return by how much the worst attack of radius eps lowers the margin of the weights (w, 1, ..., 1).

    It is the product of the attacked weights v with the attack eps v/|v| (l_2), eps sign(v) (l_inf). No attack of that radius
    lowers it more: an l_inf attack loses at most eps |v_i| at each weight, and an l_2 attack a has v.a = |v|/(2 eps) (|a|^2 +
    eps^2 - |a - eps v/|v||^2), at most eps |v| where |a| <= eps. The attack's size is confirmed.
    """
    table = symbols()
    w, d, eps = table["w"], table["d"], table["eps"]
    first = w if coordinates == "all" else sp.Integer(0)
    if norm == "linf":
        return eps * (sp.Abs(first) + d)
    length = sp.sqrt(first**2 + d)
    step, rest = eps * first / length, eps / length
    derivation.confirm(sp.simplify(step**2 + d * rest**2 - eps**2) == 0, "the attack's size")
    square, product = sp.symbols("square product", real=True)  # |a|^2 and v.a
    apart = square - 2 * eps / length * product + eps**2
    bound = length / (2 * eps) * (square + eps**2 - apart)
    derivation.confirm(sp.simplify(bound - product) == 0, "the identity of Cauchy and Schwarz")
    return sp.simplify(first * step + d * rest)


def check_accuracies(formula: Mapping[str, str], domain: Domain) -> Result:
    """The normal margin, lowered by the worst attack, integrated above 0."""
    table = symbols()
    pairs = {}
    for name, stated in formula.items():
        lowered = lost_margin(*name.split(", "))
        derived = derivation.general_accuracy(table["w"], table["d"], table["d"], table["eta"] - lowered / table["d"])
        pairs[name] = (derived, parse(stated))
    derived = [one for one, _ in pairs.values()]
    return equal(pairs, covers(*derived), domain, reduces=_vanishes_on_both_sides)


def _vanishes_on_both_sides(difference: Any) -> bool:
    """Whether a difference vanishes for w >= 0 and for w < 0, where |w| is w and -w."""
    w, size = symbols()["w"], sp.Symbol("size", nonnegative=True)
    return all(derivation.vanishes(sp.sympify(difference).subs(w, side * size)) for side in (1, -1))


def _slope_terms(norm: str, coordinates: str) -> tuple[Any, Any, Any, Any]:
    """Return (weight of the gain, of the loss, exponent of the gain, of the loss) of d accuracy/dt, and t > 0.

    The margin's mean falls by eps times the dual norm of the attacked weights; differentiating
    p Phi(A) + (1-p) Phi(B) gives p phi(A) A' + (1-p) phi(B) B'.
    """
    table = symbols()
    eta, d, eps, kappa = (table[name] for name in ("eta", "d", "eps", "kappa"))
    t = sp.Symbol("t", positive=True)
    dual = {
        ("linf", "all"): eps * (sp.sqrt(d) + t),
        ("l2", "non-robust"): eps,
        ("l2", "all"): eps * sp.sqrt(1 + t**2),
    }[norm, coordinates]
    lowered = lost_margin(norm, coordinates).subs(table["w"], t * sp.sqrt(d)) / sp.sqrt(d)
    derivation.confirm(sp.simplify(lowered - dual) == 0, "the margin lost, in units of sqrt(d)")
    mean = (kappa if norm == "l2" and coordinates == "all" else eta * sp.sqrt(d)) - dual
    upper, lower = mean + t, mean - t
    return sp.diff(upper, t), -sp.diff(lower, t), upper, lower


def _log_ratio(norm: str, coordinates: str) -> Any:
    """ln of (gain over loss) in d accuracy/dt > 0: ln(p A'/((1-p)(-B'))) - (A^2 - B^2)/2, where both are positive."""
    gain, loss, upper, lower = _slope_terms(norm, coordinates)
    lam = symbols()["Lambda"]
    exponent = sp.expand(sp.factor((upper - lower) * (upper + lower))) / 2
    return lam + sp.log(gain / loss) - exponent


def check_l2_rest(formula: str, domain: Domain) -> Result:
    """The log ratio is linear in t and falls: the accuracy rises up to its zero and falls beyond, also at t <= 0."""
    table = symbols()
    t, room = sp.Symbol("t", positive=True), sp.Symbol("room", positive=True)
    line = sp.Poly(sp.simplify(_log_ratio("l2", "non-robust")), t)
    slope = line.nth(1).subs(table["eta"], (table["eps"] + room) / sp.sqrt(table["d"]))
    derivation.confirm(line.degree() == 1 and sp.simplify(slope).is_negative, "the log ratio falls")
    derived = sp.factor(-line.nth(0) / line.nth(1)) * sp.sqrt(table["d"])
    used = covers(table["Lambda"], table["eps"], table["d"], room, meaning={"room": "eps < eta sqrt(d)"})
    return equal({"weight": (derived, parse(formula))}, used, domain)


@cache
def local_maximum() -> tuple[Any, Any, Any]:
    """Return the one local maximum at w > 0 under l_inf on all features, and the symbols m = eta - eps and L = Lambda'.

    The log ratio is a quadratic in t, positive at 0, falling there and convex: a rise ends at its smaller zero alone.
    """
    table = symbols()
    t, m, tilted = sp.Symbol("t", positive=True), sp.Symbol("m", positive=True), sp.Symbol("L", positive=True)
    p, eps, d, lam = table["p"], table["eps"], table["d"], table["Lambda"]
    ratio = _log_ratio("linf", "all")
    derivation.confirm(sp.simplify(ratio.subs(t, 0) - lam - sp.log((1 - eps) / (1 + eps))) == 0, "the value at 0")
    derivation.confirm(sp.expand(p * (1 - eps) - (1 - p) * (1 + eps) - (2 * p - 1 - eps)) == 0, "it is positive")
    square = sp.Poly(sp.simplify(sp.expand((ratio - ratio.subs(t, 0)).subs(table["eta"], m + eps))), t)
    two, one = square.nth(2), square.nth(1)
    derivation.confirm(square.degree() == 2 and two.is_positive and one.is_negative, "convex, falling at 0")
    spread = sp.simplify((one**2 - 4 * two * tilted) / (m**2 - 2 * eps * tilted / d))
    derivation.confirm(spread.is_positive, "two zeros exactly where the square root is of a positive number")
    return (-one - sp.sqrt(one**2 - 4 * two * tilted)) / (2 * two) * sp.sqrt(d), m, tilted


def check_linf_all(formula: str, domain: Domain) -> Result:
    """The local maximum in closed form."""
    derived, m, tilted = local_maximum()
    used = covers(derived, meaning={"m": "eps < eta", "L": "1/2 < p < 1, eps < 2p - 1"})
    return equal({"weight": (derived, parse(formula, m=m, L=tilted))}, used, domain)


def check_l2_all(formula: str, domain: Domain) -> Result:
    """Compare the log ratio, then its second derivative's sign with eps^2 = 1/(1 + b), b >= 0: eps up to 1."""
    table = symbols()
    t, b = sp.Symbol("t", positive=True), sp.Symbol("b", nonnegative=True)
    gain, loss, _, _ = _slope_terms("l2", "all")
    s = sp.Symbol("s", positive=True)  # sinh of it is t
    least = (gain * loss).subs(table["eps"], 1 / sp.sqrt(1 + b)).subs(t, s)
    derivation.confirm(sp.factor(sp.simplify(least)).is_positive, "gain and loss are positive")
    derived = _log_ratio("l2", "all")
    at = {t: sp.Rational(3, 4)}
    result = equal(
        {"log ratio": (derived, parse(formula, t=t))},
        covers(table["Lambda"], table["kappa"], table["eps"], also="eps <= 1"),
        domain,
        reduces=lambda one: sp.simplify(sp.diff(one, t)) == 0 and sp.simplify(one.subs(at)) == 0,
    )
    second = sp.factor(sp.simplify(sp.diff(derived, t, 2).subs(table["eps"], 1 / sp.sqrt(1 + b))))
    if result.verdict is Verdict.HOLDS and not all(_is_positive(factor, t, b) for factor in sp.Mul.make_args(second)):
        return replace(result, verdict=Verdict.INCONCLUSIVE, note=f"sign of {second} not decided")
    return replace(result, note=f"second derivative at eps^2 = 1/(1 + b): {second}")


def _is_positive(factor: Any, t: Any, b: Any) -> bool:
    """Whether a factor is positive for t > 0, b >= 0: by assumptions, as a polynomial without negative coefficients,
    or as an even power of a number whose product with its mirror image t -> -t is such a polynomial.
    """
    base, power = factor.as_base_exp()
    if factor.is_positive or base.is_positive:
        return True
    if power.is_integer and power % 2 == 0:
        base = sp.expand(base * base.subs(t, -t))
    try:
        coefficients = sp.Poly(sp.expand(base), t, b).coeffs()
    except sp.PolynomialError:
        return False
    return all(c.is_positive for c in coefficients) or (power % 2 == 0 and all(c.is_negative for c in coefficients))


def check_small(formula: str, norm: str, domain: Domain) -> Result:
    """Differentiate the equation of the optimum implicitly at eps = 0, t = t*.

    Without attack the accuracy is greatest at w* alone and falls to p beyond, so for small eps the optimum is the zero
    that comes from t*.
    """
    table = symbols()
    t, eps, eta, d = sp.Symbol("t", positive=True), table["eps"], table["eta"], table["d"]
    step = sp.Symbol("step", positive=True)
    shape = [derivation.slope_sign(side * step) for side in (-1, 1)]
    derivation.confirm(shape == [1, -1], "without attack the accuracy is greatest at w* alone")
    start = table["w_star"] / sp.sqrt(d)
    equation = _log_ratio(norm, "all").subs(table["kappa"], eta * sp.sqrt(d))
    fall = sp.simplify(sp.diff(equation, t).subs(eps, 0))
    derivation.confirm(fall.is_negative, "the equation has a simple zero")
    slope = -sp.diff(equation, eps).subs(eps, 0) / fall
    derived = sp.factor(
        sp.simplify((slope * sp.sqrt(d)).subs(t, start).subs(table["Lambda"], 2 * eta * table["w_star"]))
    )
    if norm == "l2":
        derivation.confirm(derived.is_positive, "an l_2 attack never lowers the weight")
    return equal({"slope in eps": (derived, parse(formula))}, covers(derived, also="eps -> 0"), domain)
