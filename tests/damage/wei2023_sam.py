"""Damaged formulas for SAM's loss and the shifts that lower it (eqs. 19 to 24)."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

SIGNS = {
    "slope": "(p*phi((eta*d + w)/sqrt(d)) - (1 - p)*phi((eta*d - w)/sqrt(d)))/sqrt(d)",
    "positive": "w < w_star",
    "negative": "w > w_star",
}

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/eq-19", Method.SYMBOLIC): (
        "p*Phi((eta*d + w)/sqrt(d)) + p*Phi((eta*d - w)/sqrt(d))",
        "p*Phi((eta*d - w)/sqrt(d)) + (1 - p)*Phi((eta*d + w)/sqrt(d))",
    ),
    ("wei2023/eq-20", Method.SYMBOLIC): (
        SIGNS | {"slope": "p*phi((eta*d + w)/sqrt(d)) - (1 - p)*phi((eta*d - w)/sqrt(d))"},
        SIGNS | {"positive": "w > w_star", "negative": "w < w_star"},
        SIGNS | {"negative": "w >= w_star"},
    ),
    ("wei2023/eq-21", Method.SYMBOLIC): ("1 + u", "2 - u", "u"),
    ("wei2023/eq-22", Method.SYMBOLIC): (("w - rho", "w"), ("w", "w + rho"), ("w - 2*rho", "w + rho")),
    ("wei2023/eq-23", Method.SYMBOLIC): (
        {"if": "u_low < u_high", "shift": "-1"},
        {"if": "u_low > u_high", "shift": "1"},
    ),
    ("wei2023/eq-24", Method.SYMBOLIC): (
        {"if": "u_low > u_high", "shift": "1"},
        {"if": "u_low < u_high", "shift": "-1"},
    ),
}
