"""Appendix A.5 and Theorem 4.5: which radii of SAM and AT give the same weight."""

from __future__ import annotations

from functools import partial

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.sources import wei2023
from theory.papers.tools.random_models import MODERATE_MODELS, RANDOM_MODELS
from theory.papers.wei2023 import relation_checks
from theory.papers.wei2023.expansion import DOMAIN, LIMIT
from theory.papers.wei2023.shift_theorem import check_theorem
from theory.papers.wei2023.words import RESTORED

MATCHED = ", eps the AT radius with w_AT(eps) = w_SAM(rho)"
FORMAL = "read formally: the limit of rho^2/eps over matched pairs as rho -> 0 is the one the printed line gives"
EQ_34 = "w_star*eta/(eta - eps)"
EQ_35 = "w_star + 2*w_star*rho**2/3"
EQ_36 = f"Eq({EQ_34}, {EQ_35})"
EQ_37 = "Eq(2*eta*rho**2, 3*eps + 2*eps*rho**2)"
RELATION_13 = "Eq(2 + 3/rho**2, 2*eta/eps)"

CLAIMS = (
    Claim(
        id="wei2023/eq-34",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.5, eq. 34"),
        summary="w_AT = w* eta/(eta - eps)",
        statement=r"$w_{AT} = \frac{\eta}{\eta - \epsilon} w^*$.",
        formula=EQ_34,
        domain=DOMAIN + ", 0 < eps < eta",
        uses=("wei2023/thm-4.1", "wei2023/thm-4.2"),
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/eq-35",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.5, eq. 35"),
        summary="w_SAM ~ w* + (2/3) w* rho^2, as printed",
        statement=r"$w_{SAM} \approx w^* + \frac{2}{3} w^* \rho^2$.",
        formula=EQ_35,
        domain=DOMAIN + ", rho -> 0",
        uses=("wei2023/thm-4.4",),
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/eq-35-corrected",
        kind=Kind.EQUATION,
        source=wei2023("correction of eq. 35"),
        summary="w_SAM ~ w* + w* rho^2/(3d)",
        statement=r"$w_{SAM} = w^* + \frac{w^* \rho^2}{3d} + O(\rho^4)$.",
        formula="w_star + w_star*rho**2/(3*d)",
        domain=DOMAIN + ", rho -> 0",
        uses=("wei2023/eq-26",),
        corrects="wei2023/eq-35",
    ),
    Claim(
        id="wei2023/eq-36",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.5, eq. 36"),
        summary="eqs. 34 and 35 are equal for matched radii, as printed",
        statement=(
            r"If $w_{AT}(\epsilon) = w_{SAM}(\rho)$:"
            r" $\frac{\eta}{\eta-\epsilon} w^* = w^* + \frac{2}{3} w^* \rho^2$."
        ),
        formula=EQ_36,
        domain=DOMAIN + MATCHED + ", rho -> 0",
        uses=("wei2023/eq-34", "wei2023/eq-35"),
        reading=f"{RESTORED}; {FORMAL}",
    ),
    Claim(
        id="wei2023/eq-36-corrected",
        kind=Kind.EQUATION,
        source=wei2023("correction of eq. 36"),
        summary="eta/(eta - eps) ~ 1 + rho^2/(3d) for matched radii",
        statement=r"$\frac{\eta}{\eta-\epsilon} w^* = w^* + \frac{w^* \rho^2}{3d}$ to leading order.",
        formula=f"Eq({EQ_34}, w_star + w_star*rho**2/(3*d))",
        domain=DOMAIN + MATCHED + ", rho -> 0",
        uses=("wei2023/eq-34", "wei2023/eq-35-corrected"),
        corrects="wei2023/eq-36",
    ),
    Claim(
        id="wei2023/eq-37",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.5, eq. 37"),
        summary="the algebra from 36: 2 eta rho^2 = 3 eps + 2 eps rho^2",
        statement=r"Eq. 36 is equivalent to $2 \eta \rho^2 = 3 \epsilon + 2 \epsilon \rho^2$.",
        formula=EQ_37,
        domain=DOMAIN + ", 0 < eps < eta, rho > 0",
        uses=("wei2023/eq-36",),
        reading=f"{RESTORED}; a step of algebra: says nothing on whether eq. 36 is true",
    ),
    Claim(
        id="wei2023/thm-4.5-algebra",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.5, from eq. 37 to eq. 13"),
        summary="the algebra from 37 to relation 13",
        statement=r"Eq. 37 is equivalent to $2 + 3/\rho^2 = 2\eta/\epsilon$.",
        formula=RELATION_13,
        domain=DOMAIN + ", 0 < eps < eta, rho > 0",
        uses=("wei2023/eq-37",),
        reading=f"{RESTORED}; a step of algebra: says nothing on whether eq. 37 is true",
    ),
    Claim(
        id="wei2023/thm-4.5",
        kind=Kind.THEOREM,
        source=wei2023("Theorem 4.5, eq. 13"),
        summary="matched radii satisfy 2 + 3/rho^2 = 2 eta/eps, as printed",
        statement=r"If $w_{AT}(\epsilon) = w_{SAM}(\rho)$ then $2 + \frac{3}{\rho^2} = \frac{2\eta}{\epsilon}$.",
        formula=RELATION_13,
        domain=DOMAIN + MATCHED + ", rho -> 0",
        uses=("wei2023/eq-34", "wei2023/eq-35", "wei2023/eq-36", "wei2023/eq-37"),
        reading=f"{RESTORED}; {FORMAL}",
    ),
    Claim(
        id="wei2023/thm-4.5-corrected",
        kind=Kind.THEOREM,
        source=wei2023("correction of Theorem 4.5"),
        summary="exactly eps = eta (1 - w*/w_SAM(rho)), for every rho",
        statement=r"$w_{AT}(\epsilon) = w_{SAM}(\rho)$ if and only if $\epsilon = \eta (1 - w^*/w_{SAM}(\rho))$.",
        formula="eta*(1 - w_star/w_SAM)",
        domain=DOMAIN + ", rho > 0, 0 < eps < eta",
        uses=("wei2023/eq-18", "wei2023/thm-4.3"),
        corrects="wei2023/thm-4.5",
    ),
    Claim(
        id="wei2023/thm-4.5-leading",
        kind=Kind.THEOREM,
        source=wei2023("correction of Theorem 4.5"),
        summary="to leading order eps = eta rho^2/(3d + rho^2)",
        statement=(
            r"$1 + \frac{3d}{\rho^2} = \frac{\eta}{\epsilon}$, that is $\epsilon = \frac{\eta \rho^2}{3d + \rho^2}$,"
            r" to leading order in $\rho$: $\rho^2/\epsilon \to 3d/\eta$."
        ),
        formula="Eq(1 + 3*d/rho**2, eta/eps)",
        domain=DOMAIN + MATCHED + ", rho -> 0",
        uses=("wei2023/eq-36-corrected",),
        corrects="wei2023/thm-4.5",
    ),
    Claim(
        id="wei2023/thm-4.5-series",
        kind=Kind.THEOREM,
        source=wei2023("correction of Theorem 4.5"),
        summary="the series of the matched eps to order rho^6",
        statement=(
            r"With $e^2 = \rho^2/d$, $\kappa^2 = \eta^2 d$, $t^2 = w^{*2}/d$: $\frac{\epsilon}{\eta} = \frac{e^2}{3}"
            r" - \frac{\kappa^2+t^2+2}{45} e^4 + \frac{2(3\kappa^4 + 10\kappa^2t^2 + 3t^4 + 12\kappa^2 - 9t^2 + 3)}"
            r"{2835} e^6 + O(e^8)$."
        ),
        formula=(
            "eta*(e**2/3 - (kappa**2 + t_star**2 + 2)*e**4/45"
            " + 2*(3*kappa**4 + 10*kappa**2*t_star**2 + 3*t_star**4 + 12*kappa**2 - 9*t_star**2 + 3)*e**6/2835)"
        ),
        domain=DOMAIN + MATCHED + ", rho -> 0",
        uses=("wei2023/thm-4.4-corrected", "wei2023/thm-4.5-corrected"),
        corrects="wei2023/thm-4.5",
    ),
)

SMALL = f"2000 random models, {RANDOM_MODELS}; rho^2/d max(1, kappa^2, t^2) = 1e-4"
ALGEBRA = "identity of rational functions, 0 < eps < eta, rho > 0, every d"

CHECKS = (
    Check("wei2023/eq-34", Method.SYMBOLIC, DOMAIN + ", 0 < eps < eta", True, relation_checks.check_adversarial_weight),
    Check("wei2023/eq-35", Method.SYMBOLIC, LIMIT, True, check_theorem),
    Check("wei2023/eq-35-corrected", Method.SYMBOLIC, LIMIT, True, check_theorem),
    Check("wei2023/eq-36", Method.SYMBOLIC, LIMIT, True, relation_checks.check_limit),
    Check("wei2023/eq-36-corrected", Method.SYMBOLIC, LIMIT, True, relation_checks.check_limit),
    Check(
        "wei2023/eq-37",
        Method.SYMBOLIC,
        ALGEBRA,
        True,
        partial(relation_checks.check_equivalence, premise=EQ_36),
    ),
    Check(
        "wei2023/thm-4.5-algebra",
        Method.SYMBOLIC,
        ALGEBRA,
        True,
        partial(relation_checks.check_equivalence, premise=EQ_37),
    ),
    Check("wei2023/thm-4.5", Method.SYMBOLIC, LIMIT, True, relation_checks.check_limit),
    Check("wei2023/thm-4.5", Method.NUMERICAL, SMALL, False, relation_checks.check_limit_numerically),
    Check(
        "wei2023/thm-4.5-corrected",
        Method.SYMBOLIC,
        DOMAIN + ", every w_SAM > w*",
        True,
        relation_checks.check_exact_relation,
    ),
    Check(
        "wei2023/thm-4.5-corrected",
        Method.NUMERICAL,
        f"2000 random models, {MODERATE_MODELS}; rho/sqrt(d) in [0.05, 2]",
        False,
        relation_checks.check_exact_relation_numerically,
    ),
    Check("wei2023/thm-4.5-leading", Method.SYMBOLIC, LIMIT, True, relation_checks.check_limit),
    Check("wei2023/thm-4.5-leading", Method.NUMERICAL, SMALL, False, relation_checks.check_limit_numerically),
    Check(
        "wei2023/thm-4.5-series",
        Method.SYMBOLIC,
        "the Taylor coefficients at rho = 0, " + DOMAIN,
        True,
        relation_checks.check_series,
    ),
)
