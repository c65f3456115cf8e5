"""Names of tasks: data that stay, whatever module a function lives in.

A task's name is part of the key of every record of its cells and of their random numbers.  `NAMES` says where its
function is today; a function that moves changes the right side, never the left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

Task = Callable[[Mapping[str, Any], np.random.SeedSequence], Any]

NAMES = {
    "simulate.tasks:accuracy": "simulate.studies.tasks:accuracy",
    "simulate.tasks:minimisers": "simulate.studies.tasks:minimisers",
    "simulate.tasks:ends": "simulate.studies.tasks:ends",
    "simulate.training_tasks:trained_ratio": "simulate.studies.training_tasks:trained_ratio",
    "simulate.average_points:errors": "simulate.studies.average_points:errors",
    "simulate.sign_map:shifts": "simulate.studies.sign_map:shifts",
}
"""Where the function of each task is, as ``module:function``."""


def place_of(task: str) -> str:
    """Return where the function of a task is, as ``module:function``.

    The first part of a name is a package, whose own ``task_names.NAMES`` is asked; without one, the name is the place:
    anyone may run a task of their own.

    Raises:
        ValueError: the package has a registry without this name, or the name is none.
    """
    package = task.partition(":")[0].partition(".")[0]
    names = _names(package)
    if names is not None and task not in names:
        raise ValueError(f"task: expected one of {', '.join(sorted(names))}, got {task!r}")
    place = task if names is None else names[task]
    if not all(place.partition(":")):
        raise ValueError(f"task: expected 'module:function', got {task!r}")
    return place


def _names(package: str) -> Mapping[str, str] | None:
    """Return the registry of a package, found by its name alone: this package imports none above it."""
    try:
        registry = find_spec(f"{package}.task_names")
    except (ImportError, ValueError):  # no such package, a module of that name, or no name at all
        return None
    return None if registry is None else import_module(registry.name).NAMES


def function_of(task: str) -> Task:
    """Return the function that a task names.

    Raises:
        ValueError: there is none.
    """
    module, _, name = place_of(task).partition(":")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"task: expected 'module:function', got {task!r} ({error})") from error
