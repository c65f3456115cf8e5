"""Damaged formulas for the claims on rates that are proved in `theory`."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("beyond/curvature-at-the-optimum", Method.SYMBOLIC): (
        "eta*p*phi((eta*d + w_star)/sqrt(d))/sqrt(d)",
        "-2*eta*p*phi((eta*d + w_star)/sqrt(d))/sqrt(d)",
        "2*eta*(1 - p)*phi((eta*d + w_star)/sqrt(d))/sqrt(d)",
    ),
}
