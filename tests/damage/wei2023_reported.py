"""Damaged sentences about the reported tables: another number, relation, row, or list of exceptions."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.wei2023 import reported, significance
from theory.papers.wei2023.costs import CLAIMS as COSTS

FORMULAS = {
    claim.id.removeprefix("wei2023/sec-5-"): claim.formula for claim in (*reported.CLAIMS, *significance.CLAIMS, *COSTS)
}
BOTH = [["cifar100", "SAM 0.4", "ST", "natural"], ["cifar100", "SAM 0.1", "ST", "natural"]]
PASSES = FORMULAS["passes"]

CHANGES: dict[str, tuple[dict[str, Any], ...]] = {
    "sam-beats-st": ({"relation": "<"}, {"value": "0.2"}, {"rows": "AT"}),
    "robustness-rises-with-rho": ({"relation": "<"}, {"value": "1"}, {"rows": "AT"}),
    "natural-rises-with-rho-cifar100": ({"relation": "<"}, {"tables": ["cifar10"]}),
    "natural-falls-with-rho-cifar10": ({"relation": ">"}, {"tables": ["cifar100"]}),
    "at-loses-natural": ({"relation": ">"}, {"value": "-0.2"}, {"rows": "SAM"}),
    "at-natural-falls-with-radius": ({"relation": ">"}, {"value": "-0.9"}, {"rows": "SAM"}),
    "at-cost-cifar100": ({"value": "-3.7"}, {"value": "3.8"}, {"rows": "AT linf 2"}),
    "at-cost-cifar10": ({"value": "-0.8"}, {"value": "0.9"}, {"tables": ["cifar100"]}),
    "ten-percent": ({"value": "8"}, {"relation": "<"}, {"rows": "SAM 0.4"}),
    "ten-percent-corrected": ({"value": "12"}, {"relation": "<"}, {"rows": "SAM 0.2"}),
    "ten-percent-relative": ({"value": "0.2"}, {"relation": "<"}, {"tables": ["cifar10"]}),
    "two-percent": ({"margin": "1"}, {"value": "1.5"}, {"rows": "SAM 0.4"}),
    "two-percent-corrected": ({"value": "1"}, {"margin": "1"}, {"except": []}, {"except": BOTH}),
    "natural-gain-cifar10": ({"value": "1.1"}, {"over": "least"}, {"tables": ["cifar100"]}),
    "multiple": ({"value": "1"}, {"relation": "<", "value": "4"}),
    "multiple-corrected": ({"value": "2.1"}, {"relation": "<"}, {"only": []}),
    "large-gap": ({"value": "-2"}, {"columns": ["linf 1/255"]}),
    "large-gap-corrected": ({"relation": ">="}, {"value": "20"}, {"except": []}),
    "large-gap-linf": ({"value": "25"}, {"relation": "<"}, {"columns": ["l2 16/255"]}),
    "sam-beats-st-significance": ({"relation": "<"}, {"except": BOTH[1:]}),
    "robustness-rises-with-rho-significance": ({"relation": "<"}, {"except": []}),
    "natural-with-rho-significance": ({"only": [["cifar10", "SAM 0.4", "SAM 0.2", "natural"]]}, {"rows": "AT"}),
    "at-loses-natural-significance": ({"relation": ">"}, {"except": []}),
    "at-natural-falls-with-radius-significance": ({"relation": ">"}, {"except": []}),
}
LESS_NOISE = {**significance.NOISE, "standard_deviation": "0.1"}

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    (f"wei2023/sec-5-{name}", Method.SYMBOLIC): (
        *({**FORMULAS[name], **change} for change in changes),
        *([{**FORMULAS[name], "noise": LESS_NOISE}] if "noise" in FORMULAS[name] else []),
    )
    for name, changes in CHANGES.items()
} | {
    ("wei2023/sec-5-passes", Method.SYMBOLIC): (
        {**PASSES, "attack_steps": 5},
        {**PASSES, "passes": {**PASSES["passes"], "AT": 10}},
        {**PASSES, "more": {"SAM": 2, "AT": 10}},
    )
}
