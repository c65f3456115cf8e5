"""Experiments: rows of settings trained with the same seeds, run by the sweep engine into one file of records each.

A record's result is that of `training.train` with its settings' label and what else was measured on the trained
network.  Networks of one seed share data, first weights and order of the samples as far as the methods allow, so that
rows can be compared seed by seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor, nn

from gpu_experiments import methods, planted, records
from gpu_experiments.hessian import top_eigenvalues
from gpu_experiments.settings import RunSettings, from_json, to_json
from gpu_experiments.training import load_data, train
from simulate import store
from simulate.sweep import Cell, cells, run_sweep
from theory import evidence_files

RESULTS = evidence_files.PROJECT / "gpu_experiments" / "results"
"""Committed records."""

RUNS = Path("out") / "runs"
"""Where a run writes by default."""

MEASURES = ("hessian", "linear weight")
HESSIAN_SAMPLES = 200


@dataclass(frozen=True)
class Experiment:
    """One table of runs.

    name: of its file.
    note: what it is, for a reader: data, network, length.
    rows: the settings, one a row.
    seeds: how many runs each row has, with seeds 0, 1, ...
    measures: what is measured beside accuracies: "hessian" (the largest eigenvalue on the first training images), "linear
        weight" (of a linear model on planted data, relative to the weak ones).

    Raises ValueError for rows that are equal or a measure that is not known.
    """

    name: str
    note: str
    rows: tuple[RunSettings, ...]
    seeds: int
    measures: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.measures) - set(MEASURES)):
            raise ValueError(f"measures must be among {', '.join(MEASURES)}, got {', '.join(unknown)}")
        self.cells()

    def cells(self) -> list[Cell]:
        """The cells of the sweep, seed by seed, so that what is there after an interruption is whole rows."""
        sets = [
            {"settings": to_json(row), "seed": seed, "measures": list(self.measures)}
            for seed in range(self.seeds)
            for row in self.rows
        ]
        return cells("gpu_experiments.experiments:run_cell", sets)

    def path(self, folder: Path) -> Path:
        """The file of its records."""
        return folder / f"{self.name}.jsonl"

    def read(self, folder: Path) -> list[dict[str, Any]]:
        """The results of all its runs.  Raises ValueError if some are missing, and says how to make them."""
        path = self.path(folder)
        found = {store.key_of(record): record["result"] for record in store.read(path)} if path.exists() else {}
        wanted = [store.key_of(cell.record(None)) for cell in self.cells()]
        if missing := [key for key in wanted if key not in found]:
            raise ValueError(
                f"{path}: no record of {len(missing)} of {len(wanted)} runs of the experiment {self.name!r}; "
                f"python -m gpu_experiments experiment {self.name} --out {folder} makes them"
            )
        return [found[key] for key in wanted]


def run(experiment: Experiment, folder: Path = RUNS, *, workers: int = 1, fresh: bool = False) -> list[dict[str, Any]]:
    """Train what is missing and return the results; a run that was stopped is taken up after its last network."""
    done = run_sweep(
        experiment.cells(),
        experiment.path(folder),
        workers=workers,
        packages=records.PACKAGES,
        fresh=fresh,
        cost=lambda settings: cost(from_json(settings["settings"])),
    )
    return [record["result"] for record in done]


def cost(settings: RunSettings) -> float:
    """Relative time of a run: gradient passes a step times epochs."""
    return (methods.METHODS[settings.method].passes + settings.attack_steps) * settings.epochs + 1.0


def run_cell(settings: Mapping[str, Any], streams: np.random.SeedSequence) -> dict[str, Any]:
    """Train one network and measure it; the cell's settings name the seed, so `streams` is not used."""
    chosen, seed = from_json(settings["settings"]), settings["seed"]
    done = train(chosen, seed=seed)
    record = {key: value for key, value in done.record.items() if key not in ("settings", "timings")}
    found: dict[str, Any] = {"label": chosen.label, "network": chosen.model, **record}
    if "hessian" in settings["measures"]:
        data = load_data(chosen, seed)
        device = next(done.model.parameters()).device
        x, y = data.train_x[:HESSIAN_SAMPLES].to(device), data.train_y[:HESSIAN_SAMPLES].to(device)
        found["hessian"] = {"samples": len(y), "eigenvalues": _eigenvalues(done.model, x, y)}
    if "linear weight" in settings["measures"] and chosen.model == "linear":
        found["linear weight"] = planted.linear_weight(done.model, chosen.data_options["d"])
    return found


def _eigenvalues(model: nn.Module, x: Tensor, y: Tensor) -> list[float]:
    return [float(f"{value:.6g}") for value in top_eigenvalues(model, [(x, y)])]
