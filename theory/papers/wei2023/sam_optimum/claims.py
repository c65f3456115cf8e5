"""SAM's optimum: equal ends, the reflection about w*, Theorem 4.3 and how its weight grows (appendix A.3, eqs. 25 to 29)."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, sampled, symbolic
from theory.papers.sources import URLS
from theory.papers.wei2023.words import AT_HAND, DOMAIN, LEARNT, LEARNT_FULL, WIDER_BALL

EVERY = "every p, eta, d and rho > 0 of the domain"
REFLECTED = (
    "the printed lines argue for rho below a bound; lines and bound were lost in the text at hand; restated as the "
    "reflection inequality about w*, which holds for every rho > 0"
)
RANDOM = (
    "100 random settings: p in [0.501, 0.999], eta sqrt(d) in [0.05, 5], d in [1, 1e4], w*/sqrt(d) <= 8, "
    "rho/sqrt(d) in [0.01, 3]; the solver's weights, accuracies to 120 digits"
)
RANDOM_GAPS = (
    "gap at the bound to 120 digits at 100 random settings (p in [0.501, 0.999], eta sqrt(d) in [0.05, "
    "5], d in [1, 1e4], w*/sqrt(d) <= 8, rho/sqrt(d) in [0.01, 3]); the solver's weight at 10000 (p in "
    "[0.501, 0.999999], eta in [1e-3, 5], d in [1, 1e6], rho in [1e-4, 50 sqrt(d)])"
)
SLOPE = "(p*phi((eta*d + v)/sqrt(d)) - (1 - p)*phi((eta*d - v)/sqrt(d)))/sqrt(d)"
PAIR = "sinh(eta*{0})*(exp(-(w_star - {0})**2/(2*d)) {1} exp(-(w_star + {0})**2/(2*d)))"
NEARLY_EQUAL = "Eq(u_low, (1 + 1/10**26)*u_high)"  # 1e-10 of the drop where the ends are nearest
SAMPLED = "simulate.papers.wei2023"
THEOREM = "theory.papers.wei2023.sam_optimum.theorem"
BOX = "the box that the evidence states"
WRONG_RELATIONS = (
    "w_SAM < w_star",
    "w_SAM > w_star + rho",
    "w_SAM > 2*w_star",
)
WRONG_BOUNDS = (
    {"above": "w_star + rho/10", "below": "w_star + rho"},
    {"above": "w_star", "below": "w_star + rho/2"},
    {"above": "w_star", "below": "w_star"},
)

SECTION = Section(
    "wei2023",
    URLS["wei2023"],
    "theory.papers.wei2023.sam_optimum.checks",
    domain=DOMAIN,
    origin=Origin.RESTORED,
    source_note=REFLECTED,
)

SECTION.equation(
    "eq-25",
    "Appendix A.3, eq. 25",
    "at SAM's optimum both ends have the same accuracy",
    r"$u(w_{SAM} - \rho) = u(w_{SAM} + \rho)$.",
    "Eq(u_low, u_high)",
    symbolic(
        "check_equal_ends",
        EVERY,
        "Eq(u_low, 2*u_high)",
        "u_low < u_high",
        premises="eq-22",
        widened=WIDER_BALL,
    ),
    numerical("check_equal_ends_numerically", RANDOM, "Eq(u_low, 2*u_high)", "Eq(u_low, 1 - u_high)", NEARLY_EQUAL),
    sampled(
        f"{SAMPLED}:check_equal_ends",
        LEARNT,
        "Eq(u_low, 1.01*u_high)",
        "Eq(u_low, 1 - u_high)",
        full=LEARNT_FULL,
        reads="ends",
    ),
    domain=", rho > 0",
    uses="eq-23 eq-24",
    origin=Origin.READ,
    source_note=AT_HAND,
)

SECTION.equation(
    "eq-26",
    "Appendix A.3, eq. 26",
    "the integral of u' over SAM's interval is 0",
    r"$\int_{w_{SAM} - \rho}^{w_{SAM} + \rho} u'(v)\, dv = 0$.",
    f"Eq(Integral({SLOPE}, (v, w_SAM - rho, w_SAM + rho)), 0)",
    symbolic(
        "check_integral",
        EVERY,
        f"Eq(Integral({SLOPE.replace(' - (1', ' + (1')}, (v, w_SAM - rho, w_SAM + rho)), 0)",
        f"Eq(Integral({SLOPE}, (v, w_SAM - rho, w_SAM)), 0)",
        f"Eq(Integral({SLOPE}, (v, w_SAM - rho, w_SAM + rho)), 1)",
        premises="eq-25",
        widened=WIDER_BALL,
    ),
    domain=", rho > 0",
    uses="eq-20 eq-25",
    origin=Origin.READ,
    source_note=AT_HAND,
)

SECTION.equation(
    "eq-27",
    "Appendix A.3, eq. 27",
    "at equal distance from w* the slope is larger on the left",
    (
        r"For $t > 0$, $[u'(w^* - t) + u'(w^* + t)] / C = \sinh(\eta t) \left[e^{-(w^* - t)^2/(2d)} - "
        r"e^{-(w^* + t)^2/(2d)}\right] > 0$, with the positive factor $C$ of the sign form of $u'$."
    ),
    {"sum": PAIR.format("u", "-"), "sign": "positive"},
    symbolic(
        "check_reflection",
        "every p, eta, d and t > 0 of the domain",
        {"sum": PAIR.format("u", "-"), "sign": "negative"},
        {"sum": PAIR.format("u", "+"), "sign": "positive"},
        {"sum": "2*" + PAIR.format("u", "-"), "sign": "positive"},
        widened=(f"{DOMAIN}, t >= 0", "0 < p < 1, eta > 0, d >= 1, t > 0"),
    ),
    domain=", t > 0",
    uses="eq-20",
    reading="u in the formula is t",
)

SECTION.equation(
    "eq-28",
    "Appendix A.3, eq. 28",
    "around w* the upper end is the better one",
    (
        r"$[u(w^* + \rho) - u(w^* - \rho)] / C = \int_0^\rho \sinh(\eta t) \left[e^{-(w^* - t)^2/(2d)} - "
        r"e^{-(w^* + t)^2/(2d)}\right] dt > 0$."
    ),
    {"integral": f"Integral({PAIR.format('v', '-')}, (v, 0, rho))", "sign": "positive"},
    symbolic(
        "check_reflected_integral",
        EVERY,
        {"integral": f"Integral({PAIR.format('v', '-')}, (v, 0, rho))", "sign": "negative"},
        {"integral": f"Integral({PAIR.format('v', '+')}, (v, 0, rho))", "sign": "positive"},
        {"integral": f"Integral({PAIR.format('v', '-')}, (v, 0, 2*rho))", "sign": "positive"},
        widened=WIDER_BALL,
    ),
    domain=", rho > 0",
    uses="eq-27",
)

SECTION.equation(
    "eq-29",
    "Appendix A.3, eq. 29",
    "w_SAM <= w* contradicts equal ends",
    r"If $w_{SAM} \le w^*$ then $u(w_{SAM} + \rho) > u(w_{SAM} - \rho)$, against eq. 25.",
    {"if": "w_SAM <= w_star", "then": "u_high > u_low"},
    symbolic(
        f"{THEOREM}:check_contradiction",
        EVERY,
        {"if": "w_SAM <= w_star", "then": "u_high < u_low"},
        {"if": "w_SAM <= w_star + rho", "then": "u_high > u_low"},
        {"if": "w_SAM >= w_star", "then": "u_high > u_low"},
        widened=WIDER_BALL,
    ),
    domain=", rho > 0",
    uses="eq-20 eq-25 eq-28",
)

SECTION.theorem(
    "thm-4.3",
    "Theorem 4.3",
    "SAM gives the robust feature more weight: w_SAM > w*",
    r"$w_{SAM} > w^*$ for every $\rho > 0$.",
    "w_SAM > w_star",
    symbolic(f"{THEOREM}:check_robust_weight", EVERY, *WRONG_RELATIONS, premises="eq-25", widened=WIDER_BALL),
    numerical(f"{THEOREM}:check_robust_weight_numerically", RANDOM_GAPS, *WRONG_RELATIONS),
    rigorous(
        "theory.papers.wei2023.sam_optimum.rigorous:check_robust_weight",
        BOX,
        "w_SAM < w_star",
        "w_SAM > w_star + rho/2",
        "w_SAM > 101*w_star/100",
        premises="thm-4.3-unique",
    ),
    sampled(
        f"{SAMPLED}:check_robust_weight",
        LEARNT,
        "w_SAM < w_star",
        "w_SAM > 1.2*w_star",
        full=LEARNT_FULL,
        reads="optima",
    ),
    domain=", rho > 0",
    uses="eq-25 eq-26 eq-29",
    reading="only w is perturbed, and the inner maximum is exact",
    origin=Origin.READING,
    source_note=(
        "the theorem stands in the text; a bound on rho that its printed proof may need was lost: read for every rho > 0"
    ),
)

SECTION.theorem(
    "thm-4.3-unique",
    "Theorem 4.3, made sharper",
    "one SAM optimum, the only equal-ends weight, in (w*, w*+rho)",
    (
        r"For every $\rho > 0$ the equation $u(w - \rho) = u(w + \rho)$ has exactly one solution; it is the "
        r"only minimiser of SAM's loss, and $w^* < w_{SAM} < w^* + \rho$."
    ),
    {"above": "w_star", "below": "w_star + rho"},
    symbolic(f"{THEOREM}:check_unique", EVERY, *WRONG_BOUNDS, premises="eq-22", widened=WIDER_BALL),
    numerical(f"{THEOREM}:check_unique_numerically", RANDOM_GAPS, *WRONG_BOUNDS),
    sampled(
        f"{SAMPLED}:check_robust_weight",
        LEARNT,
        {"above": "1.2*w_star", "below": "w_star + rho"},
        {"above": "w_star", "below": "w_star"},
        full=LEARNT_FULL,
        reads="optima",
    ),
    domain=", rho > 0",
    uses="eq-20 eq-22",
    origin=Origin.OURS,
    source_note="no paper says it: existence, uniqueness and an upper bound",
)

SECTION.theorem(
    "sam-monotone",
    "not in the paper; sharpens Theorem 4.3",
    "SAM's weight rises with rho, by less than rho does",
    r"$0 < \frac{d w_{SAM}}{d \rho} < 1$ for every $\rho > 0$.",
    ("slope > 0", "slope < 1"),
    symbolic(
        "theory.papers.wei2023.sam_optimum.growth:check_growth",
        EVERY,
        ("slope < 0", "slope < 1"),
        ("slope > 0", "slope < 1/2"),
        ("slope > 1/10", "slope < 1"),
        ("slope > 0", "slope < 999/1000"),
        premises="eq-25",
        widened=WIDER_BALL,
    ),
    domain=", rho > 0",
    uses="slope-sign-form eq-25",
    reading="slope stands for the derivative of w_SAM in rho",
    origin=Origin.OURS,
    source_note="no paper says it: how much the weight grows with the radius",
)
