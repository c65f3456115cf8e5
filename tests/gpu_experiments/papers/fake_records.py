"""Records of experiments with made-up accuracies, to see what checks make of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gpu_experiments.attacks.names import parse_attack
from gpu_experiments.experiments.experiment import Experiment
from gpu_experiments.runs.settings import RunSettings, from_json
from simulate.sweeps import store

Values = Callable[[RunSettings, str, int], float]
"""From settings, column and seed to percent."""

N = 100_000


def result(settings: RunSettings, seed: int, values: Values, train: bool = True) -> dict[str, Any]:
    """What `run_cell` would return."""
    counts = {
        name: {"correct": round(N * values(settings, name.removesuffix(" pgd-10"), seed) / 100), "n": N}
        for name in ("natural", *(parse_attack(one).name for one in settings.test_attacks))
    }
    found: dict[str, Any] = {"evaluations": counts, "epochs": []}
    if train:
        found["train"] = {"correct": round(N * values(settings, "train", seed) / 100), "n": N}
    if settings.dataset == "planted":
        found["reliance"] = {"changed": round(N * values(settings, "reliance", seed) / 100), "n": N}
    if settings.flips:
        right = {"n": N, "correct": N, "flipped": round(N * values(settings, "flips", seed) / 100)}
        found["epochs"] = [{"epoch": 1, "flips": right}, {"epoch": 2, "flips": right}]
    return {"label": settings.label, "network": settings.model, "seed": seed, "result": found}


def write(experiment: Experiment, folder: Path, values: Values, *, train: bool = True) -> None:
    """Write the records of all runs of an experiment, with `train` also their training accuracy."""
    lines = []
    for cell in experiment.cells():
        record = cell.record(None)
        settings, seed = from_json(record["settings"]["settings"]), record["settings"]["seed"]
        made = result(settings, seed, values, train)
        if "hessian" in experiment.measures:
            made["hessian"] = {"samples": 1, "eigenvalues": [values(settings, "top eigenvalue", seed)]}
        if "linear weight" in experiment.measures and settings.model == "linear":
            made["linear weight"] = values(settings, "linear weight", seed)
        lines.append(store.line(cell.record(made)))
    folder.mkdir(parents=True, exist_ok=True)
    experiment.path(folder).write_text("".join(lines), encoding="utf-8")
