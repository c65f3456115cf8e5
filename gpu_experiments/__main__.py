"""Training and evaluating networks on the command line: ``python -m gpu_experiments --help``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from gpu_experiments import papers
from gpu_experiments.commands import evaluate, full, plot, small, sweep, table, train
from theory.commands import check, shell

COMMANDS: dict[str, Any] = {
    "train": train,
    "evaluate": evaluate,
    "table": table,
    "sweep": sweep,
    "plot": plot,
    "small": small,
    "check": check.Command(
        "judge claims by the records of runs that are there, and write the evidence",
        lambda arguments, own: papers.checks(),
    ),
    "full": full,
}
DESCRIPTION = (
    "Trains networks by standard, sharpness-aware and adversarial training, and measures their natural and "
    "robust accuracy. Each command has its own --help."
)


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    return shell.parser_of("python -m gpu_experiments", DESCRIPTION, COMMANDS)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; see `theory.commands.shell.run`."""
    return shell.run(parser(), argv, shell.run_chosen)


if __name__ == "__main__":
    shell.leave(main())
