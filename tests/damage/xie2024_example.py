"""Damaged formulas of Xie et al. (2024): the example of Section 2.2."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.xie2024.example import THRESHOLDS, TURNS

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("xie2024/sec-2.2-example", Method.SYMBOLIC): (
        {"reading": "probabilities", "A": "log(K/2)", "B": "log(2)"},
        {"reading": "probabilities", "A": "-log(K)", "B": "log(2)"},
        {"reading": "logits", "A": "log(K)", "B": "log(2)"},
    ),
    ("xie2024/sec-2.2-example-constant", Method.SYMBOLIC): (
        {"reading": "logits", "slope": "0"},
        {"reading": "probabilities", "slope": "1/K"},
    ),
    ("xie2024/sec-2.2-example-threshold", Method.SYMBOLIC): (
        {"threshold": "1/4 - 1/K", "all from": 6},
        {"threshold": "1/4 + 1/(2*K)", "all from": 6},
        {"threshold": "1/4 - 1/(2*K)", "all from": 7},
    ),
    ("xie2024/sec-2.2-example-logits-constant", Method.SYMBOLIC): ({"reading": "probabilities", "slope": "0"},),
    ("xie2024/sec-2.2-example-logits-growth", Method.SYMBOLIC): (
        {"B": "log(K) - 1/2 - s", "gap": "1/2 - 2*s"},
        {"B": "log(K) - 1/2 + s", "gap": "1/2 - s"},
        {"B": "log(K) + s", "gap": "1/2 - 2*s"},
    ),
    ("xie2024/sec-2.2-example-logits-threshold", Method.SYMBOLIC): (
        "sqrt(E)*(x**4 - 1) + (K - 1)*x*(x**2 - sqrt(E))",
        "sqrt(E)*(x**4 - 1) - (K - 2)*x*(x**2 - sqrt(E))",
        "E*(x**4 - 1) + (K - 2)*x*(x**2 - sqrt(E))",
    ),
    ("xie2024/sec-2.2-example-logits-values", Method.RIGOROUS): (
        {**THRESHOLDS, "10": "0.188192034799"},
        {**THRESHOLDS, "3": "0.071072380010"},
    ),
    ("xie2024/sec-2.2-example-tanh", Method.SYMBOLIC): (
        {"A": "tanh(2*alpha*s)", "B": "tanh(2*alpha*s)"},
        {"A": "0", "B": "-tanh(2*alpha*s)"},
        {"A": "0", "B": "tanh(alpha*s)"},
    ),
    ("xie2024/sec-2.2-example-q", Method.SYMBOLIC): (
        "-log((2 + (K - 2)*exp(mu*phi_half))/K)/mu",
        "log((1 + (K - 1)*exp(mu*phi_half))/K)/mu",
        "log((2 + (K - 2)*exp(-mu*phi_half))/K)/mu",
    ),
    ("xie2024/sec-2.2-example-q-turn", Method.RIGOROUS): (
        {"tanh": TURNS["log"]},
        {"log": {**TURNS["log"], "10": "0.197133180916"}},
    ),
}
