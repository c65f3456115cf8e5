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

DEFAULTS: dict[str, Any] = {"out": evidence.OUT, "workers": workers.USUAL}
"""Of the arguments of :func:`add_arguments`."""


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
    add_out(parser)
    workers.add(parser, argparse.SUPPRESS)


def add_out(parser: argparse.ArgumentParser) -> None:
    """Add where evidence lies, whose default is set by the parser or the one above it."""
    parser.add_argument(
        "--out", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=f"where evidence lies ({evidence.OUT})"
    )
