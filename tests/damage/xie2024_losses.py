"""Damaged formulas of Xie et al. (2024): the 0-1 loss and its upper bounds."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

BASE_TWO = (
    {"cross-entropy": "log(1 + R + exp(m))"},
    {"cross-entropy": "log(1 + R + exp(m))/log(3)"},
    {"cross-entropy": "log(2 + R + exp(m))/log(4)"},
)
HINGE = ({"hinge": "Max(0, m)"}, {"hinge": "Max(0, 1 + m)/2"})

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("xie2024/eq-2", Method.SYMBOLIC): (
        {"cross-entropy": "log(1 + R + exp(m))/log(2)", "hinge": "Max(0, 1 + m)"},
        {"hinge": "Max(0, 1 + m)"},
    ),
    ("xie2024/eq-2-base-two", Method.SYMBOLIC): BASE_TWO,
    ("xie2024/eq-2-base-two", Method.NUMERICAL): BASE_TWO,
    ("xie2024/eq-2-hinge", Method.SYMBOLIC): HINGE,
    ("xie2024/eq-2-hinge", Method.NUMERICAL): HINGE,
    ("xie2024/sec-2.1-guarantee", Method.SYMBOLIC): (
        {"bound": "Piecewise((1, F > 0), (0, True))"},
        {"bound": "Piecewise((3, F > 0), (1, True))"},
    ),
    ("xie2024/sec-2.1-guarantee-corrected", Method.SYMBOLIC): (
        {"bound": "log(1 + R + exp(m))", "threshold": "1"},
        {"bound": "log(1 + R + exp(m))", "threshold": "log(2)/2"},
        {"bound": "log(1 + R + exp(m))/log(2)", "threshold": "log(2)"},
    ),
    ("xie2024/eq-9", Method.SYMBOLIC): (
        "Piecewise((1, F >= 0), (0, True))",
        "Piecewise((1, F < 0), (0, True))",
        "Piecewise((2, F > 0), (0, True))",
    ),
    ("xie2024/eq-9-non-strict", Method.SYMBOLIC): (
        "Piecewise((1, F > 0), (0, True))",
        "Piecewise((2, F > 0), (1, F >= 0), (0, True))",
    ),
}
