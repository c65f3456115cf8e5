"""Damaged formulas for the limit laws: another rate, another constant, another law's constant."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method
from theory.papers.beyond.attacks.claims import ATTACK_ACCURACIES
from theory.papers.beyond.rates.claims import ENDS_DIFFER, SLOPES, STEP_DENSITY

EXACT = ATTACK_ACCURACIES["linf, all"]

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("beyond/attack-accuracies", Method.MONTE_CARLO): (
        {**ATTACK_ACCURACIES, "linf, all": f"1.01*({EXACT})"},
        {**ATTACK_ACCURACIES, "linf, all": EXACT.replace("Abs(w)", "w")},
        {**ATTACK_ACCURACIES, "l2, all": ATTACK_ACCURACIES["l2, non-robust"]},
        {**ATTACK_ACCURACIES, "l2, non-robust": ATTACK_ACCURACIES["l2, all"]},
    ),
    ("beyond/rate-st-cube-root", Method.MONTE_CARLO): (
        {"rate": "1/2", "sd": f"chernoff_sd*(2/(eta*sqrt({STEP_DENSITY})))**(2/3)"},
        {"rate": "1/3", "sd": f"chernoff_sd*(1/(eta*sqrt({STEP_DENSITY})))**(2/3)"},
        {"rate": "1/3", "sd": f"(2/(eta*sqrt({STEP_DENSITY})))**(2/3)"},
        {"rate": "1/3", "sd": f"1.2*chernoff_sd*(2/(eta*sqrt({STEP_DENSITY})))**(2/3)"},
    ),
    ("beyond/rate-sam-root-n", Method.MONTE_CARLO): (
        {"rate": "1/3", "sd": f"sqrt({ENDS_DIFFER})/({SLOPES})"},
        {"rate": "1/2", "sd": f"({ENDS_DIFFER})/({SLOPES})"},
        {"rate": "1/2", "sd": f"1.2*sqrt({ENDS_DIFFER})/({SLOPES})"},
        {"rate": "1/2", "sd": f"0.8*sqrt({ENDS_DIFFER})/({SLOPES})"},
    ),
}
