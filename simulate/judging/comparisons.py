"""Decides whether means over independent samples agree with stated numbers, within Student intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulate.judging.agreement import ERROR, mean_interval
from simulate.model.sampling import FloatArray
from theory.ledger.claims import Result, verdict_of


@dataclass(frozen=True)
class Comparison:
    """A stated number and independent measurements of it, one a sample.

    Attributes:
        where: the parameters, for a reader.
        stated: what the claim states.
        measured: float [replicates].
        slack: by how much the interval is widened: what is known not to be a sampling error (see the check).
    """

    where: Mapping[str, Any]
    stated: float
    measured: FloatArray
    slack: float = 0.0


def compare(rows: Sequence[Comparison], seed: int, error: float = ERROR, note: str = "") -> Result:
    """HOLDS when every stated number lies in its Student interval at error/len(rows), widened by its slack."""
    found = []
    for row in rows:
        low, high = mean_interval(row.measured, error / len(rows))
        found.append((low - row.slack, high + row.slack))
    missed = [(row, ends) for row, ends in zip(rows, found, strict=True) if not ends[0] <= row.stated <= ends[1]]
    shown = None
    if missed:
        row, ends = missed[0]
        shown = {**row.where, "stated": row.stated, "seen": float(np.mean(row.measured)), "interval": list(ends)}
    return Result(
        verdict_of(not missed),
        observed=[{**row.where, "seen": float(np.mean(row.measured))} for row in rows],
        expected=[row.stated for row in rows],
        uncertainty={
            "samples a comparison": min(len(row.measured) for row in rows),
            "error probability": error,
            "half-widths": [(high - low) / 2 for low, high in found],
            "of it not from sampling": [row.slack for row in rows],
        },
        counterexample=shown,
        seed=seed,
        note=note,
    )
