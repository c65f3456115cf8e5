"""Sweeps: a task at many parameter sets, replicated over seeds, on local processes or a Dask cluster.

The random numbers of a cell come from the sweep's seed and the cell alone (`simulate.cell`), so results are the same
bits whatever runs it, wherever, in whichever order, and a sweep can be extended.  Each finished cell is stored at once;
see `simulate.store`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate import backends
from simulate.cell import Cell
from simulate.store import Record, Store
from theory import evidence_files

PACKAGES = ("theory", "simulate")


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: cells stored and in all, the seconds since it began, and those it may still take."""

    cell: Cell
    done: int
    total: int
    elapsed: float
    left: float


def report_line(progress: Progress) -> None:
    """Tell on stderr that a cell is finished, and how long the rest may take."""
    print(
        f"[{progress.done}/{progress.total}] {progress.cell.name} (about {time_left(progress.left)} left)",
        file=sys.stderr,
        flush=True,
    )


def time_left(seconds: float) -> str:
    """Return a span of time in seconds, minutes or hours."""
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400.0 else f"{seconds / 3600:.1f} h"


def run_sweep(
    todo: Sequence[Cell],
    path: Path,
    *,
    backend: str = "local",
    scheduler: str | None = None,
    workers: int = 1,
    packages: Sequence[str] = PACKAGES,
    fresh: bool = False,
    cost: Callable[[Mapping[str, Any]], float] = lambda settings: 1.0,
    tell: Callable[[Progress], None] = report_line,
) -> list[Record]:
    """Run the cells that ``path`` does not hold yet, and return the records of all, in the order of the cells.

    Args:
        todo: the cells.
        path: JSON lines, one record a cell; while the sweep runs, what is finished lies in ``path`` + ".part".
        backend: "local" for processes of this machine, "dask" for a cluster.
        scheduler: address of the Dask scheduler, for example "tcp://10.0.0.1:8786".
        workers: number of local processes; 1 runs everything here.  With Dask the cluster decides.
        packages: on whose sources results depend: a record that other code made is computed again.
        fresh: forget what ``path`` holds.
        cost: relative time that a parameter set takes, for the estimate of the time left.
        tell: called after each cell is stored.

    Raises:
        ValueError: an unknown backend, a missing address or missing Dask, or a ``path`` that holds other cells.
        RuntimeError: a task failed, and the message names the cell; or a cluster's worker has other code.  What was
            finished is kept.
    """
    code = evidence_files.code_fingerprint(*packages)
    weight = {cell: cost(json.loads(cell.settings)) for cell in todo}
    if len(weight) < len(todo):
        raise ValueError("todo: the same cell is given more than once")
    with Store(path, code, fresh=fresh) as store:
        store.expect([cell.record(None) for cell in todo])
        pending = [cell for cell in todo if not store.holds(cell.record(None))]
        # The longest first: no worker is left with one at the end, and the time left is not guessed from short ones.
        pending.sort(key=weight.__getitem__, reverse=True)
        start, spent, remaining = time.perf_counter(), 0.0, sum(weight[cell] for cell in pending)
        done = len(todo) - len(pending)
        where = backends.chosen(backend, scheduler, workers, packages)
        for index, result, seconds in where([(cell.name, cell.run) for cell in pending]):
            cell = pending[index]
            store.add(cell.record(result), seconds)
            done, spent, remaining = done + 1, spent + weight[cell], remaining - weight[cell]
            elapsed = time.perf_counter() - start
            tell(Progress(cell, done, len(todo), elapsed, max(elapsed / spent * remaining, 0.0) if spent else 0.0))
        return store.finish([cell.record(None) for cell in todo])
