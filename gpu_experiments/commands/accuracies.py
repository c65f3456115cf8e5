"""Accuracies of an evaluation as lines to print, with what shows gradient masking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gpu_experiments.attacks.masking import flags
from gpu_experiments.runs.evaluation import summary


def accuracy_lines(counts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """One line for each accuracy, and a flag below where gradients may be masked."""
    told = flags(counts)
    for name, value in summary(counts).items():
        yield f"  {name:28} {value:6.2f}%"
        if name in told:
            yield f"    {told[name]}"
