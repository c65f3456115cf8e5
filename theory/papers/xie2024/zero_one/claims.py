"""Section 2: the 0-1 loss, its upper bounds (eq. 2), what they guarantee, and the 0-1 loss as a maximum (eq. 9)."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.sources import URLS
from theory.papers.xie2024.words import QUOTED, RESTORED

CROSS_ENTROPY, HINGE = "log(1 + R + exp(m))", "Max(0, 1 + m)"
MARGINS = (
    "m = max_{j != y} F_j; R = sum of exp(F_j) over the wrong classes but the best, so cross-entropy is log(1+R+e^m)"
)
SAMPLES = "24,000 random samples: K = 2, 3, 10, 100, normal logits of scale 0.01, 1, 10"
STEP, WEAK_STEP = "Piecewise((1, F > 0), (0, True))", "Piecewise((1, F >= 0), (0, True))"
BASE_TWO = (
    {"cross-entropy": CROSS_ENTROPY},
    {"cross-entropy": f"{CROSS_ENTROPY}/log(3)"},
    {"cross-entropy": "log(2 + R + exp(m))/log(4)"},
)
WRONG_HINGES = ({"hinge": "Max(0, m)"}, {"hinge": "Max(0, 1 + m)/2"})
NEARLY = ({"cross-entropy": f"{CROSS_ENTROPY}/log(2)*(1 - 1/10**9)"}, {"hinge": "Max(0, 1 - 1/10**9 + m)"})

SECTION = Section("xie2024", URLS["xie2024"], "theory.papers.xie2024.zero_one.checks", origin=Origin.OURS)

SECTION.definition(
    "eq-1",
    "Section 2, eq. 1",
    "the 0-1 loss: the share of wrong predictions",
    r"$L^{01}(w) = \frac{1}{n} \sum_i 1[\arg\max_j f_w(x_i)_j \ne y_i]$.",
    domain="K >= 2, n >= 1",
    reading="n samples, K classes; a tie between the label and another class counts as right",
    origin=Origin.RESTORED,
    source_note=RESTORED,
)
SECTION.equation(
    "eq-2",
    "Section 2, eq. 2",
    "cross-entropy and hinge are upper bounds of the 0-1 loss",
    r"$L^{01}(w) \le L^{ce}(w)$, and the same for the hinge loss.",
    domain="K >= 2",
    uses="eq-1",
    reading=f"cross-entropy with the natural logarithm, as trained with; {MARGINS}",
    origin=Origin.READ,
    source_note=f"{QUOTED}; its display was lost",
    parts="eq-2-cross-entropy eq-2-hinge",
)
SECTION.equation(
    "eq-2-cross-entropy",
    "Section 2, eq. 2, for cross-entropy",
    "cross-entropy is an upper bound of the 0-1 loss",
    r"$L^{01}(w) \le L^{ce}(w)$, with the natural logarithm.",
    {"cross-entropy": CROSS_ENTROPY},
    symbolic("check_upper_bounds", "K = 2, one certified point", {"cross-entropy": f"{CROSS_ENTROPY}/log(2)"}),
    domain="K >= 2",
    uses="eq-1",
    reading=f"cross-entropy with the natural logarithm, as trained with; {MARGINS}",
    origin=Origin.READ,
    source_note=f"a part of eq. 2; {QUOTED}",
)
SECTION.equation(
    "eq-2-hinge",
    "Section 2, eq. 2, for the hinge loss",
    "the multi-class hinge loss is an upper bound of the 0-1 loss",
    r"$L^{01}(w) \le \frac{1}{n} \sum_i \max(0, 1 + \max_{j \ne y} F_{ij})$.",
    {"hinge": HINGE},
    symbolic("check_upper_bounds", "any logits", *WRONG_HINGES, NEARLY[1], premises="eq-9", widened=("K >= 1",)),
    numerical("check_sampled_upper_bounds", SAMPLES, *WRONG_HINGES),
    domain="K >= 2",
    reading=f"the multi-class form is one of several; {MARGINS}",
    origin=Origin.READ,
    source_note=f"a part of eq. 2; {QUOTED}",
)
SECTION.equation(
    "eq-2-base-two",
    "Section 2, eq. 2, with the logarithm to base 2",
    "cross-entropy over ln 2 is an upper bound of the 0-1 loss",
    r"$L^{01}(w) \le L^{ce}(w) / \ln 2$: a wrong sample has a cross-entropy above $\ln 2$.",
    {"cross-entropy": f"{CROSS_ENTROPY}/log(2)"},
    symbolic("check_upper_bounds", "any logits", *BASE_TWO, NEARLY[0], premises="eq-9", widened=("K >= 1",)),
    numerical("check_sampled_upper_bounds", SAMPLES, *BASE_TWO),
    domain="K >= 2",
    reading=MARGINS,
    corrects="eq-2-cross-entropy",
)
SECTION.equation(
    "sec-2.1-guarantee",
    "Section 2.1",
    "a falling upper bound makes the 0-1 loss fall",
    "Minimising the upper bound decreases the 0-1 loss.",
    {"bound": "log(1 + exp(F))"},
    symbolic(
        "check_guarantee", "two samples, certified", {"bound": STEP}, {"bound": "Piecewise((3, F > 0), (1, True))"}
    ),
    domain="K = 2, n >= 2",
    uses="eq-2",
    reading=(
        "between two sets of weights the one with the lower mean bound has no higher 0-1 loss; F is the wrong class's "
        "margin, n the number of samples"
    ),
    origin=Origin.READ,
    source_note=QUOTED,
)
SECTION.equation(
    "sec-2.1-guarantee-corrected",
    "Section 2.1, what an upper bound does guarantee",
    "a summed cross-entropy below ln 2 means no training error",
    r"The largest $t$ such that $\sum_i L^{ce}_i < t$ leaves no sample wrong is $\ln 2$.",
    {"bound": CROSS_ENTROPY, "threshold": "log(2)"},
    symbolic(
        "check_threshold",
        "any samples",
        {"bound": CROSS_ENTROPY, "threshold": "1"},
        {"bound": CROSS_ENTROPY, "threshold": "log(2)/2"},
        {"bound": f"{CROSS_ENTROPY}/log(2)", "threshold": "log(2)"},
        premises="eq-9",
        widened=("K >= 1, n >= 1",),
    ),
    domain="K >= 2, n >= 1",
    reading=MARGINS,
    corrects="sec-2.1-guarantee",
)
SECTION.equation(
    "eq-9",
    "Section 3, eq. 9",
    "the 0-1 loss is the maximum of steps of the margins",
    r"$1[\arg\max_j z_j \ne y] = \max_j 1[F_j > 0]$, $F_j = z_j - z_y$.",
    STEP,
    symbolic(
        "check_maximum_of_steps",
        "any logits",
        WEAK_STEP,
        "Piecewise((1, F < 0), (0, True))",
        "Piecewise((2, F > 0), (0, True))",
        widened=("K >= 0",),
    ),
    domain="K >= 1",
    uses="eq-1",
    reading="a tie with the label counts as right",
    origin=Origin.RESTORED,
    source_note=RESTORED,
)
SECTION.equation(
    "eq-9-non-strict",
    "Section 3, eq. 9, with the step 1[x >= 0]",
    "with the non-strict step the maximum is 1 for every sample",
    r"$\max_j 1[F_j \ge 0] = 1$ always, because $F_y = 0$ takes part in the maximum.",
    WEAK_STEP,
    symbolic(
        "check_always_one", "any logits", STEP, "Piecewise((2, F > 0), (1, F >= 0), (0, True))", widened=("K >= 0",)
    ),
    domain="K >= 1",
    reading="the corner in which Lemma 3.1 would say nothing",
)
