"""Damaged formulas for the claims on adversarial training with a radius of eta or more."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

WEIGHTS = (
    "(log(p) - log(1 - p))/(2*(eta + eps))",
    "(log(p) - log(1 - p))/(eta - eps)",
    "(log(1 - p) - log(p))/(2*(eta - eps))",
)
SUPREMA = (
    {"supremum": "1 - p", "approached at": "oo"},
    {"supremum": "p", "approached at": "-oo"},
    {"supremum": "p/2", "approached at": "oo"},
)

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/thm-4.2-domain", Method.SYMBOLIC): SUPREMA,
    ("wei2023/thm-4.2-domain", Method.NUMERICAL): SUPREMA,
    ("wei2023/thm-4.2-minimiser", Method.SYMBOLIC): WEIGHTS,
    ("wei2023/thm-4.2-minimiser", Method.NUMERICAL): WEIGHTS,
}
