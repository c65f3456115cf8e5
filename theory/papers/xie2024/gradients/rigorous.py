"""Three classes at the published tanh setting: how far the two ascent directions are apart, in balls over a box of margins."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache, partial
from typing import Any

import flint
import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.papers.xie2024.forms import compiled, names, read
from theory.rigour.boxes import Box
from theory.rigour.intervals import Interval
from theory.rigour.prover import Plan, prove


@cache
def _weights(phi: str, mu: str) -> tuple[Any, Any]:
    """Return phi'(F) exp(mu phi(F) - F) and its logarithmic derivative as functions of a ball."""
    x = names()["x"]
    value, power = read(phi), read(mu)
    slope = sp.diff(value, x)
    relative = sp.simplify(sp.diff(value, x, 2) / slope) + power * slope - 1
    return compiled(slope * sp.exp(power * value - x), x), compiled(relative, x)


def _weight(formula: Any, margin: Any) -> Any:
    """Return the weight over a ball of margins by the mean value theorem: it varies slowly."""
    weight, relative = _weights(formula["phi"], formula["mu"])
    middle = margin.mid()
    return weight(middle) + weight(margin) * relative(margin) * (margin - middle)


def _confirm_entries() -> None:
    """Confirm that Q's entries for two wrong classes are exp(mu phi(F_i)) phi'(F_i) times one positive factor.

    The label's entry is minus their sum, as Q sees differences of logits only; cross-entropy is Q with phi(F) = F, mu = 1.

    Raises:
        ArithmeticError: they are not seen to be.
    """
    margins, mu = sp.symbols("F_1 F_2", real=True), sp.Symbol("mu", positive=True)
    phi = sp.Function("phi", real=True)
    value = sp.log(1 + sum(sp.exp(mu * phi(f)) for f in margins)) / mu
    factors = [sp.simplify(sp.diff(value, f) / (sp.exp(mu * phi(f)) * sp.diff(phi(f), f))) for f in margins]
    if factors[0] != factors[1] or not factors[0].is_positive:
        raise ArithmeticError(f"the gradient's entries are not seen: {factors}")


def _confirm_sine() -> None:
    """Confirm the squared sine of the angle between two gradients of three classes, whose cosine is positive as they are.

    Raises:
        ArithmeticError: they are not seen.
    """
    first, second = (sp.symbols(f"{letter}_1 {letter}_2", positive=True) for letter in "gh")

    def inner(v: Any, w: Any) -> Any:
        return v[0] * w[0] + v[1] * w[1] + (v[0] + v[1]) * (w[0] + w[1])

    lengths = inner(first, first) * inner(second, second)
    across = first[0] * second[1] - second[0] * first[1]
    gap = sp.expand(lengths - inner(first, second) ** 2 - 3 * across**2)  # and |v|^2 = 2 N(v)
    norms = [sp.expand(inner(v, v) - 2 * (v[0] ** 2 + v[0] * v[1] + v[1] ** 2)) for v in (first, second)]
    if gap != 0 or norms != [0, 0] or not sp.expand(inner(first, second)).is_positive:
        raise ArithmeticError("the sine of the angle is not seen")


def box_gap(formula: Any, intervals: Sequence[Interval]) -> Any:
    """Return a ball of 1 - (1 - u)^2 less the squared sine of the angle, over a box of two margins.

    g_i = h_i r_i, h_i = exp(F_i); a gradient (v_1, v_2, -v_1 - v_2) has the squared length 2 N(v), N(v) = v_1^2 +
    v_1 v_2 + v_2^2, and two have the squared sine 3 (g_1 h_2 - g_2 h_1)^2/(4 N(g) N(h)).  Positive: cos > 1 - u, for the
    cosine is positive where both r_i are, which is asked too.
    """
    most = Fraction(formula["misalignment"])
    sine = 1 - (1 - most) ** 2
    margins = [side.low.union(side.high) for side in intervals]
    ratios = [_weight(formula, f) for f in margins]
    t = (margins[1] - margins[0]).exp()  # h_2/h_1
    n_h = 1 / t + 1 + t  # both N divided by h_1 h_2
    n_g = ratios[0] ** 2 / t + ratios[0] * ratios[1] + ratios[1] ** 2 * t
    difference = ratios[0] - ratios[1]
    gap = flint.arb(flint.fmpq(sine.numerator, sine.denominator)) - 3 * difference * difference / (4 * n_g * n_h)
    return gap.min(ratios[0]).min(ratios[1])


def check_box(formula: Any) -> Result:
    """Prove the cosine's bound over the box by bisection."""
    _confirm_entries()
    _confirm_sine()
    margin = Fraction(formula["margin"])
    box = Box.of(F_1=(-margin, margin), F_2=(-margin, margin))
    proof = prove(partial(box_gap, formula), box, Plan(budget=20000, tiles=1, folder=None), tell=lambda _: None)
    return Result(
        proof.verdict,
        proof.cost(),
        counterexample=proof.point,
        scope=proof.box.text() if proof.verdict is Verdict.HOLDS else None,
        covered=_covered(formula, proof.box) if proof.verdict is Verdict.HOLDS else None,
    )


def _covered(formula: Any, box: Box) -> Domain:
    """Return what the box of a proof covers, at the mu and alpha of the formula."""
    alpha = sp.diff(read(formula["phi"]), names()["x"]).subs(names()["x"], 0)
    return Domain.of(f"K = 3, n = 1, {box.text()}, mu = {formula['mu']}, alpha = {alpha}")
