"""What sentences and orders say of the accuracies, curvatures and flips of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpu_experiments.judging.measured import EIGENVALUE, NATURAL
from gpu_experiments.judging.sentences import comparisons, named_order
from gpu_experiments.judging.statistics import Comparison
from gpu_experiments.papers.tables import measured_in

COLUMNS = {"test accuracy": NATURAL, "top eigenvalue of the Hessian": EIGENVALUE}
RHO = 0.1
"""At which methods of the SAM family are ordered."""

ROWS = {
    "SGD": "ST",
    "SAM": f"SAM {RHO:g}",
    "BSAM": f"BSAM {RHO:g}",
    "F-SAM": f"FSAM {RHO:g}",
    "full gradient alone": f"FSAM-FULL {RHO:g}",
}


def sentences(formula: Any, folder: Path, table: str) -> list[Comparison]:
    """The comparisons of a sentence."""
    return comparisons(formula, measured_in(table, folder))


def order(formula: Any, folder: Path, table: str) -> list[Comparison]:
    """The comparison of an order "A < B" of two methods.  Raises ValueError for an unknown quantity."""
    if formula["quantity"] not in COLUMNS:
        raise ValueError(f"quantity: expected one of {', '.join(COLUMNS)}, got {formula['quantity']!r}")
    return [named_order(formula["order"], ROWS, COLUMNS[formula["quantity"]], measured_in(table, folder))]
