"""Damaged formulas of Xie et al. (2024): gradients, and tanh against cross-entropy."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.xie2024.gradients import COSINES

SIDES = {"tanh": {"-oo": "0", "oo": "0"}, "log": {"-oo": "1", "oo": "0"}}
LEADING = ("alpha**2*(W/K + B)/2", "-alpha**4*(W/K + B)/2", "alpha**4*(W/K + B)", "alpha**4*(W + B)/2")
GENERAL = {"misalignment": "(r**2*W/K + (r - a*(K - 1)/K)**2*B)/2", "r": "-2/E", "a": "-1/E"}
BOX = {"misalignment": "1/5000", "margin": "2", "phi": "tanh(x/10)", "mu": "10"}

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("xie2024/sec-3-gradients", Method.SYMBOLIC): (
        {**SIDES, "log": {"-oo": "0", "oo": "0"}},
        {**SIDES, "tanh": {"-oo": "1", "oo": "0"}},
    ),
    ("xie2024/sec-3-gradients-right", Method.SYMBOLIC): ({"log": {"right": "0"}}, {"cross-entropy": {"right": "0"}}),
    ("xie2024/sec-3-gradients-right-corrected", Method.SYMBOLIC): (
        {"log": {"right": "1"}},
        {"log": {"right": "0"}, "cross-entropy": {"wrong": "0"}},
        {"tanh": {"wrong": "alpha"}},
    ),
    ("xie2024/sec-3-gradients-ratio", Method.SYMBOLIC): (
        {"log": {"right": "1"}},
        {"log": {"right": "E/(E + 1)"}},
        {"log": {"wrong": "E/(E - 1)"}},
    ),
    ("xie2024/sec-3-gradients-side", Method.SYMBOLIC): ("x > 0",),
    ("xie2024/sec-3-gradients-side-corrected", Method.SYMBOLIC): ("x < 0",),
    ("xie2024/known-tanh-is-ce", Method.SYMBOLIC): LEADING,
    ("xie2024/known-tanh-is-ce", Method.NUMERICAL): LEADING,
    ("xie2024/known-tanh-is-ce-general", Method.SYMBOLIC): (
        {**GENERAL, "r": "2/E"},
        {**GENERAL, "a": "-2/E"},
        {**GENERAL, "misalignment": "(r**2*W/K + r**2*B)/2"},
        {**GENERAL, "misalignment": "(r**2*W + (r - a*(K - 1)/K)**2*B)/2"},
    ),
    ("xie2024/known-tanh-is-ce-two-classes", Method.SYMBOLIC): (
        {"ratio": "1", "sign": "+"},
        {"ratio": "-1", "sign": "-"},
        {"ratio": "-2", "sign": "+"},
    ),
    ("xie2024/known-tanh-is-ce-box", Method.RIGOROUS): (
        {**BOX, "mu": "1"},
        {**BOX, "misalignment": "1/1000000"},
        {**BOX, "phi": "tanh(x)"},
    ),
    ("xie2024/known-tanh-is-ce-beyond", Method.NUMERICAL): (
        {"tanh": COSINES["log"]},
        {"tanh": {**COSINES["tanh"], "30": "0.365"}},
    ),
}
