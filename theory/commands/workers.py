"""The option ``--workers`` of the commands that share their work among processes."""

from __future__ import annotations

import argparse
from typing import Any

USUAL = 2


def add(parser: argparse.ArgumentParser, default: Any = USUAL) -> None:
    """Add the option; ``argparse.SUPPRESS`` where the parser, or the one above it, has the default."""
    parser.add_argument("--workers", type=int, default=default, metavar="N", help=f"number of processes ({USUAL})")


def require(arguments: argparse.Namespace) -> None:
    """Refuse less than one process.

    Raises:
        ValueError: it is asked for.
    """
    if arguments.workers < 1:
        raise ValueError(f"--workers: expected a positive integer, got {arguments.workers}")
