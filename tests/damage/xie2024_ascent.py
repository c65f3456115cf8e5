"""Damaged formulas of Xie et al. (2024): ascent directions."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

L2 = ({"l2": "-rho*g/norm2"}, {"l2": "2*rho*g/norm2"}, {"l2": "rho*g/norm1"})
BALLS = {"l2": "rho*g/norm2", "linf": "rho*sign(g)", "l1": "rho*sign(g)*largest"}
ALL = (
    {**BALLS, "l2": "rho*g/norm_max"},
    {**BALLS, "linf": "-rho*sign(g)"},
    {**BALLS, "linf": "rho*sign(g)/2"},
    {**BALLS, "l1": "rho*sign(g)"},
    {**BALLS, "l1": "-rho*sign(g)*largest"},
)

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("xie2024/eq-4", Method.SYMBOLIC): L2,
    ("xie2024/eq-4", Method.NUMERICAL): L2,
    ("xie2024/eq-13", Method.SYMBOLIC): ALL,
    ("xie2024/eq-13", Method.NUMERICAL): ALL,
    ("xie2024/eq-13-gradient", Method.SYMBOLIC): (
        {"other": "exp(mu*phi_F)*slope/S", "label": "0"},
        {"other": "mu*exp(mu*phi_F)*slope/S", "label": "-mu*exp(mu*phi_F)*slope/S"},
        {"other": "-exp(mu*phi_F)*slope/S", "label": "exp(mu*phi_F)*slope/S"},
    ),
    ("xie2024/eq-12-maximiser", Method.SYMBOLIC): (
        {"phi": "tanh(x/10)", "mu": "1000", "K": 10, "s": "1/20"},
        {"phi": "tanh(x/10)", "mu": "10", "K": 10, "s": "1/4"},
    ),
    ("xie2024/eq-12-guarantee", Method.SYMBOLIC): (
        {"floor": "largest"},
        {"floor": "largest + log(K)/mu"},
        {"floor": "largest - log(K)/(2*mu)"},
    ),
    ("xie2024/eq-16", Method.SYMBOLIC): (
        {"direction": "rho*T*g/norm_Tg"},
        {"direction": "-rho*T**2*g/norm_Tg"},
        {"direction": "2*rho*T**2*g/norm_Tg"},
    ),
}
