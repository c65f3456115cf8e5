"""Networks trained by F-SAM and by its parts (Li et al., 2024)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpu_experiments.experiments.recorded import CIFAR10, COMPARED_RHO
from gpu_experiments.judging.measured import NATURAL
from gpu_experiments.judging.sentences import named_order
from gpu_experiments.judging.statements import OUTSIDE, Statement
from gpu_experiments.judging.statistics import Comparison
from gpu_experiments.papers.tables import read

ROWS = {
    "SAM": f"SAM {COMPARED_RHO:g}",
    "noise alone": f"FSAM {COMPARED_RHO:g}",
    "F-SAM": f"FSAM {COMPARED_RHO:g}",
    "full gradient alone": f"FSAM-FULL {COMPARED_RHO:g}",
}


def test_accuracy(formula: Any, folder: Path) -> list[Comparison]:
    """Orders of test accuracies: every entry "A < B" of the formula."""
    table = read(CIFAR10, folder)
    return [named_order(said, ROWS, NATURAL, table) for key, said in formula.items() if key != "quantity"]


STATEMENTS = (
    Statement("li2024/f-decomposition", "cifar10-reduced", CIFAR10.note, test_accuracy, note=OUTSIDE),
    Statement("li2024/f-better", "cifar10-reduced", CIFAR10.note, test_accuracy, note=OUTSIDE),
)
