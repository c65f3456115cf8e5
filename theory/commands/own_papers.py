"""The option ``--papers`` of the commands that show or check claims: papers of a user's own, beside those of the package."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager
from typing import Any

from theory.papers import own

DEFAULTS: dict[str, Any] = {"papers": []}
"""Of the argument of :func:`add`."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the option, whose default is set by the parser or the one above it."""
    parser.add_argument(
        "--papers",
        action="append",
        default=argparse.SUPPRESS,
        metavar="PAPER",
        help="also a paper of one's own: a file as my_paper.py, or a dotted module; may be given again",
    )


def opened(arguments: argparse.Namespace) -> AbstractContextManager[own.Own]:
    """Return a context in which the papers that the arguments name, and those of installed packages, are known."""
    return own.opened(arguments.papers)
