"""The binary model (section 4.1), its accuracy, and Theorem 4.1 on standard training (appendix A.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mpmath as mp
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import decisions, derivation
from theory.papers.wei2023 import samples


def check_accuracy(formula: str) -> Result:
    """Eq. 14: integrate the model's distribution over both cases of the robust feature."""
    return decisions.compare(derivation.accuracy(symbols()["w"]), parse(formula))


def check_slope(formula: str) -> Result:
    """Eq. 15: differentiate the derived accuracy."""
    return decisions.compare(derivation.accuracy_slope(), parse(formula))


def check_sign_form(formula: str) -> Result:
    """The sign form: the derived slope, whose factor before the damping and the swing is confirmed to be positive."""
    factors = derivation.accuracy_slope_factor()
    result = decisions.compare(derivation.accuracy_slope(), parse(formula))
    if result.verdict is Verdict.HOLDS:
        scale = decisions.compare(parse(formula) / (factors.damping * factors.swing), factors.scale)
        return decisions.worst(scale, result)
    return result


def check_zero(formula: str) -> Result:
    """Eq. 16: of scale * damping * swing only the swing, a sinh, can vanish, and it does so where its argument does."""
    swing = derivation.accuracy_slope_factor().swing
    zero, q = symbols()["w_star"], sp.Symbol("q", positive=True)
    derivation.confirm(swing.subs(symbols()["w"], zero) == 0, "the swing vanishes at w*")
    for sign in (-1, 1):
        derivation.confirm(derivation.slope_sign(sign * q) == -sign, "it vanishes at no other weight")
    result = decisions.compare(zero, parse(formula))
    if result.verdict is Verdict.FAILS:
        slope = derivation.accuracy_slope().subs(symbols()["w"], parse(formula))
        shown = decisions.counterexample(zero, parse(formula), slope_there=slope)
        return replace(result, counterexample=shown)
    return replace(result, covered=decisions.covered(derivation.accuracy_slope()))


def check_maximiser(formula: str) -> Result:
    """Theorem 4.1: the slope at the claimed weight less (plus) any q > 0 is positive (negative)."""
    q = sp.Symbol("q", positive=True)
    claimed = parse(formula)
    offset = sp.simplify(derivation.in_log_odds(claimed - symbols()["w_star"]))
    signs = [derivation.slope_sign(offset - q), derivation.slope_sign(offset + q)]
    expected = {"left": 1, "right": -1}
    observed = dict(zip(expected, signs, strict=True))
    if observed == expected:
        covered = decisions.covered(derivation.accuracy_slope(), claimed)
        return Result(Verdict.HOLDS, observed=observed, expected=expected, note="signs of the slope", covered=covered)
    accuracy = derivation.accuracy
    best, reached = accuracy(symbols()["w_star"]), accuracy(claimed)
    shown = decisions.counterexample(symbols()["w_star"], claimed, accuracy_derived=best, accuracy_stated=reached)
    verdict = Verdict.INCONCLUSIVE if shown is None else Verdict.FAILS
    return Result(verdict, observed=observed, expected=expected, counterexample=shown)


def check_maximiser_numerically(formula: str) -> Result:
    """Theorem 4.1 at random parameters: no probed weight on either side reaches the accuracy at the claimed one."""
    weight = samples.evaluator(parse(formula), "p", "eta")
    beaten: dict[str, Any] | None = None
    tried = failed = 0
    with mp.workdps(samples.DIGITS):
        for one in samples.settings(100):
            claimed = weight(mp.mpf(one.p), mp.mpf(one.eta))
            top = samples.accuracy(one.p, one.eta, one.d, claimed)
            for w in samples.probes(claimed, mp.sqrt(one.d)):
                tried += 1
                if samples.accuracy(one.p, one.eta, one.d, w) >= top:
                    failed += 1
                    beaten = beaten or {"p": one.p, "eta": one.eta, "d": one.d, "better w": mp.nstr(w, 20)}
    return Result(
        verdict_of(not failed),
        observed={"probes": tried, "not below": failed},
        expected={"probes": tried, "not below": 0},
        counterexample=beaten,
        seed=samples.SEED,
        covered=samples.region(),
    )
