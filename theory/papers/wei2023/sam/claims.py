"""SAM on the robust weight: its loss, and how a shift of w changes it (appendix A.3, eqs. 19 to 24)."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, sampled, symbolic
from theory.papers.sources import URLS
from theory.papers.wei2023.words import AT_HAND, BALL, COUNTED, COUNTED_FULL, DOMAIN, LOST, WIDER, WIDER_BALL

WHOLE = "every p, eta, d and rho of the domain, every weight w"
WEIGHTS = "every p, eta and d of the domain, every weight w"

MODEL = "theory.papers.wei2023.model.checks"
SIGNS = "the signs of u' stand in the text; its formula was lost and is eq. 15"
CASES = (
    "the two cases stand in the text; the printed lines were lost, which of them is eq. 23 and which eq. 24 is a guess"
)

SECTION = Section(
    "wei2023", URLS["wei2023"], "theory.papers.wei2023.sam.checks", origin=Origin.RESTORED, source_note=LOST
)

SECTION.definition(
    "eq-11",
    "Section 4.3, eq. 11",
    "SAM on w: minimise the worst loss within rho of w",
    r"$\min_w \max_{|\delta| \le \rho} L(w + \delta)$ with $L = 1 - \mathrm{acc}$.",
    domain=BALL,
    reading="only the robust weight w is perturbed; the text writes epsilon for the radius, here rho",
    origin=Origin.READ,
    source_note=AT_HAND,
)

SECTION.equation(
    "eq-19",
    "Appendix A.3, eq. 19",
    "u(w) is the natural accuracy of eq. 14",
    (
        r"$u(w) = \mathrm{acc}(w) = p \Phi\left(\frac{\eta d + w}{\sqrt{d}}\right) + (1 - p) "
        r"\Phi\left(\frac{\eta d - w}{\sqrt{d}}\right)$."
    ),
    "p*Phi((eta*d + w)/sqrt(d)) + (1 - p)*Phi((eta*d - w)/sqrt(d))",
    symbolic(
        f"{MODEL}:check_accuracy",
        WEIGHTS,
        "p*Phi((eta*d + w)/sqrt(d)) + p*Phi((eta*d - w)/sqrt(d))",
        "p*Phi((eta*d - w)/sqrt(d)) + (1 - p)*Phi((eta*d + w)/sqrt(d))",
        widened=WIDER,
    ),
    domain=f"{DOMAIN}, w real",
    uses="eq-14",
)

SECTION.equation(
    "eq-20",
    "Appendix A.3, eq. 20",
    "u' > 0 exactly left of w*, u' < 0 exactly right of it",
    r"$u'(w) = \frac{1}{\sqrt{d}} \left[p \varphi\left(\frac{\eta d + w}{\sqrt{d}}\right) - (1 - p) "
    r"\varphi\left(\frac{\eta d - w}{\sqrt{d}}\right)\right]$ is positive exactly for $w < w^*$ and "
    r"negative exactly for $w > w^*$.",
    domain=f"{DOMAIN}, w real",
    uses="eq-19 eq-15 thm-4.1",
    source_note=SIGNS,
    parts="eq-20-slope eq-20-signs",
)

SECTION.equation(
    "eq-20-slope",
    "Appendix A.3, eq. 20",
    "the derivative of u",
    r"$u'(w) = \frac{1}{\sqrt{d}} \left[p \varphi\left(\frac{\eta d + w}{\sqrt{d}}\right) - (1 - p) "
    r"\varphi\left(\frac{\eta d - w}{\sqrt{d}}\right)\right]$.",
    "(p*phi((eta*d + w)/sqrt(d)) - (1 - p)*phi((eta*d - w)/sqrt(d)))/sqrt(d)",
    symbolic(
        f"{MODEL}:check_slope",
        WEIGHTS,
        "p*phi((eta*d + w)/sqrt(d)) - (1 - p)*phi((eta*d - w)/sqrt(d))",
        "(p*phi((eta*d - w)/sqrt(d)) - (1 - p)*phi((eta*d + w)/sqrt(d)))/sqrt(d)",
        widened=WIDER,
    ),
    domain=f"{DOMAIN}, w real",
    uses="eq-19 eq-15",
)

SECTION.equation(
    "eq-20-signs",
    "Appendix A.3, eq. 20",
    "u' > 0 exactly left of w*, u' < 0 exactly right of it",
    r"$u'(w)$ is positive exactly for $w < w^*$ and negative exactly for $w > w^*$.",
    {"positive": "w < w_star", "negative": "w > w_star"},
    symbolic(
        "check_slope_signs",
        WEIGHTS,
        {"positive": "w > w_star", "negative": "w < w_star"},
        {"positive": "w < w_star", "negative": "w >= w_star"},
        {"positive": "w <= w_star", "negative": "w > w_star"},
        widened=WIDER,
    ),
    domain=f"{DOMAIN}, w real",
    uses="eq-19 eq-15 thm-4.1",
    origin=Origin.READ,
    source_note=AT_HAND,
)

SECTION.equation(
    "eq-21",
    "Appendix A.3, eq. 21",
    "SAM's loss is 1 minus the smallest accuracy in reach",
    r"$\max_{|\delta| \le \rho} L(w + \delta) = 1 - \min_{|\delta| \le \rho} u(w + \delta)$.",
    "1 - u",
    symbolic("check_worst_loss", WHOLE, "1 + u", "2 - u", "u", widened=WIDER_BALL),
    domain=BALL,
    uses="eq-11 eq-19",
    reading="u in the formula is the smallest accuracy",
)

SECTION.equation(
    "eq-22",
    "Appendix A.3, eq. 22",
    "the smallest accuracy in reach is at an end of the interval",
    r"$\min_{|\delta| \le \rho} u(w + \delta) = \min\{u(w - \rho), u(w + \rho)\}$.",
    ("w - rho", "w + rho"),
    symbolic("check_ends", WHOLE, ("w - rho", "w"), ("w", "w + rho"), ("w - 2*rho", "w + rho"), widened=WIDER_BALL),
    sampled(
        "simulate.papers.wei2023:check_interval_ends",
        f"rho = sqrt(d)/2, centres w*, w_SAM, w_SAM + rho, {COUNTED}",
        ("w", "w + rho"),
        ("w - rho", "w"),
        ("w - 1.01*rho", "w + rho"),
        full=f"rho = sqrt(d)/2, centres w*, w_SAM, w_SAM + rho, {COUNTED_FULL}",
        reads="accuracy",
    ),
    domain=f"{BALL}, w real",
    uses="eq-20",
    reading="the formula lists the two weights whose smaller accuracy is meant",
)

SECTION.equation(
    "eq-23",
    "Appendix A.3, eq. 23",
    "if the lower end is worse, a larger w lowers SAM's loss",
    r"If $u(w - \rho) < u(w + \rho)$, SAM's loss at $w + t$ is below that at $w$ for small $t > 0$.",
    {"if": "u_low < u_high", "shift": "1"},
    symbolic(
        "check_improving_shift",
        WHOLE,
        {"if": "u_low < u_high", "shift": "-1"},
        {"if": "u_low > u_high", "shift": "1"},
        {"if": "u_low <= u_high", "shift": "1"},
        premises="eq-22",
        widened=WIDER_BALL,
    ),
    domain=BALL,
    uses="eq-20 eq-22",
    origin=Origin.READ,
    source_note=CASES,
)

SECTION.equation(
    "eq-24",
    "Appendix A.3, eq. 24",
    "if the upper end is worse, a smaller w lowers SAM's loss",
    r"If $u(w - \rho) > u(w + \rho)$, SAM's loss at $w - t$ is below that at $w$ for small $t > 0$.",
    {"if": "u_low > u_high", "shift": "-1"},
    symbolic(
        "check_improving_shift",
        WHOLE,
        {"if": "u_low > u_high", "shift": "1"},
        {"if": "u_low < u_high", "shift": "-1"},
        {"if": "u_low >= u_high", "shift": "-1"},
        premises="eq-22",
        widened=WIDER_BALL,
    ),
    domain=BALL,
    uses="eq-20 eq-22",
    origin=Origin.READ,
    source_note=CASES,
)
