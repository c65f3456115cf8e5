"""Damaged formulas for the claims of Wei et al. (2023) that sampling checks; some are off by 1% only."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

ACCURACY = "p*Phi(({mean}*d + w)/sqrt(d)) {sign} (1 - p)*Phi(({mean}*d - w)/sqrt(d))"
NATURAL, ROBUST = ACCURACY.format(mean="eta", sign="+"), ACCURACY.format(mean="(eta - eps)", sign="+")

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/eq-14", Method.MONTE_CARLO): (
        f"1.01*({NATURAL})",
        f"0.99*({NATURAL})",
        ACCURACY.format(mean="(1.01*eta)", sign="+"),
        ACCURACY.format(mean="eta", sign="-"),
    ),
    ("wei2023/eq-17", Method.MONTE_CARLO): (
        f"1.01*({ROBUST})",
        ACCURACY.format(mean="(eta - 1.01*eps)", sign="+"),
        ACCURACY.format(mean="(eta + eps)", sign="+"),
        NATURAL,
    ),
    ("wei2023/eq-22", Method.MONTE_CARLO): (("w", "w + rho"), ("w - rho", "w"), ("w - 1.01*rho", "w + rho")),
    ("wei2023/thm-4.1", Method.MONTE_CARLO): (
        "(log(p) - log(1 - p))/eta",
        "(log(1 - p) - log(p))/(2*eta)",
        "1.1*(log(p) - log(1 - p))/(2*eta)",
    ),
    ("wei2023/thm-4.2", Method.MONTE_CARLO): (
        "(log(p) - log(1 - p))/(2*eta)",
        "(log(p) - log(1 - p))/(2*(eta + eps))",
        "1.1*(log(p) - log(1 - p))/(2*(eta - eps))",
    ),
    ("wei2023/thm-4.3", Method.MONTE_CARLO): ("w_SAM < w_star", "w_SAM > 1.2*w_star"),
    ("wei2023/thm-4.3-unique", Method.MONTE_CARLO): (
        {"above": "1.2*w_star", "below": "w_star + rho"},
        {"above": "w_star", "below": "w_star"},
    ),
    ("wei2023/eq-25", Method.MONTE_CARLO): ("Eq(u_low, 1.01*u_high)", "Eq(u_low, 1 - u_high)"),
}
