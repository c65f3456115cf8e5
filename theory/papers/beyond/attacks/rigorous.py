"""Certified optima under an l_inf attack on all features."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import flint
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.beyond.attacks.checks import local_maximum, lost_margin
from theory.papers.beyond.words import MODEL, listed
from theory.papers.tools import derivation
from theory.papers.tools.digits import Point, ball, decimals, standard_weight

WITHIN = Fraction(1, 10**8)


class _Attacked:
    """Balls for the l_inf attack on all features at rational parameters."""

    def __init__(self, p: str, eta: str, d: str, eps: Fraction) -> None:
        self.p, self.d = ball(p), ball(d)
        self.eps = flint.arb(flint.fmpq(eps.numerator, eps.denominator))
        self.m = ball(eta) - self.eps
        self.tilted = (self.p * (1 - self.eps) / ((1 - self.p) * (1 + self.eps))).log()

    def stationary(self) -> Any | None:
        """A ball around the smaller stationary weight, None unless it is certified to exist."""
        square = self.m**2 - 2 * self.eps * self.tilted / self.d
        if not (square > 0 and self.m > 0 and self.tilted > 0):
            return None
        return self.tilted / (self.m + square.sqrt())

    def none(self) -> bool:
        """Whether it is certified that there is no stationary weight above 0: the accuracy rises throughout."""
        square = self.m**2 - 2 * self.eps * self.tilted / self.d
        return bool(self.tilted > 0 and (square < 0 or self.m < 0))

    def accuracy(self, w: Any) -> Any:
        """A ball around the accuracy at w >= 0."""
        scale = (2 * self.d).sqrt()
        helped, hurt = self.m * self.d + w * (1 - self.eps), self.m * self.d - w * (1 + self.eps)
        return 1 - (self.p * (helped / scale).erfc() + (1 - self.p) * (hurt / scale).erfc()) / 2


def check_raises(formula: str) -> Result:
    """The certified weight at one setting: better than the limit p at infinity, and below w*."""
    point = Point("3/5", "1/2", "10")
    with flint.ctx.workprec(256):
        attacked = _Attacked("3/5", "1/2", "10", Fraction(1, 10))
        weight, start = attacked.stationary(), standard_weight(point)
        if weight is None or not attacked.accuracy(weight) > attacked.p:
            return Result(Verdict.INCONCLUSIVE, observed="no certified optimum")
        sign = int(weight > start) - int(weight < start)
        shown = point.inputs(eps="1/10") | {"weight": decimals(weight), "w*": decimals(start)}
    if sign == 0:
        return Result(Verdict.INCONCLUSIVE, observed=shown)
    step, w = sp.Symbol("step", positive=True), sp.Symbol("w_attack", real=True)
    truth = sp.simplify(parse(formula, w_attack=w).subs(w, symbols()["w_star"] + sign * step))
    holds = truth == sp.true
    return Result(verdict_of(holds), observed=shown, expected=formula, counterexample=None if holds else shown)


def check_jump(formula: Mapping[tuple[str, str, str], str]) -> Result:
    """Certified: the local maximum beats p just below each ratio and not just above it (or is no longer there).

    At each weight the accuracy falls with eps, and as w grows it tends to p for every eps < 1. So a finite weight that
    beats p does so at every smaller eps, and where none does, none does at any larger one.
    """
    _confirm_falls_with_eps()
    _confirm_stationary()
    found: dict[str, Any] = {}
    with flint.ctx.workprec(512):
        for (p, eta, d), ratio in formula.items():
            signs = [_sign_of_excess(p, eta, d, (Fraction(ratio) + step * WITHIN) * Fraction(eta)) for step in (-1, 1)]
            found[f"p = {p}, eta = {eta}, d = {d}"] = {"ratio": ratio, "excess over p below, above": signs}
    every = [one["excess over p below, above"] for one in found.values()]
    if any(0 in signs for signs in every):
        return Result(Verdict.INCONCLUSIVE, observed=found)
    return Result(
        verdict_of(all(signs == [1, -1] for signs in every)),
        observed=found,
        expected="1 below, -1 above",
        covered=Domain.of(f"{MODEL}, (p, eta, d) in {listed(formula)}, 0 < eps < 1"),
    )


def _sign_of_excess(p: str, eta: str, d: str, eps: Fraction) -> int:
    """The certified sign of the best accuracy at a finite w >= 0 less p; at 0 the accuracy rises, as eps < 2p - 1."""
    if not 0 < eps < min(Fraction(eta), 2 * Fraction(p) - 1):
        raise ValueError(f"eps must be between 0 and min(eta, 2p - 1), got {eps}")
    attacked = _Attacked(p, eta, d, eps)
    weight = attacked.stationary()
    if weight is None:
        return -1 if attacked.none() else 0
    excess = attacked.accuracy(weight) - attacked.p
    return int(excess > 0) - int(excess < 0)


def _confirm_stationary() -> None:
    """The balls' stationary weight L/(m + sqrt(m^2 - 2 eps L/d)) is the one local maximum."""
    derived, m, tilted = local_maximum()
    root = sp.sqrt(m**2 - 2 * symbols()["eps"] * tilted / symbols()["d"])
    derivation.confirm(sp.simplify(sp.expand(sp.simplify(derived) * (m + root)) - tilted) == 0, "the stationary weight")


def _confirm_falls_with_eps() -> None:
    """The accuracy under the l_inf attack on all features falls with eps at each w >= 0, and at w = -v is below that at v."""
    table = symbols()
    p, w, d, eps = table["p"], sp.Symbol("w", nonnegative=True), table["d"], table["eps"]
    lowered = lost_margin("linf", "all").subs(table["w"], w)
    means = [(table["eta"] * d + sign * w - lowered) / sp.sqrt(d) for sign in (1, -1)]
    derivation.confirm(all(sp.simplify(sp.diff(one, eps)).is_negative for one in means), "both margins fall with eps")
    gap = sp.simplify(means[0] - means[1])
    derivation.confirm(gap.is_nonnegative, "the margin with x_1 is not the smaller one")
    odds = sp.Symbol("odds", positive=True)
    derivation.confirm(sp.simplify((2 * p - 1).subs(p, (1 + odds) / (2 + odds))).is_positive, "x_1 is right more often")
    grown = [sp.Poly(sp.expand(one * sp.sqrt(d)), w).nth(1).subs(eps, 1 / (1 + odds)) for one in means]
    signs = [sp.simplify(grown[0]).is_positive, sp.simplify(grown[1]).is_negative]
    derivation.confirm(signs == [True, True], "the accuracy tends to p for eps < 1")
