"""``python -m gpu_experiments sweep``: runs over a grid of settings and seeds."""

from __future__ import annotations

import argparse
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
from gpu_experiments.experiments import Experiment
from gpu_experiments.settings import RunSettings
from gpu_experiments.tables import unique
from simulate import sweep

HELP = "train networks over a grid of settings and seeds"
DESCRIPTION = """\
Train a network at every combination of the values of some settings, and at several seeds; the others are as for train.

  python -m gpu_experiments sweep --set method=sam,bisam-log rho=0.05,0.1,0.2 --seeds 5
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
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
    rows = tuple(grid(settings_of(arguments), arguments.set))
    return run_and_show(Experiment("sweep", HELP, rows, len(seeds), first_seed=seeds[0]), arguments)


def grid(base: RunSettings, axes: list[str]) -> list[RunSettings]:
    """The settings at every combination; equal ones, as ST at several rho, once.  Raises ValueError."""
    values: dict[str, list[Any]] = {}
    for text in axes:
        name, equals, given = text.partition("=")
        if not equals or not given or name in values:
            raise ValueError(f"--set: expected each axis once, as FIELD=A,B, got {text!r}")
        values[name] = [value_of(one) for one in given.split(",")]
    combinations = []
    for one in sweep.grid(**values):
        if "method" in one:
            one = {"method_options": {}, **one}
        if "eps" in one:
            one = {"attack_step": one["eps"] / 4, **one}
        combinations.append(base.changed(**one))
    return unique(combinations)
