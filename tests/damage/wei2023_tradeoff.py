"""Damaged formulas of Section 4.5."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

W_AT = "eta*w_star/(eta - eps)"
NATURAL = "natural falls exactly on"
ROBUST = "robust rises exactly on"

BOTH: dict[str, tuple[Any, ...]] = {
    "tradeoff": ({"natural falls on": "w > w_star", "robust rises on": f"w < {W_AT}"},),
    "tradeoff-corrected": (
        {NATURAL: "w > w_star", ROBUST: "w < 2*eta*w_star/(eta - eps)"},
        {NATURAL: "w < w_star", ROBUST: f"w < {W_AT}"},
    ),
    "natural": ({NATURAL: "w > 2*w_star"}, {NATURAL: "w < w_star"}),
    "robust": ({"robust rises on": f"w < {W_AT}"},),
    "robust-corrected": ({ROBUST: "w < w_star"}, {ROBUST: "w < eta*w_star/(eta + eps)"}, {ROBUST: f"w > {W_AT}"}),
}
LOSS = "eta*w_star**2*rho**4/({}*d**2)*sqrt(p*(1 - p))*exp({}eta**2*d/2 - w_star**2/(2*d))/sqrt(2*pi*d)"
GAIN = (
    "{}*w_star*rho**2/(3*d)*sqrt(p*(1 - p))*exp(-(eta {} eps)**2*d/2 - w_star**2/(2*d))*sinh(eps*w_star)/sqrt(2*pi*d)"
)
CURVE = ("eta*(1 - w_star/(2*w))", "eta*(1 + w_star/w)")

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    **{
        (f"wei2023/sec-4.5-{name}", method): formulas
        for name, formulas in BOTH.items()
        for method in (Method.SYMBOLIC, Method.NUMERICAL)
    },
    ("wei2023/sec-4.5-robust-beyond", Method.SYMBOLIC): ("eta/2", "2*eta"),
    ("wei2023/sec-4.5-natural-loss", Method.SYMBOLIC): ("acc_SAM > acc_star", "Eq(acc_SAM, acc_star)"),
    ("wei2023/sec-4.5-natural-loss", Method.NUMERICAL): ("acc_SAM > acc_star", "acc_SAM < acc_star/2"),
    ("wei2023/sec-4.5-natural-loss-order", Method.SYMBOLIC): (LOSS.format(18, "-"), LOSS.format(9, "+")),
    ("wei2023/sec-4.5-robust-gain", Method.SYMBOLIC): (GAIN.format(1, "-"), GAIN.format(2, "+")),
    ("wei2023/sec-4.5-robust-gain", Method.NUMERICAL): (GAIN.format(1, "-"), GAIN.format(2, "+")),
    ("wei2023/sec-4.5-same-curve", Method.SYMBOLIC): CURVE,
    ("wei2023/sec-4.5-same-curve", Method.NUMERICAL): CURVE,
}
