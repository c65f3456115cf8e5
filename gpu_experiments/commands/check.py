"""``python -m gpu_experiments check``: claims judged by records that are there already."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gpu_experiments import papers
from theory import papers as claims
from theory.commands import shell
from theory.ledger import checking, evidence

HELP = "judge claims by the records of runs that are there, and write the evidence"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.set_defaults(kept=shell.RESUME)
    parser.add_argument("ids", nargs="*", metavar="CLAIM", help="claim ids or papers; all when none is given")
    parser.add_argument("--resume", action="store_true", help="leave out what is current")
    parser.add_argument(
        "--out", type=Path, default=evidence.OUT, metavar="DIR", help="where evidence lies (%(default)s)"
    )
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="number of processes (%(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    if arguments.workers < 1:
        raise ValueError(f"--workers: expected a positive integer, got {arguments.workers}")
    chosen = checking.select(papers.checks(), claims.select_claims(arguments.ids))
    if not chosen:
        print("none of these claims has a check of this package", file=sys.stderr)
    checking.run_checks(claims.ledger(), chosen, out=arguments.out, resume=arguments.resume, workers=arguments.workers)
    return 0
