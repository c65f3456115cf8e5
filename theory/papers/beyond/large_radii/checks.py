"""Proofs of the claims on large radii, box smoothing and the one-step form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import cdf, parse, symbols
from theory.papers.tools import derivation
from theory.papers.tools.deciding import covers, equal
from theory.rigour.compare import limit_confirmed


def check_falls(formula: str, domain: Domain) -> Result:
    """Differentiate acc(w - rho) = acc(w + rho): d(w - rho)/drho, negative as the slopes at the ends have opposite signs.

    Equal ends lie on the two sides of w*, so that w_SAM is within rho of it: w_SAM - rho begins at w*.
    """
    table = symbols()
    w, rho = table["w"], table["rho"]
    slope = derivation.accuracy_slope()
    low, high = (slope.subs(w, w + side * rho) for side in (-1, 1))
    gap = derivation.accuracy(w - rho) - derivation.accuracy(w + rho)
    derivation.confirm(sp.expand(sp.diff(gap, w) - (low - high)) == 0, "the gap's slope in w")
    derivation.confirm(sp.expand(sp.diff(gap, rho) + low + high) == 0, "the gap's slope in rho")
    _confirm_shape()
    rising, falling = sp.symbols("rising falling", positive=True)
    names = {"slope_low": rising, "slope_high": -falling}
    derived = sp.simplify((rising - falling) / (rising + falling) - 1)
    derivation.confirm(derived.is_negative, "w - rho falls")
    covered = covers(table["w_star"], table["d"], rho)
    return equal({"slope of w - rho": (derived, _named(formula, names))}, covered, domain)


def _named(formula: str, names: dict[str, Any]) -> Any:
    """Parse a formula in which further names stand for expressions."""
    places = {name: sp.Symbol(name, real=True) for name in names}
    return parse(formula, **places).subs({place: names[name] for name, place in places.items()})


def _confirm_shape() -> None:
    """The accuracy rises strictly up to w*, falls strictly beyond."""
    step = sp.Symbol("step", positive=True)
    shape = [derivation.slope_sign(side * step) for side in (-1, 1)]
    derivation.confirm(shape == [1, -1], "the accuracy rises up to w* and falls beyond")


def check_end(formula: str, domain: Domain) -> Result:
    """The accuracy falls to p beyond w*, and comes from 1 - p < p before it: acc = p once, at a < w*.

    As w_SAM + rho > rho, both ends' accuracy tends to p from above; the lower end is below w*, where acc is a rising
    homeomorphism, and tends to a.
    """
    table = symbols()
    p, w = table["p"], table["w"]
    _confirm_shape()
    accuracy = derivation.accuracy(w)
    for there, value in ((sp.oo, p), (-sp.oo, 1 - p)):
        mirrored = derivation.in_log_odds(accuracy if there is sp.oo else accuracy.subs(w, -w))
        derivation.confirm(sp.simplify(sp.limit(accuracy, w, there) - value) == 0, f"the accuracy at {there}")
        claimed = derivation.in_log_odds(value)
        derivation.confirm(limit_confirmed(mirrored, w, claimed, to=sp.oo), f"the accuracy at {there}, in balls")
    less = derivation.in_log_odds(2 * p - 1).subs(table["Lambda"], sp.log(1 + sp.Symbol("q", positive=True)))
    derivation.confirm(sp.simplify(less).is_positive, "1 - p < p")
    scaled = derivation.accuracy(table["x"] * sp.sqrt(table["d"])).subs(
        table["eta"], table["kappa"] / sp.sqrt(table["d"])
    )
    covered = covers(accuracy, bound=(w,))
    return equal({"what vanishes at a/sqrt(d)": (scaled - p, parse(formula))}, covered, domain)


def check_correction(formula: str, domain: Domain) -> Result:
    """w_SAM - rho - a = delta from acc(a + delta) = acc(2 rho + a + delta), to leading order, in units of sqrt(d).

    With T = acc - p beyond t* and some xi in (a, a + delta): acc'(xi) delta = T(2e + a + delta), and
    -T'/T < x + 1/x, so T(2e + a) exp(-delta (x + 1/x)) <= acc'(xi) delta < T(2e + a) at x = 2e + a + delta. T is below
    every power of x, so delta x tends to 0 and delta acc'(a)/T(2e + a) to 1.
    """
    _confirm_tail()
    _confirm_decay()
    table = symbols()
    delta, names = (
        sp.Symbol("shift", real=True),
        {"acc_far": sp.Symbol("far", real=True), "slope_end": sp.Symbol("slope", positive=True)},
    )
    balance = sp.Poly(names["slope_end"] * delta - (names["acc_far"] - table["p"]), delta)
    derived = -balance.nth(0) / balance.nth(1)
    covered = covers(table["w_star"], table["d"])
    return equal({"w_SAM - rho - a": (derived, _named(formula, names))}, covered, domain)


def _confirm_tail() -> None:
    """T(x) = acc - p is (1 - p) Phi(kappa - x) - p Phi(-kappa - x), and -T' = C exp(-x^2/2) sinh(kappa (x - t*)), C > 0."""
    table = symbols()
    p, kappa, x, d = (table[name] for name in ("p", "kappa", "x", "d"))
    scaled = derivation.accuracy(x * sp.sqrt(d)).subs(table["eta"], kappa / sp.sqrt(d))
    tail = (1 - p) * cdf(kappa - x) - p * cdf(-kappa - x)
    derivation.confirm(derivation.vanishes(scaled - p - tail), "what the accuracy has above p")
    factors = derivation.accuracy_slope_factor()
    root = sp.sqrt(d)
    scaled_names = {table["w"]: x * root, table["eta"]: kappa / root, table["w_star"]: table["t_star"] * root}
    swing = factors.swing.subs(scaled_names)
    derivation.confirm(sp.simplify(swing - sp.sinh(kappa * (table["t_star"] - x))) == 0, "its slope is a falling sinh")
    damping = sp.simplify(factors.damping.subs(table["w"], x * sp.sqrt(d)) - sp.exp(-(x**2) / 2))
    derivation.confirm(damping == 0, "times exp(-x^2/2)")


def _confirm_decay() -> None:
    """With E the integral of exp(-v^2/2) from x to infinity: x/(x^2 + 1) < E exp(x^2/2) < 1/x for x > 0.

    Each difference tends to 0 and is monotone. As sinh rises, T is at least C sinh(kappa (x - t*)) E, so -T'/T < x + 1/x.
    """
    x, n, kappa = sp.symbols("x n kappa", positive=True)
    density = sp.exp(-(x**2) / 2)
    below = sp.factor(sp.simplify((-density - sp.diff(density * x / (x**2 + 1), x)) / density))
    derivation.confirm(below.is_negative, "E less its lower bound falls to 0")
    above = sp.factor(sp.simplify((-density - sp.diff(density / x, x)) / density))
    derivation.confirm(above.is_positive, "E less its upper bound rises to 0")
    power = n * sp.log(x) - (x - kappa) ** 2 / 2
    derivation.confirm(sp.limit(power, x, sp.oo) == -sp.oo, "exp(-(x - kappa)^2/2) falls below every power")
    point = {n: 3, kappa: 2}
    derivation.confirm(limit_confirmed(sp.exp(power.subs(point)), x, sp.Integer(0), to=sp.oo), "the same in balls")


def check_sign(formula: str, domain: Domain) -> Result:
    """acc(a) = p with a > 0 exactly when acc(0) < p: acc rises up to w* > 0 and acc(a) is reached before w*."""
    table = symbols()
    at_zero = sp.simplify(derivation.accuracy(sp.Integer(0)))
    _confirm_shape()
    relation = parse(formula)
    if not isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan):
        return Result(Verdict.FAILS, observed=str(relation), expected="a strict inequality")
    pairs = {"the lesser side less the other": (at_zero - table["p"], relation.lts - relation.gts)}
    return equal(pairs, covers(at_zero, table["w_star"]), domain)


def check_smoothing(formula: str, domain: Domain) -> Result:
    """Differentiate the averaged loss; the ends' accuracies are the stated derivative's two names.

    Up to w* - rho both ends lie where the accuracy rises, and the slope is negative; from w* + rho on it is positive. With one
    zero between it changes its sign there: that is the minimum.
    """
    table = symbols()
    w, rho, delta = (table[name] for name in ("w", "rho", "delta"))
    loss = sp.Function("loss")(w + delta)
    # d/dw of the integral: the integrand's derivative in w is its derivative in delta
    inner = sp.diff(loss, w) - sp.diff(loss, delta)
    derivation.confirm(sp.simplify(inner.doit()) == 0, "the derivative moves onto delta")
    _confirm_shape()
    ends = {sign: 1 - derivation.accuracy(w + sign * rho) for sign in (1, -1)}
    derived = (ends[1] - ends[-1]) / (2 * rho)
    stated = _named(formula, {"acc_low": derivation.accuracy(w - rho), "acc_high": derivation.accuracy(w + rho)})
    return equal({"slope of the averaged loss": (derived, stated)}, covers(derived), domain)


def check_flow(formula: str, domain: Domain) -> Result:
    """The sign of -L'(w + rho sign L'(w)) at w = w* + q and w* - q, q > 0: towards w* on both sides."""
    table = symbols()
    q = sp.Symbol("q", positive=True)
    moves = {}
    for side in (1, -1):
        rising = derivation.slope_sign(side * q)
        if rising is None:
            return Result(Verdict.INCONCLUSIVE, observed="the sign of the slope is open")
        climbing = -rising  # the sign of L' = -acc'
        moves[side] = derivation.slope_sign(side * q + climbing * table["rho"])  # of -L' at the perturbed weight
    derivation.confirm(moves == {1: -1, -1: 1}, "down right of w*, up left of it")
    covered = covers(table["w_star"], table["d"], table["rho"])
    result = equal({"where the flow ends": (table["w_star"], parse(formula))}, covered, domain)
    return replace(result, note="down right of w*, up left of it")
