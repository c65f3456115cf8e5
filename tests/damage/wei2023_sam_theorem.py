"""Damaged formulas for Theorem 4.3 and the place of SAM's weight."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

RELATIONS = ("w_SAM < w_star", "w_SAM > w_star + rho", "w_SAM > 2*w_star")
BOUNDS = (
    {"above": "w_star + rho/10", "below": "w_star + rho"},
    {"above": "w_star", "below": "w_star + rho/2"},
    {"above": "w_star", "below": "w_star"},
)

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/eq-29", Method.SYMBOLIC): (
        {"if": "w_SAM <= w_star", "then": "u_high < u_low"},
        {"if": "w_SAM <= w_star + rho", "then": "u_high > u_low"},
        {"if": "w_SAM >= w_star", "then": "u_high > u_low"},
    ),
    ("wei2023/thm-4.3", Method.SYMBOLIC): RELATIONS,
    ("wei2023/thm-4.3", Method.NUMERICAL): RELATIONS,
    ("wei2023/thm-4.3-unique", Method.SYMBOLIC): BOUNDS,
    ("wei2023/thm-4.3-unique", Method.NUMERICAL): BOUNDS,
}
