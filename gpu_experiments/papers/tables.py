"""The tables of runs that decide claims."""

from __future__ import annotations

from pathlib import Path

from gpu_experiments.experiments.experiment import Experiment
from gpu_experiments.judging import measured
from gpu_experiments.judging.measured import Measured


def read(experiment: Experiment, folder: Path, network: str | None = None) -> Measured:
    """The table of an experiment, of one network where it has several.  Raises ValueError if records are missing."""
    name = experiment.name if network is None else f"{experiment.name}, {network}"
    return measured.table(name, experiment.read(folder), network)
