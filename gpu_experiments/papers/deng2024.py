"""Networks trained by BSAM (Deng et al., 2024): curvature and test accuracy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpu_experiments.experiments.quick import RHO
from gpu_experiments.experiments.recorded import CIFAR10, COMPARED_RHO, DIGITS_STRONGER
from gpu_experiments.judging.measured import EIGENVALUE, NATURAL
from gpu_experiments.judging.sentences import named_order
from gpu_experiments.judging.statements import OUTSIDE, Statement
from gpu_experiments.judging.statistics import Comparison
from gpu_experiments.papers.tables import read


def rows(rho: float) -> dict[str, str]:
    """The rows of the claims' methods at a radius."""
    return {"SGD": "ST", "SAM": f"SAM {rho:g}", "BSAM": f"BSAM {rho:g}"}


def curvature(formula: Any, folder: Path) -> list[Comparison]:
    """Orders of the largest eigenvalues of the Hessian of the training loss."""
    table = read(DIGITS_STRONGER, folder)
    return [named_order(said, rows(RHO[0]), EIGENVALUE, table) for said in formula["smaller"]]


def test_accuracy(formula: Any, folder: Path) -> list[Comparison]:
    """The order of test accuracies."""
    return [named_order(formula["better"], rows(COMPARED_RHO), NATURAL, read(CIFAR10, folder))]


STATEMENTS = (
    Statement("deng2024/b-flatter", DIGITS_STRONGER.name, DIGITS_STRONGER.note, curvature, note=OUTSIDE),
    Statement("deng2024/b-better", "cifar10-reduced", CIFAR10.note, test_accuracy, note=OUTSIDE),
)
