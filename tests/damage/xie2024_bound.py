"""Damaged formulas of Xie et al. (2024): the lower bound, the surrogates and its tightness."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.xie2024.tightness import FARTHEST, PUBLISHED

LOG = "1 - log(1 + exp(log(E - 1) - x))"
LEMMA = ("top + log(S)/mu - log(K)/(2*mu)", "top + log(S)/mu + log(K)/mu", "top + log(S)/mu - log(K - 1)/mu")
ONE = {"wrong classes": "1", "tanh": "log((1 + exp(mu) + (K - 2)*exp(-mu))/K)/mu", "log": "log((1 + exp(mu))/K)/mu"}
SUPREMUM = "log((1 + (K - 1)*exp(mu))/K)/mu"
TANH, NONE = "tanh, mu = 10", "log, mu = 1"

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("xie2024/eq-10", Method.SYMBOLIC): (
        {"lower": "top", "upper": "top + log(K)/(2*mu)"},
        {"lower": "top", "upper": "top + log(K - 1)/mu"},
        {"lower": "top", "upper": "top - log(K)/mu"},
        {"lower": "top + log(2)/mu", "upper": "top + log(K)/mu"},
    ),
    ("xie2024/lem-3.1", Method.SYMBOLIC): LEMMA,
    ("xie2024/lem-3.1", Method.NUMERICAL): LEMMA,
    ("xie2024/rem-3.2", Method.SYMBOLIC): ("2*tanh(x)", "tanh(x) + 1/10", "tanh(-x)"),
    ("xie2024/eq-14", Method.SYMBOLIC): ("tanh(alpha*x)/2", "tanh(alpha*x + 1)", "tanh(-alpha*x)"),
    ("xie2024/eq-15", Method.SYMBOLIC): (
        "1 - log(1 + exp(1 - x))",
        "2 - log(1 + exp(log(E**2 - 1) - x))",
        "1 - log(1 + exp(log(E - 1) + x))",
    ),
    ("xie2024/fig-1", Method.RIGOROUS): (
        {"tanh": "tanh(x)", "log": LOG},
        {"tanh": "tanh(-x/10)", "log": "1 - log(1 + exp(log(E - 1) + x))"},
    ),
    ("xie2024/sec-3-tight", Method.SYMBOLIC): (FARTHEST,),
    ("xie2024/sec-3-tight-corrected", Method.SYMBOLIC): (
        {**FARTHEST, "tanh": "log(K)/mu"},
        {**FARTHEST, "log": "1 + log(K)/mu"},
        {**FARTHEST, "log": "1 - log(K/2)/mu"},
    ),
    ("xie2024/sec-3-tight-supremum", Method.SYMBOLIC): (
        {"wrong classes": "K - 1", "tanh": SUPREMUM, "log": "log((K - 1)*exp(mu)/K)/mu"},
        {"wrong classes": "K - 2", "tanh": SUPREMUM, "log": SUPREMUM},
        {"wrong classes": "K - 1", "tanh": f"-{SUPREMUM}", "log": SUPREMUM},
    ),
    ("xie2024/sec-3-tight-one-wrong", Method.SYMBOLIC): (
        {**ONE, "wrong classes": "2"},
        {**ONE, "tanh": ONE["log"]},
        {**ONE, "log": "log((1 - exp(mu))**2/K)/mu"},
    ),
    ("xie2024/sec-3-tight-right", Method.SYMBOLIC): (
        {"wrong classes": "0", "tanh": "-log(K)/mu", "log": "-log(K)/mu"},
        {"wrong classes": "0", "tanh": "log((1 + (K - 1)*exp(-mu))/K)/mu", "log": "log(K)/mu"},
    ),
    ("xie2024/sec-3-tight-wrong-classes", Method.SYMBOLIC): (
        {"tanh": "(K - 1)/(exp(mu) - 1)", "log": "(K - 1)*exp(-mu)"},
        {"tanh": "(K - 1)/(exp(mu) + 1)", "log": "K*exp(-mu)"},
        {"tanh": "(K - 1)/(exp(mu) + 1)", "log": "(K - 1)*exp(mu)"},
    ),
    ("xie2024/sec-3-tight-least-mu", Method.SYMBOLIC): (
        {"tanh": "log(K - 1)", "log": "log(K - 1)"},
        {"tanh": "log(K - 2)", "log": "-log(K - 1)"},
    ),
    ("xie2024/sec-3-tight-published", Method.RIGOROUS): (
        {TANH: {"10": ["0.23026", "0.98946", "0.76976", *PUBLISHED[TANH]["10"][3:]]}},
        {NONE: {"100": [*PUBLISHED[NONE]["100"][:4], "36", *PUBLISHED[NONE]["100"][5:]]}},
        {NONE: {"10": [*PUBLISHED[NONE]["10"][:-1], "0.5"]}},
        {TANH: {"100": [*PUBLISHED[TANH]["100"][:3], "0.46007", *PUBLISHED[TANH]["100"][4:]]}},
    ),
}
