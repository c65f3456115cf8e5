"""SAM on the robust weight: its loss, and how a shift of w changes it (appendix A.3, eqs. 19 to 24)."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import decisions, derivation
from theory.papers.wei2023.sam import gap


def check_slope_signs(formula: dict[str, str]) -> Result:
    """Eq. 20: each stated half-line against the sign form at w* - q, w* and w* + q."""
    s = symbols()
    q = sp.Symbol("q", positive=True)
    results = []
    for name, sign in (("positive", 1), ("negative", -1)):
        for offset in (-q, sp.Integer(0), q):
            stated = decisions.truth(parse(formula[name]), {s["w"]: s["w_star"] + offset})
            derived = derivation.slope_sign(offset)
            row = {"w": f"w_star + ({offset})", f"u' {name}, as stated": stated, "sign of u'": derived}
            if stated is None or derived is None:
                results.append(Result(Verdict.INCONCLUSIVE, observed=row))
            else:
                verdict = verdict_of(stated == (derived == sign))
                shown = row if verdict is Verdict.FAILS else None
                covered = decisions.covered(derivation.accuracy_slope())
                results.append(Result(verdict, observed=row, counterexample=shown, covered=covered))
    return replace(decisions.worst(*results), expected=formula)


def check_worst_loss(formula: str) -> Result:
    """Eq. 21: integrate the error probability; stated as a falling function of the accuracy, its maximum is at the
    smallest accuracy.
    """
    s = symbols()
    moved = s["w"] + s["delta"]
    stated = parse(formula)
    result = decisions.compare(derivation.error(moved), stated.subs(s["u"], derivation.accuracy(moved)))
    if result.verdict is Verdict.HOLDS and not sp.diff(stated, s["u"]).is_negative:
        return Result(Verdict.INCONCLUSIVE, observed=str(sp.diff(stated, s["u"])), expected="a falling function of u")
    return replace(result, covered=decisions.covered(derivation.error(moved), s["rho"]))


def check_ends(formula: tuple[str, str]) -> Result:
    """Eq. 22: u rises up to w* and falls from there, so u(v) >= u(lower end) for v <= w*, else >= u(upper end).

    The stated weights must be those two ends: each in the interval, the first not above and the second not below any
    of its points. Otherwise an exact example is looked for in which the smaller value differs.
    """
    gap.confirm_unimodal()
    s = symbols()
    w, rho, q = s["w"], s["rho"], sp.Symbol("q", nonnegative=True)
    first, second = (parse(part) for part in formula)
    inside = [w - rho, w + rho, w + rho * (1 - q) / (1 + q)]  # both ends, and every point but the lower end
    holds = all(sp.factor(v - first).is_nonnegative and sp.factor(second - v).is_nonnegative for v in inside) and all(
        (rho - sp.Abs(sp.expand(end - w))).is_nonnegative for end in (first, second)
    )
    if holds:
        covered = decisions.covered(derivation.accuracy(w + rho))
        return Result(Verdict.HOLDS, observed=[str(w - rho), str(w + rho)], expected=list(formula), covered=covered)
    for base in decisions.POINTS:
        for weight in ("-2", "1", "6"):
            point = {**base, "w": weight}
            ends, stated = (
                min(decisions.digits_at(derivation.accuracy(v), point) for v in pair)
                for pair in ((w - rho, w + rho), (first, second))
            )
            if abs(ends - stated) > sp.Rational(1, 10**20):
                inputs = {name: point[name] for name in ("p", "eta", "d", "rho", "w")}
                shown = {**inputs, "smallest accuracy": str(ends), "stated": str(stated)}
                return Result(Verdict.FAILS, expected=list(formula), counterexample=shown)
    return Result(Verdict.INCONCLUSIVE, expected=list(formula))


def check_improving_shift(formula: dict[str, str]) -> Result:
    """Eqs. 23, 24: find the worse end's side of w* from the slope, and the direction that lifts its accuracy.

    If the lower end is strictly worse it lies left of w*: otherwise u would fall along the whole interval and the
    upper end would be worse. There u' > 0, so the loss, 1 - u at that end, falls to the right. Mirrored above.
    """
    low, high = sp.symbols("u_low u_high", positive=True)
    q = sp.Symbol("q", positive=True)
    relation = parse(formula["if"], u_low=low, u_high=high)
    shift = sp.sympify(formula["shift"])
    upper_better, lower_better = (decisions.truth(relation, {high: value}) for value in (low + q, low / (1 + q)))
    if upper_better is None or lower_better is None or upper_better == lower_better:
        return Result(Verdict.INCONCLUSIVE, note=f"{relation} does not say which end is worse")
    if decisions.truth(relation, {high: low}):
        gap.confirm_one_optimum()
        optimum = {"u_low": "u_high", "as at": "w_SAM, the only optimum, which no shift improves"}
        return Result(Verdict.FAILS, expected=formula, counterexample=optimum)
    side = -1 if upper_better else 1
    # the worse end strictly beyond w* on the other side: all slopes there have one sign, and it contradicts
    derivation.confirm(derivation.slope_sign(-side * q) == side, "beyond w* the interval's other end is worse")
    slope = derivation.slope_sign(side * q)
    derivation.confirm(slope == -side, "the slope at the worse end points to w*")
    gain = shift * slope
    observed = {"worse end": "lower" if side < 0 else "upper", "sign of u' there": slope}
    if not (gain.is_positive or gain.is_negative):
        return Result(Verdict.INCONCLUSIVE, observed=observed)
    shown = None if gain.is_positive else {**observed, "shift": str(shift), "rate of the loss": str(-gain)}
    return Result(
        verdict_of(bool(gain.is_positive)),
        observed=observed,
        expected=formula,
        counterexample=shown,
        covered=decisions.covered(gap.gap(symbols()["w"])),
    )
