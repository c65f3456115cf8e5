"""``python -m gpu_experiments train``: one run at one or several seeds."""

from __future__ import annotations

import argparse
import os

from gpu_experiments.commands.accuracies import accuracy_lines
from gpu_experiments.commands.arguments import (
    add_place,
    add_seeds,
    add_settings,
    device_of,
    seeds_of,
    settings_of,
    use_data_folder,
)
from gpu_experiments.commands.progress import EpochLines
from gpu_experiments.runs import records, replicas
from gpu_experiments.runs.training import train
from theory.commands import shell

HELP = "train a network and measure its accuracy"
DESCRIPTION = """\
Train a network by one method at one or several seeds, and leave a record of each run. A run that is interrupted goes
on at its last whole epoch when the same command is given again.

  python -m gpu_experiments train --method sam --rho 0.2
  python -m gpu_experiments train --method bisam-log --model preactresnet18 --dataset cifar10 --rho 0.05 --seeds 3
  python -m gpu_experiments train --paper wei2023 --attack linf --eps 8/255
  torchrun --nproc-per-node 8 -m gpu_experiments train --paper xie2024 --model wrn-28-10 --method bisam-log
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.set_defaults(kept=shell.AGAIN)
    parser.description = DESCRIPTION
    add_settings(parser)
    add_seeds(parser, 1)
    add_place(parser)
    parser.add_argument("--device", help="cpu, cuda, cuda:1 (a GPU if there is one)")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    use_data_folder(arguments)
    settings = settings_of(arguments)
    first = os.environ.get("RANK", "0") == "0"  # of the processes that torchrun has started
    for seed in seeds_of(arguments):
        done = train(
            settings,
            seed=seed,
            out=arguments.out,
            device=device_of(arguments),
            tell=EpochLines() if first else lambda epoch: None,
        )
        if not first:
            continue
        print(f"{records.path_of(arguments.out, settings, seed)}")
        print(*accuracy_lines(done.record["result"]["evaluations"]), sep="\n")
    replicas.leave()
    return 0
