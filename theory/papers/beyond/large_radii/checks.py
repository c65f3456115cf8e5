"""Proofs of the claims on large radii, box smoothing and the one-step form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.beyond.large_radii.tail import confirm_squeeze
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
    """w_SAM - rho - a = delta from acc(a + delta) = acc(2 rho + a + delta), to leading order; the ratio is squeezed to 1."""
    confirm_squeeze()
    table = symbols()
    delta, names = (
        sp.Symbol("shift", real=True),
        {"acc_far": sp.Symbol("far", real=True), "slope_end": sp.Symbol("slope", positive=True)},
    )
    balance = sp.Poly(names["slope_end"] * delta - (names["acc_far"] - table["p"]), delta)
    derived = -balance.nth(0) / balance.nth(1)
    covered = covers(table["w_star"], table["d"])
    return equal({"w_SAM - rho - a": (derived, _named(formula, names))}, covered, domain)


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
