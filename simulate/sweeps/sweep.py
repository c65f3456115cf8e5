"""Sweeps: a task at many parameter sets, replicated over seeds, on local processes or a Dask cluster.

The random numbers of a cell come from the sweep's seed and the cell alone (`simulate.sweeps.cell`), so results are the
same bits whatever runs it, wherever, in whichever order, and a sweep can be extended.  Each finished cell is stored at
once; see `simulate.sweeps.store`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulate.sweeps import backends
from simulate.sweeps.cell import Cell
from simulate.sweeps.store import Record, Store
from simulate.task_names import function_of, place_of
from theory import files, sources


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


def report_kept(path: Path, count: int) -> None:
    """Tell on stderr of records that are kept though other sources or libraries made them."""
    print(
        f"{path}: {count} records are of other code than this; they are kept (--fresh makes them again)",
        file=sys.stderr,
    )


def report_older(path: Path, count: int) -> None:
    """Tell on stderr of records that are kept though nobody can say whether they are current."""
    print(f"{path}: {count} records have a digest of the older kind, of whole packages; they are kept", file=sys.stderr)


def modules_of(task: str) -> tuple[str, ...]:
    """Return the modules whose closure the result of a cell depends on.

    Raises:
        ValueError: there is no such task.
    """
    function_of(task)
    return place_of(task).partition(":")[0], Cell.__module__


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
    fresh: bool = False,
    keep: bool = False,
    in_order: bool = False,
    cost: Callable[[Mapping[str, Any]], float] = lambda settings: 1.0,
    tell: Callable[[Progress], None] = report_line,
) -> list[Record]:
    """Run the cells that ``path`` does not hold yet, and return the records of all, in the order of the cells.

    A record that other sources or libraries made than its task imports now is computed again.  One whose digest is of
    the older kind, of whole packages, is kept: that digest can be compared with nothing.

    Args:
        todo: the cells.
        path: JSON lines, one record a cell; while the sweep runs, what is finished lies in ``path`` + ".part".
        backend: "local" for processes of this machine, "dask" for a cluster.
        scheduler: address of the Dask scheduler, for example "tcp://10.0.0.1:8786".
        workers: number of local processes; 1 runs everything here.  With Dask the cluster decides.
        fresh: forget what ``path`` holds.
        keep: compute only cells without a record, whatever sources or libraries made the others.
        in_order: take the cells as they come, so that what an interruption leaves can be read; else the longest first.
        cost: relative time that a parameter set takes, for the estimate of the time left.
        tell: called after each cell is stored.

    Raises:
        ValueError: an unknown task or backend, a missing address or missing Dask, or a ``path`` that holds other cells.
        RuntimeError: a task failed or its process was killed, and the message names the cell; or a cluster's worker has
            other code.  What was finished is kept.
    """
    modules = {task: modules_of(task) for task in dict.fromkeys(cell.task for cell in todo)}
    codes = {task: sources.digest(needed) for task, needed in modules.items()}
    weight = {cell: cost(json.loads(cell.settings)) for cell in todo}
    if len(weight) < len(todo):
        raise ValueError("todo: the same cell is given more than once")
    with Store(path, fresh=fresh) as store:
        store.expect([cell.record(None) for cell in todo])
        stale = [cell for cell in todo if not store.holds(cell.record(None), codes[cell.task])]
        pending = [cell for cell in stale if not (keep and store.has(cell.record(None)))]
        if kept := len(stale) - len(pending):
            report_kept(path, kept)
        if older := store.older():
            report_older(path, older)
        if unsealed := store.unsealed():
            files.tell(f"{path}: {unsealed} records of an older version have no checksum; they are kept as they are")
        if not in_order:
            # No worker is left with a long one at the end, and the time left is not guessed from short ones.
            pending.sort(key=weight.__getitem__, reverse=True)
        start, spent, remaining = time.perf_counter(), 0.0, sum(weight[cell] for cell in pending)
        done = len(todo) - len(pending)
        needed = sorted({one for found in modules.values() for one in found})
        where = backends.chosen(backend, scheduler, workers, needed)
        with closing(where([(f"cell {cell.name}", cell.run) for cell in pending])) as results:
            for index, result, seconds in results:
                cell = pending[index]
                store.add(cell.record(result), seconds, codes[cell.task])
                done, spent, remaining = done + 1, spent + weight[cell], remaining - weight[cell]
                elapsed = time.perf_counter() - start
                tell(Progress(cell, done, len(todo), elapsed, max(elapsed / spent * remaining, 0.0) if spent else 0.0))
        return store.finish([cell.record(None) for cell in todo])
