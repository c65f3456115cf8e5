"""Recorded runs of the user's own: tables a page at a time, so that their number bounds no page but that of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from figures.report.recorded import Run
from gpu_experiments.experiments import reading
from gpu_experiments.experiments.radius_curves import row_names
from gpu_experiments.judging import measured
from gpu_experiments.judging.measured import Measured

ROWS = 100
"""Rows of a table, a page."""


@dataclass(frozen=True)
class OwnRuns:
    """The runs of one file, or of the single records of a folder.

    name: in addresses and titles, the file's.
    file: where they are read from.
    """

    name: str
    file: Path
    runs: tuple[Run, ...]

    @cached_property
    def pages(self) -> tuple[TablePage, ...]:
        """Their tables, at most `ROWS` rows a page, in the order of the records."""
        rows: dict[tuple[str, str], list[Run]] = {}
        for run in self.runs:
            rows.setdefault((run.network, run.label), []).append(run)
        order = sorted(rows, key=lambda row: list(dict.fromkeys(network for network, _ in rows)).index(row[0]))
        parts = [order[k : k + ROWS] for k in range(0, len(order), ROWS)]
        return tuple(
            TablePage(self.name, number, tuple(run for row in part for run in rows[row]))
            for number, part in enumerate(parts, start=1)
        )


@dataclass(frozen=True)
class TablePage:
    """One page of the tables of a file, with its number from 1."""

    name: str
    number: int
    runs: tuple[Run, ...]

    @property
    def address(self) -> str:
        """The address of the page within the report."""
        return f"records/{self.name}-{self.number}.html"

    @cached_property
    def tables(self) -> tuple[Measured, ...]:
        """A table for each network, of the runs that did not diverge."""
        kept = [run for run in self.runs if not run.diverged]
        names = dict.fromkeys(run.network for run in kept)
        return tuple(measured.table(name, [run.found for run in kept], name) for name in names)

    def row(self, network: str, label: str) -> list[Run]:
        """The runs of a row, by seed."""
        return sorted((r for r in self.runs if (r.network, r.label) == (network, label)), key=lambda run: run.seed)


def read(path: Path) -> tuple[OwnRuns, ...]:
    """Return the runs of each file below a path.  Raises ValueError where there are none, or a file is damaged."""
    found = reading.by_file(path)
    if not found:
        raise ValueError(f"--records: expected records of runs in {path}, got none")
    names: list[str] = []
    for file in found:
        name = (file.resolve().name if file.is_dir() else file.stem) or "runs"
        names.append(name if name not in names else f"{name}-{len(names) + 1}")
    return tuple(
        OwnRuns(name, file, _runs(name, records)) for name, (file, records) in zip(names, found.items(), strict=True)
    )


def _runs(group: str, records: Sequence[reading.RunRecord]) -> tuple[Run, ...]:
    """The runs under the names of their rows, which tell them apart."""
    several = len({one.settings["dataset"] for one in records}) > 1
    runs = []
    for one, name in zip(records, row_names(records), strict=True):
        model = one.settings["model"]
        network = f"{one.settings['dataset']}, {model}" if several else model
        found = {**one.found, "label": name, "network": network, "seed": one.seed}
        runs.append(Run(group, one.settings, one.seed, found, one.seconds))
    return tuple(runs)
