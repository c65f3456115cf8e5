"""The condition for SAM's optimum on the binary model and the reflection about w* (appendix A.3, eqs. 25 to 28)."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.sources import wei2023
from theory.papers.wei2023.sam import BALL

EVERY = "every p, eta, d and rho > 0 of the domain"
TOLERANCE = 1e-8
REFLECTED = (
    "the printed lines argue for rho below a bound, and neither they nor the bound were available; restated as the "
    "reflection inequality about w*, which holds for every rho > 0"
)

CLAIMS = (
    Claim(
        id="wei2023/eq-25",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 25"),
        summary="at SAM's optimum both ends have the same accuracy",
        statement=r"$u(w_{SAM} - \rho) = u(w_{SAM} + \rho)$.",
        formula="Eq(u_low, u_high)",
        domain=BALL,
        uses=("wei2023/eq-23", "wei2023/eq-24"),
    ),
    Claim(
        id="wei2023/eq-26",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 26"),
        summary="the integral of u' over SAM's interval is 0",
        statement=r"$\int_{w_{SAM} - \rho}^{w_{SAM} + \rho} u'(v)\, dv = 0$.",
        formula=(
            "Eq(Integral((p*phi((eta*d + v)/sqrt(d)) - (1 - p)*phi((eta*d - v)/sqrt(d)))/sqrt(d), "
            "(v, w_SAM - rho, w_SAM + rho)), 0)"
        ),
        domain=BALL,
        uses=("wei2023/eq-20", "wei2023/eq-25"),
    ),
    Claim(
        id="wei2023/eq-27",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 27"),
        summary="at equal distance from w* the slope is larger on the left",
        statement=(
            r"For $t > 0$, $[u'(w^* - t) + u'(w^* + t)] / C = \sinh(\eta t) \left[e^{-(w^* - t)^2/(2d)} - "
            r"e^{-(w^* + t)^2/(2d)}\right] > 0$, with the positive factor $C$ of the sign form of $u'$."
        ),
        formula={"sum": "sinh(eta*u)*(exp(-(w_star - u)**2/(2*d)) - exp(-(w_star + u)**2/(2*d)))", "sign": "positive"},
        domain="1/2 < p < 1, eta > 0, d >= 1, t > 0 (u in the formula)",
        uses=("wei2023/eq-20",),
        reading=REFLECTED,
    ),
    Claim(
        id="wei2023/eq-28",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.3, eq. 28"),
        summary="around w* the upper end is the better one",
        statement=(
            r"$[u(w^* + \rho) - u(w^* - \rho)] / C = \int_0^\rho \sinh(\eta t) \left[e^{-(w^* - t)^2/(2d)} - "
            r"e^{-(w^* + t)^2/(2d)}\right] dt > 0$."
        ),
        formula={
            "integral": (
                "Integral(sinh(eta*v)*(exp(-(w_star - v)**2/(2*d)) - exp(-(w_star + v)**2/(2*d))), (v, 0, rho))"
            ),
            "sign": "positive",
        },
        domain=BALL,
        uses=("wei2023/eq-27",),
        reading=REFLECTED,
    ),
)


def check_equal_ends(formula: str) -> Result:
    """Eq. 25: where the ends differ a shift lowers the loss, so an optimum has equal ends, and one such weight exists.

    The stated relation must follow from equal ends.
    """
    import sympy as sp

    from theory.papers.tools import derivation
    from theory.papers.wei2023 import gap

    gap.confirm_one_optimum()
    q, high = sp.symbols("q u_high", positive=True)
    for side in (-1, 1):  # a strictly worse end lies on its own side of w*, and its accuracy rises towards w*
        derivation.confirm(derivation.slope_sign(side * q) == -side, "unequal ends can be improved")
    relation = parse(formula, u_low=high, u_high=high)
    if relation in (sp.true, sp.false):
        shown = None if relation == sp.true else {"u_low": "u_high", "relation": formula, "truth": "false"}
        return Result(verdict_of(relation == sp.true), expected=formula, counterexample=shown)
    return Result(Verdict.INCONCLUSIVE, observed=str(relation), expected=formula)


def check_integral(formula: str) -> Result:
    """Eq. 26: its integral, done by sympy, is the difference of the derived accuracies at two equal ends."""
    import sympy as sp

    from theory.papers.tools import decisions
    from theory.papers.wei2023 import gap

    gap.confirm_one_optimum()
    relation = parse(formula)
    if not isinstance(relation, sp.Eq):
        return Result(Verdict.INCONCLUSIVE, expected=formula, note="not an equation")
    result = decisions.compare(gap.gap(symbols()["w_SAM"]), relation.lhs.doit(), note="the gap is 0 by eq. 25")
    if result.verdict is Verdict.HOLDS and relation.rhs != 0:
        shown = {"integral": "0", "stated": str(relation.rhs)}
        return Result(Verdict.FAILS, result.observed, result.expected, counterexample=shown)
    return result


def check_reflection(formula: dict[str, str]) -> Result:
    """Eq. 27: the derived sum of the slopes at w* - u and w* + u, over scale, and its sign."""
    import sympy as sp

    from theory.papers.tools import decisions
    from theory.papers.wei2023 import gap

    u = sp.Symbol("u", positive=True)
    return _positive(decisions.compare(gap.reflected_slope(u), parse(formula["sum"], u=u)), formula)


def check_reflected_integral(formula: dict[str, str]) -> Result:
    """Eq. 28: integral and gap at w*, over scale, vanish at rho = 0 and have the same, positive slope in rho."""
    import sympy as sp

    from theory.papers.tools import decisions
    from theory.papers.wei2023 import gap

    rho = symbols()["rho"]
    gap.confirm_gap_at_w_star()
    integral = parse(formula["integral"])
    at_zero = sp.simplify(integral.subs(rho, 0).doit())
    if at_zero != 0:
        return Result(Verdict.FAILS, expected=formula, counterexample={"rho": "0", "integral": str(at_zero)})
    return _positive(decisions.compare(gap.reflected_slope(rho), sp.diff(integral, rho)), formula)


def _positive(result: Result, formula: dict[str, str]) -> Result:
    """Return the result of a comparison with what is known to be positive, unless another sign is stated."""
    if result.verdict is not Verdict.HOLDS or formula["sign"] == "positive":
        return result
    shown = {"sign": "positive", "stated": formula["sign"]}
    return Result(Verdict.FAILS, result.observed, result.expected, counterexample=shown)


def check_equal_ends_numerically(formula: str) -> Result:
    """Eq. 25 at the weights of the solver: the relation between the ends, to 1e-8 of the drop from the best accuracy.

    A relative error r of the shift moves the gap by about r times that drop; the solver's r is below 1e-10.
    """
    import mpmath as mp

    from theory import BinaryModel, SharpnessAware, weight_shift
    from theory.papers.wei2023 import samples

    relation = parse(formula, u_low=symbols()["u"], u_high=symbols()["v"])
    sides = samples.evaluator(relation.lhs - relation.rhs, "u", "v")
    largest, broken = mp.mpf(0), None
    with mp.workdps(samples.DIGITS):
        for one in samples.settings(100):
            rho = one.radius * one.d**0.5
            model = BinaryModel(one.p, one.eta, one.d)
            best = mp.log(mp.mpf(one.p) / (1 - mp.mpf(one.p))) / (2 * mp.mpf(one.eta))
            weight = best + mp.mpf(float(weight_shift(model, SharpnessAware(rho))))
            ends = [samples.accuracy(one.p, one.eta, one.d, weight + side * mp.mpf(rho)) for side in (-1, 1)]
            drop = samples.accuracy(one.p, one.eta, one.d, best) - min(ends)
            error = abs(sides(*ends)) / drop
            largest = max(largest, error)
            if error > TOLERANCE and broken is None:
                broken = {"p": one.p, "eta": one.eta, "d": one.d, "rho": rho, "error": mp.nstr(error, 5)}
        return Result(
            verdict_of(largest <= TOLERANCE),
            observed={"largest error below": float(f"1e{int(mp.ceil(mp.log10(largest)))}")},
            expected={"largest error below": TOLERANCE},
            counterexample=broken,
            seed=samples.SEED,
        )


RANDOM = (
    "100 random settings: p in [0.501, 0.999], eta sqrt(d) in [0.05, 5], d in [1, 1e4], w*/sqrt(d) <= 8, "
    "rho/sqrt(d) in [0.01, 3]; the solver's weights, accuracies to 120 digits"
)
CHECKS = (
    Check("wei2023/eq-25", Method.SYMBOLIC, EVERY, True, check_equal_ends),
    Check("wei2023/eq-25", Method.NUMERICAL, RANDOM, False, check_equal_ends_numerically),
    Check("wei2023/eq-26", Method.SYMBOLIC, EVERY, True, check_integral),
    Check("wei2023/eq-27", Method.SYMBOLIC, "every p, eta, d and t > 0 of the domain", True, check_reflection),
    Check("wei2023/eq-28", Method.SYMBOLIC, EVERY, True, check_reflected_integral),
)
