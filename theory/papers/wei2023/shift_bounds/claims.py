"""How far SAM moves the weight for every radius: bounds that the paper does not give, and where its first term suffices."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, symbolic
from theory.papers.sources import URLS
from theory.papers.tools.random_models import RANDOM_MODELS
from theory.papers.wei2023.shift_bounds.bounds import LOWER, RATIO, SHARPER, UPPER
from theory.papers.wei2023.words import DOMAIN

EDGE = f"20000 random models, {RANDOM_MODELS}; half of the radii on the bound, half inside"
BOX = "the box that the evidence states"
CONTACT = "every rho > 0, by first contact of the shift with the bound"
MEANS = "theory.papers.wei2023.shift_bounds.means:"
PREMISES = "eq-25 eq-26 thm-4.3 thm-4.3-unique"
BY_CONTACT = f"{PREMISES} sam-monotone"  # first contact asks that the weight is differentiable in rho

REGION = "47/(1000*Max(1, Max(kappa**2/3 - 1, 0) + t_star**2))"
NARROWER = REGION.replace("+ t_star", "- t_star")
MEANING = (
    r"With $e = \rho/\sqrt d$, $\kappa = \eta \sqrt d$, $t = w^*/\sqrt d$,"
    r" $S = \sum_{k \ge 1} \frac{e^{2k}}{(2k+1)!!}$ and"
    r" $H = \frac{e^{e^2/2}}{\sinh \kappa e} \int_0^e s \sinh(\kappa s) e^{-s^2/2} ds$"
)
SHIFT, UPPER_SIDES = r"\frac{w_{SAM} - w^*}{w^* \rho^2/(3d)}", r"\frac{3H}{e^2} < \frac{3S}{e^2}"
LOWER_SIDE = (
    r"1 - \left[(\tfrac{\kappa^2}{3} - 1)_+ (\tfrac{3S}{e^2} - 1) + \tfrac{t^2 e^2}{5}"
    r" (1 + (1 - \tfrac{\kappa^2}{3})_+ S)^3\right]"
)
LOWER_BOUND, UPPER_BOUND = f"{RATIO} > {LOWER}", f"{RATIO} < {SHARPER}"

SECTION = Section(
    "wei2023",
    URLS["wei2023"],
    "theory.papers.wei2023.shift_bounds.lower",
    domain=DOMAIN,
    origin=Origin.OURS,
    source_note="no paper says it; it completes the corrected Theorem 4.4",
)

SECTION.theorem(
    "thm-4.4-region",
    "addition to Theorem 4.4",
    "where the first term gives the shift within 1%",
    r"$\left| \frac{w_{SAM} - w^*}{w^* \rho^2/(3d)} - 1 \right| \le 1\%$ whenever"
    r" $\rho^2/d \le 0.047 / \max\{1, (\kappa^2/3 - 1)_+ + t^2\}$.",
    REGION,
    numerical(
        "theory.papers.wei2023.shift.numerics:check_region", EDGE, REGION.replace("47/(1000", "50/(1000"), NARROWER
    ),
    rigorous(
        "theory.papers.wei2023.shift_bounds.region:check_region",
        BOX,
        REGION.replace("47/(1000", "6/(100"),
        NARROWER,
        "47/(1000*Max(1, t_star**2))",
        premises=BY_CONTACT,
        widened=(
            f"{DOMAIN}, rho > 0, rho^2/d <= {REGION.replace('47/(1000', '48/(1000')}",
            f"0 < p < 1, eta > 0, d >= 1, rho > 0, rho^2/d <= {REGION}",
        ),
    ),
    domain=f", rho > 0, rho^2/d <= {REGION}",
    uses="eq-26",
)
SECTION.theorem(
    "thm-4.4-error-bound",
    "not in the paper; completes Theorem 4.4",
    "SAM's shift over w* rho^2/(3d), bounded on both sides",
    f"{MEANING}, for every $\\rho > 0$: ${LOWER_SIDE} < {SHIFT} < {UPPER_SIDES}$.",
    domain=", rho > 0",
    uses="slope-sign-form eq-25 thm-4.3",
    parts="thm-4.4-lower-bound thm-4.4-upper-bound thm-4.4-upper-series",
    reading="both sides tend to 1 with e, which gives the leading term of the corrected theorem",
)
SECTION.theorem(
    "thm-4.4-lower-bound",
    "not in the paper; completes Theorem 4.4",
    "SAM's shift over w* rho^2/(3d), bounded from below",
    f"{MEANING}: ${SHIFT} > {LOWER_SIDE}$.",
    LOWER_BOUND,
    rigorous(
        "check_lower_bound",
        BOX,
        LOWER_BOUND.replace("e**2/5", "e**2/20"),
        LOWER_BOUND.replace("kappa**2/3 - 1, 0)*", "kappa**2/30 - 1, 0)*"),
        LOWER_BOUND.replace("1 - (Max", "1 + (Max"),
        LOWER_BOUND.replace(" > ", " < "),
        premises=PREMISES,
    ),
    domain=", rho > 0",
    uses="slope-sign-form eq-25 thm-4.3",
)
SECTION.theorem(
    "thm-4.4-upper-bound",
    "not in the paper; completes Theorem 4.4",
    "SAM's shift over w* rho^2/(3d) is below 3H/e^2",
    f"{MEANING}: ${SHIFT} < \\frac{{3H}}{{e^2}}$.",
    UPPER_BOUND,
    symbolic(
        MEANS + "check_upper_bound",
        CONTACT,
        f"{RATIO} < 99*H/(33*e**2) - 1/1000",
        f"{RATIO} < 2*H/e**2",
        f"{RATIO} > {SHARPER}",
        premises=BY_CONTACT,
        widened=("0 < p < 1, eta > 0, d >= 1, rho > 0", f"{DOMAIN}, rho >= 0"),
    ),
    domain=", rho > 0",
    uses="slope-sign-form eq-25 thm-4.3",
)
SECTION.theorem(
    "thm-4.4-upper-series",
    "not in the paper; completes Theorem 4.4",
    "that bound is below 3S/e^2, in the radius alone",
    f"{MEANING}: $\\frac{{3H}}{{e^2}} < \\frac{{3S}}{{e^2}}$.",
    f"{SHARPER} < {UPPER}",
    symbolic(
        MEANS + "check_upper_series",
        "by the integrands, every kappa and e",
        f"{UPPER} < {SHARPER}",
        f"{SHARPER} < {UPPER} - 1/1000",
        widened=(f"{DOMAIN}, rho >= 0", "1/2 < p < 1, eta >= 0, d >= 1, rho > 0"),
    ),
    domain=", rho > 0",
)
