"""Digits, planted data and costs: statements of this project about trained networks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpu_experiments.experiments import step_costs
from gpu_experiments.experiments.quick import DIGITS, ETA, PLANTED, PLANTED_EPS, D, P
from gpu_experiments.experiments.recorded import CIFAR10_SHORT_AGAIN, DIGITS_AUTOATTACK, DIGITS_STRONGER, PLANTED_CNN
from gpu_experiments.judging import matching, predictions
from gpu_experiments.judging.measured import WEIGHT, Measured, radius
from gpu_experiments.judging.sentences import comparison, comparisons
from gpu_experiments.judging.statements import Statement, UndecidedError
from gpu_experiments.judging.statistics import Comparison
from gpu_experiments.papers.tables import read
from gpu_experiments.papers.wei2023 import TIMES, finite, matched
from theory import BinaryModel


def on_digits(formula: Any, folder: Path) -> list[Comparison]:
    """The comparisons of sentences on the digits."""
    table = read(DIGITS, folder)
    return [one for part in (formula if isinstance(formula, list) else [formula]) for one in comparisons(part, table)]


def eps_over_rho(formula: Any, folder: Path) -> list[Comparison]:
    """eps/rho at equal robust accuracy."""
    return matched(formula, read(DIGITS, folder), inverse=True)


def matching_exponent(formula: Any, folder: Path) -> list[Comparison]:
    """The exponent of the matching eps in rho between the least and the greatest rho, within a margin."""
    table = read(DIGITS, folder)
    rows = sorted(table.rows("SAM"), key=radius)
    low, high = (finite(matching.matched_eps(table, row, table.attacks), row) for row in (rows[0], rows[-1]))
    radii = radius(rows[0]), radius(rows[-1])
    if none := [seed for seed, eps in low.items() if eps == 0.0]:
        raise UndecidedError(f"no eps > 0 matches {rows[0]} at seeds {none}: it is no more robust than ST")
    values = {seed: matching.exponent((radii[0], low[seed]), (radii[1], high[seed])) for seed in low}
    return around(table, f"exponent from {rows[0]} to {rows[-1]}", values, float(formula["value"]), formula["margin"])


def around(table: Measured, name: str, values: dict[int, float], centre: float, margin: str) -> list[Comparison]:
    """Two comparisons: the mean is nearer to the centre than the margin, a fraction."""
    numerator, _, denominator = margin.partition("/")
    off = float(numerator) / float(denominator or 1)
    return [
        comparison(table, name, values, relation, bound, "value")
        for relation, bound in ((">", centre - off), ("<", centre + off))
    ]


def stronger_attack(formula: Any, folder: Path) -> list[Comparison]:
    """The comparisons of a sentence on the digits under more attacks."""
    return comparisons(formula, read(DIGITS_STRONGER, folder))


def ensemble(formula: Any, folder: Path) -> list[Comparison]:
    """The comparisons of a sentence on the digits under AutoAttack."""
    return comparisons(formula, read(DIGITS_AUTOATTACK, folder))


def short_training(formula: Any, folder: Path) -> list[Comparison]:
    """The comparisons of sentences on the short runs on the reduced CIFAR-10."""
    table = read(CIFAR10_SHORT_AGAIN, folder)
    return [one for part in formula for one in comparisons(part, table)]


def reliance(formula: Any, folder: Path) -> list[Comparison]:
    """A sentence for each network."""
    return [one for network, part in formula.items() for one in comparisons(part, read(PLANTED, folder, network))]


def reliance_of_cnn(formula: Any, folder: Path) -> list[Comparison]:
    """Sentences on the CNN."""
    table = read(PLANTED_CNN, folder)
    return [one for part in formula for one in comparisons(part, table)]


def linear_weight(formula: Any, folder: Path) -> list[Comparison]:
    """The weight of a linear model over its prediction, within a margin of 1."""
    model = BinaryModel(P, ETA, D)
    predicted = {
        "w_star": lambda: predictions.standard_weight(model),
        "w_AT": lambda: predictions.adversarial_weight(model, PLANTED_EPS),
    }
    if formula["value"] not in predicted:
        raise ValueError(f"value: expected one of {', '.join(predicted)}, got {formula['value']!r}")
    value = predicted[formula["value"]]()
    table = read(PLANTED, folder, "linear")
    (row,) = table.rows(formula["row"])
    seen = {seed: weight / value for seed, weight in table.column(row, WEIGHT).items()}
    return around(table, f"weight of {row} over {formula['value']}", seen, 1.0, formula["margin"])


def step_time(formula: Any, folder: Path) -> list[Comparison]:
    """The ratio of the times of two steps."""
    values = step_costs.ratios(step_costs.read(folder), formula["of"], formula["over"])
    name = f"time of a step of {formula['of']} over {formula['over']}"
    return [comparison(Measured(TIMES, {}), name, values, formula["relation"], float(formula["value"]), "ratio")]


_DIGITS = ("digits-sam-robust", "digits-rises-with-rho", "digits-at-robust", "digits-at-natural")
_COST_SCOPE = (
    "steps of a CNN with 16 channels on images of 32 x 32, batch 128, one CPU thread; rounds in place of seeds"
)
STATEMENTS = (
    *(Statement(f"beyond/net-{name}", DIGITS.name, DIGITS.note, on_digits, small=True) for name in _DIGITS),
    Statement("beyond/net-digits-eps-below-rho", DIGITS.name, DIGITS.note, eps_over_rho, small=True),
    Statement("beyond/net-digits-exponent", DIGITS.name, DIGITS.note, matching_exponent, small=True),
    Statement("beyond/net-digits-stronger-attack", DIGITS_STRONGER.name, DIGITS_STRONGER.note, stronger_attack),
    Statement("beyond/net-digits-autoattack", DIGITS_AUTOATTACK.name, DIGITS_AUTOATTACK.note, ensemble),
    Statement(
        "beyond/net-short-training",
        CIFAR10_SHORT_AGAIN.name,
        CIFAR10_SHORT_AGAIN.note,
        short_training,
        note="put into words after the runs of cifar10-short were seen, and judged by runs at other seeds",
    ),
    Statement("beyond/net-reliance-st", PLANTED.name, PLANTED.note, linear_weight, small=True),
    Statement("beyond/net-reliance-at", PLANTED.name, PLANTED.note, reliance, small=True),
    Statement("beyond/net-reliance-at-amount", PLANTED.name, PLANTED.note, linear_weight, small=True),
    Statement("beyond/net-reliance-sam", PLANTED.name, PLANTED.note, reliance, small=True),
    Statement("beyond/net-reliance-cnn", PLANTED_CNN.name, PLANTED_CNN.note, reliance_of_cnn),
    Statement("beyond/net-bisam-overhead", TIMES, _COST_SCOPE, step_time, files=(step_costs.NAME,)),
)
