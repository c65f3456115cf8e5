"""What the checks of this package sample: a small plan that runs within the check, and the full one, run by a sweep.

Both have the same parameter sets; only counts differ, and where the records come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulate.studies.tasks import TASKS
from simulate.sweeps import lookup
from simulate.sweeps.cell import Cell, cells
from simulate.sweeps.store import Record
from theory import Adversarial, BinaryModel, SharpnessAware, optimal_weight, sources

RESULTS = sources.PROJECT / "simulate" / "results"
EVIDENCE = sources.PROJECT / "simulate" / "evidence"

ACCURACY_MODELS = ((0.7, 0.1, 10), (0.9, 0.5, 10), (0.9, 0.1, 100), (0.95, 0.5, 1))
"""(p, eta, d) at which accuracies are compared with their closed forms."""

RATE_MODELS = ((0.9, 0.5, 10, 1.5), (0.9, 0.1, 100, 5.0), (0.95, 0.2, 100, 5.0))
"""(p, eta, d, rho) at which the limit laws are reached: acc(w*) - p is 0.01 or more."""

UNREACHED = (0.9, 0.1, 10, 1.58)
"""A parameter set at which they are not: acc(w*) - p is 1.2e-5."""

OFFSETS = np.linspace(-1.0, 1.0, 9)
"""Weights at which SAM's interval is sampled, as multiples of rho from its centre."""


@dataclass(frozen=True)
class Size:
    """Samples of n: ``repeats`` of them in each of ``replications`` cells."""

    n: int
    repeats: int
    replications: int = 1


@dataclass(frozen=True)
class Plan:
    """How much is sampled, fixed beforehand.

    Attributes:
        name: "small" or "full".
        accuracy: samples of a parameter set, for accuracies.
        rates: samples from which minimisers are computed at each parameter set, for the limit laws.
        tested: the smallest n at which the limit laws are put to the test.
        optima: samples from which the mean minimiser is estimated, for the theorems on optimal weights.
        recorded: whether the records are read from committed results instead of computed.
        seed: of everything.
    """

    name: str
    accuracy: Size
    rates: tuple[Size, ...]
    tested: int
    optima: Size
    recorded: bool
    seed: int = 2305

    def files(self, *names: str) -> tuple[Path, ...]:
        """Return the files of results that are read for records of the named files: none where all is computed."""
        return tuple(RESULTS / f"{name}.jsonl" for name in names) if self.recorded else ()

    def records(self, cells: Sequence[Cell], name: str) -> list[Record]:
        """Return the records of cells, which belong to the file of results of that name.

        Raises:
            ValueError: they are to be read, and a cell has no record.
        """
        return lookup.records(cells, *self.files(name))


SMALL = Plan(
    name="small",
    accuracy=Size(10_000_000, 1),
    rates=(Size(20_000, 600),),
    tested=20_000,
    optima=Size(100_000, 40),
    recorded=False,
)
FULL = Plan(
    name="full",
    accuracy=Size(100_000_000, 1, 5),
    rates=(
        Size(100, 2000),
        Size(1_000, 2000),
        Size(10_000, 500, 4),
        Size(100_000, 50, 20),
        Size(1_000_000, 5, 30),
        Size(10_000_000, 2, 20),
    ),
    tested=100_000,
    optima=Size(1_000_000, 5, 12),
    recorded=True,
)


def natural_weights(model: BinaryModel) -> list[float]:
    """Return the weights at which eq. 14 is compared."""
    return [float(k * model.standard_weight) for k in (-1.0, 0.0, 0.5, 1.0, 1.5, 3.0)]


def attacks(model: BinaryModel) -> list[tuple[float, float]]:
    """Return the (w, eps) at which eq. 17 is compared; the last radius is above eta."""
    return [
        (float(k * model.standard_weight), float(share * model.eta))
        for share in (0.25, 0.9, 1.5)
        for k in (0.0, 0.5, 1.0, 2.0)
    ]


OTHER_ATTACKS = (("l2", "non-robust"), ("linf", "all"), ("l2", "all"))
"""(norm, coordinates) of the attacks beyond Theorem 4.2's."""


def other_attacks(model: BinaryModel) -> list[dict[str, Any]]:
    """Return the classifiers under the other attacks; the larger l_2 radius is near eta sqrt(d)."""
    root = float(np.sqrt(model.d))
    return [
        {"w": float(k * model.standard_weight), "eps": share * float(model.eta) * (root if norm == "l2" else 1.0)}
        | {"norm": norm, "coordinates": coordinates}
        for norm, coordinates in OTHER_ATTACKS
        for share in (0.25, 0.9)
        for k in (-0.5, 0.5, 1.0, 2.0)
    ]


def interval_radius(model: BinaryModel) -> float:
    """Return the rho of the intervals that are sampled."""
    return float(0.5 * np.sqrt(model.d))


def interval_centres(model: BinaryModel) -> tuple[float, float, float]:
    """Return a centre whose lower end is the worse one, SAM's weight, and one whose upper end is the worse one."""
    rho = interval_radius(model)
    best = float(optimal_weight(model, SharpnessAware(rho)))
    return float(model.standard_weight), best, best + rho


def classifiers(model: BinaryModel) -> list[dict[str, Any]]:
    """Return all classifiers that are counted on the samples of one model, in the order of the functions above."""
    rho = interval_radius(model)
    return [
        *({"w": w} for w in natural_weights(model)),
        *({"w": w, "eps": eps} for w, eps in attacks(model)),
        *({"w": float(centre + k * rho)} for centre in interval_centres(model) for k in OFFSETS),
        *other_attacks(model),
    ]


def accuracy_cells(plan: Plan, model: BinaryModel) -> list[Cell]:
    """Return the cells whose counts add up to the counts of one model's classifiers."""
    settings = {**_named(model), "n": plan.accuracy.n, "classifiers": classifiers(model)}
    return cells(TASKS["accuracy"], [settings], plan.accuracy.replications, plan.seed)


def counts(plan: Plan, model: BinaryModel) -> tuple[list[int], int]:
    """Return how many of how many samples each of `classifiers` gets right."""
    records = plan.records(accuracy_cells(plan, model), "accuracy")
    per_cell = [record["result"]["correct"] for record in records]
    return [sum(column) for column in zip(*per_cell, strict=True)], plan.accuracy.n * len(records)


def rate_cells(plan: Plan, model: BinaryModel, rho: float, size: Size) -> list[Cell]:
    """Return the cells with the minimisers of ST and SAM on the same samples."""
    settings = {**_named(model), "objective": ["ST", "SAM"], "rho": rho, "n": size.n, "repeats": size.repeats}
    return cells(TASKS["minimisers"], [settings], size.replications, plan.seed)


def optimum_cells(plan: Plan, model: BinaryModel, objective: str, radius: float) -> list[Cell]:
    """Return the cells with minimisers of one objective, drawn apart from those of `rate_cells`."""
    named = {"ST": {}, "AT": {"eps": radius}, "SAM": {"rho": radius}}[objective]
    size = plan.optima
    settings = {**_named(model), "objective": [objective], **named, "n": size.n, "repeats": size.repeats}
    return cells(TASKS["minimisers"], [settings], size.replications, plan.seed + 1)


def end_cells(plan: Plan, model: BinaryModel, rho: float) -> list[Cell]:
    """Return the cells with counts at both ends of SAM's interval about an empirical minimiser."""
    size = plan.optima
    settings = {**_named(model), "rho": rho, "n": size.n, "repeats": size.repeats}
    return cells(TASKS["ends"], [settings], size.replications, plan.seed)


def joined(records: Sequence[Record], *names: str) -> np.ndarray:
    """Return the lists under ``names`` in the results of several cells, one after the other, "inf" as infinity."""
    found: list[Any] = []
    for record in records:
        value = record["result"]
        for name in names:
            value = value[name]
        found += value
    return np.array([float(value) for value in found])


def all_cells(plan: Plan) -> dict[str, list[Cell]]:
    """Return every cell of a plan, by the name of the file of results it belongs to."""
    files: dict[str, list[Cell]] = {"accuracy": [], "minimisers": [], "optima": [], "ends": []}
    for one in ACCURACY_MODELS:
        files["accuracy"] += accuracy_cells(plan, BinaryModel(*one))
    for p, eta, d, rho in (*RATE_MODELS, UNREACHED):
        for size in plan.rates:
            files["minimisers"] += rate_cells(plan, BinaryModel(p, eta, d), rho, size)
    for p, eta, d, rho in RATE_MODELS:
        model = BinaryModel(p, eta, d)
        for objective, radius in (("ST", 0.0), ("AT", adversarial_radius(model)), ("SAM", rho)):
            files["optima"] += optimum_cells(plan, model, objective, radius)
        files["ends"] += end_cells(plan, model, rho)
    return files


def adversarial_radius(model: BinaryModel) -> float:
    """Return the eps at which AT's minimisers are drawn."""
    return float(Adversarial(0.3 * model.eta).eps)


def _named(model: BinaryModel) -> dict[str, float]:
    return {"p": float(model.p), "eta": float(model.eta), "d": float(model.d)}
