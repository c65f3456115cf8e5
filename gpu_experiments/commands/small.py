"""``python -m gpu_experiments small``: the small version, and the evidence from it."""

from __future__ import annotations

import argparse
from pathlib import Path

from gpu_experiments import papers
from gpu_experiments.experiments import quick
from gpu_experiments.experiments.experiment import RUNS
from theory import papers as claims
from theory.commands import shell, workers
from theory.ledger import checking, evidence

HELP = "train the networks of the small version and write the evidence from them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.set_defaults(kept=shell.AGAIN)
    parser.description = f"{HELP}: two minutes on 2 cores. Runs that are current are not made again."
    workers.add(parser)
    parser.add_argument("--fresh", action="store_true", help="make all runs again")
    parser.add_argument(
        "--out", type=Path, default=evidence.OUT, metavar="DIR", help="where evidence goes (%(default)s)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    workers.require(arguments)
    quick.run_all(RUNS, workers=arguments.workers, fresh=arguments.fresh)
    checking.run_checks(claims.ledger(), papers.checks(), out=arguments.out)
    return 0
