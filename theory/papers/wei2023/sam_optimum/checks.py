"""The condition for SAM's optimum on the binary model and the reflection about w* (appendix A.3, eqs. 25 to 28)."""

from __future__ import annotations

from dataclasses import replace

import mpmath as mp
import sympy as sp

from theory import BinaryModel, SharpnessAware, weight_shift
from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import decisions, derivation
from theory.papers.wei2023 import samples
from theory.papers.wei2023.sam import gap

TOLERANCE = 1e-11


def check_equal_ends(formula: str) -> Result:
    """Eq. 25: where the ends differ a shift lowers the loss, so an optimum has equal ends, and one such weight exists.

    The stated relation must follow from equal ends.
    """
    gap.confirm_one_optimum()
    q, high = sp.symbols("q u_high", positive=True)
    for side in (-1, 1):  # a strictly worse end lies on its own side of w*, and its accuracy rises towards w*
        derivation.confirm(derivation.slope_sign(side * q) == -side, "unequal ends can be improved")
    relation = parse(formula, u_low=high, u_high=high)
    if relation in (sp.true, sp.false):
        shown = None if relation == sp.true else {"u_low": "u_high", "relation": formula, "truth": "false"}
        covered = decisions.covered(gap.gap(symbols()["w"]))
        return Result(verdict_of(relation == sp.true), expected=formula, counterexample=shown, covered=covered)
    return Result(Verdict.INCONCLUSIVE, observed=str(relation), expected=formula)


def check_integral(formula: str) -> Result:
    """Eq. 26: its integral, done by sympy, is the difference of the derived accuracies at two equal ends."""
    gap.confirm_one_optimum()
    relation = parse(formula)
    if not isinstance(relation, sp.Eq):
        return Result(Verdict.INCONCLUSIVE, expected=formula, note="not an equation")
    result = decisions.compare(gap.gap(symbols()["w_SAM"]), relation.lhs.doit(), note="the gap is 0 by eq. 25")
    if result.verdict is Verdict.HOLDS and relation.rhs != 0:
        shown = {"integral": "0", "stated": str(relation.rhs)}
        return Result(Verdict.FAILS, result.observed, result.expected, counterexample=shown)
    return replace(result, covered=decisions.covered(gap.gap(symbols()["w_SAM"])))


def check_reflection(formula: dict[str, str]) -> Result:
    """Eq. 27: the derived sum of the slopes at w* - u and w* + u, over scale, and its sign."""
    u = sp.Symbol("u", positive=True)
    result = decisions.compare(gap.reflected_slope(u), parse(formula["sum"], u=u))
    covered = decisions.covered(derivation.accuracy_slope_factor().at(u), meaning={"u": "t > 0"})
    return _positive(replace(result, covered=covered), formula)


def check_reflected_integral(formula: dict[str, str]) -> Result:
    """Eq. 28: integral and gap at w*, over scale, vanish at rho = 0 and have the same, positive slope in rho."""
    rho = symbols()["rho"]
    gap.confirm_gap_at_w_star()
    integral = parse(formula["integral"])
    at_zero = sp.simplify(integral.subs(rho, 0).doit())
    if at_zero != 0:
        return Result(Verdict.FAILS, expected=formula, counterexample={"rho": "0", "integral": str(at_zero)})
    result = decisions.compare(gap.reflected_slope(rho), sp.diff(integral, rho))
    return _positive(replace(result, covered=decisions.covered(gap.gap(symbols()["w_star"]))), formula)


def _positive(result: Result, formula: dict[str, str]) -> Result:
    """Return the result of a comparison with what is known to be positive, unless another sign is stated."""
    if result.verdict is not Verdict.HOLDS or formula["sign"] == "positive":
        return result
    shown = {"sign": "positive", "stated": formula["sign"]}
    return Result(Verdict.FAILS, result.observed, result.expected, counterexample=shown)


def check_equal_ends_numerically(formula: str) -> Result:
    """Eq. 25 at the weights of the solver: the relation between the ends, to 1e-11 of the drop from the best accuracy.

    A relative error r of the shift moves the gap by about r times that drop; the solver's r is below 1e-13.
    """
    relation = parse(formula, u_low=symbols()["u"], u_high=symbols()["v"])
    sides = samples.evaluator(relation.lhs - relation.rhs, "u", "v")
    largest, tried, broken = mp.mpf(0), 0, None
    with mp.workdps(samples.DIGITS):
        for one in samples.settings(100):
            rho = one.radius * one.d**0.5
            model = BinaryModel(one.p, one.eta, one.d)
            best = mp.log(mp.mpf(one.p) / (1 - mp.mpf(one.p))) / (2 * mp.mpf(one.eta))
            weight = best + mp.mpf(float(weight_shift(model, SharpnessAware(rho))))
            ends = [samples.accuracy(one.p, one.eta, one.d, weight + side * mp.mpf(rho)) for side in (-1, 1)]
            drop = samples.accuracy(one.p, one.eta, one.d, best) - min(ends)
            error = abs(sides(*ends)) / drop
            largest, tried = max(largest, error), tried + 1
            if error > TOLERANCE and broken is None:
                broken = {"p": one.p, "eta": one.eta, "d": one.d, "rho": rho, "error": mp.nstr(error, 5)}
        return Result(
            verdict_of(largest <= TOLERANCE),
            observed={"settings": tried, "largest error below": float(f"1e{int(mp.ceil(mp.log10(largest)))}")},
            expected={"largest error below": TOLERANCE},
            counterexample=broken,
            seed=samples.SEED,
            covered=samples.region("rho > 0"),
        )
