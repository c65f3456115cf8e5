"""Section 3: the log-sum-exp lower bound of the 0-1 loss (eq. 10, Lemma 3.1) and the two surrogates (eqs. 14, 15)."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, symbolic
from theory.papers.sources import URLS
from theory.papers.xie2024.words import RESTORED

TANH, LOG = "tanh(alpha*x)", "1 - log(1 + exp(log(E - 1) - x))"
VALID = r"$\phi \le 1[\cdot > 0]$, $\phi(0) = 0$, $\phi$ increasing, $\phi < 1$, $\phi \to 1$"
RIGHT = "top + log(S)/mu - log(K)/mu"
LEMMA = ("top + log(S)/mu - log(K)/(2*mu)", "top + log(S)/mu + log(K)/mu", "top + log(S)/mu - log(K - 1)/mu")
EQUAL = {"right side": RIGHT, "S": "K", "slack": "0"}
NOT_EQUAL = (
    {**EQUAL, "S": "K - 1"},
    {**EQUAL, "slack": "1/10"},
    {**EQUAL, "right side": "top + log(S)/mu - 2*log(K)/mu"},
    {**EQUAL, "right side": f"{RIGHT} - 1/10**12"},
)
SAMPLES = "30,000 random samples: K = 2 to 100, logit scales 0 to 1000, tanh (alpha 0.1, mu 10; 2, 0.1), -log (mu 1)"
PARTS = (
    "in the formula top is the largest phi(F_j) and S the sum of exp(mu (phi(F_j) - top)), in [1, K]; slack is the loss "
    "less top"
)
SCORES = "K >= 2, mu > 0, phi at most the strict step"
RISING = "x**2/(1 + x**2)"
REACH = "30"
CROSSING = "-1.0615"
FIGURE = {
    "tanh": "tanh(x)",
    "log": LOG,
    "upper": [[f"-{REACH}", CROSSING, "tanh"], [CROSSING, "0", "log"], ["0", REACH, "tanh"]],
}
TENTH = {"tanh": "tanh(x/10)", "log": LOG, "upper": [[f"-{REACH}", "0", "tanh"], ["0", REACH, "log"]]}

SECTION = Section(
    "xie2024",
    URLS["xie2024"],
    "theory.papers.xie2024.bound.checks",
    locator="Section 3, ",
    origin=Origin.RESTORED,
    source_note=RESTORED,
)

SECTION.equation(
    "eq-10",
    "eq. 10",
    "log-sum-exp lies within log(K)/mu above the maximum",
    r"$\max_j a_j \le \frac{1}{\mu} \log \sum_j e^{\mu a_j} \le \max_j a_j + \frac{\log K}{\mu}$; neither bound can be "
    "improved: the upper is met when all $a_j$ are equal, the lower is approached as all but one fall.",
    {"lower": "top", "upper": "top + log(K)/mu"},
    symbolic(
        "check_log_sum_exp",
        "any K >= 2, mu > 0 and reals",
        {"lower": "top", "upper": "top + log(K)/(2*mu)"},
        {"lower": "top", "upper": "top + log(K - 1)/mu"},
        {"lower": "top", "upper": "top - log(K)/mu"},
        {"lower": "top + log(2)/mu", "upper": "top + log(K)/mu"},
        widened=("K >= 2",),
    ),
    domain="K >= 2, mu > 0",
    reading="the cases of equality are added here",
)
SECTION.lemma(
    "lem-3.1",
    "Lemma 3.1",
    "the mean log-sum-exp of phi less log(K)/mu bounds the 0-1 loss",
    r"For $\phi \le 1[\cdot > 0]$ and $\mu > 0$ the 0-1 loss is at least "
    r"$\frac{1}{n} \sum_i \frac{1}{\mu} \log \sum_j e^{\mu \phi(F_{ij})} - \frac{\log K}{\mu}$.",
    RIGHT,
    symbolic(
        "check_lemma",
        "any phi, K, mu and logits",
        *LEMMA,
        f"{RIGHT} + 1/10**12",
        premises="eq-9",
        widened=("K >= 2, phi at most the strict step", "K >= 2, mu > 0"),
    ),
    numerical("check_sampled_lemma", SAMPLES, *LEMMA, f"{RIGHT} + 1/10**12"),
    domain=SCORES,
    uses="eq-9 eq-10",
    reading=f"the step is strict: with 1[x >= 0] the left side is 1 for every sample; {PARTS}",
)
SECTION.lemma(
    "lem-3.1-equality",
    "Lemma 3.1, the case of equality",
    "the bound is met where every phi(F_j) is the loss: by right samples only",
    r"With $\phi(0) = 0$ equality holds for a sample exactly when $\phi(F_j)$ is the loss for every $j$; then the loss is "
    r"$\phi(F_y) = 0$.",
    EQUAL,
    symbolic(
        "check_equality",
        "any phi, K, mu and logits",
        *NOT_EQUAL,
        premises="eq-9",
        widened=(SCORES, "K >= 2, phi at most the strict step, phi(0) = 0"),
    ),
    numerical("check_sampled_equality", SAMPLES, *NOT_EQUAL[2:]),
    domain=f"{SCORES}, phi(0) = 0",
    uses="lem-3.1",
    reading=PARTS,
    origin=Origin.OURS,
    source_note="",
)
SECTION.equation(
    "rem-3.2",
    "Remark 3.2",
    "tanh is a valid phi",
    rf"$\tanh(x)$ satisfies {VALID}.",
    "tanh(x)",
    symbolic("check_phi", "all real x", "2*tanh(x)", "tanh(x) + 1/10", "tanh(-x)", RISING),
    domain="x real",
    reading="that it rises and tends to 1 is added here",
)
SECTION.equation(
    "eq-14",
    "eq. 14",
    "phi_tanh is a valid phi",
    rf"$\phi(x) = \tanh(\alpha x)$ satisfies {VALID}.",
    TANH,
    symbolic(
        "check_phi",
        "all real x, alpha > 0",
        "tanh(alpha*x)/2",
        "tanh(alpha*x + 1)",
        "tanh(-alpha*x)",
        "(alpha*x)**2/(1 + (alpha*x)**2)",
        widened=("x real",),
    ),
    domain="x real, alpha > 0",
)
SECTION.equation(
    "eq-15",
    "eq. 15",
    "phi_log is a valid phi",
    rf"$\phi(x) = 1 - \log(1 + e^{{\gamma - x}})$, $\gamma = \log(e - 1)$, satisfies {VALID}.",
    LOG,
    symbolic(
        "check_phi",
        "all real x",
        "1 - log(1 + exp(1 - x))",
        "2 - log(1 + exp(log(E**2 - 1) - x))",
        "1 - log(1 + exp(log(E - 1) + x))",
        RISING,
    ),
    domain="x real",
)
SECTION.equation(
    "fig-1",
    "Figure 1",
    "tanh(x) is the closer bound of wrong classes, and of very right ones",
    rf"For $|x| \le {REACH}$ the curves cross at 0 and at ${CROSSING}$ only: $\tanh(x) > \phi_{{\log}}(x)$ for $x > 0$ and "
    rf"for $x < {CROSSING}$, "
    r"$\phi_{\log}(x) > \tanh(x)$ between.",
    FIGURE,
    rigorous(
        "theory.papers.xie2024.bound.rigorous:check_curves",
        "the boxes proved",
        {**FIGURE, "tanh": "tanh(x/10)"},
        {**FIGURE, "upper": [["-30", "-1.0616", "tanh"], ["-1.0616", "0", "log"], ["0", "30", "tanh"]]},
        {**FIGURE, "upper": [["-30", "-1.0615", "tanh"], ["-1.0615", "0", "log"], ["0", "30", "log"]]},
        {**FIGURE, "log": f"{LOG} - 1/1000"},
        widened=("x in [-100, 100]",),
    ),
    domain=f"x in [-{REACH}, {REACH}]",
    uses="rem-3.2 eq-15",
    reading=f"the order of the curves is added here; the crossing to {len(CROSSING.partition('.')[2])} decimals",
    origin=Origin.SECOND_HAND,
    source_note=(
        "the picture that the authors published draws tanh(x), alpha = 1; at the published alpha = 1/10 the order is another, "
        "see xie2024/fig-1-tenth"
    ),
)
SECTION.equation(
    "fig-1-tenth",
    "Figure 1, at the published alpha = 0.1",
    "at alpha = 1/10 phi_log is closer for wrong classes, tanh for others",
    rf"For $|x| \le {REACH}$ both curves cross at 0 only: $\phi_{{\log}}(x) > \tanh(x/10)$ for $x > 0$ and "
    r"$\phi_{\log}(x) < \tanh(x/10)$ for "
    "$x < 0$.",
    TENTH,
    rigorous(
        "theory.papers.xie2024.bound.rigorous:check_curves",
        "the boxes proved",
        {**TENTH, "tanh": "tanh(x)"},
        {**TENTH, "tanh": "tanh(-x/10)", "log": "1 - log(1 + exp(log(E - 1) + x))"},
        {**TENTH, "log": f"{LOG} + 1/1000"},
        {**TENTH, "log": f"{LOG} - 1/10**6"},
        widened=("x in [-100, 100]",),
    ),
    domain=f"x in [-{REACH}, {REACH}]",
    uses="eq-14 eq-15",
    origin=Origin.OURS,
    source_note="the published picture draws tanh(x), alpha = 1: see fig-1",
)
