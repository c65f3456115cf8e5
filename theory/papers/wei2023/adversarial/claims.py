"""Adversarial training on the binary model: the worst attack, Theorem 4.2 (appendix A.2), and radii of eta or more."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, sampled, symbolic
from theory.papers.sources import URLS
from theory.papers.wei2023.words import AT_HAND, COUNTED, COUNTED_FULL, DOMAIN, LEARNT, LEARNT_FULL, LOST

INSIDE = f"{DOMAIN}, 0 < eps < eta"
NO_CONDITION = (f"{DOMAIN}, eps > 0", f"{DOMAIN}, 0 < eps <= eta", "0 < p < 1, eta > 0, d >= 1, 0 < eps < eta")
WHOLE = "every p, eta, d and eps of the domain, every weight w"
ADVERSARIAL_WEIGHT = "(log(p) - log(1 - p))/(2*(eta - eps))"
CONDITION_LOST = (
    "the theorem stands in the text; a condition on eps belongs to it and was lost: read with 0 < eps < eta; read with any "
    "eps > 0 it is false, see thm-4.2-domain and thm-4.2-minimiser"
)
RANDOM = (
    "100 random settings: p in [0.501, 0.999], eta sqrt(d) in [0.05, 5], d in [1, 1e4], eps/eta in "
    "[0.01, 0.9], |w_AT|/sqrt(d) <= 8; 14 weights each, 1e-12 to 10 sqrt(d) away, 120 digits"
)
BEYOND = "theory.papers.wei2023.adversarial.beyond"
ROBUST_ACCURACY = "p*Phi(((eta - eps)*d + w)/sqrt(d)) + (1 - p)*Phi(((eta - eps)*d - w)/sqrt(d))"
BOX = "the box that the evidence states"
ADDED = "no paper says it: what is true where the condition of Theorem 4.2 does not hold"
WRONG = (
    "(log(p) - log(1 - p))/(2*(eta + eps))",
    "(log(p) - log(1 - p))/(eta - eps)",
    "(log(1 - p) - log(p))/(2*(eta - eps))",
)
WRONG_SUPREMA = (
    {"supremum": "1 - p", "approached at": "oo"},
    {"supremum": "p", "approached at": "-oo"},
    {"supremum": "p/2", "approached at": "oo"},
    {"supremum": "p - 1/10**39", "approached at": "oo"},
    {"supremum": "p + 1/10**39", "approached at": "oo"},
)

SECTION = Section(
    "wei2023", URLS["wei2023"], "theory.papers.wei2023.adversarial.checks", origin=Origin.READ, source_note=AT_HAND
)

SECTION.definition(
    "eq-9",
    "Section 4.2, eq. 9",
    "AT minimises the mean worst case over an l_inf ball",
    (
        r"$\min_w \mathbb{E}_{(x, y)} \max_{\|\delta\|_\infty \le \epsilon} \ell(f_w(x + \delta), y)$ with "
        r"the 0-1 loss; $x_1$ is not perturbed."
    ),
    domain="eps > 0",
)

SECTION.lemma(
    "a2-attack",
    "Appendix A.2",
    "the worst attack is -eps y; x_i is then N((eta-eps)y, 1)",
    r"For positive weights the worst perturbation of the non-robust features is $\delta_i = -\epsilon y$, "
    r"after which $x_i \sim N((\eta - \epsilon) y, 1)$ given $y$.",
    domain="eta > 0, eps > 0, w_i > 0",
    uses="eq-7 eq-9",
    parts="a2-attack-worst a2-attack-law",
)

SECTION.lemma(
    "a2-attack-worst",
    "Appendix A.2",
    "the worst attack on a feature of positive weight is -eps y",
    r"For $w_i > 0$ no $|\delta_i| \le \epsilon$ lowers the margin $y w_i (x_i + \delta_i)$ more than "
    r"$\delta_i = -\epsilon y$.",
    "-eps*y",
    symbolic(
        "check_attack",
        "every perturbation of the ball, positive weights",
        "eps*y",
        "-eps*y/2",
        "-2*eps*y",
        "-eps",
        widened=("eps > 0, w_i >= 0", "w_i > 0"),
    ),
    domain="eps > 0, w_i > 0",
    uses="eq-9",
)

SECTION.lemma(
    "a2-attack-law",
    "Appendix A.2",
    "after the worst attack x_i is N((eta-eps)y, 1)",
    r"With $\delta_i = -\epsilon y$, $x_i + \delta_i \sim N((\eta - \epsilon) y, 1)$ given $y$.",
    {"mean": "(eta - eps)*y", "variance": "1"},
    symbolic(
        "check_attacked_law",
        "both labels, every eta and eps",
        {"mean": "(eta + eps)*y", "variance": "1"},
        {"mean": "(eta - eps/2)*y", "variance": "1"},
        {"mean": "(eta - eps)*y", "variance": "2"},
        widened=("eta > 0",),
    ),
    domain="eta > 0, eps > 0",
    uses="eq-7",
)

SECTION.equation(
    "eq-17",
    "Appendix A.2, eq. 17",
    "robust accuracy: eq. 14 with eta - eps for eta",
    (
        r"$\mathrm{racc}(w) = p \Phi\left(\frac{(\eta - \epsilon) d + w}{\sqrt{d}}\right) + (1 - p) "
        r"\Phi\left(\frac{(\eta - \epsilon) d - w}{\sqrt{d}}\right)$."
    ),
    ROBUST_ACCURACY,
    symbolic(
        "check_robust_accuracy",
        WHOLE,
        "p*Phi(((eta + eps)*d + w)/sqrt(d)) + (1 - p)*Phi(((eta + eps)*d - w)/sqrt(d))",
        "p*Phi((eta*d - eps + w)/sqrt(d)) + (1 - p)*Phi((eta*d - eps - w)/sqrt(d))",
        widened=("0 < p < 1, eta > 0, d >= 1, eps > 0", f"{DOMAIN}, eps >= 0"),
    ),
    sampled(
        "simulate.papers.wei2023:check_robust_accuracy",
        f"w/w* in 0, 0.5, 1, 2 and eps/eta in 0.25, 0.9, 1.5 {COUNTED}",
        f"1.01*({ROBUST_ACCURACY})",
        ROBUST_ACCURACY.replace("- eps", "- 1.01*eps"),
        ROBUST_ACCURACY.replace("- eps", "+ eps"),
        ROBUST_ACCURACY.replace("(eta - eps)", "eta"),
        full=f"w/w* in 0, 0.5, 1, 2 and eps/eta in 0.25, 0.9, 1.5 {COUNTED_FULL}",
        reads="accuracy",
    ),
    domain=f"{DOMAIN}, eps > 0, w real",
    uses="a2-attack eq-14",
    origin=Origin.RESTORED,
    source_note=LOST,
)

SECTION.equation(
    "eq-18",
    "Appendix A.2, eq. 18",
    "the one zero of the robust accuracy's derivative is w_AT",
    r"$\mathrm{racc}'(w) = 0$ exactly at $w = \frac{\ln p - \ln(1 - p)}{2 (\eta - \epsilon)}$.",
    ADVERSARIAL_WEIGHT,
    symbolic("check_robust_zero", WHOLE, *WRONG, premises="eq-17", widened=NO_CONDITION),
    domain=INSIDE,
    uses="eq-17",
    origin=Origin.RESTORED,
    source_note=LOST,
)

SECTION.theorem(
    "thm-4.2",
    "Theorem 4.2",
    "adversarial training: w_AT = log(p/(1-p))/(2 (eta - eps))",
    (
        r"The robust accuracy is maximal at $w_{AT} = \frac{\ln p - \ln(1 - p)}{2 (\eta - \epsilon)} = "
        r"\frac{\eta}{\eta - \epsilon} w^*$, and at no other weight."
    ),
    ADVERSARIAL_WEIGHT,
    symbolic("check_robust_maximiser", WHOLE, *WRONG, premises="eq-17", widened=NO_CONDITION),
    numerical(
        "check_robust_maximiser_numerically",
        RANDOM,
        *WRONG,
        "1.000001*(log(p) - log(1 - p))/(2*(eta - eps))",
    ),
    rigorous("theory.papers.wei2023.model.rigorous:check_maximiser", BOX, *WRONG, premises="eq-17", attacked=True),
    sampled(
        "simulate.papers.wei2023:check_optimum",
        f"{LEARNT}, eps = 0.3 eta",
        "(log(p) - log(1 - p))/(2*eta)",
        "(log(p) - log(1 - p))/(2*(eta + eps))",
        "1.1*(log(p) - log(1 - p))/(2*(eta - eps))",
        full=f"{LEARNT_FULL}, eps = 0.3 eta",
        reads="optima",
        objective="AT",
    ),
    domain=INSIDE,
    uses="eq-17 eq-18",
    origin=Origin.READING,
    source_note=CONDITION_LOST,
)

SECTION.theorem(
    "thm-4.2-domain",
    "Theorem 4.2, outside its condition",
    "for eps >= eta the optimum runs off to w = infinity",
    r"For $\epsilon \ge \eta$ the robust accuracy has the supremum $p$, approached as $w \to \infty$ and reached by no "
    r"finite weight.",
    {"supremum": "p", "approached at": "oo"},
    symbolic(
        f"{BEYOND}:check_supremum",
        "every p, eta and d of the domain, every eps >= eta, every weight w",
        *WRONG_SUPREMA,
        premises="eq-17",
        widened=(f"{DOMAIN}, eps > 0", "0 < p < 1, eta > 0, d >= 1, eps >= eta"),
    ),
    numerical(
        f"{BEYOND}:check_supremum_numerically",
        (
            "50 random settings: p in [0.501, 0.999], eta sqrt(d) in [0.05, 5], d in [1, 1e4], w*/sqrt(d) <= 8; "
            "eps = eta and eps/eta in [1.02, 2]; 7 weights within 20 sqrt(d), 200 digits"
        ),
        *WRONG_SUPREMA,
    ),
    domain=f"{DOMAIN}, eps >= eta",
    uses="eq-17",
    origin=Origin.OURS,
    source_note=ADDED,
)

SECTION.theorem(
    "thm-4.2-minimiser",
    "Theorem 4.2, outside its condition",
    "for eps > eta the printed formula gives the worst weight",
    (
        r"For $\epsilon > \eta$ the robust accuracy falls left of $\frac{\ln p - \ln(1 - p)}{2 (\eta - "
        r"\epsilon)}$ and rises right of it: the formula of Theorem 4.2 gives the only minimiser."
    ),
    ADVERSARIAL_WEIGHT,
    symbolic(
        f"{BEYOND}:check_robust_minimiser",
        "every p, eta and d of the domain, every eps > eta, every weight w",
        *WRONG,
        premises="eq-17",
        widened=(f"{DOMAIN}, eps >= eta",),
    ),
    numerical(
        f"{BEYOND}:check_robust_minimiser_numerically",
        (
            "100 random settings: p in [0.501, 0.999], eta sqrt(d) in [0.05, 5], d in [1, 1e4], w*/sqrt(d) <= 8, "
            "|w_AT|/sqrt(d) <= 8; eps/eta in [1.1, 4]; 14 weights each, 120 digits"
        ),
        *WRONG,
        "1.000001*(log(p) - log(1 - p))/(2*(eta - eps))",
    ),
    domain=f"{DOMAIN}, eps > eta",
    uses="eq-17",
    origin=Origin.OURS,
    source_note=ADDED,
)
