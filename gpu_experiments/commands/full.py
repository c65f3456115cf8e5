"""``python -m gpu_experiments full``: the runs behind the committed results, and the evidence from them."""

from __future__ import annotations

import argparse
from typing import Any

from gpu_experiments import papers
from gpu_experiments.experiments import quick, recorded, step_costs
from gpu_experiments.experiments.experiment import RESULTS, Experiment
from gpu_experiments.experiments.experiment import run as run_experiment
from theory import papers as claims
from theory.commands import shell, workers
from theory.ledger import checking

HELP = "the runs behind the committed results, and the evidence from them"
EXPERIMENTS: dict[str, Experiment] = {one.name: one for one in (*quick.EXPERIMENTS, *recorded.EXPERIMENTS)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.set_defaults(kept=shell.AGAIN)
    parser.description = (
        f"{HELP}: an hour on 2 cores, less with a GPU. Runs that are current are not made again, nor those whose "
        "digest is of the older kind, of whole packages, which nobody can compare. CIFAR-10 is downloaded, or "
        "read from the folder that the environment variable SHARPCHECK_DATA names; AutoAttack needs the extra [attacks]."
    )
    names: Any = (*EXPERIMENTS, step_costs.NAME)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(names)}; all when none is given")
    workers.add(parser)
    parser.add_argument("--fresh", action="store_true", help="make all chosen runs again")
    parser.add_argument("--evidence-only", action="store_true", help="run nothing: only judge the committed records")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    chosen = arguments.names or [*EXPERIMENTS, step_costs.NAME]
    if unknown := sorted(set(chosen) - {*EXPERIMENTS, step_costs.NAME}):
        raise ValueError(
            f"NAME: expected some of {', '.join((*EXPERIMENTS, step_costs.NAME))}, got {', '.join(unknown)}"
        )
    workers.require(arguments)
    if not arguments.evidence_only:
        for name in chosen:
            if name == step_costs.NAME:
                step_costs.write(step_costs.measure())
            else:
                run_experiment(EXPERIMENTS[name], RESULTS, workers=arguments.workers, fresh=arguments.fresh)
    checking.run_checks(claims.ledger(), papers.checks(full=True), out=papers.EVIDENCE)
    return 0
