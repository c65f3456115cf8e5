"""Damaged formulas for the claims on large radii and on the scale of the weights."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

ENDS = ("p*Phi(kappa + x) + (1 - p)*Phi(kappa - x) - 1/2", "p*Phi(kappa - x) + (1 - p)*Phi(kappa + x) - p")
UNIT_NORM = ("w_star*rho**2/(3*d)", "w_star*(d - w_star**2)*rho**2/(3*d)", "2*w_star*(d + w_star**2)*rho**2/(3*d)")

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("beyond/large-radius-limit", Method.NUMERICAL): ENDS,
    ("beyond/large-radius-limit", Method.RIGOROUS): ENDS,
    ("beyond/large-radius-sign", Method.SYMBOLIC): (
        "Phi(eta*sqrt(d)) > p",
        "Phi(eta*d) < p",
        "Phi(2*eta*sqrt(d)) < p",
    ),
    ("beyond/box-smoothing", Method.SYMBOLIC): ("(acc_high - acc_low)/(2*rho)", "(acc_low - acc_high)/rho"),
    ("beyond/gradient-form", Method.SYMBOLIC): ("w_star + rho", "2*w_star", "w_star*(1 + rho**2/(3*d))"),
    ("beyond/gradient-form", Method.NUMERICAL): ("w_star*(1 + rho**2/30)", "w_star - 1/10"),
    ("beyond/unit-norm-one-weight", Method.SYMBOLIC): UNIT_NORM,
    ("beyond/unit-norm-one-weight", Method.NUMERICAL): UNIT_NORM,
    ("beyond/free-scale-all-weights", Method.NUMERICAL): (
        "p",
        "1",
        "p*Phi((eta*d + w_star)/d) + (1 - p)*Phi((eta*d - w_star)/d)",
    ),
}
