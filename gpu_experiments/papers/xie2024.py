"""Figure 2 of Xie et al. (2024): right predictions that the ascent turns wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpu_experiments.experiments.recorded import CIFAR10, COMPARED_RHO
from gpu_experiments.judging.measured import FLIPS
from gpu_experiments.judging.sentences import comparisons
from gpu_experiments.judging.statements import OUTSIDE, Statement
from gpu_experiments.judging.statistics import Comparison
from gpu_experiments.papers.tables import read


def flips(formula: Any, folder: Path) -> list[Comparison]:
    """Share of right training samples that turn wrong, over all epochs, of two methods at one rho, each in its training."""
    rows = {side: f"{formula[side]} {COMPARED_RHO:g}" for side in ("rows", "than")}
    return comparisons({**formula, **rows, "columns": [FLIPS]}, read(CIFAR10, folder))


STATEMENTS = (Statement("xie2024/fig-2", "cifar10-reduced", CIFAR10.note, flips, note=OUTSIDE),)
