"""The tables of runs that decide claims: a table's comparisons share the error probability."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gpu_experiments.experiments import fitted, step_costs
from gpu_experiments.experiments.experiment import RESULTS, RUNS, Experiment
from gpu_experiments.experiments.quick import DIGITS, PLANTED
from gpu_experiments.experiments.recorded import (
    CIFAR10,
    CIFAR10_SHORT_AGAIN,
    DIGITS_AUTOATTACK,
    DIGITS_STRONGER,
    PLANTED_CNN,
)
from gpu_experiments.judging import measured
from gpu_experiments.judging.measured import Measured
from gpu_experiments.runs.settings import RunSettings

CoveredBy = Callable[[Sequence[str], Path], str]
"""From the names of comparisons and the folder of records to where they were measured, as the text of a domain."""


@dataclass(frozen=True)
class Table:
    """Runs that decide claims.

    name: of the table, and of its file of records.
    note: which networks, data and lengths the evidence comes from.
    covered: what its comparisons cover.
    small: whether the small version has it.
    """

    name: str
    note: str
    covered: CoveredBy
    small: bool = False

    def reads(self, folder: Path) -> Path:
        """The file of records in a folder."""
        return folder / f"{self.name}.jsonl"

    def place(self) -> Path:
        """Where its records lie: below out/runs if it is of the small version and was made there, else the committed ones."""
        return RUNS if self.small and self.reads(RUNS).exists() else RESULTS


def read(experiment: Experiment, folder: Path, network: str | None = None) -> Measured:
    """The table of an experiment, of one network where it has several.  Raises ValueError if records are missing."""
    name = experiment.name if network is None else f"{experiment.name}, {network}"
    return measured.table(name, experiment.read(folder), network)


def setting(rows: Sequence[RunSettings]) -> str:
    """What the rows have in common, in the words of the domains of claims."""
    one = rows[0]
    images = "all training images" if one.subset is None else f"training images = {one.subset}"
    pieces = [f"data = {one.dataset}", *_model_of(one.data_options, images)]
    pieces += [f"test images = {one.test_subset}"] * (one.test_subset is not None)
    pieces.append(_among("network", dict.fromkeys(row.model for row in rows)))
    pieces += [f"width = {one.width}"] * (one.width is not None)
    pieces += [f"epochs = {one.epochs}", f"batch = {one.batch_size}", f"learning rate = {one.lr:g}"]
    pieces += [f"label noise = {one.label_noise:g}"] * bool(one.label_noise)
    steps = dict.fromkeys(row.attack_steps for row in rows if row.attack)
    return ", ".join([*pieces, *(f"AT by PGD-{number}" for number in steps)])


def _model_of(options: Mapping[str, Any], images: str) -> list[str]:
    """The parameters of planted data, else the number of training images."""
    if not options:
        return [images]
    return [*(f"{name} = {options[name]}" for name in ("p", "eta", "d")), f"training images = {options['train']}"]


def _among(name: str, values: Iterable[str]) -> str:
    """A name with the values that it takes, as a piece of the text of a domain."""
    first, *others = values
    return f"{name} in {{{', '.join([first, *others])}}}" if others else f"{name} = {first}"


def radii(rows: Iterable[RunSettings]) -> list[str]:
    """The radii of the rows, as pieces of the text of a domain."""
    found: dict[str, dict[str, None]] = {"rho": {}, "eps": {}}
    for row in rows:
        if row.rho:
            found["rho"][f"{row.rho:g}"] = None
        if row.eps:
            found["eps"][row.label.split()[-1]] = None
    return [_among(name, values) for name, values in found.items() if values]


def compared(rows: Iterable[RunSettings], names: Iterable[str]) -> list[RunSettings]:
    """The rows whose labels stand in the names of comparisons, of the network that a name begins with where it says one."""
    return [row for row in rows if any(_named(row, name) for name in names)]


def _named(row: RunSettings, name: str) -> bool:
    table, _, said = name.partition(":")
    network = table.partition(", ")[2]
    return network in ("", row.model) and bool(re.search(rf"(?<![\w.-]){re.escape(row.label)}(?![\w./])", said))


def _of(experiment: Experiment, small: bool = False) -> Table:
    """The table of an experiment."""

    def covered(names: Sequence[str], folder: Path) -> str:
        rows = compared(experiment.rows, names)
        seeds = f"{experiment.seeds} seeds from {experiment.first_seed}"
        return ", ".join([setting(_like(experiment, rows)), *radii(rows), seeds])

    return Table(experiment.name, experiment.note, covered, small)


def _like(experiment: Experiment, rows: Sequence[RunSettings]) -> list[RunSettings]:
    """All rows of the networks of these."""
    models = {row.model for row in rows}
    return [row for row in experiment.rows if row.model in models]


def _of_costs() -> Table:
    """The table of the times of steps."""

    def covered(names: Sequence[str], folder: Path) -> str:
        record = step_costs.read(folder)
        network, _, channels = record["network"].partition(", ")
        batch, _, *sides = record["images"]
        device = record["device"]
        threads = {1: "one thread of a CPU"}.get(device["threads"] if device["type"] == "cpu" else 0, device["name"])
        size = f"network = {network}, width = {channels.split()[0]}, images of {' x '.join(map(str, sides))}"
        rounds = len(next(iter(record["seconds"].values())))
        return f"{size}, batch = {batch}, {threads}, {rounds} rounds of interleaved steps"

    note = (
        f"steps of a CNN with 16 channels on images of 32 x 32, batch {step_costs.BATCH}, {step_costs.AT}, one CPU thread; "
        "a round of interleaved steps takes the place of the seed"
    )
    return Table(step_costs.NAME, note, covered)


EXPERIMENTS = {
    one.name: one
    for one in (
        DIGITS,
        PLANTED,
        CIFAR10,
        CIFAR10_SHORT_AGAIN,
        DIGITS_STRONGER,
        DIGITS_AUTOATTACK,
        PLANTED_CNN,
        *fitted.JUDGED,
        *fitted.PAPER_SCALE,
    )
}
TABLES: dict[str, Table] = {
    **{name: _of(one, small=one in (DIGITS, PLANTED)) for name, one in EXPERIMENTS.items()},
    step_costs.NAME: _of_costs(),
}


def named(name: str) -> Table:
    """The table of a name.  Raises ValueError if there is none."""
    if name not in TABLES:
        raise ValueError(f"table: expected one of {', '.join(TABLES)}, got {name!r}")
    return TABLES[name]


def measured_in(name: str, folder: Path, network: str | None = None) -> Measured:
    """What the networks of a table reached.  Raises ValueError for a name of none, or records that are missing."""
    if name not in EXPERIMENTS:
        raise ValueError(f"table: expected one of {', '.join(EXPERIMENTS)}, got {name!r}")
    return read(EXPERIMENTS[name], folder, network)
