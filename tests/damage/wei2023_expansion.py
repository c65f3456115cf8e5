"""Damaged formulas of Appendix A.4."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/eq-30", Method.SYMBOLIC): (
        ("exp(-(w_star + v)**2/d)*sinh(eta*v)", "h - rho", "h + rho"),
        ("exp(-(w_star - v)**2/(2*d))*sinh(eta*v)", "h - rho", "h + rho"),
        ("exp(-(w_star + v)**2/(2*d))*sinh(eta*v)", "h - rho", "h + 2*rho"),
    ),
    ("wei2023/eq-31", Method.SYMBOLIC): (
        "eta*exp(-w_star**2/(2*d))*(2*rho*h - w_star*rho**3/(3*d))",
        "eta*exp(-w_star**2/(2*d))*(2*rho*h + 2*w_star*rho**3/(3*d))",
    ),
    ("wei2023/eq-32", Method.SYMBOLIC): ("w_star*rho**2/(3*d)",),
    ("wei2023/eq-32-corrected", Method.SYMBOLIC): ("w_star*rho**2/(2*d)", "-w_star*rho**2/(3*d)"),
    ("wei2023/eq-33", Method.SYMBOLIC): ("1/(3*d)",),
    ("wei2023/eq-33-corrected", Method.SYMBOLIC): ("2/(3*d)", "-1/(3*d)", "1/3"),
}
