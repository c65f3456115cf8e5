"""The binary model (section 4.1), its accuracy, and Theorem 4.1 on standard training (appendix A.1)."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.sources import wei2023
from theory.papers.wei2023.section3 import RESTORED

DOMAIN = "1/2 < p < 1, eta > 0, d >= 1"
WHOLE = "every p, eta and d of the domain, every weight w"
STANDARD_WEIGHT = "(log(p) - log(1 - p))/(2*eta)"

CLAIMS = (
    Claim(
        id="wei2023/eq-7",
        kind=Kind.DEFINITION,
        source=wei2023("Section 4.1, eq. 7"),
        summary="the model: one robust feature, d weak normal features",
        statement=(
            r"$y$ is uniform on $\{-1, +1\}$; $x_1 = y$ with probability $p$ and $-y$ otherwise; given $y$, "
            r"$x_2, \dots, x_{d+1}$ are independent and $N(\eta y, 1)$."
        ),
        domain=DOMAIN,
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/eq-14",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.1, eq. 14"),
        summary="natural accuracy of the classifier with weight w",
        statement=(
            r"$\mathrm{acc}(w) = p \Phi\left(\frac{\eta d + w}{\sqrt{d}}\right)"
            r" + (1 - p) \Phi\left(\frac{\eta d - w}{\sqrt{d}}\right)$; the loss is $1 - \mathrm{acc}$."
        ),
        formula="p*Phi((eta*d + w)/sqrt(d)) + (1 - p)*Phi((eta*d - w)/sqrt(d))",
        domain=DOMAIN + ", w real",
        uses=("wei2023/eq-7",),
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/eq-15",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.1, eq. 15"),
        summary="the derivative of the accuracy",
        statement=(
            r"$\frac{d\,\mathrm{acc}}{dw} = \frac{1}{\sqrt{d}} \left[ p \varphi\left(\frac{\eta d + w}{\sqrt{d}}"
            r"\right) - (1 - p) \varphi\left(\frac{\eta d - w}{\sqrt{d}}\right) \right]$."
        ),
        formula="(p*phi((eta*d + w)/sqrt(d)) - (1 - p)*phi((eta*d - w)/sqrt(d)))/sqrt(d)",
        domain=DOMAIN + ", w real",
        uses=("wei2023/eq-14",),
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/slope-sign-form",
        kind=Kind.LEMMA,
        source=wei2023("not in the paper; follows from eq. 15"),
        summary="acc' has the sign of w* - w, exactly",
        statement=(
            r"$\mathrm{acc}'(w) = C e^{-w^2/(2d)} \sinh(\eta (w^* - w))$ with "
            r"$C = \frac{2 \sqrt{p (1-p)}}{\sqrt{2 \pi d}} e^{-\eta^2 d / 2} > 0$."
        ),
        formula="2*sqrt(p*(1 - p))*exp(-eta**2*d/2)/sqrt(2*pi*d)*exp(-w**2/(2*d))*sinh(eta*(w_star - w))",
        domain=DOMAIN + ", w real",
        uses=("wei2023/eq-14",),
    ),
    Claim(
        id="wei2023/eq-16",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.1, eq. 16"),
        summary="the one zero of the derivative is w*",
        statement=r"$\mathrm{acc}'(w) = 0$ exactly at $w = w^* = \frac{\ln p - \ln(1 - p)}{2 \eta}$.",
        formula=STANDARD_WEIGHT,
        domain=DOMAIN,
        uses=("wei2023/eq-15",),
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/thm-4.1",
        kind=Kind.THEOREM,
        source=wei2023("Theorem 4.1"),
        summary="standard training: w* = log(p/(1-p))/(2 eta)",
        statement=(
            r"The accuracy is maximal at $w^* = \frac{\ln p - \ln(1 - p)}{2 \eta}$: it rises on $(-\infty, w^*)$ "
            r"and falls on $(w^*, \infty)$, so no other weight is optimal."
        ),
        formula=STANDARD_WEIGHT,
        domain=DOMAIN,
        uses=("wei2023/eq-14", "wei2023/eq-15", "wei2023/eq-16"),
    ),
)


def check_accuracy(formula: str) -> Result:
    """Eq. 14: integrate the model's distribution over both cases of the robust feature."""
    from theory.papers.tools import decisions, derivation

    return decisions.compare(derivation.accuracy(symbols()["w"]), parse(formula))


def check_slope(formula: str) -> Result:
    """Eq. 15 and the sign form: differentiate the derived accuracy."""
    from theory.papers.tools import decisions, derivation

    return decisions.compare(derivation.accuracy_slope(), parse(formula))


def check_zero(formula: str) -> Result:
    """Eq. 16: of scale * damping * swing only the swing, a sinh, can vanish, and it does so where its argument does."""
    from theory.papers.tools import decisions, derivation

    swing = derivation.accuracy_slope_factor().swing
    zero = symbols()["w_star"]
    derivation.confirm(swing.subs(symbols()["w"], zero) == 0, "the swing vanishes at w*")
    result = decisions.compare(zero, parse(formula))
    if result.verdict is Verdict.FAILS:
        slope = derivation.accuracy_slope().subs(symbols()["w"], parse(formula))
        shown = decisions.counterexample(zero, parse(formula), slope_there=slope)
        return Result(result.verdict, result.observed, result.expected, counterexample=shown)
    return result


def check_maximiser(formula: str) -> Result:
    """Theorem 4.1: the slope at the claimed weight less (plus) any q > 0 is positive (negative)."""
    import sympy as sp

    from theory.papers.tools import decisions, derivation

    q = sp.Symbol("q", positive=True)
    claimed = parse(formula)
    offset = sp.simplify(derivation.in_log_odds(claimed - symbols()["w_star"]))
    signs = [derivation.slope_sign(offset - q), derivation.slope_sign(offset + q)]
    expected = {"left": 1, "right": -1}
    observed = dict(zip(expected, signs, strict=True))
    if observed == expected:
        return Result(Verdict.HOLDS, observed=observed, expected=expected, note="signs of the slope")
    accuracy = derivation.accuracy
    best, reached = accuracy(symbols()["w_star"]), accuracy(claimed)
    shown = decisions.counterexample(symbols()["w_star"], claimed, accuracy_derived=best, accuracy_stated=reached)
    verdict = Verdict.INCONCLUSIVE if shown is None else Verdict.FAILS
    return Result(verdict, observed=observed, expected=expected, counterexample=shown)


def check_maximiser_numerically(formula: str) -> Result:
    """Theorem 4.1 at random parameters: no probed weight on either side reaches the accuracy at the claimed one."""
    import mpmath as mp

    from theory.papers.wei2023 import samples

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
    )


RANDOM = (
    "100 random settings: p in [0.501, 0.999], eta sqrt(d) in [0.05, 5], d in [1, 1e4], w*/sqrt(d) <= 8; "
    "14 weights each, 1e-12 to 10 sqrt(d) away, 120 digits"
)
CHECKS = (
    Check("wei2023/eq-14", Method.SYMBOLIC, WHOLE, True, check_accuracy),
    Check("wei2023/eq-15", Method.SYMBOLIC, WHOLE, True, check_slope),
    Check("wei2023/slope-sign-form", Method.SYMBOLIC, WHOLE, True, check_slope),
    Check("wei2023/eq-16", Method.SYMBOLIC, WHOLE, True, check_zero),
    Check("wei2023/thm-4.1", Method.SYMBOLIC, WHOLE, True, check_maximiser),
    Check("wei2023/thm-4.1", Method.NUMERICAL, RANDOM, False, check_maximiser_numerically),
)
