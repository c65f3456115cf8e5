"""The hinge loss under attack: which weights vanish, what the robust one is, and what accuracy is left."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import cdf, parse, symbols
from theory.papers.tools.derivation import accuracy, confirm
from theory.papers.tsipras2019.training.claims import ENOUGH, LARGE, PAGE, TRAINED
from theory.rigour.compare import ball_at, compare

LAM = sp.Symbol("lam", positive=True)
EXACT = (Fraction(1, 2), Fraction(1, 4), Fraction(1, 10))
"""eps, 2p - 1 - eps and lambda where the weight is 1/(1 - eps)."""
TRIED = tuple(
    {"p": sp.Rational(p), "eta": sp.Rational(eta), "d": sp.Integer(d), "eps": sp.Rational(eps), "lam": sp.Rational(lam)}
    for p, eta, d, eps, lam in (
        ("19/20", "2/5", 100, "4/5", "1/10"),
        ("19/20", "2/5", 100, "19/20", "1/10"),
        ("4/5", "1/5", 400, "7/10", "1/10"),
    )
)
"""Settings that meet all printed conditions: eta = 4/sqrt(d), 2 eta <= eps < 1."""


@cache
def threshold() -> Any:
    """Return the radius from which on the weak weights vanish at every penalty.

    A weak weight of size s adds s (+-eta - eps) to the mean of the attacked margin, by its sign. Where neither is positive,
    Jensen's inequality for the convex, falling hinge loss gives a loss at least that without it, given x_1; the penalty
    then decides against it.
    """
    s = symbols()
    eta, eps, size = s["eta"], s["eps"], sp.Symbol("size", positive=True)
    added = {sign: sp.expand(size * (sign * eta - eps)) for sign in (1, -1)}
    confirm(added[-1].is_negative, "a negative weight lowers the mean")
    confirm(sp.diff(added[1], eps).is_negative, "the mean falls in eps")
    (root,) = sp.solve(added[1], eps)
    return root


@cache
def slope_of_weak_weights() -> Any:
    """Return the slope of the loss in one weak weight, at 0, where the hinge is active for both signs of y x_1.

    It is so at the minimiser among the classifiers without weak weights if the penalty is large: its weight is below
    1/(1 - eps), which is confirmed. There the margin is certain and below 1, so that the noise which a small weak weight
    adds changes the loss by less than any power of it.
    """
    s = symbols()
    gap, kept, more, size = (sp.Symbol(name, positive=True) for name in ("gap", "kept", "more", "size"))
    weight = gap / (kept * gap + more)  # gap = 2p - 1 - eps, kept = 1 - eps, lambda = kept gap + more
    confirm(sp.factor(1 / kept - weight).is_positive, "the weight on x_1 is below 1/(1 - eps)")
    return sp.diff(-size * (s["eta"] - s["eps"]), size)


def check_threshold(formula: str, domain: Domain = ANY) -> Result:
    """What a weak weight adds to the mean of the attacked margin, and the slope of the loss in it."""
    below = sp.Symbol("below", positive=True)
    confirm(
        slope_of_weak_weights().subs(symbols()["eta"], symbols()["eps"] + below).is_negative, "the loss falls below it"
    )
    found = compare({"threshold": (threshold(), parse(formula))}, domain)
    return replace(found, covered=Domain.of(LARGE))


def check_enough(formula: str) -> Result:
    """A stated radius is enough if it is no smaller than the threshold; else the loss falls at a point with exact numbers."""
    beyond = sp.expand(parse(formula) - threshold())
    if beyond.is_nonnegative:
        return Result(verdict_of(True), observed=str(threshold()), expected=formula, covered=Domain.of(ENOUGH))
    s, point = symbols(), {"p": "9/10", "eta": "2/5", "lam": "2"}
    eta = sp.Rational(point["eta"])
    eps = parse(formula).subs(s["eta"], eta)
    if not eps.is_Rational or not eps < eta:
        return Result(Verdict.INCONCLUSIVE, observed=str(threshold()), expected=formula)
    confirm((1 - eps) * (2 * sp.Rational(point["p"]) - 1 - eps) < sp.Rational(point["lam"]), "the penalty is large")
    slope = slope_of_weak_weights().subs({s["eta"]: eta, s["eps"]: eps})
    shown = {**point, "eps": str(eps), "slope of the loss in each weak weight at 0": str(slope)}
    return Result(Verdict.FAILS, observed=str(threshold()), expected=formula, counterexample=shown)


@cache
def learnt() -> dict[str, tuple[dict[Any, Any], Any]]:
    """Return the weight on x_1 by cases: what p is there through symbols that are not negative, and the minimiser.

    The other weights are 0. For w_1 > 0 the losses are 1 - w_1 (1 - eps), until 1/(1 - eps), with probability p, and 1 + w_1
    (1 + eps); for w_1 < 0 the slope is negative throughout, so that no such weight is optimal.
    """
    s = symbols()
    p, eps, w, size = s["p"], s["eps"], sp.Symbol("w_1", positive=True), sp.Symbol("size", positive=True)
    gap, over, q = (
        sp.Symbol("gap", positive=True),
        sp.Symbol("over", nonnegative=True),
        sp.Symbol("q", nonnegative=True),
    )

    def slope(low: Any, high: Any, at: Any) -> Any:
        return sp.expand(sp.diff(p * low + (1 - p) * high + LAM * at**2 / 2, at))

    right = slope(1 - w * (1 - eps), 1 + w * (1 + eps), w)
    past = slope(sp.Integer(0), 1 + w * (1 + eps), w)
    left = slope(
        1 + size + eps * size, 1 - size + eps * size, size
    )  # w_1 = -size, by its size, while 1 - size (1 - eps) > 0
    beyond = slope(1 + size + eps * size, sp.Integer(0), size)
    share = (1 + q) / (2 + q)
    confirm(sp.factor(past.subs(p, share)).is_positive, "the loss rises beyond 1/(1 - eps)")
    confirm(
        sp.expand(sp.numer(sp.together(left.subs(p, share)))).is_positive, "the loss rises towards negative weights"
    )
    confirm(sp.expand(sp.numer(sp.together(beyond.subs(p, share)))).is_positive, "and does so further on")
    inside = {p: (1 + eps + gap) / 2}
    outside = {p: (1 + eps - over) / 2}
    (root,) = sp.solve(right, w)
    confirm(sp.diff(right, w).is_positive, "the loss is convex")
    found = sp.simplify(root.subs(inside))
    confirm(found.is_positive, "the minimum is at a positive weight for eps < 2p - 1")
    confirm(sp.expand(right.subs(outside)).is_positive, "the loss rises from 0 on for eps >= 2p - 1")
    return {
        "eps < 2p - 1": (inside, sp.Min(found, 1 / (1 - eps))),
        "eps >= 2p - 1": (outside, sp.Integer(0)),
    }


def _parsed(formula: str) -> Any:
    return parse(formula, lam=LAM)


def check_weight(formula: str, domain: Domain = ANY) -> Result:
    """The minimiser of the piecewise quadratic objective in each case against the stated one there."""
    pairs = {case: (weight, _parsed(formula).subs(inside)) for case, (inside, weight) in learnt().items()}
    kept, eps = sp.Symbol("kept", positive=True), symbols()["eps"]
    cases = Domain.of("0 < eps < 1, gap <= 1 - eps, over <= eps")
    exact = dict(zip((eps, sp.Symbol("gap", positive=True), LAM), EXACT, strict=True))
    found = compare(pairs, cases, at=[exact], reduces=lambda one: sp.simplify(one.subs(eps, 1 - 1 / (1 + kept))) == 0)
    return replace(found, covered=Domain.of(TRAINED))


def check_shares(formula: dict[str, str]) -> Result:
    """sign(w_1 x_1) is right with probability p and keeps its sign for eps < 1; one answer for all is right for half."""
    stated = {key: _parsed(text) for key, text in formula.items()}
    s, keeps = symbols(), sp.Symbol("keeps", positive=True)
    confirm((1 - (1 - keeps)).is_positive, "x_1 keeps its sign for eps = 1 - keeps")
    for point in TRIED:
        values = {s[name]: point[name] for name in ("p", "eta", "d", "eps")} | {LAM: point["lam"]}
        weight = sp.Max(2 * point["p"] - 1 - point["eps"], 0) / point["lam"]
        share = point["p"] if weight > 0 else sp.Rational(1, 2)
        claimed = {key: value.subs(values) for key, value in stated.items()}
        if any(value != share for value in claimed.values()):
            shown = {name: str(value) for name, value in point.items()}
            told = {key: str(value) for key, value in claimed.items()}
            told = {f"stated {key}": value for key, value in told.items()}
            return Result(Verdict.FAILS, expected=formula, counterexample=shown | told | {"accuracy": str(share)})
    cases = {"eps < 2p - 1": s["p"], "eps >= 2p - 1": sp.Rational(1, 2)}
    for case, share in cases.items():
        weight = learnt()[case][1].subs(s["eps"], 1 - 1 / (1 + keeps))
        confirm(weight == 0 or weight.is_positive, "the weight is positive or 0")
        seen = [sp.simplify(_in_case(value, case) - share) == 0 for value in stated.values()]
        if not all(seen):
            return Result(Verdict.INCONCLUSIVE, observed={case: str(share)}, expected=formula)
    observed = {case: str(share) for case, share in cases.items()}
    return Result(Verdict.HOLDS, observed=observed, expected=formula, covered=Domain.of(TRAINED))


def _in_case(value: Any, case: str) -> Any:
    """Return a stated accuracy in a case: the conditions of its pieces decided with p through that case's symbols."""
    if not isinstance(value, sp.Piecewise):
        return value
    inside = learnt()[case][0]
    for piece, condition in value.args:
        decided = condition if condition in (sp.true, sp.false) else sp.simplify(condition.subs(inside))
        if decided == sp.true:
            return piece
        if decided != sp.false:
            return sp.nan
    return sp.nan


def check_norm(formula: str, domain: Domain = ANY) -> Result:
    """The weight is the smaller of a falling function of the penalty and of 1/(1 - eps) > 1: 1 is the value of the first."""
    inside, weight = learnt()["eps < 2p - 1"]
    eps, kept = symbols()["eps"], sp.Symbol("kept", positive=True)
    (falling,) = [one for one in weight.args if one.has(LAM)]
    (bound,) = [one for one in weight.args if not one.has(LAM)]
    confirm(sp.diff(falling, LAM).is_negative, "the weight falls in the penalty")
    rest = sp.simplify(bound - 1)
    confirm(sp.simplify(rest.subs(eps, kept / (1 + kept))).is_positive, "1/(1 - eps) exceeds 1")
    (derived,) = sp.solve(sp.Eq(falling, 1), LAM)
    found = compare({"lam": (derived, _parsed(formula).subs(inside))}, Domain.of("0 < eps < 1, gap <= 1 - eps"))
    return replace(found, covered=Domain.of(TRAINED))


def check_dimension(formula: str, domain: Domain = ANY) -> Result:
    """The least eps allowed, 8/sqrt(d), falls in d; it is 2p - 1 at one d."""
    s, d = symbols(), sp.Symbol("d", positive=True)
    least = 2 * 4 / sp.sqrt(d)
    confirm(sp.diff(least, d).is_negative, "the least eps falls in d")
    tilt = sp.Symbol("tilt", positive=True)  # 2p - 1
    (edge,) = sp.solve(sp.Eq(least, tilt), d)
    derived = edge.subs(tilt, 2 * s["p"] - 1)
    return replace(compare({"d": (derived, parse(formula))}, domain), covered=Domain.of("1/2 < p < 1, d >= 1"))


def check_standard(formula: dict[str, str]) -> Result:
    """With |w_1| <= v both arguments of Phi are within 1 of kappa, or of -kappa; Phi rises, so that kappa = 4 decides."""
    s, t, x = symbols(), sp.Symbol("t", real=True), sp.Symbol("x", real=True)
    kappa = sp.Symbol("kappa", positive=True)
    confirm(sp.simplify(sp.diff(cdf(x), x)).is_positive, "Phi rises")
    for sign in (1, -1):
        mean = sign * kappa / sp.sqrt(s["d"])
        whole = accuracy(t * sp.sqrt(s["d"]), mean)
        expected = s["p"] * cdf(sign * kappa + t) + (1 - s["p"]) * cdf(sign * kappa - t)
        confirm(sp.simplify(whole - expected) == 0, "the accuracy is a mean of Phi(kappa + t) and Phi(kappa - t)")
    near, far = (
        {"acc": cdf(sp.Integer(by)), "robacc": cdf(sp.Integer(-by))} for by in (3, 5)
    )  # kappa - 1 and kappa + 1
    reached = {key: ball_at(value, {}) for key, value in near.items()}
    beyond = {key: ball_at(value, {}) for key, value in far.items()}
    bounds = {key: ball_at(parse(text), {}) for key, text in formula.items()}
    shown = {key: ball.str(20, radius=False) for key, ball in reached.items()}
    if reached["acc"] > bounds["acc"] and reached["robacc"] < bounds["robacc"]:
        return Result(Verdict.HOLDS, observed=shown, expected=formula, covered=Domain.of(PAGE))
    if beyond["acc"] < bounds["acc"] or beyond["robacc"] > bounds["robacc"]:
        limits = {f"{key} at kappa = 4 cannot pass": ball.str(20, radius=False) for key, ball in beyond.items()}
        return Result(Verdict.FAILS, observed=shown, expected=formula, counterexample=limits)
    return Result(Verdict.INCONCLUSIVE, observed=shown, expected=formula)
