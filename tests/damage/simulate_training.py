"""Damaged formulas for the checks by training whose claims have no entries yet."""

from __future__ import annotations

from theory.ledger.claims import Method

DAMAGED = {
    ("beyond/logistic-standard", Method.MONTE_CARLO): (
        {"w_1": "Lambda", "w_rest": "3*eta/2"},
        {"w_1": "Lambda", "w_rest": "-2*eta"},
    ),
    ("beyond/logistic-ratios", Method.MONTE_CARLO): (
        {"0.9 0.1 10 1.0": [1.128323, 1.9], "0.7 0.5 1 1.0": [0.934139, 0.837524]},
        {"0.9 0.1 10 1.0": [1.128323, 2.072893], "0.7 0.5 1 1.0": [1.065861, 0.837524]},
        {"0.9 0.1 10 1.0": [1.0, 2.072893], "0.7 0.5 1 1.0": [0.934139, 0.837524]},
    ),
    ("beyond/full-weights-theorem-4.3", Method.MONTE_CARLO): ("w_all < w_star",),
}
