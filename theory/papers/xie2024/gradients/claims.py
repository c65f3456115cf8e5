"""Section 3, on gradients of the surrogates, and what the published tanh setting has in common with cross-entropy."""

from __future__ import annotations

import math
from fractions import Fraction

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, symbolic
from theory.papers.sources import URLS
from theory.papers.tools.numerals import in_words
from theory.papers.xie2024.words import QUOTED

TWO = "K = 2, n = 1, mu > 0, alpha > 0"
TWO_READING = "n samples; F is the wrong class's margin, right: F -> -oo, wrong: F -> oo"
SIDES = {"tanh": {"-oo": "0", "oo": "0"}, "log": {"-oo": "1", "oo": "0"}}
BOTH_VANISH = {
    "tanh": {"right": "0", "wrong": "0"},
    "log": {"right": "0", "wrong": "0"},
    "cross-entropy": {"right": "0", "wrong": "1"},
}
COSINES = {
    "tanh": {"0.1": "1.000", "1": "0.999", "3": "0.966", "10": "0.697", "30": "0.387"},
    "log": {"0.1": "0.999", "1": "0.899", "3": "0.661", "10": "0.424", "30": "0.263"},
}
LEADING = "alpha**4*(W/K + B)/2"
WRONG_LEADING = (
    "alpha**2*(W/K + B)/2",
    f"-{LEADING}",
    "alpha**4*(W/K + B)",
    "alpha**4*(W + B)/2",
    f"{LEADING}*103/100",
)
GENERAL = {"misalignment": "(r**2*W/K + (r - a*(K - 1)/K)**2*B)/2", "r": "-2/E", "a": "-1/E"}
WRONG_GENERAL = (
    {**GENERAL, "r": "2/E"},
    {**GENERAL, "a": "-2/E"},
    {**GENERAL, "misalignment": "(r**2*W/K + r**2*B)/2"},
    {**GENERAL, "misalignment": "(r**2*W + (r - a*(K - 1)/K)**2*B)/2"},
)
BOX = {"misalignment": "1/5000", "margin": "2", "phi": "tanh(x/10)", "mu": "10"}
CLASSES = 3
IN_BOX = f"K = {CLASSES}, n = 1, F_1 in [-2, 2], F_2 in [-2, 2], mu = {BOX['mu']}, alpha = 1/10"
LEAST = 1 - Fraction(BOX["misalignment"])
MEASURED = "theory.papers.xie2024.gradients.numerics:"
ANY_BATCH = "K >= 2, any batch, gradients in the logits"

SECTION = Section("xie2024", URLS["xie2024"], "theory.papers.xie2024.gradients.checks", origin=Origin.OURS)

SECTION.equation(
    "sec-3-gradients",
    "Section 3, the choice of phi",
    "phi_tanh' vanishes on both sides, phi_log' for large positive x only",
    r"$\phi_{\tanh}'(x) \to 0$ for $x \to \pm\infty$; $\phi_{\log}'(x) \to 0$ for $x \to \infty$ and $\to 1$ for "
    r"$x \to -\infty$.",
    SIDES,
    symbolic(
        "check_limits",
        "exact limits",
        {**SIDES, "log": {"-oo": "0", "oo": "0"}},
        {**SIDES, "tanh": {"-oo": "1", "oo": "0"}},
        widened=("alpha real",),
    ),
    domain="alpha > 0",
    uses="eq-14 eq-15",
    origin=Origin.READ,
    source_note=f"{QUOTED}, in words; the limit 1 is added here",
)
SECTION.equation(
    "sec-3-gradients-right",
    "Section 3, the choice of phi",
    "-log does not lose the gradient of confidently right samples",
    r"Confidently right samples keep a gradient of $Q$ with -log, because $\phi_{\log}'$ does not vanish there.",
    {"log": {"right": "1"}},
    symbolic("check_sample_limits", "exact limits", {"log": {"right": "0"}}, {"cross-entropy": {"right": "0"}}),
    domain="K = 2, n = 1, mu > 0",
    uses="sec-3-gradients eq-12",
    reading=f"the limit of dQ/dF would be that of phi'; {TWO_READING}",
    origin=Origin.READING,
    source_note="inferred in the text from phi'; read of phi' itself it is sec-3-gradients, which holds",
)
SECTION.equation(
    "sec-3-gradients-right-corrected",
    "Section 3, the choice of phi",
    "the gradient of Q vanishes on both sides, for tanh and for -log",
    r"$\partial Q/\partial F \to 0$ for $F \to \pm\infty$ with either surrogate: on the right side because of the "
    r"label's term $F_y = 0$ in the sum. Cross-entropy keeps 1 on the wrong side.",
    BOTH_VANISH,
    symbolic(
        "check_sample_limits",
        "exact limits",
        {"log": {"right": "1"}},
        {"log": {"right": "0"}, "cross-entropy": {"wrong": "0"}},
        {"tanh": {"wrong": "alpha"}},
        widened=("n = 1, mu > 0, alpha > 0", "K = 2, n = 1, mu > 0"),
    ),
    domain=TWO,
    uses="eq-13-gradient",
    reading=TWO_READING,
    corrects="sec-3-gradients-right",
)
SECTION.equation(
    "sec-3-gradients-ratio",
    "Section 3, the choice of phi, at the published setting of -log",
    f"on confidently right samples -log's gradient is {math.e / (math.e - 1):.2f} times CE's",
    r"At $\mu = 1$, $\frac{\partial Q / \partial F}{\partial L^{ce} / \partial F} \to \frac{e}{e-1}$ for $F \to -\infty$.",
    {"log": {"right": "E/(E - 1)"}},
    symbolic(
        "check_ratio",
        "exact limit",
        {"log": {"right": "1"}},
        {"log": {"right": "E/(E + 1)"}},
        {"log": {"wrong": "E/(E - 1)"}},
        widened=("K >= 2, n = 1, mu = 1", "K = 2, n = 1, mu > 0"),
    ),
    domain="K = 2, n = 1, mu = 1",
    reading=TWO_READING,
)
SECTION.equation(
    "sec-3-gradients-side",
    "Section 3, the choice of phi, on Figure 1",
    "the misclassified side of the plot is the lower side",
    "Misclassified samples lie on the lower side of the plot.",
    "x < 0",
    symbolic("check_side", "the sign of F", "x > 0"),
    domain="K >= 1",
    uses="eq-9",
    reading="x = F_j = z_j - z_y; lower side: negative x; a sample is misclassified where some F_j > 0",
    origin=Origin.READ,
    source_note=QUOTED,
)
SECTION.equation(
    "sec-3-gradients-side-corrected",
    "Section 3, the choice of phi, on Figure 1",
    "the misclassified side is x > 0",
    r"With $F_j = z_j - z_y$ a class counts as wrong exactly for $x > 0$.",
    "x > 0",
    symbolic("check_side", "the sign of F", "x < 0", premises="eq-9", widened=("K >= 0",)),
    domain="K >= 1",
    reading="x = F_j = z_j - z_y",
    corrects="sec-3-gradients-side",
)
SECTION.equation(
    "known-tanh-is-ce",
    "Section 4, settings: mu = 10, alpha = 0.1",
    "at mu alpha = 1 the ascent direction is cross-entropy's, leading order",
    r"For $\mu \alpha = 1$ and small logits $1 - \cos(\nabla Q, \nabla L^{ce}) = \frac{\alpha^4}{2} (\frac{W}{K} + B) "
    r"+ O(F^5)$: $W$ the mean over the batch of the variance of $F_j^2$ over the wrong classes, $B$ the variance "
    r"over the batch of its mean. It is of fourth order in the logits.",
    LEADING,
    symbolic(
        "check_tanh_leading",
        "any K and batch",
        *WRONG_LEADING,
        widened=("K >= 2, alpha > 0, mu > 0, any batch, gradients in the logits, F -> 0", f"{ANY_BATCH}, mu alpha = 1"),
    ),
    numerical(
        f"{MEASURED}check_tanh_measured",
        "seeded normal logits of scale 1e-3, K = 2 to 50, batches of 1 to 16, alpha 0.05 to 1",
        *WRONG_LEADING,
    ),
    domain=f"{ANY_BATCH}, mu alpha = 1, alpha > 0, F -> 0",
    uses="eq-13-gradient",
    reading="plain cross-entropy: SAM is run with label smoothing 0.1, a further difference",
)
SECTION.equation(
    "known-tanh-is-ce-general",
    "Section 3, any phi and mu",
    "other settings differ at second order in the logits",
    r"With $a = \mu \phi'(0) - 1$ and $r = a + \phi''(0)/\phi'(0)$: $1 - \cos = \frac12 (\frac{r^2 W}{K} + "
    r"(r - a \frac{K-1}{K})^2 B) + O(F^3)$, $W$ and $B$ now of $F_j$; for -log at $\mu = 1$, $r = -2/e$, $a = -1/e$.",
    GENERAL,
    symbolic(
        "check_leading",
        "any K, batch and phi",
        *WRONG_GENERAL,
        widened=(f"{ANY_BATCH}, phi smooth, phi(0) = 0, phi'(0) > 0, F -> 0",),
    ),
    numerical(
        f"{MEASURED}check_log_measured",
        "-log at mu = 1: seeded normal logits of scale 1e-4, K = 2 to 50, batches of 1 to 16",
        *WRONG_GENERAL,
        {**GENERAL, "misalignment": f"103/100*{GENERAL['misalignment']}"},
    ),
    domain=f"{ANY_BATCH}, mu > 0, phi smooth, phi(0) = 0, phi'(0) > 0, F -> 0",
    uses="eq-13-gradient",
)
SECTION.equation(
    "known-tanh-is-ce-two-classes",
    "Section 3, two classes, one sample",
    "with two classes and one sample every surrogate has one direction",
    r"For $K = 2$ and one sample the gradients of $Q$ and of cross-entropy are positive multiples of "
    r"$e_j - e_y$ at every scale, for every $\phi$ with $\phi' > 0$.",
    {"ratio": "-1", "sign": "+"},
    symbolic(
        "check_two_classes",
        "any logits",
        {"ratio": "1", "sign": "+"},
        {"ratio": "-1", "sign": "-"},
        {"ratio": "-2", "sign": "+"},
        widened=("n = 1, mu > 0, phi differentiable, phi' > 0", "K = 2, n = 1, mu > 0, phi differentiable"),
    ),
    domain="K = 2, n = 1, mu > 0, phi differentiable, phi' > 0",
    uses="eq-13-gradient",
    reading="ratio: the label's entry over the other's; sign: of the other's",
)
SECTION.equation(
    "known-tanh-is-ce-box",
    f"Section 4, settings: mu = 10, alpha = 0.1, {in_words(CLASSES)} classes",
    f"{in_words(CLASSES)} classes, margins up to {BOX['margin']}: cosine above {float(LEAST)}",
    f"For $K = {CLASSES}$, one sample and $|F_j| \\le {BOX['margin']}$ the cosine is above ${float(LEAST)}$.",
    BOX,
    rigorous(
        "theory.papers.xie2024.gradients.rigorous:check_box",
        "the box proved",
        {**BOX, "mu": "1"},
        {**BOX, "misalignment": "1/1000000"},
        {**BOX, "phi": "tanh(x)"},
        widened=(IN_BOX.replace("F_1 in [-2, 2]", "F_1 in [-3, 3]"),),
    ),
    domain=IN_BOX,
    reading=f"F_1, F_2: the margins of the {in_words(CLASSES - 1)} wrong classes",
)
SECTION.equation(
    "known-tanh-is-ce-beyond",
    "Section 4, settings",
    "the cosine over the logit scale at the published settings",
    f"For independent normal logits of standard deviation {', '.join(COSINES['tanh'])} and 10 classes the cosine between "
    f"the directions of a large batch is {', '.join(COSINES['tanh'].values())} (tanh) and "
    f"{', '.join(COSINES['log'].values())} (-log).",
    COSINES,
    numerical(
        f"{MEASURED}check_cosines",
        "20,000 seeded samples a scale",
        {"tanh": COSINES["log"]},
        {"tanh": {**COSINES["tanh"], "30": "0.365"}},
        {"tanh": {**COSINES["tanh"], "30": "0.395"}},
    ),
    domain="K = 10, normal logits, a large batch, gradients in the logits",
    reading="to 0.01",
)
