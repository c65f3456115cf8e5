"""Section 4.5: what a larger robust weight gives and costs, in the binary model."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, Test, numerical, symbolic
from theory.papers.sources import URLS
from theory.papers.tools.random_models import MODERATE_MODELS
from theory.papers.wei2023.shift.claims import LIMIT
from theory.papers.wei2023.tradeoff.words import TEST_RADIUS
from theory.papers.wei2023.words import DOMAIN

SIGN = "by the sign form of the slope, every parameter of the domain"
REGIONS = f"2000 random models, {MODERATE_MODELS}; w in [-2, 3] times w_AT, eps/eta in [0.05, 0.9]"
SMALL = f"2000 random models, {MODERATE_MODELS}; rho^2/d max(1, kappa^2, t^2) = 1e-4"
LARGE = f"2000 random models, {MODERATE_MODELS}; rho/sqrt(d) in [0.2, 5]"
ALONG = f"2000 random models, {MODERATE_MODELS}; rho/sqrt(d) in [0.05, 3]"
FRONTIER = "theory.papers.wei2023.tradeoff.frontier:"
EVERY = "read as a statement about every w > w*, which is where SAM and AT move"
IN_WORDS = (
    "the text says that a larger w is more robust and less accurate, without a range; read for every w > w*; read between "
    "w* and w_AT(eps) it holds, see sec-4.5-tradeoff-corrected"
)
OWN = "no paper says it; it follows from the model"
ATTACKED = ", 0 < eps < eta, " + TEST_RADIUS
UNATTACKED = ", eps > 0, " + TEST_RADIUS
ABOVE = "1/2 < p < 1, d >= 1, eta >= 0"

W_AT = "eta*w_star/(eta - eps)"
NATURAL_EXACTLY, ROBUST_EXACTLY, ROBUST = "natural falls exactly on", "robust rises exactly on", "robust rises on"
LOSS = "eta*w_star**2*rho**4/(9*d**2)*sqrt(p*(1 - p))*exp(-eta**2*d/2 - w_star**2/(2*d))/sqrt(2*pi*d)"
WRONG_LOSSES = (LOSS.replace("(9*", "(18*"), LOSS.replace("exp(-eta", "exp(+eta"))
GAIN = "2*w_star*rho**2/(3*d)*sqrt(p*(1 - p))*exp(-(eta - eps)**2*d/2 - w_star**2/(2*d))*sinh(eps*w_star)/sqrt(2*pi*d)"
WRONG_GAINS = ("1" + GAIN[1:], GAIN.replace("eta - eps", "eta + eps"))
WRONG_CURVES = ("eta*(1 - w_star/(2*w))", "eta*(1 + w_star/w)")

SECTION = Section(
    "wei2023",
    URLS["wei2023"],
    "theory.papers.wei2023.tradeoff.checks",
    domain=DOMAIN,
    origin=Origin.OURS,
    source_note=OWN,
)


def _by_regions(*damaged: dict[str, str], **more: Any) -> tuple[Test, ...]:
    return (
        symbolic("check_regions", SIGN, *damaged, **more),
        numerical("check_regions_numerically", REGIONS, *damaged),
    )


SECTION.theorem(
    "sec-4.5-tradeoff",
    "Section 4.5",
    "larger w: more robust, less natural accuracy",
    r"As $w$ grows beyond $w^*$, natural accuracy falls and robust accuracy, at every test radius, rises.",
    domain=", w > w*" + ATTACKED,
    uses="thm-4.1 thm-4.2",
    reading=EVERY,
    origin=Origin.READING,
    source_note=IN_WORDS,
    parts="sec-4.5-natural sec-4.5-robust",
)
SECTION.theorem(
    "sec-4.5-tradeoff-corrected",
    "correction of Section 4.5",
    "the trade-off holds exactly between w* and w_AT(eps)",
    r"Natural accuracy falls exactly on $w > w^*$; robust accuracy at test radius $\epsilon < \eta$ rises"
    r" exactly on $w < w_{AT}(\epsilon) = \frac{\eta w^*}{\eta - \epsilon}$ and falls beyond.",
    domain=ATTACKED,
    uses="eq-15 eq-17",
    corrects="sec-4.5-tradeoff",
    parts="sec-4.5-natural sec-4.5-robust-corrected",
)
SECTION.theorem(
    "sec-4.5-natural",
    "Section 4.5",
    "natural accuracy falls as w moves beyond w*",
    r"Natural accuracy falls in $w$ exactly on $w > w^*$.",
    {NATURAL_EXACTLY: "w > w_star"},
    *_by_regions(
        {NATURAL_EXACTLY: "w > 2*w_star"},
        {NATURAL_EXACTLY: "w > 101*w_star/100"},
        {NATURAL_EXACTLY: "w < w_star"},
        widened=("0 < p < 1, eta > 0, d >= 1", ABOVE),
    ),
    uses="thm-4.1",
    origin=Origin.READING,
    source_note="the text says that a larger w has less natural accuracy; read: exactly where w > w*",
)
SECTION.theorem(
    "sec-4.5-robust",
    "Section 4.5",
    "larger w: more robust",
    r"Robust accuracy, at every test radius, rises in $w$ on $w > w^*$.",
    {ROBUST: "w > w_star"},
    *_by_regions({ROBUST: f"w < {W_AT}"}),
    domain=", w > w*" + ATTACKED,
    uses="thm-4.2",
    reading=EVERY,
    origin=Origin.READING,
    source_note=IN_WORDS,
)
SECTION.theorem(
    "sec-4.5-robust-corrected",
    "correction of Section 4.5",
    "robust accuracy rises up to w_AT(eps) and falls beyond",
    r"Robust accuracy at test radius $\epsilon < \eta$ rises in $w$ exactly on"
    r" $w < \frac{\eta w^*}{\eta - \epsilon}$ and falls beyond.",
    {ROBUST_EXACTLY: f"w < {W_AT}"},
    *_by_regions(
        {ROBUST_EXACTLY: "w < w_star"},
        {ROBUST_EXACTLY: "w < eta*w_star/(eta + eps)"},
        {ROBUST_EXACTLY: f"w > {W_AT}"},
        {ROBUST_EXACTLY: f"w < 101*{W_AT}/100"},
        premises="eq-17",
        widened=(f"{DOMAIN}{UNATTACKED}", f"{DOMAIN}, 0 < eps <= eta, {TEST_RADIUS}"),
    ),
    domain=ATTACKED,
    uses="eq-17",
    corrects="sec-4.5-robust",
)
SECTION.theorem(
    "sec-4.5-robust-beyond",
    "addition to Section 4.5",
    "from eps = eta on robust accuracy rises for every w >= 0",
    r"Robust accuracy rises in $w$ on all of $w \ge 0$ if and only if the test radius is at least $\eta$.",
    "eta",
    symbolic(
        "check_beyond",
        SIGN,
        "eta/2",
        "2*eta",
        premises="eq-17",
        widened=("0 < p < 1, eta > 0, d >= 1, w >= 0" + UNATTACKED, f"{DOMAIN}, w >= 0, eps >= 0, {TEST_RADIUS}"),
    ),
    domain=", w >= 0" + UNATTACKED,
    uses="eq-17",
)
SECTION.theorem(
    "sec-4.5-natural-loss",
    "addition to Section 4.5",
    "SAM loses natural accuracy for every rho > 0",
    r"$\mathrm{acc}(w_{SAM}(\rho)) < \mathrm{acc}(w^*)$ for every $\rho > 0$.",
    "acc_SAM < acc_star",
    symbolic(
        "check_loss",
        "every rho > 0, " + DOMAIN,
        "acc_SAM > acc_star",
        "Eq(acc_SAM, acc_star)",
        premises="eq-25 thm-4.3-unique",
        widened=("0 < p < 1, eta > 0, d >= 1, rho > 0", f"{DOMAIN}, rho >= 0"),
    ),
    numerical("check_loss_numerically", LARGE, "acc_SAM > acc_star", "acc_SAM < acc_star/2"),
    domain=", rho > 0",
    uses="thm-4.1 thm-4.3",
    reading="'without sacrificing clean accuracy' is a claim about networks; in this model it is false for every rho",
)
SECTION.theorem(
    "sec-4.5-natural-loss-order",
    "addition to Section 4.5",
    "that loss is of order rho^4, with its constant",
    r"$\mathrm{acc}(w^*) - \mathrm{acc}(w_{SAM}) = \frac{\eta C e^{-w^{*2}/(2d)}}{2}"
    r" \frac{w^{*2} \rho^4}{9 d^2} + O(\rho^6)$,"
    r" $C = \frac{2\sqrt{p(1-p)}}{\sqrt{2\pi d}} e^{-\eta^2 d/2}$.",
    LOSS,
    symbolic(
        FRONTIER + "check_loss_order",
        LIMIT,
        *WRONG_LOSSES,
        premises="thm-4.4-corrected",
        widened=(f"{DOMAIN}, rho > 0", "0 < p < 1, eta > 0, d >= 1, rho -> 0"),
    ),
    domain=", rho -> 0",
    uses="thm-4.4-corrected",
)
SECTION.theorem(
    "sec-4.5-robust-gain",
    "addition to Section 4.5",
    "the robust gain is of order rho^2, with its constant",
    r"At test radius $\epsilon$: $\mathrm{racc}(w_{SAM}) - \mathrm{racc}(w^*) = C_\epsilon"
    r" e^{-w^{*2}/(2d)} \sinh(\epsilon w^*) \frac{w^* \rho^2}{3d} + O(\rho^4)$,"
    r" $C_\epsilon = \frac{2\sqrt{p(1-p)}}{\sqrt{2\pi d}} e^{-(\eta-\epsilon)^2 d/2}$.",
    GAIN,
    symbolic(
        FRONTIER + "check_gain",
        LIMIT,
        *WRONG_GAINS,
        premises="thm-4.4-corrected eq-17",
        widened=(f"{DOMAIN}, rho > 0{ATTACKED}", f"{DOMAIN}, rho -> 0, eps >= 0, {TEST_RADIUS}"),
    ),
    numerical(FRONTIER + "check_gain_numerically", SMALL, *WRONG_GAINS, "2.004" + GAIN[1:]),
    domain=", rho -> 0" + ATTACKED,
    uses="thm-4.4-corrected eq-17",
)
SECTION.theorem(
    "sec-4.5-same-curve",
    "Section 4.5",
    "SAM and AT reach the same classifiers, along one curve",
    r"Every $w > w^*$ is $w_{SAM}(\rho)$ for some $\rho$ and $w_{AT}(\epsilon)$ for exactly"
    r" $\epsilon = \eta (1 - w^*/w)$, $0 < \epsilon < \eta$.",
    domain=", w > w*, rho > 0, 0 < eps < eta",
    uses="eq-25 thm-4.2",
    reading="a classifier is its w: a pair that gives the same w has the same natural and robust accuracy",
    parts="sec-4.5-same-curve-adversarial sec-4.5-same-curve-sam",
)
SECTION.theorem(
    "sec-4.5-same-curve-adversarial",
    "Section 4.5",
    "every w > w* is the AT weight of exactly one radius",
    r"Every $w > w^*$ is $w_{AT}(\epsilon)$ for exactly $\epsilon = \eta (1 - w^*/w)$, and $0 < \epsilon < \eta$.",
    "eta*(1 - w_star/w)",
    symbolic(
        FRONTIER + "check_adversarial_curve",
        "every w > w*, " + DOMAIN,
        *WRONG_CURVES,
        premises="thm-4.2",
        widened=(f"{DOMAIN}, 0 < eps < eta", f"{DOMAIN}, w >= w*, 0 < eps < eta"),
    ),
    numerical(FRONTIER + "check_adversarial_curve_numerically", ALONG, *WRONG_CURVES, "eta*(1 - 1.0001*w_star/w)"),
    domain=", w > w*, 0 < eps < eta",
    uses="thm-4.2",
)
SECTION.theorem(
    "sec-4.5-same-curve-sam",
    "Section 4.5",
    "w_SAM takes exactly the values above w*",
    r"As $\rho$ runs through all $\rho > 0$, $w_{SAM}(\rho)$ takes exactly the values $w > w^*$.",
    "w > w_star",
    symbolic(
        FRONTIER + "check_range",
        "every rho > 0, " + DOMAIN,
        "w > 2*w_star",
        "w < w_star",
        "w > w_star/2",
        premises="eq-25 thm-4.3-unique sam-monotone",
        widened=("0 < p < 1, eta > 0, d >= 1, rho > 0", f"{DOMAIN}, rho >= 0"),
    ),
    domain=", rho > 0",
    uses="eq-25",
)
