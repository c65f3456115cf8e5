"""The example of Section 2.2 in both readings: a right answer A and a wrong answer B, first class correct.

A = (1/K + s, 1/K - s, 1/K, ...), B = (1/2 - s, 1/2 + s, 0, ...).  The text calls the vectors logits and reads them as
probabilities: cross-entropy is -log of the first entry then, log sum_j exp(F_j) with logits.
"""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.sources import xie2024
from theory.papers.xie2024 import example_checks as checks

RESTORED = "the vectors were restored from the surrounding prose"
ADDED = "not in the paper"
LOGITS = "the vectors are logits, as the text calls them: softmax, then cross-entropy"
THRESHOLDS = {
    "3": "0.070172380010",
    "4": "0.109171076803",
    "10": "0.188192034699",
    "100": "0.243367879087",
    "1000": "0.249331498680",
}
TURNS = {
    "tanh": {"3": "0.070145258360", "10": "0.188188233004", "100": "0.243369667962"},
    "log": {"3": "0.078949232115", "10": "0.197133180816", "100": "0.244673482270"},
}


def _claim(name: str, summary: str, statement: str, formula: Any, domain: str, **more: Any) -> Claim:
    return Claim(
        id=f"xie2024/sec-2.2-example{name}",
        kind=Kind.EQUATION,
        source=xie2024("Section 2.2, Options A and B"),
        summary=summary,
        statement=statement,
        formula=formula,
        domain=domain,
        **more,
    )


CLAIMS = (
    _claim(
        "",
        "probabilities: CE of A (right) grows like log K, of B (wrong) not",
        r"As $s \to 0$ the cross-entropy of A, which is right, tends to $\log K$ and that of B, which is wrong, to "
        r"$\log 2$: for $K > 2$ maximising cross-entropy prefers A.",
        {"reading": "probabilities", "A": "log(K)", "B": "log(2)"},
        "K >= 3, s > 0 small",
        reading=f"{RESTORED}; read as probabilities",
    ),
    _claim(
        "-constant",
        "probabilities: the cross-entropy of B does not depend on K",
        "The cross-entropy of option B stays constant as K grows.",
        {"reading": "probabilities", "slope": "0"},
        "0 < s < 1/2",
        reading=f"{RESTORED}; read as probabilities; slope: the derivative in K",
    ),
    _claim(
        "-threshold",
        "probabilities: cross-entropy prefers A exactly for s < 1/4 - 1/(2K)",
        r"A has the larger cross-entropy exactly for $s < \frac14 - \frac1{2K}$; every $s < 1/K$ (entries of A not "
        r"negative) qualifies from $K = 6$ on.",
        {"threshold": "1/4 - 1/(2*K)", "all from": 6},
        "K >= 2, 0 < s < 1/2",
        reading=f"{ADDED}; read as probabilities",
    ),
    _claim(
        "-logits-constant",
        "logits: the cross-entropy of B does not depend on K",
        "The cross-entropy of option B stays constant as K grows.",
        {"reading": "logits", "slope": "0"},
        "0 < s < 1/2",
        uses=("xie2024/sec-2.2-example-constant",),
        reading=f"{RESTORED}; {LOGITS}; slope: the derivative in K",
    ),
    _claim(
        "-logits-growth",
        "logits: both cross-entropies grow like log K, 1/2 - 2s apart",
        r"The cross-entropy of B is $\log K - \frac12 + s + o(1)$ as $K \to \infty$, that of A larger by "
        r"$\frac12 - 2s + o(1)$.",
        {"B": "log(K) - 1/2 + s", "gap": "1/2 - 2*s"},
        "s > 0, K -> oo",
        reading=f"{ADDED}; {LOGITS}",
        corrects="xie2024/sec-2.2-example-logits-constant",
    ),
    _claim(
        "-logits-threshold",
        "logits: cross-entropy prefers A for s below one exact threshold",
        r"A has the larger cross-entropy exactly for $e^s$ below the only positive root of "
        r"$\sqrt e (x^4 - 1) + (K-2) x (x^2 - \sqrt e)$: for no $s$ if $K = 2$, for $s < \frac14$ as $K \to \infty$.",
        "sqrt(E)*(x**4 - 1) + (K - 2)*x*(x**2 - sqrt(E))",
        "K >= 2, s > 0",
        reading=f"{ADDED}; {LOGITS}; x = exp(s)",
    ),
    _claim(
        "-logits-values",
        "logits: that threshold at K = 3, 4, 10, 100, 1000",
        "The threshold of $s$ is " + ", ".join(f"{v} ($K = {k}$)" for k, v in THRESHOLDS.items()) + ".",
        THRESHOLDS,
        "K = 3, 4, 10, 100, 1000",
        uses=("xie2024/sec-2.2-example-logits-threshold",),
        reading=f"{ADDED}; {LOGITS}; 12 decimals",
    ),
    _claim(
        "-tanh",
        "maximising the largest tanh(F_j) prefers the wrong B",
        r"$\max_j \tanh(\alpha F_j)$ is 0 for A and $\tanh(2 \alpha s) > 0$ for B: it prefers B.",
        {"A": "0", "B": "tanh(2*alpha*s)"},
        "K >= 2, 0 < s < 1/2, alpha > 0; margins of the vectors themselves",
        uses=("xie2024/rem-3.2",),
        reading=RESTORED,
    ),
    _claim(
        "-q",
        "small s: the log-sum-exp Q that is maximised prefers A, as CE does",
        r"As $s \to 0$, $Q_B - Q_A \to \frac1\mu \log \frac{2 + (K-2) e^{\mu \phi(-1/2)}}{K} < 0$ for every valid "
        r"$\phi$ and $\mu$: the relaxation (eq. 13) prefers the right answer A, against its own motivation.",
        "log((2 + (K - 2)*exp(mu*phi_half))/K)/mu",
        "K >= 3, mu > 0, phi rising, phi(0) = 0; phi_half = phi(-1/2) < 0",
        uses=("xie2024/sec-2.2-example-tanh", "xie2024/eq-10"),
        reading=ADDED,
    ),
    _claim(
        "-q-turn",
        "the s from which Q prefers B at the published settings",
        "Where $Q_B - Q_A$ changes its sign at the published settings: within 3e-5 of cross-entropy's threshold for "
        "tanh, and above it for -log.",
        TURNS,
        "K = 3, 10, 100; tanh (alpha = 0.1, mu = 10) and -log (mu = 1); a certified sign change",
        uses=("xie2024/sec-2.2-example-q",),
        reading=f"{ADDED}; 12 decimals",
    ),
)


CHECKS = (
    Check("xie2024/sec-2.2-example", Method.SYMBOLIC, "any K", True, checks.check_limits),
    Check("xie2024/sec-2.2-example-constant", Method.SYMBOLIC, "any K and s", True, checks.check_slope),
    Check("xie2024/sec-2.2-example-threshold", Method.SYMBOLIC, "any K and s", True, checks.check_threshold),
    Check("xie2024/sec-2.2-example-logits-constant", Method.SYMBOLIC, "one certified point", True, checks.check_slope),
    Check("xie2024/sec-2.2-example-logits-growth", Method.SYMBOLIC, "any s", True, checks.check_growth),
    Check("xie2024/sec-2.2-example-logits-threshold", Method.SYMBOLIC, "any K and s", True, checks.check_root),
    Check("xie2024/sec-2.2-example-logits-values", Method.RIGOROUS, "the five K", True, checks.check_values),
    Check("xie2024/sec-2.2-example-tanh", Method.SYMBOLIC, "any K, alpha and s < 1/2", True, checks.check_largest),
    Check("xie2024/sec-2.2-example-q", Method.SYMBOLIC, "any K >= 3, mu and phi", True, checks.check_relaxation),
    Check("xie2024/sec-2.2-example-q-turn", Method.RIGOROUS, "six settings", True, checks.check_turns),
)
