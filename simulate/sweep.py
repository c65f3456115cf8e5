"""Sweeps: a task at many parameter sets, replicated over seeds, on local processes or a Dask cluster.

A cell is one task at one parameter set and replication.  Its random numbers come from the sweep's seed and the cell
alone, so results are the same bits whatever runs it, wherever, in whichever order, and a sweep can be extended.  Each
finished cell is stored at once; see `simulate.store`.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from simulate import backends
from simulate.store import Record, Store
from theory import evidence_files

PACKAGES = ("theory", "simulate")
Task = Callable[[Mapping[str, Any], np.random.SeedSequence], Any]


@dataclass(frozen=True)
class Cell:
    """One task at one parameter set and replication.

    Attributes:
        task: where its function is, as ``module:function``.  The function takes the settings and a SeedSequence and
            returns plain data (numbers, words, lists, dicts), which may depend on nothing else.
        settings: the parameter set, as JSON text with sorted keys; see `cells`.
        replication: 0, 1, ...
        seed: the sweep's seed.
    """

    task: str
    settings: str
    replication: int
    seed: int

    def record(self, result: Any) -> Record:
        """Return what is stored of the cell."""
        return {
            "task": self.task,
            "settings": json.loads(self.settings),
            "replication": self.replication,
            "seed": self.seed,
            "result": evidence_files.plain(result, "result"),
        }

    @property
    def name(self) -> str:
        """Task, settings and replication in one short line."""
        values = json.loads(self.settings)
        shown = ", ".join(f"{key}={value}" for key, value in values.items() if not isinstance(value, (list, dict)))
        return f"{self.task.rpartition(':')[2]} {shown} #{self.replication}"

    def streams(self) -> np.random.SeedSequence:
        """Return the root of the cell's random streams."""
        digest = hashlib.sha256(f"{self.task}\0{self.settings}".encode()).digest()
        words = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)]
        return np.random.SeedSequence([self.seed, *words], spawn_key=(self.replication,))

    def run(self) -> Any:
        """Run the task and return its result as plain data.

        Raises:
            ValueError: there is no such task, or it returned something else, for example NaN.
        """
        return self.record(function_of(self.task)(json.loads(self.settings), self.streams()))["result"]


def function_of(task: str) -> Task:
    """Return the function that a task names.

    Raises:
        ValueError: there is none.
    """
    module, _, name = task.partition(":")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"task: expected 'module:function', got {task!r} ({error})") from error


def grid(**axes: Sequence[Any]) -> list[dict[str, Any]]:
    """Return all combinations of the values on the axes, the last axis changing fastest."""
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


def cells(task: str, parameter_sets: Iterable[Mapping[str, Any]], replications: int = 1, seed: int = 0) -> list[Cell]:
    """Return the cells of a task at each parameter set, ``replications`` times.

    Raises:
        ValueError: settings that are not plain data, the same set twice, or a count or seed out of range.
    """
    for name, value, least in (("replications", replications, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise ValueError(f"{name} must be a whole number >= {least}, got {value!r}")
    texts = [
        json.dumps(evidence_files.plain(dict(settings), "settings"), sort_keys=True, allow_nan=False)
        for settings in parameter_sets
    ]
    if len(set(texts)) < len(texts):
        raise ValueError(f"parameter_sets: {max(texts, key=texts.count)} is given more than once")
    return [Cell(task, text, replication, seed) for text in texts for replication in range(replications)]


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
        RuntimeError: a task failed or its process was killed, and the message names the cell; or a cluster's worker has
            other code.  What was finished is kept.
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
        with closing(where([(f"cell {cell.name}", cell.run) for cell in pending])) as results:
            for index, result, seconds in results:
                cell = pending[index]
                store.add(cell.record(result), seconds)
                done, spent, remaining = done + 1, spent + weight[cell], remaining - weight[cell]
                elapsed = time.perf_counter() - start
                tell(Progress(cell, done, len(todo), elapsed, max(elapsed / spent * remaining, 0.0) if spent else 0.0))
        return store.finish([cell.record(None) for cell in todo])
