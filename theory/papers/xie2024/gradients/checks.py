"""How the claims on gradients are tested: exact limits, and a series in the margins."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.papers.xie2024.forms import compare, limit, names, only_if, phis, read

ONE_SAMPLE = "K = 2, n = 1"
FAST = Domain.of("mu >= 1/2")
"""Where numbers come close to limits that are approached like a power mu of the distance."""
SMALL = "K >= 2, any batch, gradients in the logits, F -> 0"


def check_limits(formula: Any, domain: Domain) -> Result:
    """Take the limits of both derivatives."""
    x = names()["x"]
    pairs = {}
    for name, sides in formula.items():
        slope = sp.simplify(sp.diff(phis()[name](x), x).rewrite(sp.exp))
        for side, stated in sides.items():
            pairs[f"{name}, x -> {side}"] = (limit(slope, x, sp.sympify(side)), read(stated))
    return compare(pairs, domain, through=[phis()[name](x) for name in formula])


def sample_slope(name: str, mu: Any) -> Any:
    """Return dQ/dF of one sample and two classes, Q = (1/mu) log(1 + exp(mu phi(F)))."""
    x = names()["x"]
    phi = x if name == "cross-entropy" else phis()[name](x)
    power = 1 if name == "cross-entropy" else mu
    return sp.diff(phi.rewrite(sp.exp) if hasattr(phi, "rewrite") else phi, x) / (1 + sp.exp(-power * phi))


def _sided(slope: Any, side: str) -> Any:
    """Return a limit in F, taken in y = exp(-|F|) (times alpha) so that it is one of an algebraic expression."""
    x, y, alpha = names()["x"], sp.Symbol("y", positive=True), names()["alpha"]
    scale = alpha if slope.has(alpha) else sp.Integer(1)
    moved = slope.subs(x, (sp.log(y) if side == "right" else -sp.log(y)) / scale)
    return limit(sp.simplify(sp.powsimp(sp.expand_log(moved.rewrite(sp.exp)))), y, 0, FAST)


def check_sample_limits(formula: Any, domain: Domain) -> Result:
    """Take the limits of dQ/dF on confidently right and confidently wrong samples."""
    slopes = {name: sample_slope(name, names()["mu"]) for name in formula}
    pairs = {
        f"{name}, {side}": (_sided(slopes[name], side), read(stated))
        for name, sides in formula.items()
        for side, stated in sides.items()
    }
    return compare(pairs, domain, through=[*slopes.values()], assumed=ONE_SAMPLE)


def check_ratio(formula: Any, domain: Domain) -> Result:
    """Take the limits of dQ/dF over cross-entropy's, at mu = 1."""
    pairs: dict[str, tuple[Any, Any]] = {}
    for name, sides in formula.items():
        ratio = sample_slope(name, 1) / sample_slope("cross-entropy", 1)
        pairs |= {f"{name}, {side}": (_sided(ratio, side), read(stated)) for side, stated in sides.items()}
    return compare(pairs, domain, assumed=f"{ONE_SAMPLE}, mu = 1")


def check_side(formula: Any) -> Result:
    """Decide whether the stated side is where the step of eq. 9 is 1."""
    x, far = names()["x"], sp.Symbol("far", positive=True)
    relation = read(formula)
    inside = {sign: bool(relation.subs(x, sign * far)) for sign in (1, -1)}
    holds = inside == {1: True, -1: False}
    shown = None if holds else {"x": "1", "z": ["0", "1"], "label": 0, "misclassified": True, "stated": formula}
    observed = {"x > 0": inside[1], "x < 0": inside[-1]}
    return Result(verdict_of(holds), observed, counterexample=shown, covered=Domain.of("K >= 1"))


def leading_misalignment(spread: Any, mean: Any) -> Any:
    """Return the leading 1 - cos when entry j != y of CE's gradient is multiplied by 1 + spread (f - m) + mean m.

    CE's gradient tends to (1, ..., 1, -(K-1))/K. With f_j, j != y, of mean m and variance V in a sample, averages
    over the batch E V = W, E m = M, E m^2 = M^2 + B; 1 - cos = (|p|^2/|v|^2 - (v.p)^2/|v|^4)/2 for v -> v + p.
    """
    K = names()["K"]
    W, B, M = (sp.Symbol(name, nonnegative=True) for name in ("W", "B", "M"))
    wrong = K - 1
    squares = wrong + wrong**2
    along = wrong * mean * M + wrong**2 * mean * M  # the label's entry is minus the sum of the others
    square = wrong * (spread**2 * W + mean**2 * (M**2 + B)) + wrong**2 * mean**2 * (M**2 + B)
    return sp.simplify((square / squares - along**2 / squares**2) / 2)


SPREADS = {"W": "", "B": "", "M": ""}
"""Variances and means over a batch assume nothing."""


def _log_weight(phi: Any, mu: Any, x: Any) -> Any:
    """Return log(exp(mu phi(x)) phi'(x)) - x, by which Q weights a class more than cross-entropy does."""
    return mu * phi + sp.log(sp.diff(phi, x)) - x


def check_tanh_leading(formula: Any, domain: Domain) -> Result:
    """Expand the weights for mu alpha = 1: -alpha^2 F^2, and the sum over the classes differs at third order only."""
    x, alpha = names()["x"], names()["alpha"]
    phi = sp.tanh(alpha * x)
    weight = sp.series(_log_weight(phi, 1 / alpha, x) - sp.log(alpha), x, 0, 3).removeO()
    power = sp.series(phi / alpha - x, x, 0, 3).removeO()
    coefficient = sp.simplify(weight / x**2)
    steps = {"the weights differ at second order": not coefficient.has(x), "the sums do not": sp.simplify(power) == 0}
    W, B = (sp.Symbol(name, nonnegative=True) for name in ("W", "B"))
    result = compare(
        {"1 - cos": (leading_misalignment(coefficient, coefficient), read(formula, W=W, B=B))},
        domain,
        meaning=SPREADS,
        assumed=f"{SMALL}, mu alpha = 1",
    )
    return only_if(result, **steps)


def check_leading(formula: Any, domain: Domain) -> Result:
    """Expand the weights of any smooth phi to first order, and insert -log at mu = 1."""
    x, K = names()["x"], names()["K"]
    W, B = (sp.Symbol(name, nonnegative=True) for name in ("W", "B"))
    slope, curve, mu = sp.Symbol("slope", positive=True), sp.Symbol("curve", real=True), names()["mu"]
    phi = slope * x + curve * x**2 / 2
    weight = sp.series(_log_weight(phi, mu, x) - sp.log(slope), x, 0, 2).removeO().coeff(x, 1)
    power = sp.expand(mu * phi - x).coeff(x, 1)  # summed over all classes and divided by K: power (K-1)/K m
    derived = leading_misalignment(weight, weight - power * (K - 1) / K)
    log = phis()["log"](x)
    given = {slope: sp.diff(log, x).subs(x, 0), curve: sp.diff(log, x, 2).subs(x, 0), mu: 1}
    stated = read(formula["misalignment"], W=W, B=B, r=weight, a=power)
    return compare(
        {
            "1 - cos": (derived, stated),
            "r": (sp.simplify(weight.subs(given)), read(formula["r"])),
            "a": (sp.simplify(power.subs(given)), read(formula["a"])),
        },
        domain,
        meaning=SPREADS | {"slope": "phi'(0) > 0"},
        assumed=f"{SMALL}, phi smooth, phi(0) = 0",
    )


def check_two_classes(formula: Any, domain: Domain) -> Result:
    """Differentiate Q in both logits: Q depends on their difference through a rising function."""
    other, label = sp.symbols("other label", real=True)
    entries = [_rise() * sp.diff(other - label, v) for v in (other, label)]
    assumed = f"{ONE_SAMPLE}, mu > 0, phi differentiable, phi' > 0"
    result = compare({"ratio": (entries[1] / entries[0], read(formula["ratio"]))}, domain, assumed=assumed)
    if result.verdict is Verdict.HOLDS and (formula["sign"] == "+") != bool(entries[0].is_positive):
        return Result(Verdict.FAILS, counterexample={"entry": str(entries[0]), "stated sign": formula["sign"]})
    return only_if(result, **{"positive": entries[0].is_positive})


def _rise() -> Any:
    """Return dQ/dF, for phi' > 0 and mu > 0 in symbols: the derivative of log(1 + exp(mu phi(F)))/mu."""
    f, slope, value = names()["F"], sp.Symbol("slope", positive=True), sp.Symbol("value", real=True)
    phi = sp.Function("phi")(f)
    rise = sp.diff(sp.log(1 + sp.exp(names()["mu"] * phi)) / names()["mu"], f)
    return rise.subs(sp.diff(phi, f), slope).subs(phi, value)
