"""The recorded runs of the experiments, and tables of them for a reader."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gpu_experiments.experiments import fitted, quick, recorded
from gpu_experiments.experiments.experiment import RESULTS, Experiment
from gpu_experiments.judging import measured
from gpu_experiments.judging.measured import Measured
from gpu_experiments.runs import settings
from simulate.sweeps import store
from simulate.sweeps.lookup import by_key

EXPERIMENTS = (*quick.EXPERIMENTS, *recorded.EXPERIMENTS, *fitted.EXPERIMENTS)
_LONGEST = 100  # characters of a file's name
_SMALL = frozenset(experiment.name for experiment in quick.EXPERIMENTS)


@dataclass(frozen=True)
class Run:
    """One trained network: what was asked (settings, seed), what came out, and how long it took (if that is known)."""

    experiment: str
    settings: Mapping[str, Any]
    seed: int
    found: Mapping[str, Any]
    seconds: float | None

    @property
    def label(self) -> str:
        """The method in short."""
        return str(self.found["label"])

    @property
    def network(self) -> str:
        """The network's name."""
        return str(self.found["network"])

    @property
    def page(self) -> str:
        """The address of the run's page within the report."""
        words = f"{self.network} {self.label} seed {self.seed}".lower()
        words = words.replace(" + ", "-").replace("/", "of").replace(" ", "-")
        return f"runs/{self.experiment}/{_address(words)}.html"

    @property
    def diverged(self) -> str:
        """Where training diverged; empty if it did not."""
        return str(self.found.get("diverged", ""))


def _address(words: str) -> str:
    """Words as the name of a file: those of settings of a user's own may be long and have any characters."""
    plain = re.sub(r"[^\w.-]+", "-", words)
    if plain == words and len(words) <= _LONGEST:
        return words
    return f"{plain[:_LONGEST]}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class Recorded:
    """An experiment with those of its runs that are recorded."""

    experiment: Experiment
    runs: tuple[Run, ...]

    @property
    def complete(self) -> bool:
        """Whether every run is there."""
        return len(self.runs) == len(self.experiment.cells())

    @property
    def command(self) -> str:
        """The command that makes the records."""
        name = self.experiment.name
        return f"python -m gpu_experiments {'small' if name in _SMALL else f'full {name}'}"

    @cached_property
    def tables(self) -> tuple[Measured, ...]:
        """A table for each network, of the runs that did not diverge."""
        kept = [run for run in self.runs if not run.diverged]
        networks = dict.fromkeys(run.network for run in kept)
        return tuple(measured.table(name, [run.found for run in kept], name) for name in networks)

    def row(self, network: str, label: str) -> list[Run]:
        """The runs of a row, by seed."""
        return sorted((r for r in self.runs if (r.network, r.label) == (network, label)), key=lambda run: run.seed)

    @property
    def epochs(self) -> list[int]:
        """The lengths of training that occur."""
        return sorted({row.epochs for row in self.experiment.rows})

    @property
    def devices(self) -> list[str]:
        """The devices that it ran on."""
        return list(dict.fromkeys(device(run.found["device"]) for run in self.runs if "device" in run.found))

    @property
    def seconds(self) -> float:
        """The time of all runs together, as far as it is recorded."""
        return sum(run.seconds or 0.0 for run in self.runs)


def device(found: Mapping[str, Any]) -> str:
    """Return a device in words."""
    threads = f", {found['threads']} thread{'s' if found['threads'] != 1 else ''}" if found.get("threads") else ""
    return f"{found['type'].upper()} ({found['name']}{threads}, {found['precision']})"


def read(experiment: Experiment, folder: Path = RESULTS) -> Recorded:
    """Return those runs of an experiment that are recorded in a folder; none where the file is missing."""
    path = experiment.path(folder)
    if not path.exists():
        return Recorded(experiment, ())
    found = by_key(path)
    times = {cell: run["seconds"] for cell, run in store.read_timings(path).items()}
    runs = []
    for cell in experiment.cells():
        record = found.get(store.key_of(cell.record(None)))
        if record is not None:
            asked = record["settings"]
            seconds = times.get(store.digest(record))
            runs.append(Run(experiment.name, asked["settings"], asked["seed"], record["result"], seconds))
    return Recorded(experiment, tuple(runs))


def read_all(folder: Path = RESULTS) -> tuple[Recorded, ...]:
    """Return every experiment with its recorded runs."""
    return tuple(read(experiment, folder) for experiment in EXPERIMENTS)


def changed_settings(asked: Mapping[str, Any]) -> dict[str, tuple[Any, bool]]:
    """Return each setting of a run and whether it is not the default."""
    usual = settings.all_fields(settings.RunSettings())
    return {name: (asked[name], asked[name] != usual[name]) for name in usual if name in asked}
