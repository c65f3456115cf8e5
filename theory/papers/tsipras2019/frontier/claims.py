"""Among all classifiers none trades natural for robust accuracy better than the binary model's own, which SAM and AT learn."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.sources import URLS
from theory.papers.tsipras2019.words import BINARY, CLASSIFIER, OURS

NUMERICS = "theory.papers.tsipras2019.frontier.numerics"
WHERE = "Theorem 2.1 and wei2023, Section 4: the frontier"
WHOLE = f"every p, eta and d, {CLASSIFIER}"
SHIFT = "the shift by 2 eta of every weak feature against the label"
PRICED = f"{BINARY}, 0 <= m < (1 - p)/p; {CLASSIFIER}; {SHIFT}"
WEIGHT = "log((p - m*(1 - p))/(1 - p - m*p))/(2*eta)"
PRICE = "sinh(eta*(w - w_star))/sinh(eta*(w + w_star))"
ROBUST = "p*Phi((w - eta*d)/sqrt(d)) + (1 - p)*Phi((-eta*d - w)/sqrt(d))"
AT = "sinh(eps*eta*w_star/(eta - eps))/sinh(eta*w_star*(2*eta - eps)/(eta - eps))"
LEADING = "Lambda*rho**2/(6*d*sinh(Lambda))"
WRONG_WEIGHTS = (
    WEIGHT.replace("(2*eta)", "eta"),
    WEIGHT.replace("- m*(1 - p)", "+ m*(1 - p)"),
    "w_star",
    "(1 + m)*w_star",
)
WRONG_PRICES = (PRICE.replace("w + w_star", "w"), "1 - w_star/w", PRICE.replace("eta*", "2*eta*"))

SECTION = Section(
    "tsipras2019",
    URLS["tsipras2019"],
    "theory.papers.tsipras2019.frontier.checks",
    domain=BINARY,
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.theorem(
    "frontier",
    WHERE,
    "w >= w* is the Pareto frontier of all classifiers at eps = 2 eta",
    r"Among all measurable classifiers, those of natural accuracy and of accuracy after the shift by $2 \eta$ from "
    r"which neither can grow without loss of the other, from the most accurate one to $\mathrm{sign}(x_1)$, are those "
    r"of $\mathrm{sign}(w x_1 + x_2 + \dots + x_{d+1})$ with $w \ge w^*$; for every classifier robust accuracy at "
    r"$\epsilon = 2 \eta$ is at most that after the shift, and for these it is that, with $x_1$ spared.",
    domain=f"; {CLASSIFIER}",
    uses="app-c-accuracies wei2023/eq-7",
    parts="frontier-rule frontier-price frontier-attack",
)
SECTION.theorem(
    "frontier-rule",
    WHERE,
    "at each price the best of all classifiers is the model's own",
    r"For $0 \le m < \frac{1 - p}{p}$ no classifier has a larger sum of its natural accuracy and $m$ times its "
    r"accuracy after the shift by $2 \eta$ than $\mathrm{sign}(w x_1 + x_2 + \dots + x_{d+1})$ with $w = \frac{1}{2 "
    r"\eta} \ln \frac{p - m (1 - p)}{1 - p - m p}$, and none that differs from it on more than a null set has as large "
    r"a one.",
    WEIGHT,
    symbolic(
        "check_rule",
        WHOLE,
        *WRONG_WEIGHTS,
        widened=(
            PRICED.replace("m < (1 - p)/p", "m"),
            PRICED.replace(f"; {CLASSIFIER}", ""),
            PRICED.replace(f"; {SHIFT}", ""),
            PRICED.replace("0 <= m", "m"),
        ),
    ),
    numerical(
        f"{NUMERICS}:check_rule",
        "400 random models and prices; the best of all classifiers by quadrature",
        *WRONG_WEIGHTS[:2],
        "w_star",
    ),
    domain=f", 0 <= m < (1 - p)/p; {CLASSIFIER}; {SHIFT}",
    uses="app-c-accuracies",
)
SECTION.theorem(
    "frontier-price",
    WHERE,
    "each w >= w* is the best at one price, which rises with w",
    r"The classifier with weight $w \ge w^*$ is the best one at the price $m = \frac{\sinh(\eta (w - w^*))}{\sinh(\eta "
    r"(w + w^*))}$ of natural in terms of robust accuracy and at no other; $m$ rises from $0$ at $w^*$ and tends to "
    r"$\frac{1 - p}{p}$ as $w \to \infty$.",
    PRICE,
    symbolic(
        "check_price",
        WHOLE,
        *WRONG_PRICES,
        widened=(f"0 < p < 1, eta > 0, d >= 1, w >= w*; {CLASSIFIER}; {SHIFT}", f"{BINARY}; {CLASSIFIER}; {SHIFT}"),
    ),
    numerical(f"{NUMERICS}:check_price", "2000 random models: slopes of both accuracies", *WRONG_PRICES),
    domain=f", w >= w*; {CLASSIFIER}; {SHIFT}",
    uses="frontier-rule wei2023/thm-4.1",
)
SECTION.lemma(
    "frontier-attack",
    WHERE,
    "on the model's classifiers the shift is the worst attack",
    r"For $\mathrm{sign}(w x_1 + x_2 + \dots + x_{d+1})$ and $\epsilon = 2 \eta$, with $x_1$ spared, robust accuracy "
    r"is the accuracy after the shift by $2 \eta$: $p \Phi(\frac{w - \eta d}{\sqrt d}) + (1 - p) \Phi(\frac{-\eta d - "
    r"w}{\sqrt d})$.",
    ROBUST,
    symbolic(
        "check_attack",
        "every p, eta and d, every weight",
        ROBUST.replace("w - eta*d", "w + eta*d"),
        ROBUST.replace("(1 - p)", "p"),
        premises="wei2023/eq-17",
        widened=(f"{BINARY}, w real, eps > 0", f"{BINARY.replace('1/2', '0')}, w real, eps > 0, eps = 2*eta"),
    ),
    domain=", w real, eps > 0, eps = 2*eta",
    uses="wei2023/eq-17",
)
SECTION.theorem(
    "frontier-sam-at",
    WHERE,
    "SAM and AT move along the best there is: no classifier does better",
    r"At $\epsilon = 2 \eta$, with $x_1$ spared, the classifiers of SAM at every $\rho > 0$ and of AT at every "
    r"training radius in $(0, \eta)$ are on the Pareto frontier of all classifiers, and either method reaches every "
    r"point of it between the most accurate classifier and $\mathrm{sign}(x_1)$.",
    domain=f", w > w*, rho > 0, 0 < eps < eta; {CLASSIFIER}",
    uses="frontier wei2023/sec-4.5-same-curve",
    reading="eps is the radius that AT trains with",
    parts="frontier wei2023/sec-4.5-same-curve-adversarial wei2023/sec-4.5-same-curve-sam",
)
SECTION.equation(
    "frontier-at-price",
    WHERE,
    "the price at which AT of radius eps trades",
    r"AT with radius $\epsilon \in (0, \eta)$ learns the best of all classifiers at the price $\sinh(\frac{\epsilon "
    r"\eta w^*}{\eta - \epsilon}) / \sinh(\frac{(2 \eta - \epsilon) \eta w^*}{\eta - \epsilon})$.",
    AT,
    symbolic(
        "check_adversarial_price",
        "every p, eta, d and eps",
        AT.replace("2*eta - eps", "2*eta + eps"),
        "sinh(eps*w_star)/sinh((2*eta - eps)*w_star)",
        premises="wei2023/thm-4.2",
        widened=("0 < p < 1, eta > 0, d >= 1, 0 < eps < eta", f"{BINARY}, eps > 0"),
    ),
    domain=", 0 < eps < eta",
    uses="frontier-price wei2023/thm-4.2",
)
SECTION.equation(
    "frontier-sam-price",
    WHERE,
    "the price at which SAM trades at a small radius",
    r"As $\rho \to 0$ SAM learns the best of all classifiers at the price $\frac{\Lambda \rho^2}{6 d \sinh \Lambda} + "
    r"O(\rho^4)$, $\Lambda = \ln \frac{p}{1 - p}$.",
    LEADING,
    symbolic(
        "check_sam_price",
        "every p, eta and d, as rho tends to 0",
        "Lambda*rho**2/(3*d*sinh(Lambda))",
        "Lambda*rho**2/(6*d*sinh(Lambda/2))",
        "eta*w_star*rho**2/(6*d*sinh(Lambda))",
        premises="wei2023/thm-4.4-corrected",
        widened=(f"{BINARY}, rho > 0", "0 < p < 1, eta > 0, d >= 1, rho -> 0"),
    ),
    numerical(
        f"{NUMERICS}:check_sam_price",
        "2000 random models; rho^2/d max(1, kappa^2, t^2) = 1e-4",
        "Lambda*rho**2/(3*d*sinh(Lambda))",
        "Lambda*rho**2/(6*d*sinh(Lambda/2))",
    ),
    domain=", rho -> 0",
    uses="frontier-price wei2023/thm-4.4-corrected",
)
