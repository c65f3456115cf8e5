"""Damaged formulas of Theorem 4.4 and its corrections."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.wei2023.shift_theorem import CLAIMS

SERIES = next(claim.formula for claim in CLAIMS if claim.id == "wei2023/thm-4.4-corrected")

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/thm-4.4", Method.SYMBOLIC): ("w_star*(1 + rho**2/(3*d))",),
    ("wei2023/thm-4.4", Method.NUMERICAL): ("w_star*(1 + rho**2/(3*d))",),
    ("wei2023/thm-4.4-corrected", Method.SYMBOLIC): (
        SERIES.replace("e**2/3", "e**2/2"),
        SERIES.replace("- 3)*e**4", "+ 3)*e**4"),
        SERIES.replace("304", "305"),
    ),
    ("wei2023/thm-4.4-corrected", Method.NUMERICAL): (
        SERIES.replace("2835", "2836"),
        SERIES.replace(" - (9*kappa", " + (9*kappa"),
    ),
    ("wei2023/thm-4.4-order", Method.SYMBOLIC): (
        {"order": 1, "side": "w_SAM > w_star"},
        {"order": 4, "side": "w_SAM > w_star"},
        {"order": 2, "side": "w_SAM < w_star"},
    ),
    ("wei2023/thm-4.4-region", Method.NUMERICAL): (
        "3/(10*Max(1, Max(kappa**2/3 - 1, 0) + t_star**2))",
        "47/(1000*Max(1, Max(kappa**2/3 - 1, 0) - t_star**2))",
    ),
}
