"""``check``, the command of each package that runs its checks and writes their evidence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from theory import papers
from theory.commands import shell, workers
from theory.ledger import checking, evidence
from theory.ledger.claims import Check
from theory.rigour import prover

DEFAULTS: dict[str, Any] = {"out": evidence.OUT, "workers": workers.USUAL}
"""Of the arguments of :func:`add_place`."""


class Command:
    """The command of one package.

    Args:
        help: what it does, in a line.
        checks: returns the package's checks for the parsed arguments.
    """

    def __init__(self, help: str, checks: Callable[[argparse.Namespace], Iterable[Check]]) -> None:
        self.HELP, self._checks = help, checks

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's arguments."""
        parser.set_defaults(**DEFAULTS)
        add_arguments(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Run the checks of the named claims and return the exit status."""
        workers.require(arguments)
        chosen = checking.select(self._checks(arguments), papers.select_claims(arguments.ids))
        if not chosen:
            print("none of these claims has a check of this package", file=sys.stderr)
        checking.run_checks(
            papers.ledger(), chosen, out=arguments.out, resume=arguments.resume, workers=arguments.workers
        )
        return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments, whose defaults are those of the parser or of the one above it."""
    parser.set_defaults(kept=shell.RESUME)
    parser.add_argument("ids", nargs="*", metavar="CLAIM", help="claim ids or papers; all when none is given")
    parser.add_argument("--resume", action="store_true", help="leave out what is current")
    add_place(parser)


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add where evidence lies and the number of processes, whose defaults are set by the parser or the one above it."""
    unset = argparse.SUPPRESS
    parser.add_argument("--out", type=Path, default=unset, metavar="DIR", help=f"where evidence lies ({evidence.OUT})")
    workers.add(parser, unset)


def compute_missing(arguments: argparse.Namespace, ids: Iterable[str]) -> None:
    """Run those of theory's checks of these claims whose evidence is missing or older than the code."""
    workers.require(arguments)
    if not arguments.read_only:
        ledger = papers.ledger()
        chosen = [
            item
            for item in checking.select(papers.checks(), ids)
            if not checking.has_current(prover.thorough(item), ledger, arguments.out)  # says more than is asked here
        ]
        checking.run_checks(ledger, chosen, out=arguments.out, resume=True, workers=arguments.workers)
