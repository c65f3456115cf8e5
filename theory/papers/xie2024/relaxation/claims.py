"""The example of Section 2.2 under what BiSAM maximises: the largest tanh, and its relaxation Q.

The vectors are those of the room beside, :mod:`theory.papers.xie2024.example`.
"""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, rigorous, symbolic
from theory.papers.sources import URLS
from theory.papers.xie2024.example.claims import THRESHOLDS, VECTORS

TURNS = {
    "tanh": {"3": "0.070145258360", "10": "0.188188233004", "100": "0.243369667962"},
    "log": {"3": "0.078949232115", "10": "0.197133180816", "100": "0.244673482270"},
}
NEAR = {"tanh": "3/100000"}
AT_THRESHOLDS = {"thresholds": {k: THRESHOLDS[k] for k in TURNS["tanh"]}, "near": NEAR, "later": ["log"]}
LIMIT_Q = "log((2 + (K - 2)*exp(mu*phi_half))/K)/mu"
PUBLISHED = "tanh (alpha = 0.1, mu = 10) and -log (mu = 1)"
RIGOROUS = "theory.papers.xie2024.relaxation.rigorous:"

SECTION = Section(
    "xie2024",
    URLS["xie2024"],
    "theory.papers.xie2024.relaxation.checks",
    locator="Section 2.2, Options A and B",
    origin=Origin.OURS,
)

SECTION.equation(
    "sec-2.2-example-tanh",
    "",
    "maximising the largest tanh(F_j) prefers the wrong B",
    r"$\max_j \tanh(\alpha F_j)$ is 0 for A and $\tanh(2 \alpha s) > 0$ for B: it prefers B.",
    {"A": "0", "B": "tanh(2*alpha*s)"},
    symbolic(
        "check_largest",
        "any K, alpha and s < 1/2",
        {"A": "tanh(2*alpha*s)", "B": "tanh(2*alpha*s)"},
        {"A": "0", "B": "-tanh(2*alpha*s)"},
        {"A": "0", "B": "tanh(alpha*s)"},
        widened=("K >= 2, 0 < s < 1, alpha > 0", "K >= 2, 0 < s < 1/2"),
    ),
    domain="K >= 2, 0 < s < 1/2, alpha > 0",
    uses="rem-3.2",
    reading="margins of the vectors themselves",
    origin=Origin.RESTORED,
    source_note=VECTORS,
)
SECTION.equation(
    "sec-2.2-example-q",
    "",
    "small s: the log-sum-exp Q that is maximised prefers A, as CE does",
    r"As $s \to 0$, $Q_B - Q_A \to \frac1\mu \log \frac{2 + (K-2) e^{\mu \phi(-1/2)}}{K} < 0$: the relaxation (eq. 13) "
    r"prefers the right answer A, against its own motivation.",
    LIMIT_Q,
    symbolic(
        "check_relaxation",
        "any K > 2, mu and phi",
        f"-{LIMIT_Q}",
        "log((1 + (K - 1)*exp(mu*phi_half))/K)/mu",
        "log((2 + (K - 2)*exp(-mu*phi_half))/K)/mu",
        widened=("K >= 2, mu > 0, s -> 0, phi rising, phi continuous, phi(0) = 0",),
    ),
    domain="K > 2, mu > 0, s -> 0, phi rising, phi continuous, phi(0) = 0",
    uses="sec-2.2-example-tanh eq-10",
    reading="phi_half = phi(-1/2), negative as phi rises",
)
SECTION.equation(
    "sec-2.2-example-q-turn",
    "",
    "the s from which Q prefers B at the published settings",
    "$Q_B - Q_A$ rises in $s$ and changes its sign at "
    + "; ".join(f"{', '.join(f'{v} ($K = {k}$)' for k, v in rows.items())}, {name}" for name, rows in TURNS.items())
    + ".",
    TURNS,
    rigorous(
        f"{RIGOROUS}check_turns",
        "six settings",
        {"tanh": TURNS["log"]},
        {"log": {**TURNS["log"], "10": "0.197133180916"}},
        {"log": {**TURNS["log"], "10": "0.197133180818"}},
        premises="rem-3.2 eq-15",
        widened=("K in {3, 4, 10, 100}, the published mu and alpha, s > 0",),
    ),
    domain=f"K in {{{', '.join(TURNS['tanh'])}}}, the published mu and alpha, s > 0",
    uses="sec-2.2-example-q",
    reading=f"{PUBLISHED}; 12 decimals; a certified sign change",
)
SECTION.equation(
    "sec-2.2-example-q-turn-near",
    "",
    f"Q turns to B within {NEAR['tanh']} of cross-entropy's s (tanh), or later (-log)",
    f"$Q_B - Q_A$ rises in $s$. With tanh it changes its sign within {NEAR['tanh']} of cross-entropy's threshold, read as "
    "logits; with -log $Q$ still prefers A there.",
    AT_THRESHOLDS,
    rigorous(
        f"{RIGOROUS}check_near",
        "six settings",
        {**AT_THRESHOLDS, "near": {"tanh": "1/100000"}},
        {**AT_THRESHOLDS, "near": {"log": "3/100000"}},
        {**AT_THRESHOLDS, "later": ["tanh"]},
        premises="sec-2.2-example-logits-values rem-3.2 eq-15",
        widened=("K in {3, 4, 10, 100}, the published mu and alpha, s > 0",),
    ),
    domain=f"K in {{{', '.join(TURNS['tanh'])}}}, the published mu and alpha, s > 0",
    uses="sec-2.2-example-q",
    reading=PUBLISHED,
)
