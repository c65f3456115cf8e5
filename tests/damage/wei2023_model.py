"""Damaged formulas for the claims on the binary model and Theorem 4.1."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

WEIGHTS = ("(log(p) - log(1 - p))/eta", "(log(1 - p) - log(p))/(2*eta)", "(log(p) + log(1 - p))/(2*eta)")

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/eq-14", Method.SYMBOLIC): (
        "p*Phi((eta*d + w)/sqrt(d)) - (1 - p)*Phi((eta*d - w)/sqrt(d))",
        "p*Phi((eta*d + w)/d) + (1 - p)*Phi((eta*d - w)/d)",
        "p*Phi((eta*d - w)/sqrt(d)) + (1 - p)*Phi((eta*d + w)/sqrt(d))",
    ),
    ("wei2023/eq-15", Method.SYMBOLIC): (
        "(p*phi((eta*d + w)/sqrt(d)) + (1 - p)*phi((eta*d - w)/sqrt(d)))/sqrt(d)",
        "p*phi((eta*d + w)/sqrt(d)) - (1 - p)*phi((eta*d - w)/sqrt(d))",
    ),
    ("wei2023/slope-sign-form", Method.SYMBOLIC): (
        "2*sqrt(p*(1 - p))*exp(-eta**2*d/2)/sqrt(2*pi*d)*exp(-w**2/(2*d))*sinh(eta*(w - w_star))",
        "sqrt(p*(1 - p))*exp(-eta**2*d/2)/sqrt(2*pi*d)*exp(-w**2/(2*d))*sinh(eta*(w_star - w))",
        "2*sqrt(p*(1 - p))*exp(-eta**2*d/2)/sqrt(2*pi*d)*exp(-w**2/d)*sinh(eta*(w_star - w))",
    ),
    ("wei2023/eq-16", Method.SYMBOLIC): WEIGHTS,
    ("wei2023/thm-4.1", Method.SYMBOLIC): WEIGHTS,
    ("wei2023/thm-4.1", Method.NUMERICAL): (*WEIGHTS, "1.000001*(log(p) - log(1 - p))/(2*eta)"),
}
