"""Cells of sweeps: a task at one parameter set and replication, with the random numbers that belong to it."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulate.sweeps.store import Record
from simulate.task_names import function_of
from theory import files


@dataclass(frozen=True)
class Cell:
    """One task at one parameter set and replication.

    Attributes:
        task: its name, see `simulate.task_names`.  Its function takes the settings and a SeedSequence and returns plain
            data (numbers, words, lists, dicts), which may depend on nothing else.
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
        return files.sealed(
            {
                "task": self.task,
                "settings": json.loads(self.settings),
                "replication": self.replication,
                "seed": self.seed,
                "result": files.plain(result, "result"),
            }
        )

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
        json.dumps(files.plain(dict(settings), "settings"), sort_keys=True, allow_nan=False)
        for settings in parameter_sets
    ]
    if len(set(texts)) < len(texts):
        raise ValueError(f"parameter_sets: {max(texts, key=texts.count)} is given more than once")
    return [Cell(task, text, replication, seed) for text in texts for replication in range(replications)]
