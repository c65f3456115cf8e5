"""What is said of the robust feature in networks trained on planted data."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from gpu_experiments.experiments.quick import ETA, PLANTED_EPS, D, P
from gpu_experiments.judging import predictions
from gpu_experiments.judging.measured import WEIGHT
from gpu_experiments.judging.sentences import around, comparisons
from gpu_experiments.judging.statistics import Comparison
from gpu_experiments.papers.tables import measured_in
from theory import BinaryModel


def by_network(formula: Any, folder: Path, table: str) -> list[Comparison]:
    """The comparisons of a sentence for each network."""
    return [one for network, part in formula.items() for one in comparisons(part, measured_in(table, folder, network))]


def linear_weight(formula: Any, folder: Path, table: str) -> list[Comparison]:
    """The weight of a linear model over its prediction, within a margin of 1.  Raises ValueError for an unknown one."""
    model = BinaryModel(P, ETA, D)
    predicted = {
        "w_star": lambda: predictions.standard_weight(model),
        "w_AT": lambda: predictions.adversarial_weight(model, PLANTED_EPS),
    }
    if formula["value"] not in predicted:
        raise ValueError(f"value: expected one of {', '.join(predicted)}, got {formula['value']!r}")
    value = predicted[formula["value"]]()
    seen = measured_in(table, folder, "linear")
    (row,) = seen.rows(formula["row"])
    shares = {seed: weight / value for seed, weight in seen.column(row, WEIGHT).items()}
    name = f"weight of {row} over {formula['value']}"
    return around(seen, name, shares, Fraction(1), Fraction(formula["margin"]), "value")
