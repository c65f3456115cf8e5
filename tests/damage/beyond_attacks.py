"""Damaged formulas for the claims on other attacks."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

L2_REST = ("Lambda/(2*(eta - eps))", "Lambda/(2*(eta + eps/sqrt(d)))", "Lambda/(eta - eps/sqrt(d))")
LINF_ALL = ("d*(m + sqrt(m**2 - 2*eps*L/d))/(2*eps)", "d*(m - sqrt(m**2 - eps*L/d))/(2*eps)")
L2_ALL = (
    "Lambda + log((1 + eps*t/sqrt(1 + t**2))/(1 - eps*t/sqrt(1 + t**2))) - 2*t*(kappa - eps*sqrt(1 + t**2))",
    "Lambda + log((1 - eps*t/sqrt(1 + t**2))/(1 + eps*t/sqrt(1 + t**2))) - 2*t*(kappa - eps)",
)
LINF_SLOPE = "(w_star - 1 + w_star**2/d)/eta"
L2_SLOPE = "w_star**3/(d*eta*sqrt(d)*sqrt(1 + w_star**2/d))"
SMALL = (
    {"linf": "w_star/eta", "l2": L2_SLOPE},
    {"linf": "(w_star + 1 + w_star**2/d)/eta", "l2": L2_SLOPE},
    {"linf": LINF_SLOPE, "l2": "w_star/(eta*sqrt(d))"},
)

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("beyond/attack-l2-rest", Method.SYMBOLIC): L2_REST,
    ("beyond/attack-l2-rest", Method.NUMERICAL): L2_REST,
    ("beyond/attack-linf-all", Method.SYMBOLIC): LINF_ALL,
    ("beyond/attack-linf-all", Method.NUMERICAL): LINF_ALL,
    ("beyond/attack-l2-all", Method.SYMBOLIC): L2_ALL,
    ("beyond/attack-l2-all", Method.NUMERICAL): L2_ALL,
    ("beyond/attack-all-small", Method.SYMBOLIC): SMALL,
    ("beyond/attack-all-small", Method.NUMERICAL): SMALL,
    ("beyond/attack-raises-weight", Method.RIGOROUS): ("w_attack < w_star", "w_attack <= w_star"),
    ("beyond/attack-jump", Method.RIGOROUS): (
        {("9/10", "1/10", "100"): "0.52907400"},
        {("9/10", "1/10", "10"): "0.5"},
    ),
}
