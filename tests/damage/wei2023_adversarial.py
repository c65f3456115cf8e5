"""Damaged formulas for the claims on the worst attack and Theorem 4.2."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

WEIGHTS = (
    "(log(p) - log(1 - p))/(2*(eta + eps))",
    "(log(p) - log(1 - p))/(eta - eps)",
    "(log(1 - p) - log(p))/(2*(eta - eps))",
)
ATTACK = {"attack": "-eps*y", "mean": "(eta - eps)*y", "variance": "1"}

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/a2-attack", Method.SYMBOLIC): (
        ATTACK | {"attack": "eps*y", "mean": "(eta + eps)*y"},
        ATTACK | {"attack": "-eps*y/2", "mean": "(eta - eps/2)*y"},
        ATTACK | {"attack": "-2*eps*y", "mean": "(eta - 2*eps)*y"},
        ATTACK | {"attack": "-eps"},
        ATTACK | {"mean": "(eta + eps)*y"},
        ATTACK | {"variance": "2"},
    ),
    ("wei2023/eq-17", Method.SYMBOLIC): (
        "p*Phi(((eta + eps)*d + w)/sqrt(d)) + (1 - p)*Phi(((eta + eps)*d - w)/sqrt(d))",
        "p*Phi((eta*d - eps + w)/sqrt(d)) + (1 - p)*Phi((eta*d - eps - w)/sqrt(d))",
    ),
    ("wei2023/eq-18", Method.SYMBOLIC): WEIGHTS,
    ("wei2023/thm-4.2", Method.SYMBOLIC): WEIGHTS,
    ("wei2023/thm-4.2", Method.NUMERICAL): (*WEIGHTS, "1.000001*(log(p) - log(1 - p))/(2*(eta - eps))"),
}
