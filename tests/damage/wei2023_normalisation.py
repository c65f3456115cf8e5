"""Damaged formulas for the claims on equal rest weights (section 4.1)."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

OPTIMUM = "p*Phi((eta*d + w_star)/sqrt(d)) + (1 - p)*Phi((eta*d - w_star)/sqrt(d))"

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/sec-4.1-normalisation", Method.SYMBOLIC): (
        {"adversarial, holds for": "eps < eta", "sharpness-aware, radius after scaling": "rho*sqrt(d)/n"},
    ),
    ("wei2023/sec-4.1-normalisation-standard", Method.SYMBOLIC): (
        "p*Phi(eta*d + w/n) + (1 - p)*Phi(eta*d - w/n)",
        "p*Phi(eta*sqrt(d) + w) + (1 - p)*Phi(eta*sqrt(d) - w)",
        "p*Phi(eta*sqrt(d) - w/n) + (1 - p)*Phi(eta*sqrt(d) + w/n)",
    ),
    ("wei2023/sec-4.1-normalisation-adversarial", Method.SYMBOLIC): (
        "eps > eta",
        "eps < 2*eta",
        "eps < eta/2",
        "eps <= eta",
    ),
    ("wei2023/sec-4.1-normalisation-sam", Method.SYMBOLIC): (
        {"radius": "rho", "supremum": OPTIMUM},
        {"radius": "rho*d/n", "supremum": OPTIMUM},
        {"radius": "rho*sqrt(d)/n", "supremum": "p"},
    ),
}
