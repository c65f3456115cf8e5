"""Experiments: rows of settings trained with the same seeds, run by the sweep engine into one file of records each.

A record's result is that of `training.train` with its settings' label and what else was measured on the trained
network.  Networks of one seed share data, first weights and order of the samples as far as the methods allow, so that
rows can be compared seed by seed.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor, nn

from gpu_experiments.data import planted
from gpu_experiments.experiments.paper_tables import unique
from gpu_experiments.runs import own_sources, records
from gpu_experiments.runs.evaluation import accuracy
from gpu_experiments.runs.hessian import top_eigenvalues
from gpu_experiments.runs.settings import RunSettings, all_fields, from_json, to_json
from gpu_experiments.runs.training import DivergenceError, evaluate_kept, load_data, train
from gpu_experiments.sam import methods
from simulate.sweeps import lookup
from simulate.sweeps.cell import Cell, cells
from simulate.sweeps.sweep import Progress, run_sweep, time_left
from theory import sources

RESULTS = sources.PROJECT / "gpu_experiments" / "results"
"""Committed records."""

RUNS = Path("out") / "runs"
"""Where a run writes by default."""

CHECKPOINTS_VARIABLE = "SHARPCHECK_RUNS"
"""Environment variable with the folder for checkpoints, weights and whole records of the runs of an experiment."""

WEIGHTS_VARIABLE = "SHARPCHECK_WEIGHTS"
"""Environment variable with the folder of kept weights, which are evaluated and not trained again."""

MEASURES = ("hessian", "linear weight")
HESSIAN_SAMPLES = 200
HESSIAN_EIGENVALUES = 10


@dataclass(frozen=True)
class Experiment:
    """One table of runs.

    name: of its file.
    note: what it is, for a reader: data, network, length.
    rows: the settings, one a row.
    seeds: how many runs each row has, with seeds first_seed, first_seed + 1, ...
    measures: what is measured beside accuracies: "hessian" (the largest eigenvalues on the first training images), "linear
        weight" (of a linear model on planted data, relative to the weak ones).
    fitted: the share of training images that a run must get right at the end, stated before the judged runs; None where
        the runs are judged as they are.  Adversarial training and label noise need not reach it.

    Raises ValueError for rows that are equal, a measure that is not known, no seed, or a share outside (0, 1].
    """

    name: str
    note: str
    rows: tuple[RunSettings, ...]
    seeds: int
    measures: tuple[str, ...] = ()
    first_seed: int = 0
    fitted: float | None = None

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.measures) - set(MEASURES)):
            raise ValueError(f"measures must be among {', '.join(MEASURES)}, got {', '.join(unknown)}")
        if self.seeds < 1 or self.first_seed < 0:
            raise ValueError(f"seeds must be >= 1 and first_seed >= 0, got {self.seeds} and {self.first_seed}")
        if self.fitted is not None and not 0.0 < self.fitted <= 1.0:
            raise ValueError(f"fitted must be in (0, 1], got {self.fitted!r}")
        self.cells()

    def cells(self) -> list[Cell]:
        """The cells of the sweep, seed by seed, so that what is there after an interruption is whole rows."""
        sets = [
            {"settings": to_json(row), "seed": seed, "measures": list(self.measures), **own_sources.of(row)}
            for seed in range(self.first_seed, self.first_seed + self.seeds)
            for row in self.rows
        ]
        return cells("gpu_experiments.experiments:run_cell", sets)

    def path(self, folder: Path) -> Path:
        """The file of its records."""
        return folder / f"{self.name}.jsonl"

    def read(self, folder: Path) -> list[dict[str, Any]]:
        """The results of all its runs.  Raises ValueError if some are missing, and says how to make them.

        Where runs must fit, one that does not has an entry "unfit" with the reason, and no comparison reads its row.
        """
        command = f"python -m gpu_experiments {f'full {self.name}' if folder == RESULTS else 'small'}"
        of = f"runs of the experiment {self.name!r}"
        found = lookup.records(self.cells(), self.path(folder), of=of, command=command)
        results = [record["result"] for record in found]
        return [self._told(one, self.rows[index % len(self.rows)]) for index, one in enumerate(results)]

    def _told(self, result: dict[str, Any], row: RunSettings) -> dict[str, Any]:
        """The result of a run of a row, with the reason where it does not fit."""
        if self.fitted is None or row.attack or row.label_noise or "diverged" in result:
            return result
        counts = result["result"].get("train")
        if counts is not None and accuracy(counts) >= self.fitted:
            return result
        seen = "an unknown share" if counts is None else f"{100 * accuracy(counts):.2f}%"
        return {**result, records.UNFIT: f"{seen} of the training images right, at least {100 * self.fitted:g}% asked"}

    def training(self) -> Experiment:
        """The runs that train the weights of this experiment, and attack none of them."""
        rows = tuple(unique(row.trained_alone() for row in self.rows))
        return replace(self, name=f"{self.name}-training", rows=rows, measures=())


def run(
    experiment: Experiment,
    folder: Path = RUNS,
    *,
    workers: int = 1,
    backend: str = "local",
    scheduler: str | None = None,
    fresh: bool = False,
    keep: bool = False,
    checkpoints: bool = False,
    weights: Path | None = None,
) -> list[dict[str, Any]]:
    """Train what is missing and return the results; an experiment that was stopped is taken up after its last run.

    Runs are made seed by seed, in the order of the rows.  With `keep` no record is made again for other code alone.
    With `checkpoints` each run also writes checkpoints, weights and its whole record to the folder of the experiment's
    name, or the one that SHARPCHECK_RUNS names, which workers on several machines share; one that was stopped then goes
    on at its last epoch.  With `weights` the weights are those that lie in that folder, whatever code trained them; what
    is missing there is trained there first (see `gpu_experiments.runs.training.evaluate_kept`).
    Raises ValueError and RuntimeError as `simulate.sweeps.sweep.run_sweep`.
    """
    path = experiment.path(folder)
    with (
        _folder_in(CHECKPOINTS_VARIABLE, path.with_suffix("") if checkpoints and not _named_by_user() else None),
        _folder_in(WEIGHTS_VARIABLE, weights),
    ):
        done = run_sweep(
            experiment.cells(),
            path,
            workers=workers,
            backend=backend,
            scheduler=scheduler,
            fresh=fresh,
            keep=keep,
            in_order=True,
            cost=lambda parameters: cost(from_json(parameters["settings"])),
            tell=_teller(experiment.name),
        )
    return [record["result"] for record in done]


@contextlib.contextmanager
def _folder_in(variable: str, folder: Path | None) -> Iterator[None]:
    """Let this process and those it starts know a folder, if there is one."""
    before = os.environ.get(variable)
    if folder is not None:
        os.environ[variable] = str(folder)
    try:
        yield
    finally:
        if folder is not None:
            del os.environ[variable]
            if before is not None:
                os.environ[variable] = before


def _named_by_user() -> bool:
    return CHECKPOINTS_VARIABLE in os.environ


def _teller(name: str) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        found = json.loads(progress.cell.settings)
        row = from_json(found["settings"])
        what = f"{name}: {row.model} {row.label}, seed {found['seed']}"
        print(
            f"[{progress.done}/{progress.total}] {what} (about {time_left(progress.left)} left)",
            file=sys.stderr,
            flush=True,
        )

    return tell


def cost(settings: RunSettings) -> float:
    """Relative time of a run among those with the same network: gradient passes a step times images."""
    passes = methods.named(settings.method).passes + settings.attack_steps
    return passes * settings.epochs * (settings.subset or 50_000) / 50_000 + 1e-3


def run_cell(parameters: Mapping[str, Any], streams: np.random.SeedSequence) -> dict[str, Any]:
    """Train one network and measure it; the cell's settings name the seed, so `streams` is not used.

    A run that diverges is no failure of the experiment: then "diverged" says where, and there is no "result".
    """
    chosen, seed = from_json(parameters["settings"]), parameters["seed"]
    own_sources.check(chosen, dict(parameters))
    named = {"label": chosen.label, "network": chosen.model}
    folder, weights = os.environ.get(CHECKPOINTS_VARIABLE), os.environ.get(WEIGHTS_VARIABLE)
    try:
        if weights:
            done = evaluate_kept(chosen, seed=seed, weights=Path(weights))
        else:
            done = train(chosen, seed=seed, out=Path(folder) if folder else None)
    except DivergenceError as error:
        return {**named, "seed": seed, "diverged": str(error)}
    found = {**named, **{key: value for key, value in done.record.items() if key not in ("settings", "timings")}}
    if "hessian" in parameters["measures"]:
        data = load_data(chosen, seed)
        device = next(done.model.parameters()).device
        x, y = data.train_x[:HESSIAN_SAMPLES].to(device), data.train_y[:HESSIAN_SAMPLES].to(device)
        found["hessian"] = {"samples": len(y), "eigenvalues": _eigenvalues(done.model, x, y)}
    if "linear weight" in parameters["measures"] and chosen.model == "linear":
        found["linear weight"] = planted.linear_weight(done.model, chosen.data_options["d"])
    return found


def by_row(experiment: Experiment, results: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The evaluations of the runs that finished, in the order of seeds, by network and name of the row.

    A row's name is the label of its method, with the settings in which it differs from rows of the same label.
    """
    names = _names(experiment.rows)
    found: dict[tuple[str, str], list[dict[str, Any]]] = {name: [] for name in names}
    for index, one in enumerate(results):  # seed by seed, as the cells
        if "diverged" not in one:
            found[names[index % len(names)]].append(one["result"]["evaluations"])
    return found


def _names(rows: Sequence[RunSettings]) -> list[tuple[str, str]]:
    names = []
    for row in rows:
        like = [all_fields(other) for other in rows if (other.model, other.label) == (row.model, row.label)]
        mine = all_fields(row)
        own = [f"{field}={value}" for field, value in mine.items() if any(other[field] != value for other in like)]
        names.append((row.model, ", ".join([row.label, *own])))
    return names


def _eigenvalues(model: nn.Module, x: Tensor, y: Tensor) -> list[float]:
    return [float(f"{value:.6g}") for value in top_eigenvalues(model, [(x, y)], HESSIAN_EIGENVALUES)]
