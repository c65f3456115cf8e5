"""Many runs as one sweep: cells of `simulate.sweep`, one a run, so that a series can be stopped and taken up again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gpu_experiments import methods, records, settings
from gpu_experiments.settings import RunSettings
from gpu_experiments.training import DivergenceError, train
from simulate import sweep

TASK = "gpu_experiments.series:run_cell"
RUNS_VARIABLE = "SHARPCHECK_RUNS"
"""Environment variable with the folder for checkpoints, weights and whole records of the runs of a series."""

RUNS = Path("out") / "runs"


def cells(runs: Iterable[RunSettings], seeds: Sequence[int]) -> list[sweep.Cell]:
    """The cells of runs at seeds; the seeds are the same for all, so that differences can be paired."""
    return sweep.cells(TASK, [{"settings": settings.to_json(one), "seed": seed} for seed in seeds for one in runs])


def run_cell(parameters: Mapping[str, Any], unused: np.random.SeedSequence) -> dict[str, Any]:
    """Train one run; returns its record but for settings and timings, with its label and network.

    Checkpoints and whole records go to the folder that SHARPCHECK_RUNS names, which workers on several machines share.
    A run that diverges is no failure of the series: then "diverged" says where.
    """
    one, seed = settings.from_json(parameters["settings"]), parameters["seed"]
    named = {"label": one.label, "network": one.model}
    try:
        done = train(one, seed=seed, out=Path(os.environ.get(RUNS_VARIABLE, RUNS)))
    except DivergenceError as error:
        return {**named, "seed": seed, "diverged": str(error)}
    return {**named, **{key: value for key, value in done.record.items() if key not in ("settings", "timings")}}


def cost(parameters: Mapping[str, Any]) -> float:
    """Passes over images that a run makes, as the time that it takes relative to others with the same network."""
    one = parameters["settings"]
    passes = methods.METHODS[one["method"]].passes + one["attack_steps"]
    return float(one["epochs"] * passes * (one["subset"] or 50_000))


def run_series(
    runs: Sequence[RunSettings],
    seeds: Sequence[int],
    results: Path,
    *,
    workers: int = 1,
    backend: str = "local",
    scheduler: str | None = None,
    tell: Callable[[sweep.Progress], None] = sweep.report_line,
) -> list[sweep.Record]:
    """Run every run at every seed, seed by seed; `results` is the file of JSON lines that has what `run_cell` returned.

    Checkpoints, weights and whole records go to the folder of that name without suffix.  Runs that are stored by the
    same code are not made again; a run that was stopped goes on at its last epoch.
    Raises ValueError and RuntimeError as `simulate.sweep.run_sweep`.
    """
    before = os.environ.get(RUNS_VARIABLE)
    os.environ.setdefault(RUNS_VARIABLE, str(results.with_suffix("")))
    try:
        return sweep.run_sweep(
            cells(runs, seeds),
            results,
            workers=workers,
            backend=backend,
            scheduler=scheduler,
            packages=records.PACKAGES,
            cost=cost,
            tell=tell,
        )
    finally:
        if before is None:
            del os.environ[RUNS_VARIABLE]


def by_row(found: Iterable[sweep.Record]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The evaluations of finished runs, in the order of seeds, by network and label of the method."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in found:
        result = record["result"]
        if "diverged" not in result:
            rows.setdefault((result["network"], result["label"]), []).append(result["result"]["evaluations"])
    return rows
