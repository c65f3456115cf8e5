"""SAM on the robust weight at large radii, as box smoothing, and in its one-step form."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, symbolic
from theory.papers.beyond.words import MODEL, OURS
from theory.papers.sources import URLS

WHERE = "Theorem 4.3: large radii"
BALL = MODEL + ", rho > 0"
NUMERICS = "theory.papers.beyond.large_radii.numerics"
END = "p*Phi(kappa + x) + (1 - p)*Phi(kappa - x) - p"
NO_END = ("p*Phi(kappa + x) + (1 - p)*Phi(kappa - x) - 1/2", "p*Phi(kappa - x) + (1 - p)*Phi(kappa + x) - p")
FALL = "2*slope_high/(slope_low - slope_high)"
CORRECTION = "(acc_far - p)/slope_end"
WIDER = "0 < p < 1, eta > 0, d >= 1, rho > 0"

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    "theory.papers.beyond.large_radii.checks",
    locator="beyond ",
    origin=Origin.OURS,
    source_note=OURS,
)

SECTION.theorem(
    "large-radius-limit",
    WHERE,
    "w_SAM - rho falls to a, where acc(a) = p and a < w*",
    r"$w_{SAM} - \rho$ decreases from $w^*$ to the one finite $a$ with $\mathrm{acc}(a) = p$, and $w_{SAM} - \rho - a = "
    r"\frac{\mathrm{acc}(2\rho + a) - p}{\mathrm{acc}'(a)}(1 + o(1))$, smaller than any power of $\rho$.",
    domain=BALL,
    uses="wei2023/eq-14 wei2023/eq-25",
    parts="large-radius-falls large-radius-end large-radius-correction",
)
SECTION.lemma(
    "large-radius-falls",
    WHERE,
    "w_SAM - rho falls strictly as rho grows, from w*",
    r"$\frac{d(w_{SAM} - \rho)}{d\rho} = \frac{2\,\mathrm{acc}'(w_{SAM} + \rho)}{\mathrm{acc}'(w_{SAM} - \rho) - "
    r"\mathrm{acc}'(w_{SAM} + \rho)} < 0$ for every $\rho > 0$, and $w_{SAM} - \rho$ begins at $w^*$.",
    FALL,
    symbolic(
        "check_falls",
        BALL,
        "2*slope_low/(slope_low - slope_high)",
        "slope_high/(slope_low - slope_high)",
        premises="wei2023/thm-4.3-unique",
        widened=(WIDER,),
    ),
    domain=BALL,
    uses="wei2023/eq-25",
)
SECTION.theorem(
    "large-radius-end",
    WHERE,
    "w_SAM - rho tends to a < w*, the one weight with acc(a) = p",
    r"There is one finite $a$ with $\mathrm{acc}(a) = p$, $a < w^*$, and $w_{SAM} - \rho \to a$ as $\rho \to \infty$; the "
    r"formula's zero is $x = a/\sqrt d$.",
    END,
    symbolic(
        "check_end",
        MODEL + ", as rho tends to infinity",
        *NO_END,
        premises="large-radius-falls wei2023/thm-4.3-unique",
        widened=(WIDER,),
    ),
    numerical(
        f"{NUMERICS}:check_limit",
        "1,000 random models (kappa in [0.05, 3]), rho/sqrt(d) = 12: equal to 1e-10",
        *NO_END,
        f"{END} + 2*(p*phi(kappa + x) - (1 - p)*phi(kappa - x))/10**10",
    ),
    rigorous(
        "theory.papers.beyond.large_radii.rigorous:check_limit_certified",
        "three settings, rho = 12 sqrt(d): certified ball of w_SAM - rho around the formula's zero, width 1e-20",
        *NO_END,
    ),
    domain=BALL,
    uses="wei2023/eq-14 wei2023/eq-25",
)
SECTION.theorem(
    "large-radius-correction",
    WHERE,
    "w_SAM - rho - a falls off like (acc(2 rho + a) - p)/acc'(a)",
    r"$w_{SAM} - \rho - a = \frac{\mathrm{acc}(2\rho + a) - p}{\mathrm{acc}'(a)}(1 + o(1))$ as $\rho \to \infty$, smaller "
    r"than any power of $\rho$.",
    CORRECTION,
    symbolic(
        "check_correction",
        MODEL + ", as rho tends to infinity",
        "(p - acc_far)/slope_end",
        "(acc_far - p)/(2*slope_end)",
        premises="large-radius-falls large-radius-end wei2023/thm-4.3-unique",
        widened=(WIDER,),
    ),
    numerical(
        f"{NUMERICS}:check_correction",
        "three settings, rho = 2, 3 and 4 sqrt(d), to 120 digits",
        "(acc_far - p)/(2*slope_end)",
        "1.01*(acc_far - p)/slope_end",
    ),
    domain=BALL,
    uses="large-radius-end",
)
SECTION.theorem(
    "large-radius-sign",
    WHERE,
    "the limit a is positive iff Phi(eta sqrt(d)) < p",
    r"$\lim_{\rho \to \infty} (w_{SAM} - \rho) > 0$ if and only if $\Phi(\eta\sqrt d) < p$: the weak features together are "
    r"less accurate than the robust one.",
    "Phi(eta*sqrt(d)) < p",
    symbolic(
        "check_sign",
        MODEL,
        "Phi(eta*sqrt(d)) > p",
        "Phi(eta*d) < p",
        "Phi(2*eta*sqrt(d)) < p",
        premises="large-radius-end",
        widened=(WIDER,),
    ),
    domain=BALL,
    uses="large-radius-limit",
)
SECTION.theorem(
    "box-smoothing",
    "eq. 25",
    "SAM on one weight minimises the loss averaged over the interval",
    r"The loss averaged over the interval, $\frac{1}{2\rho}\int_{-\rho}^{\rho} (1 - \mathrm{acc}(w + \delta))\,d\delta$, is "
    r"stationary in $w$ exactly where the ends are equal, $\mathrm{acc}(w - \rho) = \mathrm{acc}(w + \rho)$: minimax SAM on "
    r"one weight and box smoothing have the same, unique solution.",
    "(acc_low - acc_high)/(2*rho)",
    symbolic(
        "check_smoothing",
        BALL,
        "(acc_high - acc_low)/(2*rho)",
        "(acc_low - acc_high)/rho",
        premises="wei2023/thm-4.3-unique",
        widened=(WIDER, MODEL),
    ),
    domain=BALL,
    uses="wei2023/eq-25",
)
SECTION.theorem(
    "gradient-form",
    "eq. 11: the gradient form of SAM",
    "one-step SAM, delta = rho sign(L'), flows to w*, not to w_SAM",
    r"The flow $\dot w = -L'(w + \rho\,\mathrm{sign} L'(w))$, $L = 1 - \mathrm{acc}$, moves towards $w^*$ from every "
    r"$w \ne w^*$, for every $\rho > 0$: one-step SAM has no shift in this model.",
    "w_star",
    symbolic(
        "check_flow",
        BALL + ", every w",
        "w_star + rho",
        "2*w_star",
        "w_star*(1 + rho**2/(3*d))",
        widened=(WIDER, MODEL),
    ),
    numerical(
        f"{NUMERICS}:check_steps",
        "p = 0.9, eta = 0.5, d = 10, rho = 2: mean of discrete steps at three learning rates",
        "w_star*(1 + rho**2/30)",
        "w_star - 1/10",
    ),
    domain=BALL,
    uses="wei2023/eq-15",
)
