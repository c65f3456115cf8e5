"""``python -m gpu_experiments sweep``: runs over a grid of settings and seeds."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable
from typing import Any

from gpu_experiments.commands.arguments import (
    add_results,
    add_seeds,
    add_settings,
    add_workers,
    seeds_of,
    settings_of,
    use_data_folder,
    value_of,
)
from gpu_experiments.commands.table import run_and_show
from gpu_experiments.experiments.experiment import Experiment
from gpu_experiments.experiments.paper_tables import unique
from gpu_experiments.runs.settings import RunSettings, to_json
from simulate.sweeps import cell
from theory.commands import shell

HELP = "train networks over a grid of settings and seeds"
DESCRIPTION = """\
Train a network at every combination of the values of some settings, and at several seeds; the others are as for train.

  python -m gpu_experiments sweep --set method=sam,bisam-log rho=0.05,0.1,0.2 --seeds 5
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.set_defaults(kept=shell.AGAIN)
    parser.description = DESCRIPTION
    parser.add_argument("--set", nargs="+", required=True, metavar="FIELD=A,B", help="axes of the grid")
    add_settings(parser)
    add_seeds(parser, 5)
    add_results(parser)
    add_workers(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    use_data_folder(arguments)
    seeds = seeds_of(arguments)
    rows = tuple(grid(lambda **axes: settings_of(arguments, **axes), arguments.set))
    digest = hashlib.sha256(json.dumps([to_json(row) for row in rows], sort_keys=True).encode()).hexdigest()[:8]
    return run_and_show(Experiment(f"sweep-{digest}", HELP, rows, len(seeds), first_seed=seeds[0]), arguments)


def grid(make: Callable[..., RunSettings], axes: list[str]) -> list[RunSettings]:
    """The settings that `make` gives for every combination; equal ones, as ST at several rho, once.  Raises ValueError."""
    values: dict[str, list[Any]] = {}
    for text in axes:
        name, equals, given = text.partition("=")
        if not equals or not given or name in values:
            raise ValueError(f"--set: expected each axis once, as FIELD=A,B, got {text!r}")
        values[name] = [value_of(one) for one in given.split(",")]
    return unique(make(**one) for one in cell.grid(**values))
