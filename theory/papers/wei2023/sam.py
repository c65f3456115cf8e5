"""SAM on the robust weight: its loss, and how a shift of w changes it (appendix A.3, eqs. 19 to 24)."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.sources import wei2023
from theory.papers.wei2023.model import DOMAIN, check_accuracy
from theory.papers.wei2023.section3 import RESTORED

BALL = DOMAIN + ", rho > 0"
WHOLE = "every p, eta, d and rho of the domain, every weight w"

CLAIMS = (
    Claim(
        id="wei2023/eq-11",
        kind=Kind.DEFINITION,
        source=wei2023("Section 4.3, eq. 11"),
        summary="SAM on w: minimise the worst loss within rho of w",
        statement=r"$\min_w \max_{|\delta| \le \rho} L(w + \delta)$ with $L = 1 - \mathrm{acc}$.",
        domain=BALL,
        reading="only the robust weight w is perturbed; the text writes epsilon for the radius, here rho",
    ),
    Claim(
        id="wei2023/eq-19",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 19"),
        summary="u(w) is the natural accuracy of eq. 14",
        statement=(
            r"$u(w) = \mathrm{acc}(w) = p \Phi\left(\frac{\eta d + w}{\sqrt{d}}\right)"
            r" + (1 - p) \Phi\left(\frac{\eta d - w}{\sqrt{d}}\right)$."
        ),
        formula="p*Phi((eta*d + w)/sqrt(d)) + (1 - p)*Phi((eta*d - w)/sqrt(d))",
        domain=DOMAIN + ", w real",
        uses=("wei2023/eq-14",),
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/eq-20",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 20"),
        summary="u' > 0 exactly left of w*, u' < 0 exactly right of it",
        statement=(
            r"$u'(w) = \frac{1}{\sqrt{d}} \left[p \varphi\left(\frac{\eta d + w}{\sqrt{d}}\right) - "
            r"(1 - p) \varphi\left(\frac{\eta d - w}{\sqrt{d}}\right)\right]$ is positive exactly for $w < w^*$ and "
            r"negative exactly for $w > w^*$."
        ),
        formula={
            "slope": "(p*phi((eta*d + w)/sqrt(d)) - (1 - p)*phi((eta*d - w)/sqrt(d)))/sqrt(d)",
            "positive": "w < w_star",
            "negative": "w > w_star",
        },
        domain=DOMAIN + ", w real",
        uses=("wei2023/eq-19", "wei2023/eq-15", "wei2023/thm-4.1"),
        reading=f"the formula of u' {RESTORED}; its signs are in the text",
    ),
    Claim(
        id="wei2023/eq-21",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 21"),
        summary="SAM's loss is 1 minus the smallest accuracy in reach",
        statement=r"$\max_{|\delta| \le \rho} L(w + \delta) = 1 - \min_{|\delta| \le \rho} u(w + \delta)$.",
        formula="1 - u",
        domain=BALL,
        uses=("wei2023/eq-11", "wei2023/eq-19"),
        reading=RESTORED + "; u in the formula is the smallest accuracy",
    ),
    Claim(
        id="wei2023/eq-22",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 22"),
        summary="the smallest accuracy in reach is at an end of the interval",
        statement=r"$\min_{|\delta| \le \rho} u(w + \delta) = \min\{u(w - \rho), u(w + \rho)\}$.",
        formula=("w - rho", "w + rho"),
        domain=BALL + ", w real",
        uses=("wei2023/eq-20",),
        reading=RESTORED + "; the formula lists the two weights whose smaller accuracy is meant",
    ),
    Claim(
        id="wei2023/eq-23",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 23"),
        summary="if the lower end is worse, a larger w lowers SAM's loss",
        statement=r"If $u(w - \rho) < u(w + \rho)$, SAM's loss at $w + t$ is below that at $w$ for small $t > 0$.",
        formula={"if": "u_low < u_high", "shift": "1"},
        domain=BALL,
        uses=("wei2023/eq-20", "wei2023/eq-22"),
        reading="the two cases of the text are assigned to eqs. 23 and 24; the printed lines were not available",
    ),
    Claim(
        id="wei2023/eq-24",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 24"),
        summary="if the upper end is worse, a smaller w lowers SAM's loss",
        statement=r"If $u(w - \rho) > u(w + \rho)$, SAM's loss at $w - t$ is below that at $w$ for small $t > 0$.",
        formula={"if": "u_low > u_high", "shift": "-1"},
        domain=BALL,
        uses=("wei2023/eq-20", "wei2023/eq-22"),
        reading="the two cases of the text are assigned to eqs. 23 and 24; the printed lines were not available",
    ),
)


def check_slope_signs(formula: dict[str, str]) -> Result:
    """Eq. 20: the derived slope, and each stated half-line against the sign form at w* - q, w* and w* + q."""
    import sympy as sp

    from theory.papers.tools import decisions, derivation

    s = symbols()
    q = sp.Symbol("q", positive=True)
    results = [decisions.compare(derivation.accuracy_slope(), parse(formula["slope"]))]
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
                results.append(Result(verdict, observed=row, counterexample=shown))
    return decisions.worst(*results, Result(Verdict.HOLDS, expected=formula))


def check_worst_loss(formula: str) -> Result:
    """Eq. 21: integrate the error probability; stated as a falling function of the accuracy, its maximum is at the
    smallest accuracy.
    """
    import sympy as sp

    from theory.papers.tools import decisions, derivation

    s = symbols()
    moved = s["w"] + s["delta"]
    stated = parse(formula)
    result = decisions.compare(derivation.error(moved), stated.subs(s["u"], derivation.accuracy(moved)))
    if result.verdict is Verdict.HOLDS and not sp.diff(stated, s["u"]).is_negative:
        return Result(Verdict.INCONCLUSIVE, observed=str(sp.diff(stated, s["u"])), expected="a falling function of u")
    return result


def check_ends(formula: tuple[str, str]) -> Result:
    """Eq. 22: u rises up to w* and falls from there, so u(v) >= u(lower end) for v <= w*, else >= u(upper end).

    The stated weights must be those two ends: each in the interval, the first not above and the second not below any
    of its points. Otherwise an exact example is looked for in which the smaller value differs.
    """
    import sympy as sp

    from theory.papers.tools import decisions, derivation
    from theory.papers.wei2023 import gap

    gap.confirm_unimodal()
    s = symbols()
    w, rho, q = s["w"], s["rho"], sp.Symbol("q", nonnegative=True)
    first, second = (parse(part) for part in formula)
    inside = [w - rho, w + rho, w + rho * (1 - q) / (1 + q)]  # both ends, and every point but the lower end
    holds = all(sp.factor(v - first).is_nonnegative and sp.factor(second - v).is_nonnegative for v in inside) and all(
        (rho - sp.Abs(sp.expand(end - w))).is_nonnegative for end in (first, second)
    )
    if holds:
        return Result(Verdict.HOLDS, observed=[str(w - rho), str(w + rho)], expected=list(formula))
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
    import sympy as sp

    from theory.papers.tools import decisions, derivation

    low, high = sp.symbols("u_low u_high", positive=True)
    q = sp.Symbol("q", positive=True)
    relation = parse(formula["if"], u_low=low, u_high=high)
    shift = sp.sympify(formula["shift"])
    upper_better, lower_better = (decisions.truth(relation, {high: value}) for value in (low + q, low / (1 + q)))
    if upper_better is None or lower_better is None or upper_better == lower_better:
        return Result(Verdict.INCONCLUSIVE, note=f"{relation} does not say which end is worse")
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
    return Result(verdict_of(bool(gain.is_positive)), observed=observed, expected=formula, counterexample=shown)


CHECKS = (
    Check("wei2023/eq-19", Method.SYMBOLIC, "every p, eta and d of the domain, every weight w", True, check_accuracy),
    Check(
        "wei2023/eq-20", Method.SYMBOLIC, "every p, eta and d of the domain, every weight w", True, check_slope_signs
    ),
    Check("wei2023/eq-21", Method.SYMBOLIC, WHOLE, True, check_worst_loss),
    Check("wei2023/eq-22", Method.SYMBOLIC, WHOLE, True, check_ends),
    Check("wei2023/eq-23", Method.SYMBOLIC, WHOLE, True, check_improving_shift),
    Check("wei2023/eq-24", Method.SYMBOLIC, WHOLE, True, check_improving_shift),
)
