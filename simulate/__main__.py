"""Sampling the binary model on the command line: ``python -m simulate --help``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from simulate import papers
from simulate.commands import accuracy, full, minimisers, sweep, train
from theory.commands import check, shell

COMMANDS: dict[str, Any] = {
    "accuracy": accuracy,
    "minimisers": minimisers,
    "train": train,
    "sweep": sweep,
    "check": check.Command(
        "run the checks by sampling and write their evidence",
        lambda arguments, own: papers.checks(own=own),
        "simulate",
    ),
    "full": full,
}
DESCRIPTION = (
    "Draws from the binary model of Wei et al. (2023) and learns from the draws: labels y = -1 or +1, "
    "a robust feature that equals y with probability p, and d non-robust features, normal with mean eta y and "
    "variance 1. The classifier is sign(w x_1 + x_2 + ... + x_{d+1}). Each command has its own --help."
)


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    return shell.parser_of("python -m simulate", DESCRIPTION, COMMANDS)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; see `theory.commands.shell.run`."""
    return shell.run(parser(), argv, shell.run_chosen)


if __name__ == "__main__":
    shell.leave(main())
