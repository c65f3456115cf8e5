"""Certified digits of the limit at large radii."""

from __future__ import annotations

import flint

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse
from theory.papers.tools import digits
from theory.rigour.formulas import ball_value

# the squares of d are rational here, so that rho = 12 sqrt(d) is
SETTINGS = (("7/10", "1/10", "1", "12"), ("9/10", "1/10", "100", "120"), ("19/20", "1/2", "4", "24"))


def check_limit_certified(formula: str) -> Result:
    """Opposite certified signs of the stated function on both sides of the certified w_SAM - rho."""
    expression = parse(formula)
    found = {}
    for p, eta, d, rho in SETTINGS:
        point = digits.Point(p, eta, d)
        with flint.ctx.workprec(512):
            lower = digits.sam_weight(point, rho, 60) - digits.ball(rho)
            root = digits.ball(d).sqrt()
            ends = [(lower + side * flint.arb(10) ** -20) / root for side in (-1, 1)]
            values = {"p": digits.ball(p), "kappa": digits.ball(eta) * root}
            signs = []
            for x in ends:
                value = ball_value(expression, {**values, "x": x})
                signs.append(int(value > 0) - int(value < 0))
            shown = digits.decimals(lower, 25)
        found[f"p = {p}, eta = {eta}, d = {d}"] = {"w_SAM - rho": shown, "signs": signs}
        if signs[0] * signs[1] > 0:
            return Result(Verdict.FAILS, observed=found, expected="a sign change", counterexample=point.inputs(rho=rho))
        if 0 in signs:
            return Result(Verdict.INCONCLUSIVE, observed=found)
    return Result(Verdict.HOLDS, observed=found, expected="a sign change within 1e-20", covered=_settings())


def _settings() -> Domain:
    """The settings, at the one radius each."""
    cases = ", ".join(f"({', '.join(one)})" for one in SETTINGS)
    return Domain.of(f"(p, eta, d, rho) in {{{cases}}}")
