"""``python -m gpu_experiments full``: the runs behind the committed results, and the evidence from them."""

from __future__ import annotations

import argparse
from pathlib import Path

from gpu_experiments import papers
from gpu_experiments.commands.arguments import add_data_folder, use_data_folder
from gpu_experiments.experiments import fitted, quick, recorded, step_costs
from gpu_experiments.experiments.experiment import RESULTS, RUNS, Experiment
from gpu_experiments.experiments.experiment import run as run_experiment
from theory import papers as claims
from theory.commands import shell, workers
from theory.ledger import checking

HELP = "the runs behind the committed results, and the evidence from them"
EXPERIMENTS: dict[str, Experiment] = {one.name: one for one in (*quick.EXPERIMENTS, *recorded.EXPERIMENTS)}
LONG: dict[str, Experiment] = {one.name: one for one in fitted.EXPERIMENTS}
"""Experiments of many hours, made only where they are named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.set_defaults(kept=shell.AGAIN)
    parser.description = (
        f"{HELP}: an hour on 2 cores, less with a GPU; the networks that fit take many hours and are made only by name. "
        "Runs that are recorded are not made again, whatever code made them, unless with --fresh. CIFAR-10 is downloaded, or "
        "read from the folder that the environment variable SHARPCHECK_DATA names; AutoAttack needs the extra [attacks]."
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"some of {', '.join(names())}; when none is given all but {', '.join(LONG)}",
    )
    workers.add(parser)
    parser.add_argument("--fresh", action="store_true", help="make all chosen runs again, by the weights in --weights")
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="DIR",
        help="evaluate the weights that are kept there, whatever code trained them, and train and keep there what is missing",
    )
    parser.add_argument(
        "--train-only", action="store_true", help="only train and keep the weights, in --weights (out/runs/weights)"
    )
    add_data_folder(parser)
    parser.add_argument("--evidence-only", action="store_true", help="run nothing: only judge the committed records")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    chosen = arguments.names or [*EXPERIMENTS, step_costs.NAME]
    if unknown := sorted(set(chosen) - set(names())):
        raise ValueError(f"NAME: expected some of {', '.join(names())}, got {', '.join(unknown)}")
    workers.require(arguments)
    if arguments.train_only and arguments.evidence_only:
        raise ValueError("--train-only: expected without --evidence-only, got both")
    use_data_folder(arguments)
    if arguments.train_only:
        for name in chosen:
            _train(name, arguments)
        return 0
    if not arguments.evidence_only:
        for name in chosen:
            _make(name, arguments)
    checking.run_checks(claims.ledger(), papers.checks(full=True), out=papers.EVIDENCE)
    return 0


def names() -> tuple[str, ...]:
    """What can be made."""
    return (*EXPERIMENTS, *LONG, step_costs.NAME)


def _make(name: str, arguments: argparse.Namespace) -> None:
    """Make the records of a name."""
    if name == step_costs.NAME:
        step_costs.write(step_costs.measure())
        return
    experiment = {**EXPERIMENTS, **LONG}[name]
    run_experiment(
        experiment, RESULTS, workers=arguments.workers, fresh=arguments.fresh, keep=True, weights=arguments.weights
    )


def _train(name: str, arguments: argparse.Namespace) -> None:
    """Train the weights of a name, which is that of an experiment."""
    if name == step_costs.NAME:
        raise ValueError(f"NAME: expected experiments with --train-only, got {name}")
    weights = arguments.weights or RUNS / "weights"
    run_experiment(
        {**EXPERIMENTS, **LONG}[name].training(),
        RUNS,
        workers=arguments.workers,
        fresh=arguments.fresh,
        keep=True,
        weights=weights,
    )
