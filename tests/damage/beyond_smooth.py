"""Damaged formulas for the claims on smooth losses."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

LOGISTIC = (
    {"w_1": "2*Lambda", "w_rest": "2*eta"},
    {"w_1": "Lambda", "w_rest": "eta"},
    {"w_1": "-Lambda", "w_rest": "2*eta"},
)
HINGE = ("p*phi(a)/(1 - p)", "(1 - p)*phi(a)/(2*p)")
NOT_CONVEX = ("1/(1 + exp(x))", "-log(1 + exp(-x))")
RATIOS = {"0.7 0.1 1 0.5": [1.023738, 0.966809], "0.9 0.1 10 1.0": [1.128323, 2.072893]}

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("beyond/logistic-standard", Method.SYMBOLIC): LOGISTIC,
    ("beyond/logistic-standard", Method.NUMERICAL): LOGISTIC,
    ("beyond/hinge-collapse", Method.SYMBOLIC): HINGE,
    ("beyond/hinge-collapse", Method.NUMERICAL): HINGE,
    ("beyond/one-step-no-shift", Method.SYMBOLIC): NOT_CONVEX,
    ("beyond/one-step-no-shift", Method.NUMERICAL): NOT_CONVEX,
    ("beyond/minimax-logistic-raises", Method.NUMERICAL): ("ratio > w_star/2",),
    ("beyond/per-sample-raises", Method.NUMERICAL): ("ratio > w_star/2",),
    ("beyond/logistic-ratios", Method.NUMERICAL): (
        RATIOS | {"0.7 0.1 1 0.5": [1.02375, 0.966809]},
        RATIOS | {"0.9 0.1 10 1.0": [1.128323, 2.0729]},
    ),
}
