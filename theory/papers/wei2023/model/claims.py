"""The binary model (section 4.1), its accuracy, and Theorem 4.1 on standard training (appendix A.1)."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, sampled, symbolic
from theory.papers.sources import URLS
from theory.papers.wei2023.words import (
    AT_HAND,
    COUNTED,
    COUNTED_FULL,
    DERIVED,
    DOMAIN,
    LEARNT,
    LEARNT_FULL,
    LOST,
    STANDARD_WEIGHT,
    WIDER,
)

WHOLE = "every p, eta and d of the domain, every weight w"
RANDOM = (
    "100 random settings: p in [0.501, 0.999], eta sqrt(d) in [0.05, 5], d in [1, 1e4], w*/sqrt(d) <= 8; "
    "14 weights each, 1e-12 to 10 sqrt(d) away, 120 digits"
)
ACCURACY = "p*Phi((eta*d + w)/sqrt(d)) + (1 - p)*Phi((eta*d - w)/sqrt(d))"
BOX = "the box that the evidence states"
WRONG = (
    "(log(p) - log(1 - p))/eta",
    "(log(1 - p) - log(p))/(2*eta)",
    "(log(p) + log(1 - p))/(2*eta)",
)

SECTION = Section(
    "wei2023",
    URLS["wei2023"],
    "theory.papers.wei2023.model.checks",
    domain=DOMAIN,
    origin=Origin.READ,
    source_note=AT_HAND,
)

SECTION.definition(
    "eq-7",
    "Section 4.1, eq. 7",
    "the model: one robust feature, d weak normal features",
    (
        r"$y$ is uniform on $\{-1, +1\}$; $x_1 = y$ with probability $p$ and $-y$ otherwise; given $y$, $x_2, "
        r"\dots, x_{d+1}$ are independent and $N(\eta y, 1)$."
    ),
    origin=Origin.RESTORED,
    source_note=LOST,
)

SECTION.equation(
    "eq-14",
    "Appendix A.1, eq. 14",
    "natural accuracy of the classifier with weight w",
    (
        r"$\mathrm{acc}(w) = p \Phi\left(\frac{\eta d + w}{\sqrt{d}}\right) + (1 - p) \Phi\left(\frac{\eta d "
        r"- w}{\sqrt{d}}\right)$."
    ),
    ACCURACY,
    symbolic(
        "check_accuracy",
        WHOLE,
        "p*Phi((eta*d + w)/sqrt(d)) - (1 - p)*Phi((eta*d - w)/sqrt(d))",
        "p*Phi((eta*d + w)/d) + (1 - p)*Phi((eta*d - w)/d)",
        "p*Phi((eta*d - w)/sqrt(d)) + (1 - p)*Phi((eta*d + w)/sqrt(d))",
        widened=WIDER,
    ),
    sampled(
        "simulate.papers.wei2023:check_natural_accuracy",
        f"w/w* in -1, 0, 0.5, 1, 1.5, 3 {COUNTED}",
        f"1.01*({ACCURACY})",
        f"0.99*({ACCURACY})",
        ACCURACY.replace("eta", "(1.01*eta)"),
        ACCURACY.replace("+ (1 - p)", "- (1 - p)"),
        full=f"w/w* in -1, 0, 0.5, 1, 1.5, 3 {COUNTED_FULL}",
        reads="accuracy",
    ),
    domain=", w real",
    reading="the loss is 1 - acc",
    uses="eq-7",
    origin=Origin.RESTORED,
    source_note=LOST,
)

SECTION.equation(
    "eq-15",
    "Appendix A.1, eq. 15",
    "the derivative of the accuracy",
    (
        r"$\frac{d\,\mathrm{acc}}{dw} = \frac{1}{\sqrt{d}} \left[ p \varphi\left(\frac{\eta d + "
        r"w}{\sqrt{d}}\right) - (1 - p) \varphi\left(\frac{\eta d - w}{\sqrt{d}}\right) \right]$."
    ),
    "(p*phi((eta*d + w)/sqrt(d)) - (1 - p)*phi((eta*d - w)/sqrt(d)))/sqrt(d)",
    symbolic(
        "check_slope",
        WHOLE,
        "(p*phi((eta*d + w)/sqrt(d)) + (1 - p)*phi((eta*d - w)/sqrt(d)))/sqrt(d)",
        "p*phi((eta*d + w)/sqrt(d)) - (1 - p)*phi((eta*d - w)/sqrt(d))",
        widened=WIDER,
    ),
    domain=", w real",
    uses="eq-14",
    origin=Origin.RESTORED,
    source_note=LOST,
)

SECTION.lemma(
    "slope-sign-form",
    "not in the paper; follows from eq. 15",
    "acc' has the sign of w* - w, exactly",
    (
        r"$\mathrm{acc}'(w) = C e^{-w^2/(2d)} \sinh(\eta (w^* - w))$ with $C = \frac{2 \sqrt{p "
        r"(1-p)}}{\sqrt{2 \pi d}} e^{-\eta^2 d / 2} > 0$."
    ),
    "2*sqrt(p*(1 - p))*exp(-eta**2*d/2)/sqrt(2*pi*d)*exp(-w**2/(2*d))*sinh(eta*(w_star - w))",
    symbolic(
        "check_sign_form",
        WHOLE,
        "2*sqrt(p*(1 - p))*exp(-eta**2*d/2)/sqrt(2*pi*d)*exp(-w**2/(2*d))*sinh(eta*(w - w_star))",
        "sqrt(p*(1 - p))*exp(-eta**2*d/2)/sqrt(2*pi*d)*exp(-w**2/(2*d))*sinh(eta*(w_star - w))",
        "2*sqrt(p*(1 - p))*exp(-eta**2*d/2)/sqrt(2*pi*d)*exp(-w**2/d)*sinh(eta*(w_star - w))",
        widened=WIDER,
    ),
    domain=", w real",
    uses="eq-14",
    origin=Origin.OURS,
    source_note=DERIVED,
)

SECTION.equation(
    "eq-16",
    "Appendix A.1, eq. 16",
    "the one zero of the derivative is w*",
    r"$\mathrm{acc}'(w) = 0$ exactly at $w = w^* = \frac{\ln p - \ln(1 - p)}{2 \eta}$.",
    STANDARD_WEIGHT,
    symbolic("check_zero", WHOLE, *WRONG, widened=WIDER),
    uses="eq-15",
    origin=Origin.RESTORED,
    source_note=LOST,
)

SECTION.theorem(
    "thm-4.1",
    "Theorem 4.1",
    "standard training: w* = log(p/(1-p))/(2 eta)",
    (
        r"The accuracy is maximal at $w^* = \frac{\ln p - \ln(1 - p)}{2 \eta}$: it rises on $(-\infty, w^*)$ "
        r"and falls on $(w^*, \infty)$, so no other weight is optimal."
    ),
    STANDARD_WEIGHT,
    symbolic("check_maximiser", WHOLE, *WRONG, widened=WIDER),
    numerical(
        "check_maximiser_numerically",
        RANDOM,
        *WRONG,
        "1.000001*(log(p) - log(1 - p))/(2*eta)",
    ),
    rigorous(
        "theory.papers.wei2023.model.rigorous:check_maximiser",
        BOX,
        "(log(p) - log(1 - p))/eta",
        "(log(1 - p) - log(p))/(2*eta)",
        "1000001*(log(p) - log(1 - p))/(2000000*eta)",
    ),
    sampled(
        "simulate.papers.wei2023:check_optimum",
        LEARNT,
        "(log(p) - log(1 - p))/eta",
        "(log(1 - p) - log(p))/(2*eta)",
        "1.1*(log(p) - log(1 - p))/(2*eta)",
        full=LEARNT_FULL,
        reads="optima",
        objective="ST",
    ),
    uses="eq-14 eq-15 eq-16",
)
