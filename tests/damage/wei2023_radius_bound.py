"""Damaged formulas of the conclusion of Theorem 4.5."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.wei2023.relation import RELATION_13

LEADING = "Eq(1 + 3*d/rho**2, eta/eps)"
BROKEN_AT = {"p": "3/5", "eta": "5", "d": "1", "rho": "1", "truncated": (RELATION_13, LEADING)}
SHARPER = (
    "eps < Min(eta, rho/(2*d), eta*rho**2/(3*d))",
    "eps < Min(eta, rho/d, eta*rho**2/(4*d))",
    "eps < Min(eta/2, rho/d, eta*rho**2/(3*d))",
    "eps > Min(eta, rho/d, eta*rho**2/(3*d))",
)
SAME_BOUND = ("w_star*eta/(eta - rho/2) > w_SAM", "w_star*eta/(eta - rho) < w_SAM")

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/thm-4.5-conclusion", Method.SYMBOLIC): ("rho < eps", "rho/2 > eps"),
    ("wei2023/thm-4.5-conclusion", Method.NUMERICAL): ("rho < eps", "rho/50 > eps"),
    ("wei2023/thm-4.5-same-bound", Method.SYMBOLIC): SAME_BOUND,
    ("wei2023/thm-4.5-same-bound", Method.NUMERICAL): SAME_BOUND,
    ("wei2023/thm-4.5-sharper", Method.SYMBOLIC): SHARPER,
    ("wei2023/thm-4.5-sharper", Method.NUMERICAL): SHARPER,
    ("wei2023/thm-4.5-truncation", Method.RIGOROUS): (
        BROKEN_AT | {"eta": "1/5"},
        BROKEN_AT | {"truncated": (RELATION_13, "Eq(1 + 9*d/rho**2, eta/eps)")},
    ),
    ("wei2023/thm-4.5-truncation-range", Method.SYMBOLIC): (
        ((RELATION_13, "5"), (LEADING, "12*d")),
        ((RELATION_13, "6"), (LEADING, "12")),
    ),
}
