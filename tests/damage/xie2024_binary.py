"""Damaged formulas of Xie et al. (2024): the surrogates on the binary model."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.xie2024.binary import SHARES

RATIO = "(q + E - 1)*((E + 1)*q + E - 1)/((1 + (E - 1)*q)*(E + 1 + (E - 1)*q))"
CALIBRATED = ("(eta - c)*u", "(c - 2*eta)*u", "(4*eta - c)*u")
SMALL = {"ce": "Lambda", "tanh": "atanh(Lambda/mu)/alpha", "log": "none"}
SMALLER = ({**SMALL, "ce": "Lambda/2"}, {**SMALL, "tanh": "-atanh(Lambda/mu)/alpha"}, {**SMALL, "log": "Lambda"})
FINITE = (
    "(Lambda - log((E + 1)/(E - 1)**2))/(2*eta*d)",
    "(Lambda + log((E + 1)/(E - 1)**2))/(eta*d)",
    "(Lambda + log((E + 1)/(E - 1)**2)/2)/(2*eta*d)",
)
LARGE = {
    "shift": "-w_star*m1/(c*eta*d)",
    "log m1": "-log((E + 1)/(E - 1)**2)/2",
    "log rise": "log(E + 1)",
}
LARGER = (
    {**LARGE, "shift": "w_star*m1/(c*eta*d)"},
    {**LARGE, "log m1": "-log((E + 1)/(E - 1)**2)"},
    {**LARGE, "shift": "-w_star*m1/(2*c*eta*d)"},
)

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("xie2024/binary-ce-calibrated", Method.SYMBOLIC): CALIBRATED,
    ("xie2024/binary-ce-calibrated", Method.NUMERICAL): CALIBRATED,
    ("xie2024/binary-tanh-below-scale", Method.SYMBOLIC): (
        {"ratio": "2*eta*u - mu*tanh(alpha*c*u)", "scale": "eta/(mu*alpha)"},
        {"ratio": "eta*u - mu*tanh(alpha*c*u)", "scale": "2*eta/(mu*alpha)"},
        {"ratio": "2*eta*u + mu*tanh(alpha*c*u)", "scale": "2*eta/(mu*alpha)"},
    ),
    ("xie2024/binary-log-every-scale", Method.SYMBOLIC): (
        f"1/({RATIO})",
        "(q + E)*((E + 1)*q + E - 1)/((1 + (E - 1)*q)*(E + 1 + (E - 1)*q))",
        f"2*{RATIO}",
    ),
    ("xie2024/binary-small-scale", Method.SYMBOLIC): SMALLER,
    ("xie2024/binary-small-scale", Method.NUMERICAL): SMALLER,
    ("xie2024/binary-log-finite", Method.SYMBOLIC): FINITE,
    ("xie2024/binary-log-finite", Method.NUMERICAL): FINITE,
    ("xie2024/binary-large-scale", Method.SYMBOLIC): (*LARGER, {**LARGE, "log rise": "log(E - 1)"}),
    ("xie2024/binary-large-scale", Method.NUMERICAL): LARGER,
    ("xie2024/binary-ce-limit", Method.NUMERICAL): (
        "(1 - p)*Phi(-kappa + x) - p*Phi(-kappa - x)*11/10",
        "p*Phi(-kappa - x) - (1 - p)*Phi(-kappa + 2*x)",
        "p*Phi(-kappa - x/2) - (1 - p)*Phi(-kappa + x/2)",
    ),
    ("xie2024/binary-log-match", Method.NUMERICAL): (
        "3*log((E + 1)/(E - 1)**2)/(4*eta*rho**2)",
        "3*log((E - 1)**2)/(2*eta*rho**2)",
        "3*log((E + 1)/(E - 1)**2)/(2*eta*rho)",
    ),
    ("xie2024/binary-first-order", Method.NUMERICAL): (
        {"step": "first-order", "between": ["standard", "sam"]},
        {"step": "first-order", "between": ["best", "standard"]},
    ),
    ("xie2024/binary-worst-shift", Method.NUMERICAL): ({"step": "full", "between": ["best", "sam"]},),
    ("xie2024/binary-ball", Method.NUMERICAL): (
        {"ce": SHARES["tanh"]},
        {"-log": {"1": [SHARES["-log"]["1"][0], "0.8932"]}},
    ),
}
