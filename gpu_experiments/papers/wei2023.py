"""Section 5 of Wei et al. (2023), decided on a reduced CIFAR-10 and on measured times of steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gpu_experiments.experiments import step_costs
from gpu_experiments.experiments.recorded import CIFAR10
from gpu_experiments.judging import matching
from gpu_experiments.judging.measured import Measured, radius
from gpu_experiments.judging.sentences import comparison, comparisons
from gpu_experiments.judging.statements import OUTSIDE, Statement, UndecidedError
from gpu_experiments.judging.statistics import Comparison
from gpu_experiments.papers.tables import read

TABLE = "cifar10-reduced"
TIMES = "step costs"
TIME_MARGIN = 0.1
"""A stated ratio of times holds if the interval lies within this share of it on both sides."""

_ROUNDS = "a round of interleaved steps takes the place of the seed"


def sentences(formula: Any, folder: Path) -> list[Comparison]:
    """The comparisons of one or several sentences on the reduced CIFAR-10."""
    table = read(CIFAR10, folder)
    parts = formula if isinstance(formula, list) else [formula]
    return [one for part in parts for one in sentence(part, table, folder)]


def sentence(part: Mapping[str, Any], table: Measured, folder: Path) -> list[Comparison]:
    """The comparisons of a sentence, or of a statement on training times "A/B"."""
    if part.get("quantity") != "training time, SAM/AT":
        return comparisons(part, table)
    values = step_costs.ratios(step_costs.read(folder), "SAM", step_costs.AT)
    name = f"time of a step of SAM over {step_costs.AT}, by rounds"
    return [comparison(Measured(TIMES, {}), name, values, part["relation"], float(part["value"]), "ratio")]


def rho_over_eps(formula: Any, folder: Path) -> list[Comparison]:
    """rho over the eps of l_inf AT with the same mean robust accuracy, for every rho."""
    return matched(formula, read(CIFAR10, folder), inverse=False)


def matched(formula: Any, table: Measured, *, inverse: bool) -> list[Comparison]:
    """What is said of eps/rho (inverse) or rho/eps at equal robust accuracy, as a comparison of eps with rho.

    rho/eps > c is decided as eps/rho < 1/c: eps may be 0, where SAM is no more robust than ST.
    """
    relation, value = formula["relation"], float(formula["value"])
    if not inverse:
        relation, value = {">": "<", ">=": "<=", "<": ">", "<=": ">="}[relation], 1.0 / value
    found = []
    for row in table.rows("SAM"):
        eps = finite(matching.matched_eps(table, row, table.attacks), row)
        shares = {seed: value_of / radius(row) for seed, value_of in eps.items()}
        found.append(comparison(table, f"matching eps of {row} over rho", shares, relation, value, "ratio"))
    return found


def finite(eps: dict[int, float], row: str) -> dict[int, float]:
    """The matching eps of every seed.  Raises UndecidedError if a run is more robust than every row of AT."""
    if above := [seed for seed, value in eps.items() if math.isinf(value)]:
        raise UndecidedError(f"no eps matches {row} at seeds {above}: it is more robust than every row of AT")
    return eps


def training_time(formula: Any, folder: Path) -> list[Comparison]:
    """Times of a step over ST's, each within a tenth of what is stated."""
    record = step_costs.read(folder)
    table = Measured(TIMES, {})
    found = []
    for name, row in (("SAM", "SAM"), ("AT", step_costs.AT)):
        stated, values = float(formula[name]), step_costs.ratios(record, row, "ST")
        for relation, bound in ((">", stated * (1 - TIME_MARGIN)), ("<", stated * (1 + TIME_MARGIN))):
            found.append(comparison(table, f"time of a step of {name} over ST", values, relation, bound, "ratio"))
    return found


_ACCURACIES = ("sam-robust", "robustness-rises-with-rho", "at-more-robust", "rq2-substitute", "rq2-upper-bound")
_COST_SCOPE = (
    f"steps of a CNN with 16 channels on images of 32 x 32, batch 128, {step_costs.AT}, one CPU thread; {_ROUNDS}"
)
STATEMENTS = (
    *(
        Statement(
            f"wei2023/sec-5-net-{name}", TABLE, CIFAR10.note, sentences, note=OUTSIDE, files=(TABLE, step_costs.NAME)
        )
        for name in _ACCURACIES
    ),
    Statement("wei2023/sec-5-net-rho-larger-than-eps", TABLE, CIFAR10.note, rho_over_eps, note=OUTSIDE),
    Statement(
        "wei2023/sec-5-net-cost-time",
        TIMES,
        _COST_SCOPE,
        training_time,
        note=f"a ratio counts as stated within {TIME_MARGIN:.0%}; the attack here computes no gradient of the weights, so "
        "that its passes are cheaper than those of training",
        files=(step_costs.NAME,),
    ),
)
