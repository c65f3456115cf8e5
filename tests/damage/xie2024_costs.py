"""Damaged formulas of Xie et al. (2024): costs."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.xie2024.costs import EPOCHS

MORE = {"table": "epochs", "rows": list(EPOCHS), "relation": ">"}

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("xie2024/app-B-overhead", Method.SYMBOLIC): (
        {"table": "epochs", "rows": list(EPOCHS), "relation": "<=", "value": "3/4"},
        {"table": "loss alone", "rows": ["TensorFlow"], "relation": "<=", "value": "1/20"},
    ),
    ("xie2024/app-B-overhead-corrected", Method.SYMBOLIC): (
        [{**MORE, "value": "1/10"}],
        [{**MORE, "value": "1/20"}, {**MORE, "rows": ["VGG19-BN"], "value": "1/2"}],
        [{**MORE, "relation": "<", "value": "1/20"}],
    ),
    ("xie2024/app-B-gap", Method.SYMBOLIC): (
        [{"table": "loss alone", "rows": ["PyTorch"], "relation": "<=", "value": "0"}],
        [{"table": "loss alone", "rows": ["TensorFlow"], "relation": ">", "value": "0"}],
    ),
}
