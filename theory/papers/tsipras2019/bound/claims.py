"""Theorem 2.1: high natural accuracy bounds robust accuracy, for any classifier; and what the bound leaves over."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.sources import URLS
from theory.papers.tsipras2019.words import CLASSIFIER, FORMAL, IMPLICIT, MODEL, OURS, REACHING, REVIEW

NUMERICS = "theory.papers.tsipras2019.bound.numerics"
ANSWERS = {
    "a": "1 - says_pp + says_mm",
    "b": "1 - says_mp + says_pm",
    "acc": "1 - (p*a + (1 - p)*b)/2",
    "shifted": "((1 - p)*a + p*b)/2",
}
EVERY = "every p, every eta, any classifier"
WRONG_BOUNDS = ("robacc <= (1 - p)*delta/p", "robacc <= p*delta/(2*(1 - p))", "robacc <= delta")
BOUND, LOW = "robacc <= p*delta/(1 - p)", "robacc <= p + (1 - p)*(delta - (1 - p))/p"
WRONG_LOW = (
    "robacc <= p + (1 - p)*(delta - 1)/p",
    "robacc <= 1 - p + (1 - p)*(delta - (1 - p))/p",
    "robacc <= p*delta",
)
TIGHT = {"delta": "1 - p", "robacc": "p"}
SLACK = "(2*p - 1)/(1 - p)*Phi(-(eta*d + w)/sqrt(d))"
WRONG_SLACKS = (SLACK.replace("-(eta*d + w)", "(eta*d + w)"), SLACK.replace("2*p - 1", "1 - p"), "0")
NATURAL = {"acc": "Phi(eta*sqrt(d))", "shifted": "Phi(-eta*sqrt(d))"}
PERCENT = {"kappa": "3", "acc": "99/100", "shifted": "1/100"}
BINARY = "1/2 < p < 1, eta > 0, d >= 1, w real, eps > 0, eps = 2*eta"

SECTION = Section(
    "tsipras2019",
    URLS["tsipras2019"],
    "theory.papers.tsipras2019.bound.checks",
    origin=Origin.READ,
    source_note=REVIEW,
)
SECTION.definition(
    "eq-3-model",
    "Section 2.1, eq. 3",
    "one robust feature, d weak normal ones: the model of wei2023/eq-7",
    r"$y$ is uniform on $\{-1, +1\}$; $x_1 = y$ with probability $p \ge 1/2$ and $-y$ otherwise; given $y$, $x_2, "
    r"\dots, x_{d+1}$ are independent and $N(\eta y, 1)$.",
    domain=MODEL,
)
SECTION.equation(
    "app-c-accuracies",
    "Appendix C",
    "both accuracies of any classifier from four probabilities",
    r"Let $p_{ij}$ be the probability that $f = +1$ where $x_1 = i$ and the weak features have mean $j \eta$, $a = 1 - "
    r"p_{++} + p_{--}$, $b = 1 - p_{-+} + p_{+-}$. The natural accuracy is $1 - \frac{p a + (1 - p) b}{2}$, that after "
    r"$x_i \to x_i - 2 \eta y$ on the weak features $\frac{(1 - p) a + p b}{2}$.",
    ANSWERS,
    symbolic(
        "check_answers",
        EVERY,
        {**ANSWERS, "shifted": "(p*a + (1 - p)*b)/2"},
        {**ANSWERS, "acc": "1 - (p*b + (1 - p)*a)/2"},
        {**ANSWERS, "a": "1 - says_pp - says_mm"},
        {**ANSWERS, "acc": "(p*a + (1 - p)*b)/2"},
        widened=("0 <= p <= 1, eta real; any classifier",),
    ),
    domain=f"0 <= p <= 1, eta real; {CLASSIFIER}",
    reading="says_pm is p_{+-}, and so on; shifted is the accuracy after the shift",
    uses="eq-3-model",
    origin=Origin.SECOND_HAND,
    source_note=FORMAL,
)
SECTION.theorem(
    "thm-2.1",
    "Theorem 2.1",
    "accuracy 1 - delta leaves robust accuracy p delta/(1 - p)",
    r"Any classifier with natural accuracy at least $1 - \delta$ has robust accuracy at most $\frac{p}{1 - p} \delta$ "
    r"against $\ell_\infty$ attacks of radius $\epsilon \ge 2 \eta$.",
    BOUND,
    symbolic(
        "check_bound",
        EVERY,
        *WRONG_BOUNDS,
        widened=(
            REACHING.replace("1/2 <= p", "0 < p"),
            REACHING.replace("2*eta", "eta"),
            REACHING.replace(f"; {CLASSIFIER}", ""),
        ),
    ),
    numerical(
        f"{NUMERICS}:check_bound",
        "20000 random p with random probabilities of the answers, a third of them 0 or 1",
        *WRONG_BOUNDS,
        "robacc <= 999*p*delta/(1000*(1 - p))",
    ),
    domain=REACHING,
    uses="app-c-accuracies",
    source_note=IMPLICIT,
)
SECTION.theorem(
    "thm-2.1-low",
    "Theorem 2.1, beyond delta = 1 - p",
    "beyond delta = 1 - p a lower bound holds, for any classifier",
    r"Any classifier with natural accuracy at least $1 - \delta$ has robust accuracy at most $p + \frac{1 - p}{p} "
    r"(\delta - (1 - p))$ against attacks of radius $\epsilon \ge 2 \eta$; for $\delta > 1 - p$ that is less than the "
    "bound of Theorem 2.1.",
    LOW,
    symbolic(
        "check_bound",
        EVERY,
        *WRONG_LOW,
        widened=(REACHING.replace("1/2 <= p", "0 < p"), REACHING.replace("2*eta", "eta")),
    ),
    numerical(
        f"{NUMERICS}:check_bound",
        "20000 random p with random probabilities of the answers, a third of them 0 or 1",
        *WRONG_LOW,
        "robacc <= p + (1 - p)*(delta - 1001*(1 - p)/1000)/p",
    ),
    domain=REACHING,
    uses="app-c-accuracies",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.equation(
    "thm-2.1-tight",
    "Section 2.1, after Theorem 2.1",
    "the bound is attained at delta = 1 - p, by sign(x_1)",
    r"$\mathrm{sign}(x_1)$ has natural accuracy $p$, $\delta = 1 - p$, and robust accuracy $p = \frac{p}{1 - p} "
    r"\delta$ for every $\epsilon < 1$.",
    TIGHT,
    symbolic(
        "check_tight",
        EVERY,
        {**TIGHT, "robacc": "p**2"},
        {**TIGHT, "delta": "p"},
        {"delta": "(1 - p)/2", "robacc": "p/2"},
        widened=("1/2 <= p < 1, eta >= 0, eps >= 0", "1/2 <= p <= 1, eta >= 0, 0 <= eps < 1"),
    ),
    domain="1/2 <= p < 1, eta >= 0, 0 <= eps < 1",
    uses="app-c-accuracies",
)
SECTION.equation(
    "thm-2.1-slack",
    "Theorem 2.1, on the classifiers of wei2023",
    "what Theorem 2.1 leaves over on the model's classifier, exactly",
    r"For $f = \mathrm{sign}(w x_1 + x_2 + \dots + x_{d+1})$ and $\epsilon = 2 \eta$, with $x_1$ spared: $\frac{p}{1 - "
    r"p} (1 - \mathrm{acc}(w)) - \mathrm{racc}(w) = \frac{2p - 1}{1 - p} \Phi(-\frac{\eta d + w}{\sqrt d})$.",
    SLACK,
    symbolic(
        "check_slack",
        "every p, eta and d, every weight",
        *WRONG_SLACKS,
        premises="wei2023/eq-17",
        widened=("0 < p < 1, eta > 0, d >= 1, w real", "1/2 < p < 1, eta >= 0, d >= 1, w real"),
    ),
    numerical(f"{NUMERICS}:check_slack", "2000 random models", *WRONG_SLACKS, f"1.0001*({SLACK})"),
    domain=BINARY,
    uses="thm-2.1 wei2023/eq-14 wei2023/eq-17",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.theorem(
    "thm-2.1-not-attained",
    "Theorem 2.1, on the classifiers of wei2023",
    "no finite weight attains Theorem 2.1; w to infinity does",
    r"What Theorem 2.1 leaves over is positive at every $w$, falls in $w$ and tends to $0$ as $w \to \infty$, the "
    r"classifier $\mathrm{sign}(x_1)$.",
    {"infimum": "0", "approached at": "oo"},
    symbolic(
        "check_not_attained",
        "every p, eta and d, every weight",
        {"infimum": "2*p - 1", "approached at": "oo"},
        {"infimum": "0", "approached at": "-oo"},
        premises="wei2023/eq-17",
        widened=("0 < p < 1, eta > 0, d >= 1, w real", "1/2 <= p < 1, eta > 0, d >= 1, w real"),
    ),
    domain=BINARY,
    uses="thm-2.1-slack",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.equation(
    "eq-4-average",
    "Section 2.1, eq. 4",
    "both accuracies of the average of the weak features",
    r"$\mathrm{sign}(\frac{1}{d} \sum x_{i+1})$ has natural accuracy $\Phi(\eta \sqrt d)$ and, at $\epsilon = 2 \eta$, "
    r"robust accuracy $\Phi(-\eta \sqrt d)$.",
    NATURAL,
    symbolic(
        "check_average",
        "every eta and d",
        {**NATURAL, "shifted": "Phi(-eta)"},
        {**NATURAL, "acc": "Phi(eta*d)"},
        {**NATURAL, "shifted": "Phi(eta*sqrt(d))"},
        widened=("eta real, d >= 1", "1/2 < p < 1, eta > 0, d >= 0"),
    ),
    domain="1/2 < p < 1, eta > 0, d >= 1",
    uses="eq-3-model",
    reading="the classifier has no weight on x_1, so that p does not enter",
)
SECTION.equation(
    "eq-4-percent",
    "Section 2.1, eq. 4",
    "from eta sqrt(d) = 3 on: above 99% natural, below 1% robust",
    r"For $\eta \ge 3 / \sqrt d$ the average has natural accuracy above $99\%$ and, at $\epsilon = 2 \eta$, robust "
    r"accuracy below $1\%$.",
    PERCENT,
    symbolic(
        "check_percent",
        "every eta and d with eta sqrt(d) >= 3",
        {**PERCENT, "kappa": "2"},
        {**PERCENT, "acc": "999/1000"},
        {**PERCENT, "shifted": "1/1000"},
        premises="eq-4-average",
        widened=("1/2 < p < 1, eta > 0, d >= 1, kappa >= 2",),
    ),
    domain="1/2 < p < 1, eta > 0, d >= 1, kappa >= 3",
    uses="eq-4-average",
    reading="kappa = eta sqrt(d)",
)
