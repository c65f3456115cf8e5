"""Damaged formulas for the condition for SAM's optimum and the reflection about w* (eqs. 25 to 28)."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

SLOPE = "(p*phi((eta*d + v)/sqrt(d)) {sign} (1 - p)*phi((eta*d - v)/sqrt(d)))/sqrt(d)"
PAIR = "sinh(eta*{t})*(exp(-(w_star - {t})**2/(2*d)) {sign} exp(-(w_star + {t})**2/(2*d)))"

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("wei2023/eq-25", Method.SYMBOLIC): ("Eq(u_low, 2*u_high)", "u_low < u_high"),
    ("wei2023/eq-25", Method.NUMERICAL): ("Eq(u_low, 2*u_high)", "Eq(u_low, 1 - u_high)"),
    ("wei2023/eq-26", Method.SYMBOLIC): (
        f"Eq(Integral({SLOPE.format(sign='+')}, (v, w_SAM - rho, w_SAM + rho)), 0)",
        f"Eq(Integral({SLOPE.format(sign='-')}, (v, w_SAM - rho, w_SAM)), 0)",
        f"Eq(Integral({SLOPE.format(sign='-')}, (v, w_SAM - rho, w_SAM + rho)), 1)",
    ),
    ("wei2023/eq-27", Method.SYMBOLIC): (
        {"sum": PAIR.format(t="u", sign="-"), "sign": "negative"},
        {"sum": PAIR.format(t="u", sign="+"), "sign": "positive"},
        {"sum": "2*" + PAIR.format(t="u", sign="-"), "sign": "positive"},
    ),
    ("wei2023/eq-28", Method.SYMBOLIC): (
        {"integral": f"Integral({PAIR.format(t='v', sign='-')}, (v, 0, rho))", "sign": "negative"},
        {"integral": f"Integral({PAIR.format(t='v', sign='+')}, (v, 0, rho))", "sign": "positive"},
        {"integral": f"Integral({PAIR.format(t='v', sign='-')}, (v, 0, 2*rho))", "sign": "positive"},
    ),
}
