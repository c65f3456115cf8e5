"""``python -m gpu_experiments table``: a table of a paper, at its scale or reduced."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gpu_experiments.commands.arguments import (
    add_results,
    add_settings,
    add_workers,
    changes_of,
    use_data_folder,
)
from gpu_experiments.experiments import paper_tables
from gpu_experiments.experiments.experiment import RUNS, Experiment, by_row
from gpu_experiments.experiments.experiment import run as run_experiment
from gpu_experiments.runs.evaluation import summary
from theory.commands import shell

HELP = "train the networks of a table of a paper"
DESCRIPTION = """\
Train and evaluate every network of a table, with the paper's settings unless others are given. A command that is
interrupted goes on where it stopped when it is given again.

  python -m gpu_experiments table --paper wei2023 --name table-2
  python -m gpu_experiments table --paper wei2023 --name table-2 --rows ST "SAM 0.4" --epochs 30 --seeds 1
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.set_defaults(kept=shell.AGAIN)
    parser.description = DESCRIPTION
    parser.add_argument("--paper", choices=sorted({paper for paper, _ in paper_tables.TABLES}), required=True)
    parser.add_argument("--name", choices=[name for _, name in paper_tables.TABLES], required=True, help="of the table")
    parser.add_argument("--rows", nargs="+", default=[], metavar="LABEL", help="only these rows, for example 'SAM 0.1'")
    parser.add_argument("--seeds", type=int, metavar="N", help="runs of each row (5, the fewest that are judged)")
    parser.add_argument("--list", action="store_true", help="only tell what would be run")
    add_settings(parser, changes_only=True)
    add_results(parser)
    add_workers(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    use_data_folder(arguments)
    runs = paper_tables.table(arguments.paper, arguments.name, rows=arguments.rows, **changes_of(arguments))
    count = paper_tables.SEEDS if arguments.seeds is None else arguments.seeds
    if count < 1:
        raise ValueError(f"--seeds must be >= 1, got {count}")
    if arguments.list:
        for one in runs:
            print(f"{one.dataset} {one.model:16} {one.label:16} {one.epochs} epochs, {count} seeds")
        return 0
    name = f"{arguments.paper}-{arguments.name}"
    return run_and_show(Experiment(name, HELP, tuple(runs), count), arguments)


def run_and_show(experiment: Experiment, arguments: argparse.Namespace) -> int:
    """Run what is missing of an experiment and print its table and the path of its records."""
    results = arguments.results or RUNS / f"{experiment.name}.jsonl"
    if results.suffix != ".jsonl":
        raise ValueError(f"--results must end in .jsonl, got {results}")
    experiment = replace(experiment, name=results.stem)
    found = run_experiment(
        experiment,
        results.parent,
        workers=arguments.workers,
        backend=arguments.backend,
        scheduler=arguments.scheduler,
        fresh=arguments.fresh,
        checkpoints=True,
    )
    show(by_row(experiment, found), experiment.seeds)
    for one in found:
        if "diverged" in one:
            print(one["diverged"])
    print(results)
    return 0


def show(rows: Mapping[tuple[str, str], list[dict[str, Any]]], count: int) -> None:
    """Print mean and standard deviation over the seeds, in percent."""
    columns = list(next((runs[0] for runs in rows.values() if runs), {}))
    width = max(16, *(len(name) + 1 for _, name in rows)) if rows else 16
    print(" " * (16 + width) + "".join(f"{name.removesuffix(' pgd-10'):>16}" for name in columns))
    for (model, label), runs in rows.items():
        cells = []
        for name in columns:
            values = [summary(one)[name] for one in runs]
            if not values:
                continue
            spread = f" +- {statistics.stdev(values):.1f}" if len(values) > 1 else ""
            cells.append(f"{statistics.fmean(values):.1f}{spread}")
        note = "" if len(runs) == count else f"  {len(runs)} of {count} runs"
        print(f"{model[:15]:15} {label:{width}}" + "".join(f"{cell:>16}" for cell in cells) + note)
