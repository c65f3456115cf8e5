"""Appendix A.5 and Theorem 4.5: which radii of SAM and AT give the same weight."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, symbolic
from theory.papers.sources import URLS
from theory.papers.tools.random_models import MODERATE_MODELS
from theory.papers.wei2023.shift.claims import CERTIFIED, FROM_MEMORY, LIMIT, OWN, QUOTED, SMALL
from theory.papers.wei2023.words import DOMAIN, SAME_WEIGHT

SMALL_EPS = ", 0 < eps < eta"
MATCHED = f"{SMALL_EPS}, {SAME_WEIGHT}"
IN_THE_LIMIT = MATCHED + ", rho -> 0"
FORMAL = "read formally: the limit of rho^2/eps over matched pairs as rho -> 0 is the one that the line gives"
FORCED = "the line was lost in the text at hand; what it says is forced by Theorems 4.1 and 4.2, which the text has"
STEP = (
    "the line was lost in the text at hand; rebuilt as the step of algebra from eq. 36 to relation 13, both quoted from memory "
    "of the public version; that it is right confirms neither"
)
EQ_34, EQ_35 = "w_star*eta/(eta - eps)", "w_star + 2*w_star*rho**2/3"
EQ_36 = f"Eq({EQ_34}, {EQ_35})"
EQ_36_CORRECTED = f"Eq({EQ_34}, w_star + w_star*rho**2/(3*d))"
EQ_37 = "Eq(2*eta*rho**2, 3*eps + 2*eps*rho**2)"
RELATION_13, CORRECTED = "Eq(2 + 3/rho**2, 2*eta/eps)", "Eq(1 + 3*d/rho**2, eta/eps)"
WRONG = ("Eq(1 + 2*d/rho**2, eta/eps)", "Eq(1 - 3*d/rho**2, eta/eps)")
SLIGHTLY_WRONG = "Eq(1 + 3.0006*d/rho**2, eta/eps)"
WRONG_EXACT = ("eta*(1 - w_star/(2*w_SAM))", "eta*(1 + w_star/w_SAM)")
REMAINDER = 8  # the order in e of what the series leaves
SERIES = (
    "eta*(e**2/3 - (kappa**2 + t_star**2 + {})*e**4/45"
    " + 2*(3*kappa**4 + 10*kappa**2*t_star**2 + 3*t_star**4 + 12*kappa**2 {} 9*t_star**2 + 3)*e**6/2835)"
)
MODELS = f"2000 random models, {MODERATE_MODELS}; rho/sqrt(d) in [0.05, 2]"
ALGEBRA = "identity of rational functions, 0 < eps < eta, rho > 0, every d"
THEOREM, NUMERICS = "theory.papers.wei2023.shift.theorem:", "theory.papers.wei2023.radii.numerics:"
RIGOROUS = "theory.papers.wei2023.radii.rigorous:check_relation"
OPTIMUM = "eq-26 thm-4.3-unique"
RELATED = f"{OPTIMUM} thm-4.5-corrected"
RELATED_BY_BOUNDS = f"{RELATED} eq-25 sam-monotone"
WIDER = (
    DOMAIN + MATCHED + ", rho > 0",
    "0 < p < 1, eta > 0, d >= 1" + IN_THE_LIMIT,
    DOMAIN + SMALL_EPS + ", rho -> 0",
)
WIDER_EPS = (DOMAIN + ", eps > 0, rho > 0", DOMAIN + ", 0 < eps <= eta, rho > 0")

SECTION = Section(
    "wei2023",
    URLS["wei2023"],
    "theory.papers.wei2023.radii.checks",
    domain=DOMAIN,
    origin=Origin.OURS,
    source_note=OWN,
)

SECTION.equation(
    "eq-34",
    "Appendix A.5, eq. 34",
    "w_AT = w* eta/(eta - eps)",
    r"$w_{AT} = \frac{\eta}{\eta - \epsilon} w^*$.",
    EQ_34,
    symbolic(
        "check_adversarial_weight",
        DOMAIN + SMALL_EPS,
        "w_star*eta/(eta + eps)",
        "w_star*eta/(eta - 2*eps)",
        premises="eq-17",
        widened=WIDER_EPS,
    ),
    domain=SMALL_EPS,
    uses="thm-4.1 thm-4.2",
    origin=Origin.RESTORED,
    source_note=FORCED,
)
SECTION.equation(
    "eq-35",
    "Appendix A.5, eq. 35",
    "w_SAM ~ w* + (2/3) w* rho^2" + QUOTED,
    r"$w_{SAM} \approx w^* + \frac{2}{3} w^* \rho^2$.",
    EQ_35,
    symbolic(THEOREM + "check_theorem", LIMIT, "w_star + w_star*rho**2/(3*d)", premises=OPTIMUM),
    domain=", rho -> 0",
    uses="thm-4.4",
    origin=Origin.RESTORED,
    source_note=FROM_MEMORY,
)
SECTION.equation(
    "eq-35-corrected",
    "correction of eq. 35",
    "w_SAM ~ w* + w* rho^2/(3d)",
    r"$w_{SAM} = w^* + \frac{w^* \rho^2}{3d} + O(\rho^4)$.",
    "w_star + w_star*rho**2/(3*d)",
    symbolic(
        THEOREM + "check_theorem_remainder",
        LIMIT,
        "w_star + w_star*rho**2/(2*d)",
        "w_star - w_star*rho**2/(3*d)",
        "w_star + w_star*rho**2/(3*d) + rho**3",
        premises=OPTIMUM,
        widened=(f"{DOMAIN}, rho > 0", "0 < p < 1, eta > 0, d >= 1, rho -> 0"),
    ),
    domain=", rho -> 0",
    uses="eq-26",
    corrects="eq-35",
)
SECTION.equation(
    "eq-36",
    "Appendix A.5, eq. 36",
    "eqs. 34 and 35 are equal for matched radii" + QUOTED,
    r"If $w_{AT}(\epsilon) = w_{SAM}(\rho)$: $\frac{\eta}{\eta-\epsilon} w^* = w^* + \frac{2}{3} w^* \rho^2$.",
    EQ_36,
    symbolic("check_limit", LIMIT, EQ_36_CORRECTED, premises=RELATED),
    domain=IN_THE_LIMIT,
    uses="eq-34 eq-35",
    reading=f"the line as quoted from memory, {FORMAL}",
    origin=Origin.RESTORED,
    source_note=FROM_MEMORY,
)
SECTION.equation(
    "eq-36-corrected",
    "correction of eq. 36",
    "eta/(eta - eps) ~ 1 + rho^2/(3d) for matched radii",
    r"$\frac{\eta}{\eta-\epsilon} w^* = w^* + \frac{w^* \rho^2}{3d}$ to leading order.",
    EQ_36_CORRECTED,
    symbolic(
        "check_limit",
        LIMIT,
        "Eq(w_star*eta/(eta - eps), w_star + 2*w_star*rho**2/(3*d))",
        "Eq(w_star*eta/(eta + eps), w_star + w_star*rho**2/(3*d))",
        premises=RELATED,
        widened=WIDER,
    ),
    domain=IN_THE_LIMIT,
    uses="eq-34 eq-35-corrected",
    corrects="eq-36",
    reading=FORMAL,
)
SECTION.equation(
    "eq-37",
    "Appendix A.5, eq. 37",
    "the algebra from eq. 36: 2 eta rho^2 = 3 eps + 2 eps rho^2",
    r"Eq. 36 is equivalent to $2 \eta \rho^2 = 3 \epsilon + 2 \epsilon \rho^2$.",
    EQ_37,
    symbolic(
        "check_equivalence",
        ALGEBRA,
        "Eq(2*eta*rho**2, 3*eps - 2*eps*rho**2)",
        "Eq(2*eta*rho**2, 2*eps + 2*eps*rho**2)",
        premise=EQ_36,
        widened=WIDER_EPS,
    ),
    domain=SMALL_EPS + ", rho > 0",
    uses="eq-36",
    reading="a step of algebra: says nothing on whether eq. 36 is true",
    origin=Origin.RESTORED,
    source_note=STEP,
)
SECTION.equation(
    "thm-4.5-algebra",
    "Appendix A.5, from eq. 37 to eq. 13",
    "the algebra from eq. 37 to relation 13",
    r"Eq. 37 is equivalent to $2 + 3/\rho^2 = 2\eta/\epsilon$.",
    RELATION_13,
    symbolic(
        "check_equivalence",
        ALGEBRA,
        "Eq(2 - 3/rho**2, 2*eta/eps)",
        "Eq(2 + 3/rho**2, eta/eps)",
        premise=EQ_37,
        widened=(f"{DOMAIN}, eps < eta, rho > 0", DOMAIN + SMALL_EPS + ", rho >= 0"),
    ),
    domain=SMALL_EPS + ", rho > 0",
    uses="eq-37",
    reading="a step of algebra: says nothing on whether eq. 37 is true",
    origin=Origin.RESTORED,
    source_note=STEP,
)
SECTION.theorem(
    "thm-4.5",
    "Theorem 4.5, eq. 13",
    "matched radii satisfy 2 + 3/rho^2 = 2 eta/eps" + QUOTED,
    r"If $w_{AT}(\epsilon) = w_{SAM}(\rho)$ then $2 + \frac{3}{\rho^2} = \frac{2\eta}{\epsilon}$.",
    RELATION_13,
    symbolic("check_limit", LIMIT, CORRECTED, premises=RELATED),
    numerical(NUMERICS + "check_limit", SMALL, CORRECTED),
    rigorous(RIGOROUS, CERTIFIED, CORRECTED, premises=RELATED_BY_BOUNDS),
    domain=IN_THE_LIMIT,
    uses="eq-34 eq-35 eq-36 eq-37",
    reading=f"the line as quoted from memory, {FORMAL}",
    origin=Origin.RESTORED,
    source_note=FROM_MEMORY,
)
SECTION.theorem(
    "thm-4.5-corrected",
    "correction of Theorem 4.5",
    "exactly eps = eta (1 - w*/w_SAM(rho)), for every rho",
    r"$w_{AT}(\epsilon) = w_{SAM}(\rho)$ if and only if $\epsilon = \eta (1 - w^*/w_{SAM}(\rho))$.",
    "eta*(1 - w_star/w_SAM)",
    symbolic(
        "check_exact_relation",
        DOMAIN + ", every w_SAM > w*",
        *WRONG_EXACT,
        premises="thm-4.2 thm-4.3",
        widened=WIDER_EPS,
    ),
    numerical(NUMERICS + "check_exact_relation", MODELS, *WRONG_EXACT, "eta*(1 - 100*w_star/(101*w_SAM))"),
    domain=", rho > 0" + SMALL_EPS,
    uses="eq-18 thm-4.3",
    corrects="thm-4.5",
)
SECTION.theorem(
    "thm-4.5-leading",
    "correction of Theorem 4.5",
    "to leading order eps = eta rho^2/(3d + rho^2)",
    r"$1 + \frac{3d}{\rho^2} = \frac{\eta}{\epsilon}$, that is $\epsilon = \frac{\eta \rho^2}{3d + \rho^2}$,"
    r" to leading order in $\rho$: $\rho^2/\epsilon \to 3d/\eta$.",
    CORRECTED,
    symbolic("check_limit", LIMIT, *WRONG, premises=RELATED, widened=WIDER),
    numerical(NUMERICS + "check_limit", SMALL, *WRONG, SLIGHTLY_WRONG),
    rigorous(RIGOROUS, CERTIFIED, *WRONG, RELATION_13, premises=RELATED_BY_BOUNDS, widened=WIDER),
    domain=IN_THE_LIMIT,
    uses="eq-36-corrected",
    corrects="thm-4.5",
)
SECTION.theorem(
    "thm-4.5-series",
    "correction of Theorem 4.5",
    "the series of the matched eps to order rho^6",
    r"With $e^2 = \rho^2/d$, $\kappa^2 = \eta^2 d$, $t^2 = w^{*2}/d$: $\frac{\epsilon}{\eta} = \frac{e^2}{3}"
    r" - \frac{\kappa^2+t^2+2}{45} e^4 + \frac{2(3\kappa^4 + 10\kappa^2t^2 + 3t^4 + 12\kappa^2 - 9t^2 + 3)}"
    rf"{{2835}} e^6 + O(e^{REMAINDER})$.",
    SERIES.format(2, "-"),
    symbolic(
        "check_series",
        "the Taylor coefficients at rho = 0, " + DOMAIN,
        SERIES.format(3, "-"),
        SERIES.format(2, "+"),
        f"{SERIES.format(2, '-').partition(' + 2*(3*kappa')[0]})",  # without its last term
        remainder=REMAINDER,
        premises=RELATED,
        widened=WIDER,
    ),
    domain=IN_THE_LIMIT,
    uses="thm-4.4-corrected thm-4.5-corrected",
    corrects="thm-4.5",
)
