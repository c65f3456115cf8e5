"""Damaged formulas for the checks in ball arithmetic: each is broken by a certified setting before any proof runs."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.wei2023 import bounds
from theory.papers.wei2023.shift_theorem import CLAIMS

SERIES = next(claim.formula for claim in CLAIMS if claim.id == "wei2023/thm-4.4-corrected")
BOUND = next(claim.formula for claim in bounds.CLAIMS if claim.id == "wei2023/thm-4.4-error-bound")
TRUE_SHIFT = "w_star*(1 + rho**2/(3*d))"
TRUE_RELATION = "Eq(1 + 3*d/rho**2, eta/eps)"

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/thm-4.4", Method.RIGOROUS): (TRUE_SHIFT,),
    ("wei2023/thm-4.4-corrected", Method.RIGOROUS): (
        SERIES.replace("e**2/3", "e**2/2"),
        SERIES.replace("1 + e**2/3", "1 - e**2/3"),
        "w_star*(1 + rho**2/3)",
    ),
    ("wei2023/thm-4.4-error-bound", Method.RIGOROUS): (
        BOUND | {"lower": bounds.LOWER.replace("e**2/5", "e**2/20")},
        BOUND | {"lower": bounds.LOWER.replace("kappa**2/3 - 1, 0)*", "kappa**2/30 - 1, 0)*")},
        BOUND | {"lower": bounds.LOWER.replace("1 - (Max", "1 + (Max")},
        BOUND | {"upper": ("99*H/(33*e**2) - 1/1000", bounds.UPPER)},
        BOUND | {"upper": (bounds.SHARPER, "3*S/e**2 - 1/1000")},
        BOUND | {"upper": ("2*H/e**2",)},
    ),
    ("wei2023/thm-4.4-region", Method.RIGOROUS): (
        "6/(100*Max(1, Max(kappa**2/3 - 1, 0) + t_star**2))",
        "47/(1000*Max(1, Max(kappa**2/3 - 1, 0) - t_star**2))",
        "47/(1000*Max(1, t_star**2))",
    ),
    ("wei2023/thm-4.5", Method.RIGOROUS): (TRUE_RELATION,),
    ("wei2023/thm-4.5-leading", Method.RIGOROUS): (
        "Eq(1 + 2*d/rho**2, eta/eps)",
        "Eq(1 - 3*d/rho**2, eta/eps)",
        "Eq(2 + 3/rho**2, 2*eta/eps)",
    ),
    ("wei2023/thm-4.5-conclusion", Method.RIGOROUS): ("rho < eps", "rho/2 > eps"),
    ("wei2023/thm-4.5-sharper", Method.RIGOROUS): (
        "eps < Min(eta, rho/(2*d), eta*rho**2/(3*d))",
        "eps < Min(eta, rho/d, eta*rho**2/(4*d))",
        "eps < Min(eta/2, rho/d, eta*rho**2/(3*d))",
        "eps > Min(eta, rho/d, eta*rho**2/(3*d))",
    ),
}
