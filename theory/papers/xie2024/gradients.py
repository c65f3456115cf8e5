"""Section 3, on gradients of the surrogates, and what the published tanh setting has in common with cross-entropy."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.sources import xie2024
from theory.papers.xie2024 import gradients_checks as checks

ADDED = "not in the paper"
TWO = "two classes, one sample; F is the wrong class's margin, right: F -> -oo, wrong: F -> oo"
COSINES = {
    "tanh": {"0.1": "1.000", "1": "0.999", "3": "0.966", "10": "0.697", "30": "0.387"},
    "log": {"0.1": "0.999", "1": "0.899", "3": "0.661", "10": "0.424", "30": "0.263"},
}


def _claim(name: str, place: str, summary: str, statement: str, formula: Any, domain: str, **more: Any) -> Claim:
    return Claim(
        id=f"xie2024/{name}",
        kind=Kind.EQUATION,
        source=xie2024(place),
        summary=summary,
        statement=statement,
        formula=formula,
        domain=domain,
        **more,
    )


CLAIMS = (
    _claim(
        "sec-3-gradients",
        "Section 3, the choice of phi",
        "phi_tanh' vanishes on both sides, phi_log' for large positive x only",
        r"$\phi_{\tanh}'(x) \to 0$ for $x \to \pm\infty$; $\phi_{\log}'(x) \to 0$ for $x \to \infty$ and $\to 1$ for "
        r"$x \to -\infty$.",
        {"tanh": {"-oo": "0", "oo": "0"}, "log": {"-oo": "1", "oo": "0"}},
        "x real, alpha > 0",
        uses=("xie2024/eq-14", "xie2024/eq-15"),
    ),
    _claim(
        "sec-3-gradients-right",
        "Section 3, the choice of phi",
        "-log does not lose the gradient of confidently right samples",
        r"Confidently right samples keep a gradient of $Q$ with -log, because $\phi_{\log}'$ does not vanish there.",
        {"log": {"right": "1"}},
        TWO,
        uses=("xie2024/sec-3-gradients", "xie2024/eq-12"),
        reading="inferred in the text from phi': the limit of dQ/dF would be that of phi'; mu > 0",
    ),
    _claim(
        "sec-3-gradients-right-corrected",
        "Section 3, the choice of phi",
        "the gradient of Q vanishes on both sides, for tanh and for -log",
        r"$\partial Q/\partial F \to 0$ for $F \to \pm\infty$ with either surrogate: on the right side because of the "
        r"label's term $F_y = 0$ in the sum. Cross-entropy keeps 1 on the wrong side.",
        {
            "tanh": {"right": "0", "wrong": "0"},
            "log": {"right": "0", "wrong": "0"},
            "cross-entropy": {"right": "0", "wrong": "1"},
        },
        TWO + "; with more classes each class's part is at most this",
        uses=("xie2024/eq-13-gradient",),
        reading=ADDED,
        corrects="xie2024/sec-3-gradients-right",
    ),
    _claim(
        "sec-3-gradients-ratio",
        "Section 3, the choice of phi, at the published setting of -log",
        "on confidently right samples -log's gradient is 1.58 times CE's",
        r"At $\mu = 1$, $\frac{\partial Q / \partial F}{\partial L^{ce} / \partial F} \to \frac{e}{e-1}$ for "
        r"$F \to -\infty$.",
        {"log": {"right": "E/(E - 1)"}},
        TWO,
        reading=ADDED,
    ),
    _claim(
        "sec-3-gradients-side",
        "Section 3, the choice of phi, on Figure 1",
        "the misclassified side of the plot is the lower side",
        "Misclassified samples lie on the lower side of the plot.",
        "x < 0",
        "x = F_j = z_j - z_y",
        uses=("xie2024/eq-9",),
        reading="lower side: negative x; a sample is misclassified where some F_j > 0",
    ),
    _claim(
        "sec-3-gradients-side-corrected",
        "Section 3, the choice of phi, on Figure 1",
        "the misclassified side is x > 0",
        r"With $F_j = z_j - z_y$ a class counts as wrong exactly for $x > 0$, where both gradients vanish.",
        "x > 0",
        "x = F_j = z_j - z_y",
        reading=ADDED,
        corrects="xie2024/sec-3-gradients-side",
    ),
    _claim(
        "known-tanh-is-ce",
        "Section 4, settings: mu = 10, alpha = 0.1",
        "at mu alpha = 1 the ascent direction is cross-entropy's, leading order",
        r"For $\mu \alpha = 1$ and small logits $1 - \cos(\nabla Q, \nabla L^{ce}) = \frac{\alpha^4}{2} (\frac{W}{K} + B) "
        r"+ O(F^5)$: $W$ the mean over the batch of the variance of $F_j^2$ over the wrong classes, $B$ the variance "
        r"over the batch of its mean. It is of fourth order in the logits.",
        "alpha**4*(W/K + B)/2",
        "K >= 2, any batch, gradients in the logits, F -> 0",
        uses=("xie2024/eq-13-gradient",),
        reading=f"{ADDED}; plain cross-entropy: SAM is run with label smoothing 0.1, a further difference",
    ),
    _claim(
        "known-tanh-is-ce-general",
        "Section 3, any phi and mu",
        "other settings differ at second order in the logits",
        r"With $a = \mu \phi'(0) - 1$ and $r = a + \phi''(0)/\phi'(0)$: $1 - \cos = \frac12 (\frac{r^2 W}{K} + "
        r"(r - a \frac{K-1}{K})^2 B) + O(F^3)$, $W$ and $B$ now of $F_j$; for -log at $\mu = 1$, $r = -2/e$, $a = -1/e$.",
        {"misalignment": "(r**2*W/K + (r - a*(K - 1)/K)**2*B)/2", "r": "-2/E", "a": "-1/E"},
        "K >= 2, any batch, smooth phi with phi(0) = 0 and phi'(0) > 0, F -> 0",
        uses=("xie2024/eq-13-gradient",),
        reading=ADDED,
    ),
    _claim(
        "known-tanh-is-ce-two-classes",
        "Section 3, two classes, one sample",
        "with two classes and one sample every surrogate has one direction",
        r"For $K = 2$ and one sample the gradients of $Q$ and of cross-entropy are positive multiples of "
        r"$e_j - e_y$ at every scale, for every $\phi$ with $\phi' > 0$.",
        {"ratio": "-1", "sign": "+"},
        "K = 2, n = 1, any logits, mu > 0",
        uses=("xie2024/eq-13-gradient",),
        reading=f"{ADDED}; ratio: the label's entry over the other's; sign: of the other's",
    ),
    _claim(
        "known-tanh-is-ce-box",
        "Section 4, settings: mu = 10, alpha = 0.1, three classes",
        "three classes, margins up to 2: cosine above 0.9998",
        r"For $K = 3$, one sample and $|F_j| \le 2$ the cosine is above $1 - 2 \cdot 10^{-4}$.",
        {"misalignment": "1/5000", "margin": "2", "phi": "tanh(x/10)", "mu": "10"},
        "K = 3, n = 1, |F_j| <= 2, mu = 10, alpha = 0.1",
        reading=ADDED,
    ),
    _claim(
        "known-tanh-is-ce-beyond",
        "Section 4, settings",
        "the cosine over the logit scale at the published settings",
        "For independent normal logits of standard deviation 0.1, 1, 3, 10, 30 and 10 classes the cosine between the "
        "directions of a large batch is 1.000, 0.999, 0.966, 0.697, 0.387 (tanh) and 0.999, 0.899, 0.661, 0.424, "
        "0.263 (-log).",
        COSINES,
        "K = 10, logits N(0, s^2), large batch, gradients in the logits",
        reading=f"{ADDED}; to 0.01",
    ),
)

CHECKS = (
    Check("xie2024/sec-3-gradients", Method.SYMBOLIC, "exact limits", True, checks.check_limits),
    Check("xie2024/sec-3-gradients-right", Method.SYMBOLIC, "exact limits", True, checks.check_sample_limits),
    Check("xie2024/sec-3-gradients-right-corrected", Method.SYMBOLIC, "exact limits", True, checks.check_sample_limits),
    Check("xie2024/sec-3-gradients-ratio", Method.SYMBOLIC, "exact limit", True, checks.check_ratio),
    Check("xie2024/sec-3-gradients-side", Method.SYMBOLIC, "the sign of F", True, checks.check_side),
    Check("xie2024/sec-3-gradients-side-corrected", Method.SYMBOLIC, "the sign of F", True, checks.check_side),
    Check("xie2024/known-tanh-is-ce", Method.SYMBOLIC, "any K and batch", True, checks.check_tanh_leading),
    Check(
        "xie2024/known-tanh-is-ce",
        Method.NUMERICAL,
        "seeded normal logits of scale 1e-3, K = 2 to 50, batches of 1 to 16, alpha 0.05 to 1",
        False,
        checks.check_tanh_measured,
    ),
    Check("xie2024/known-tanh-is-ce-general", Method.SYMBOLIC, "any K, batch and phi", True, checks.check_leading),
    Check("xie2024/known-tanh-is-ce-two-classes", Method.SYMBOLIC, "any logits", True, checks.check_two_classes),
    Check("xie2024/known-tanh-is-ce-box", Method.RIGOROUS, "the whole box", True, checks.check_box),
    Check(
        "xie2024/known-tanh-is-ce-beyond",
        Method.NUMERICAL,
        "20,000 seeded samples a scale",
        False,
        checks.check_cosines,
    ),
)
