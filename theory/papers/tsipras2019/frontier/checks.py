"""The best classifier of all at each price of natural in terms of robust accuracy, and the price of each weight."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.deciding import covers, equal
from theory.papers.tools.decisions import in_odds
from theory.papers.tools.derivation import accuracy, accuracy_slope_factor, confirm, in_log_odds, shifted_slope_factor
from theory.papers.tsipras2019.bound.checks import accuracy_of, says
from theory.papers.tsipras2019.frontier.claims import SHIFT
from theory.papers.tsipras2019.words import CLASSIFIER
from theory.rigour.compare import compare, limit_confirmed

M = sp.Symbol("m", nonnegative=True)
PAST = sp.Symbol("past", nonnegative=True)  # w - w*
EVERY = f"{CLASSIFIER}; {SHIFT}"


def _whole(expression: Any) -> Any:
    """Return an expression with p and m through symbols that run over 1/2 < p < 1 and 0 <= m < (1 - p)/p."""
    q, k = sp.Symbol("q", positive=True), sp.Symbol("k", nonnegative=True)
    p = (1 + q) / (2 + q)
    return sp.factor(sp.together(expression.subs({symbols()["p"]: p, M: k / ((1 + k) * (1 + q))}, simultaneous=True)))


@cache
def _log_ratio() -> Any:
    """Return the log of the weak features' density with mean eta over that with mean -eta, by their sum: each adds its own."""
    eta, x, total = symbols()["eta"], sp.Symbol("x", real=True), sp.Symbol("total", real=True)
    one = sp.expand((-((x - eta) ** 2) + (x + eta) ** 2) / 2)
    confirm(sp.expand(one - one.coeff(x, 1) * x) == 0, "the log ratio of one feature is linear in it")
    return one.coeff(x, 1) * total


def _gain(sign: int) -> tuple[Any, Any]:
    """Return what the answer +1 wins over -1 where x_1 is `sign`, per density of the weak features with mean eta and -eta."""
    p = symbols()["p"]
    worth = accuracy_of(says(), p, False) + M * accuracy_of(says(), p, True)
    above, below = (sp.diff(worth, says()[sign, mean]) for mean in (1, -1))
    confirm(not (above.free_symbols | below.free_symbols) & set(says().values()), "the sum is linear in the answers")
    return sp.factor(above), sp.factor(below)


@cache
def weight_at_price() -> Any:
    """Return the weight w with which sign(w x_1 + sum) gives at every point the answer that wins.

    Where x_1 = 1 the answer +1 wins where the density ratio is above -below/above: where the sum is above -w. Both factors
    are seen to have the signs for it. Where x_1 = -1 it wins above w, which is confirmed. On the edge, a null set, neither
    wins, so that a best classifier is this one but for a null set.
    """
    edges = {}
    total = sp.Symbol("total", real=True)
    for sign in (1, -1):
        above, below = _gain(sign)
        confirm(_whole(above).is_positive and _whole(-below).is_positive, "the answer +1 wins above an edge")
        edges[sign] = sp.log(-below / above) / _log_ratio().coeff(total, 1)
    product = sp.cancel(sp.exp(edges[1] * 2 * symbols()["eta"]) * sp.exp(edges[-1] * 2 * symbols()["eta"]))
    confirm(sp.simplify(product - 1) == 0, "both edges are at the same distance from 0")
    return -edges[1]


def _logs_vanish(difference: Any) -> bool:
    """Return whether a difference of logarithms is 0: that of their arguments' ratio is 1."""
    left = sp.simplify(sp.exp(sp.expand(in_odds(difference) * 2 * symbols()["eta"])))
    return bool(sp.simplify(sp.powsimp(left, force=True)) == 1)


def check_rule(formula: str, domain: Domain = ANY) -> Result:
    """At each point the answer that wins, by both densities; the edge between the answers is linear in the sum."""
    derived, stated = weight_at_price(), in_odds(parse(formula, m=M))
    found = compare({"w": (derived, stated)}, domain, reduces=_logs_vanish)
    return replace(found, covered=Domain.of(f"1/2 < p < 1, eta > 0, 0 <= m < (1 - p)/p; {EVERY}"))


@cache
def price() -> Any:
    """Return the price at which the weight w is the best: the weight's formula solved for it.

    Raises:
        DerivationError: it is not seen to rise from 0 at w* to (1 - p)/p.
    """
    s = symbols()
    eta, w, p = s["eta"], s["w"], s["p"]
    odds = sp.Symbol("odds", positive=True)  # exp(2 eta w)
    ratio = sp.exp(2 * eta * weight_at_price())
    (found,) = sp.solve(sp.Eq(sp.simplify(ratio), odds), M)
    end, q, more = (1 - p) / p, sp.Symbol("q", positive=True), sp.Symbol("more", nonnegative=True)
    share = (1 + q) / (2 + q)
    beyond = {p: share, odds: (1 + q) * (1 + more)}  # p/(1 - p) at w*, and more beyond
    confirm(sp.simplify(found.subs(odds, p / (1 - p))) == 0, "the price is 0 at w*")
    confirm(sp.factor(sp.diff(found, odds).subs(beyond)).is_positive, "the price rises")
    confirm(sp.factor((end - found).subs(beyond)).is_positive, "it stays below (1 - p)/p")
    confirm(sp.simplify(sp.limit(found, odds, sp.oo) - end) == 0, "it tends to (1 - p)/p")
    confirm(limit_confirmed(found, odds, end, Domain.of("1/2 < p < 1"), to=sp.oo), "it tends to (1 - p)/p, by balls")
    return found.subs(odds, sp.exp(2 * eta * w))


def check_price(formula: str, domain: Domain = ANY) -> Result:
    """Solve the best weight's formula for the price; it is seen to rise from 0 to (1 - p)/p."""
    s = symbols()
    beyond = s["w_star"] + PAST
    pair = tuple(side.subs(s["w"], beyond) for side in (price(), parse(formula)))
    covered = Domain.of(f"1/2 < p < 1, eta > 0, w >= w*; {EVERY}")
    return equal({"m": pair}, covered, Domain.of("1/2 < p < 1"))


def check_attack(formula: str, domain: Domain = ANY) -> Result:
    """The accuracy, integrated, of features with the mean that an attack of radius 2 eta leaves."""
    s = symbols()
    attacked = accuracy(s["w"], s["eta"] - s["eps"]).subs(s["eps"], 2 * s["eta"])
    also = "1/2 < p < 1, eps = 2*eta"  # where the premise has the mean eta - eps
    return equal({"racc": (attacked, parse(formula))}, covers(attacked, also=also), Domain.of("1/2 < p < 1"))


def adversarial_weight() -> Any:
    """Return the weight of AT, where the slope of the accuracy with the mean eta - eps is 0: a linear equation."""
    s = symbols()
    swing = shifted_slope_factor(s["eta"] - s["eps"]).swing
    (found,) = sp.solve(swing.args[0], s["w"])
    return found


def check_adversarial_price(formula: str, domain: Domain = ANY) -> Result:
    """Insert the weight of AT into the price, with eta = eps + m."""
    s = symbols()
    sides = (price().subs(s["w"], adversarial_weight()), parse(formula))
    room = {s["eta"]: s["eps"] + sp.Symbol("m", positive=True)}
    known = [in_log_odds(side).subs(room) for side in sides]
    plain = tuple(in_odds(side).subs(room) for side in sides)
    found = compare({"m": plain}, Domain.of("1/2 < p < 1"), reduces=lambda _: _sinh_vanishes(known[0] - known[1]))
    return replace(found, covered=covers(*known, meaning={"m": "eps < eta"}))


def _sinh_vanishes(difference: Any) -> bool:
    """Return whether a difference is 0, hyperbolic functions written as exponentials over one denominator."""
    above = sp.numer(sp.together(sp.simplify(difference).rewrite(sp.exp)))
    return bool(sp.simplify(sp.powsimp(sp.expand(above))) == 0)


def leading_shift() -> Any:
    """Return the leading term of w_SAM - w* = h in rho, from the condition that acc' has mean 0 within rho of w_SAM.

    That mean is acc''(w*) h + acc'''(w*) rho^2/6 and terms of higher order in h and rho.
    """
    s, y = symbols(), sp.Symbol("y", real=True)
    slope = accuracy_slope_factor().reduced(s["w_star"] + y)
    bend, third = (sp.diff(slope, y, order).subs(y, 0) for order in (1, 2))
    confirm(slope.subs(y, 0) == 0, "acc' is 0 at w*")
    confirm(sp.simplify(bend).is_negative, "acc'' is not 0 there")
    return sp.simplify(-third * s["rho"] ** 2 / (6 * bend))


def check_sam_price(formula: str, domain: Domain = ANY) -> Result:
    """The price's slope at w* times the leading shift of SAM's weight."""
    s = symbols()
    slope = sp.simplify(in_log_odds(sp.diff(price(), s["w"]).subs(s["w"], s["w_star"])))
    derived = sp.simplify(slope * in_log_odds(leading_shift()))
    covered = covers(derived, s["eta"], also="rho -> 0")
    pair = {"leading term": (derived, in_log_odds(parse(formula)))}
    return equal(pair, covered, reduces=lambda difference: sp.simplify(difference) == 0)
