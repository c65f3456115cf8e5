"""The example of Section 2.2 in both readings: a right answer A and a wrong answer B, first class correct.

A = (1/K + s, 1/K - s, 1/K, ...), B = (1/2 - s, 1/2 + s, 0, ...).  The text calls the vectors logits and reads them as
probabilities: cross-entropy is -log of the first entry then, log sum_j exp(F_j) with logits.
"""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, rigorous, symbolic
from theory.papers.sources import URLS

VECTORS = "the vectors were restored from the prose around them, which compares their cross-entropies"
PROBABILITIES = "read as probabilities, as the text argues; the other reading, as logits, stands beside it"
LOGITS = "the vectors are logits, as the text calls them: softmax, then cross-entropy"
THRESHOLDS = {
    "3": "0.070172380010",
    "4": "0.109171076803",
    "10": "0.188192034699",
    "100": "0.243367879087",
    "1000": "0.249331498680",
}
POLYNOMIAL = "sqrt(E)*(x**4 - 1) + (K - 2)*x*(x**2 - sqrt(E))"

SECTION = Section(
    "xie2024",
    URLS["xie2024"],
    "theory.papers.xie2024.example.checks",
    locator="Section 2.2, Options A and B",
    origin=Origin.OURS,
)

SECTION.equation(
    "sec-2.2-example",
    "",
    "probabilities: CE of A (right) grows like log K, of B (wrong) not",
    r"As $s \to 0$ the cross-entropy of A, which is right, tends to $\log K$ and that of B, which is wrong, to the smaller "
    r"$\log 2$: maximising cross-entropy prefers A.",
    {"reading": "probabilities", "A": "log(K)", "B": "log(2)"},
    symbolic(
        "check_limits",
        "any K",
        {"reading": "probabilities", "A": "log(K/2)", "B": "log(2)"},
        {"reading": "probabilities", "A": "-log(K)", "B": "log(2)"},
        {"reading": "logits", "A": "log(K)", "B": "log(2)"},
        widened=("K >= 2, s -> 0",),
    ),
    domain="K > 2, s -> 0",
    reading=PROBABILITIES,
    origin=Origin.READING,
    source_note=VECTORS,
)
SECTION.equation(
    "sec-2.2-example-constant",
    "",
    "probabilities: the cross-entropy of B does not depend on K",
    "The cross-entropy of option B stays constant as K grows.",
    {"reading": "probabilities", "slope": "0"},
    symbolic(
        "check_slope",
        "any K and s",
        {"reading": "logits", "slope": "0"},
        {"reading": "probabilities", "slope": "1/K"},
        widened=("K >= 2, 0 < s < 1",),
    ),
    domain="K >= 2, 0 < s < 1/2",
    reading=f"{PROBABILITIES}; slope: the derivative in K",
    origin=Origin.READING,
    source_note=VECTORS,
)
SECTION.equation(
    "sec-2.2-example-threshold",
    "",
    "probabilities: cross-entropy prefers A exactly for s < 1/4 - 1/(2K)",
    r"A has the larger cross-entropy exactly for $s < \frac14 - \frac1{2K}$.",
    {"threshold": "1/4 - 1/(2*K)"},
    symbolic(
        "check_threshold",
        "any K and s",
        {"threshold": "1/4 - 1/K"},
        {"threshold": "1/4 + 1/(2*K)"},
        widened=("K >= 2, 0 < s < 1",),
    ),
    domain="K >= 2, 0 < s < 1/2",
    reading=PROBABILITIES,
)
SECTION.equation(
    "sec-2.2-example-threshold-all",
    "",
    "probabilities: from K = 6 on every possible s is below it",
    r"Every $s < 1/K$ is below $\frac14 - \frac1{2K}$ exactly for $K \ge 6$.",
    {"threshold": "1/4 - 1/(2*K)", "all from": 6},
    symbolic(
        "check_all_from",
        "any K",
        {"threshold": "1/4 - 1/(2*K)", "all from": 7},
        {"threshold": "1/4 - 1/K", "all from": 6},
        widened=("K real",),
    ),
    domain="K >= 2",
    uses="sec-2.2-example-threshold",
    reading=PROBABILITIES,
)
SECTION.equation(
    "sec-2.2-example-logits-constant",
    "",
    "logits: the cross-entropy of B does not depend on K",
    "The cross-entropy of option B stays constant as K grows.",
    {"reading": "logits", "slope": "0"},
    symbolic("check_slope", "one certified point", {"reading": "probabilities", "slope": "0"}),
    domain="K >= 2, 0 < s < 1/2",
    uses="sec-2.2-example-constant",
    reading=f"{LOGITS}; slope: the derivative in K",
    origin=Origin.READING,
    source_note=f"{VECTORS}; the other reading, as probabilities, is sec-2.2-example-constant",
)
SECTION.equation(
    "sec-2.2-example-logits-growth",
    "",
    "logits: both cross-entropies grow like log K, 1/2 - 2s apart",
    r"The cross-entropy of B is $\log K - \frac12 + s + o(1)$ as $K \to \infty$, that of A larger by "
    r"$\frac12 - 2s + o(1)$.",
    {"B": "log(K) - 1/2 + s", "gap": "1/2 - 2*s"},
    symbolic(
        "check_growth",
        "any s",
        {"B": "log(K) - 1/2 - s", "gap": "1/2 - 2*s"},
        {"B": "log(K) - 1/2 + s", "gap": "1/2 - s"},
        {"B": "log(K) + s", "gap": "1/2 - 2*s"},
        widened=("s real, K -> oo",),
    ),
    domain="s > 0, K -> oo",
    reading=LOGITS,
    corrects="sec-2.2-example-logits-constant",
)
SECTION.equation(
    "sec-2.2-example-logits-threshold",
    "",
    "logits: cross-entropy prefers A for s below one exact threshold",
    r"A has the larger cross-entropy exactly for $e^s$ below the only positive root of "
    r"$\sqrt e (x^4 - 1) + (K-2) x (x^2 - \sqrt e)$.",
    POLYNOMIAL,
    symbolic(
        "check_root",
        "any K and s",
        "sqrt(E)*(x**4 - 1) + (K - 1)*x*(x**2 - sqrt(E))",
        "sqrt(E)*(x**4 - 1) - (K - 2)*x*(x**2 - sqrt(E))",
        "E*(x**4 - 1) + (K - 2)*x*(x**2 - sqrt(E))",
        widened=("K real",),
    ),
    domain="K >= 2, s > 0",
    reading=f"{LOGITS}; x = exp(s)",
)
SECTION.equation(
    "sec-2.2-example-logits-ends",
    "",
    "logits: for K = 2 no s is below the threshold; it tends to 1/4",
    r"The root is 1 ($s = 0$) for $K = 2$ and tends to $e^{1/4}$ as $K \to \infty$.",
    {"polynomial": POLYNOMIAL, "K = 2": "0", "K -> oo": "1/4"},
    symbolic(
        "check_ends",
        "both ends",
        {"polynomial": POLYNOMIAL, "K = 2": "0", "K -> oo": "1/2"},
        {"polynomial": POLYNOMIAL, "K = 2": "1/4", "K -> oo": "1/4"},
        premises="sec-2.2-example-logits-threshold",
        widened=("K >= 1, s > 0",),
    ),
    domain="K >= 2, s > 0",
    reading=f"{LOGITS}; x = exp(s)",
)
SECTION.equation(
    "sec-2.2-example-logits-values",
    "",
    "logits: that threshold at " + f"K = {', '.join(THRESHOLDS)}",
    "The threshold of $s$ is " + ", ".join(f"{v} ($K = {k}$)" for k, v in THRESHOLDS.items()) + ".",
    THRESHOLDS,
    rigorous(
        "theory.papers.xie2024.example.rigorous:check_values",
        "the five K",
        {**THRESHOLDS, "10": "0.188192034799"},
        {**THRESHOLDS, "3": "0.071072380010"},
        {**THRESHOLDS, "1000": "0.249331498682"},
        premises="sec-2.2-example-logits-threshold",
        widened=("K in {3, 4, 5, 10, 100, 1000}, s > 0",),
    ),
    domain=f"K in {{{', '.join(THRESHOLDS)}}}, s > 0",
    uses="sec-2.2-example-logits-threshold",
    reading=f"{LOGITS}; 12 decimals",
)
