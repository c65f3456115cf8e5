"""What is said of the times of steps."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from gpu_experiments.experiments import step_costs
from gpu_experiments.judging.measured import Measured
from gpu_experiments.judging.sentences import around, comparison
from gpu_experiments.judging.statistics import Comparison

_ROWS = {"AT": step_costs.AT}


def _ratios(folder: Path, of: str, over: str) -> dict[int, float]:
    return step_costs.ratios(step_costs.read(folder), _ROWS.get(of, of), _ROWS.get(over, over))


def ratio(formula: Any, folder: Path, table: str) -> list[Comparison]:
    """The ratio of the times of two steps."""
    values = _ratios(folder, formula["of"], formula["over"])
    name = f"time of a step of {formula['of']} over {formula['over']}"
    return [comparison(_named(table), name, values, formula["relation"], Fraction(formula["value"]), "ratio")]


def stated(formula: Any, folder: Path, table: str) -> list[Comparison]:
    """The time of a step over ST's, within a share of what is stated."""
    value, share = Fraction(formula["value"]), Fraction(formula["margin"])
    name = f"time of a step of {formula['of']} over ST"
    return around(_named(table), name, _ratios(folder, formula["of"], "ST"), value, value * share, "ratio")


def _named(table: str) -> Measured:
    return Measured(table, {})
