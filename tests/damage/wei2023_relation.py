"""Damaged formulas of Appendix A.5 and Theorem 4.5."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

CORRECTED = "Eq(1 + 3*d/rho**2, eta/eps)"
WRONG_CONSTANT = "Eq(1 + 2*d/rho**2, eta/eps)"
SERIES = (
    "eta*(e**2/3 - (kappa**2 + t_star**2 + {})*e**4/45"
    " + 2*(3*kappa**4 + 10*kappa**2*t_star**2 + 3*t_star**4 + 12*kappa**2 {} 9*t_star**2 + 3)*e**6/2835)"
)

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/eq-34", Method.SYMBOLIC): ("w_star*eta/(eta + eps)", "w_star*eta/(eta - 2*eps)"),
    ("wei2023/eq-35", Method.SYMBOLIC): ("w_star + w_star*rho**2/(3*d)",),
    ("wei2023/eq-35-corrected", Method.SYMBOLIC): (
        "w_star + w_star*rho**2/(2*d)",
        "w_star - w_star*rho**2/(3*d)",
    ),
    ("wei2023/eq-36", Method.SYMBOLIC): ("Eq(w_star*eta/(eta - eps), w_star + w_star*rho**2/(3*d))",),
    ("wei2023/eq-36-corrected", Method.SYMBOLIC): (
        "Eq(w_star*eta/(eta - eps), w_star + 2*w_star*rho**2/(3*d))",
        "Eq(w_star*eta/(eta + eps), w_star + w_star*rho**2/(3*d))",
    ),
    ("wei2023/eq-37", Method.SYMBOLIC): (
        "Eq(2*eta*rho**2, 3*eps - 2*eps*rho**2)",
        "Eq(2*eta*rho**2, 2*eps + 2*eps*rho**2)",
    ),
    ("wei2023/thm-4.5-algebra", Method.SYMBOLIC): (
        "Eq(2 - 3/rho**2, 2*eta/eps)",
        "Eq(2 + 3/rho**2, eta/eps)",
    ),
    ("wei2023/thm-4.5", Method.SYMBOLIC): (CORRECTED,),
    ("wei2023/thm-4.5", Method.NUMERICAL): (CORRECTED,),
    ("wei2023/thm-4.5-corrected", Method.SYMBOLIC): ("eta*(1 - w_star/(2*w_SAM))", "eta*(1 + w_star/w_SAM)"),
    ("wei2023/thm-4.5-corrected", Method.NUMERICAL): (
        "eta*(1 - w_star/(2*w_SAM))",
        "eta*(1 + w_star/w_SAM)",
    ),
    ("wei2023/thm-4.5-leading", Method.SYMBOLIC): (WRONG_CONSTANT, "Eq(1 - 3*d/rho**2, eta/eps)"),
    ("wei2023/thm-4.5-leading", Method.NUMERICAL): (WRONG_CONSTANT, "Eq(1 - 3*d/rho**2, eta/eps)"),
    ("wei2023/thm-4.5-series", Method.SYMBOLIC): (SERIES.format(3, "-"), SERIES.format(2, "+")),
}
