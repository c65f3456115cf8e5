"""Theorem 4.4 as printed, what of it stands, and the theorem that the expansion gives instead."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.sources import wei2023
from theory.papers.tools.random_models import RANDOM_MODELS, SEED, case, random_models, rounded, small_radii
from theory.papers.wei2023.expansion import DOMAIN, FORMAL, LIMIT, check_shift
from theory.papers.wei2023.words import RESTORED

CLAIMS = (
    Claim(
        id="wei2023/thm-4.4",
        kind=Kind.THEOREM,
        source=wei2023("Theorem 4.4"),
        summary="for small rho, w_SAM ~ w* + (2/3) w* rho^2",
        statement=r"For small $\rho$: $w_{SAM} \approx w^* + \frac{2}{3} w^* \rho^2$.",
        formula="w_star + 2*w_star*rho**2/3",
        domain=DOMAIN + ", rho -> 0",
        uses=("wei2023/eq-33",),
        reading=f"{RESTORED}; {FORMAL}",
    ),
    Claim(
        id="wei2023/thm-4.4-corrected",
        kind=Kind.THEOREM,
        source=wei2023("correction of Theorem 4.4"),
        summary="w_SAM = w* (1 + rho^2/(3d) + O(rho^4)), with its next terms",
        statement=(
            r"With $e^2 = \rho^2/d$, $\kappa^2 = \eta^2 d$, $t^2 = w^{*2}/d$: $w_{SAM} = w^* [1 + \frac{e^2}{3}"
            r" - \frac{\kappa^2 + t^2 - 3}{45} e^4 + c_6 e^6 + c_8 e^8 + O(e^{10})]$,"
            r" $c_6 = (6\kappa^4 + 20\kappa^2 t^2 + 6t^4 - 18\kappa^2 - 60t^2 + 27)/2835$, $c_8$ as in the formula."
        ),
        formula=(
            "w_star*(1 + e**2/3 - (kappa**2 + t_star**2 - 3)*e**4/45"
            " + (6*kappa**4 + 20*kappa**2*t_star**2 + 6*t_star**4 - 18*kappa**2 - 60*t_star**2 + 27)*e**6/2835"
            " - (9*kappa**6 + 63*kappa**4*t_star**2 + 63*kappa**2*t_star**4 + 9*t_star**6 - 27*kappa**4"
            " - 304*kappa**2*t_star**2 - 189*t_star**4 + 45*kappa**2 + 456*t_star**2 - 45)*e**8/42525)"
        ),
        domain=DOMAIN + ", rho -> 0 (d may be any real number)",
        uses=("wei2023/eq-26",),
        corrects="wei2023/thm-4.4",
    ),
    Claim(
        id="wei2023/thm-4.4-order",
        kind=Kind.THEOREM,
        source=wei2023("what stands of Theorem 4.4"),
        summary="for small rho the shift is positive and of order rho^2",
        statement=r"As $\rho \to 0$, $w_{SAM} - w^*$ is positive and of exact order $\rho^2$.",
        formula={"order": 2, "side": "w_SAM > w_star"},
        domain=DOMAIN + ", rho -> 0",
        uses=("wei2023/eq-33",),
    ),
    Claim(
        id="wei2023/thm-4.4-region",
        kind=Kind.THEOREM,
        source=wei2023("addition to Theorem 4.4"),
        summary="where the first term gives the shift within 1%",
        statement=(
            r"$\left| \frac{w_{SAM} - w^*}{w^* \rho^2/(3d)} - 1 \right| \le 1\%$ whenever"
            r" $\rho^2/d \le 0.047 / \max\{1, (\kappa^2/3 - 1)_+ + t^2\}$."
        ),
        formula="47/(1000*Max(1, Max(kappa**2/3 - 1, 0) + t_star**2))",
        domain=DOMAIN + ", rho within the stated bound",
        uses=("wei2023/eq-26",),
    ),
)


def check_theorem(formula: str) -> Result:
    """Theorem 4.4: the limit of (formula - w*)/(w* rho**2) against that of the exact weight."""
    return check_shift(f"({formula}) - w_star")


def check_theorem_numerically(formula: str) -> Result:
    """Theorem 4.4: the formula's shift over the exact one at a small radius, random parameters."""
    import sympy as sp

    from theory.model.objectives import SharpnessAware
    from theory.sam.optima import weight_shift

    table = symbols()
    model, _ = random_models(2000)
    rho = small_radii(model, 1e-4)
    names = ("w_star", "rho", "d", "eta")
    relative = sp.lambdify([table[n] for n in names], sp.expand(parse(formula) / table["w_star"] - 1), "numpy")
    claimed = relative(model.standard_weight, rho, model.d, model.eta) * model.standard_weight
    ratio = claimed / weight_shift(model, SharpnessAware(rho))
    worst = int(np.argmax(np.abs(ratio - 1.0)))
    holds = bool(np.abs(ratio[worst] - 1.0) < 1e-3)  # the next term of the series is below 1e-4 of the first
    return Result(
        verdict_of(holds),
        observed={"least ratio": rounded(ratio.min()), "largest ratio": rounded(ratio.max())},
        expected="claimed shift / exact shift within 0.1% of 1",
        counterexample=None if holds else case(model, worst, rho=rho, ratio=ratio),
        seed=SEED,
    )


def check_series(formula: str) -> Result:
    """The series coefficient by coefficient, through the formula's own order."""
    import sympy as sp

    from theory.papers.wei2023.shift_series import series_of_shift

    table = symbols()
    claimed = sp.Poly(sp.expand(parse(formula) / table["w_star"] - 1), table["e"])
    derived = sp.Poly(sp.expand(series_of_shift(max(2, claimed.degree()))), table["e"])
    return Result(verdict_of(claimed == derived), observed=str(derived.as_expr()), expected=str(claimed.as_expr()))


def check_series_numerically(formula: str) -> Result:
    """The order of what truncation leaves, from certified digits at rho and rho/2: e**10 after the term e**8."""
    import mpmath
    import sympy as sp

    from theory.papers.tools import digits

    table = symbols()
    names = ("e", "kappa", "t_star")
    claimed = sp.expand(parse(formula) / table["w_star"] - 1)
    value = sp.lambdify([table[name] for name in names], claimed, "mpmath")
    expected = sp.degree(claimed, table["e"]) + 2
    orders = {}
    for point in (
        digits.Point("7/10", "1/10", "1"),
        digits.Point("9/10", "1/10", "10"),
        digits.Point("9/10", "1/2", "100"),
        digits.Point("95/100", "1/2", "1"),
    ):
        left = []
        with mpmath.workdps(70):
            p, eta, d = (mpmath.mpf(part) for part in (point.p, point.eta, point.d))
            standard = mpmath.log(p / (1 - p)) / (2 * eta)
            for rho in ("1/50", "1/100"):
                weight = mpmath.mpf(digits.decimals(digits.sam_weight(point, rho, 60), 60))
                e = mpmath.mpf(rho) / mpmath.sqrt(d)
                left.append(weight / standard - 1 - value(e, eta * mpmath.sqrt(d), standard / mpmath.sqrt(d)))
            orders[f"p={point.p}, eta={point.eta}, d={point.d}"] = round(
                float(mpmath.log(abs(left[0] / left[1]), 2)), 4
            )
    # the term after the next changes the observed order by about e**2 kappa**2
    holds = all(abs(order - int(expected)) < 0.05 for order in orders.values())
    return Result(verdict_of(holds), observed=orders, expected=int(expected))


def check_order(formula: dict[str, Any]) -> Result:
    """The first term of the series that is not zero: its power and its sign."""
    import sympy as sp

    from theory.papers.wei2023.contact import polynomial_sign
    from theory.papers.wei2023.shift_series import shift_coefficients

    table = symbols()
    power, coefficient = next((k, c) for k, c in shift_coefficients(8).items() if c != 0)
    sign = polynomial_sign(coefficient)
    if not sign:
        return Result(Verdict.INCONCLUSIVE, observed=str(coefficient))
    moved = table["w_star"] + sign * sp.Symbol("q", positive=True)
    side = sp.simplify(parse(formula["side"]).subs(table["w_SAM"], moved))
    if side not in (sp.true, sp.false):
        return Result(Verdict.INCONCLUSIVE, observed=str(side))
    return Result(
        verdict_of(formula["order"] == power and side == sp.true),
        observed={"order": power, "first term over w*": f"{coefficient} e^{power}"},
        expected=dict(formula),
    )


def check_region(formula: str) -> Result:
    """The error of the first term at the region's edge and inside it, random parameters."""
    import sympy as sp

    from theory.model.objectives import SharpnessAware
    from theory.sam.optima import weight_shift

    table = symbols()
    model, generator = random_models(20000)
    edge = sp.lambdify([table["kappa"], table["t_star"]], parse(formula), "numpy")(model.kappa, model.t_star)
    inside = np.where(generator.uniform(size=edge.shape) < 0.5, 1.0, generator.uniform(1e-3, 1.0, edge.shape))
    e2 = edge * inside
    shift = weight_shift(model, SharpnessAware(np.sqrt(e2 * model.d)))
    error = np.abs(shift / (model.standard_weight * e2 / 3.0) - 1.0)
    worst = int(np.argmax(error))
    holds = bool(error[worst] <= 0.01)
    return Result(
        verdict_of(holds),
        observed=rounded(error[worst]),
        expected="at most 0.01",
        counterexample=None if holds else case(model, worst, rho2_over_d=e2, error=error),
        seed=SEED,
    )


CHECKS = (
    Check("wei2023/thm-4.4", Method.SYMBOLIC, LIMIT, True, check_theorem),
    Check(
        "wei2023/thm-4.4",
        Method.NUMERICAL,
        f"2000 random models, {RANDOM_MODELS}; rho^2/d max(1, kappa^2, t^2) = 1e-4",
        False,
        check_theorem_numerically,
    ),
    Check(
        "wei2023/thm-4.4-corrected",
        Method.SYMBOLIC,
        "the Taylor coefficients at rho = 0, " + DOMAIN,
        True,
        check_series,
    ),
    Check(
        "wei2023/thm-4.4-corrected",
        Method.NUMERICAL,
        "the order of the remainder at 4 rational settings, rho = 1/50 and 1/100, 60 certified digits",
        False,
        check_series_numerically,
    ),
    Check("wei2023/thm-4.4-order", Method.SYMBOLIC, LIMIT, True, check_order),
    Check(
        "wei2023/thm-4.4-region",
        Method.NUMERICAL,
        f"20000 random models, {RANDOM_MODELS}; half of the radii on the bound, half inside",
        False,
        check_region,
    ),
)
