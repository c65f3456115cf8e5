"""Tasks for tests of sweeps, importable by worker processes as ``tests.simulate.sweep_tasks``."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

HERE = "tests.simulate.sweep_tasks"


def draw(settings, seed):
    """Return a few numbers that depend on the seed."""
    return {"numbers": np.random.default_rng(seed).standard_normal(settings["n"]).tolist(), "inf": float("inf")}


def slow(settings, seed):
    """Draw after a moment, and leave a mark that a process began."""
    with Path(settings["marks"]).open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(settings.get("seconds", 0.3))
    return draw(settings, seed)


def fatal_once(settings, seed):
    """The first process that comes here dies; the mark tells the next ones."""
    mark = Path(settings["mark"])
    if settings["i"] == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return draw(settings, seed)


def fails(settings, seed):
    """Fail at one parameter set."""
    if settings["i"] == 1:
        raise ArithmeticError("no answer here")
    return 1


def not_a_number(settings, seed):
    """Return what may not be stored."""
    return {"x": float("nan")}


def process(settings, seed):
    """Return who computes."""
    return os.getpid()
