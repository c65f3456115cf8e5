"""``sharpcheck``: one command for the four packages, ``sharpcheck theory show ...``, ``sharpcheck train ...``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import shtab

from theory.commands import shell
from theory.version import __version__

PACKAGES = {
    "theory": ("theory", "the ledger of claims, the checks and the solvers"),
    "simulate": ("simulate", "draws from the binary model, and learning from draws"),
    "networks": ("gpu_experiments", "training, attacking and evaluating networks"),
    "figures": ("figures", "the figures, the findings and the report"),
}
SHORT = {
    "train": ("networks", "train a network"),
    "evaluate": ("networks", "attack the weights of a record"),
    "table": ("networks", "a paper's table of networks"),
    "sweep": ("networks", "train over lists of settings"),
    "plot": ("networks", "draw recorded runs against rho"),
    "findings": ("figures", "the findings as text"),
    "report": ("figures", "write the report"),
}
"""Commands that go without their package's name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Hand the arguments to the package that they name, and return its exit status; see `theory.commands.shell.run`."""
    words = list(sys.argv[1:] if argv is None else argv)
    first = words[0] if words else "--help"
    if first in PACKAGES:
        return _main_of(first)(words[1:])
    if first in SHORT:
        return _main_of(SHORT[first][0])(words)
    return shell.run(_parser(), words or ["--help"], _print_completion)


def _main_of(name: str) -> Any:
    return _module_of(name).main


def _module_of(name: str) -> Any:
    return import_module(f"{PACKAGES[name][0]}.__main__")


def _parser() -> argparse.ArgumentParser:
    """Return the parser of what no package takes: help, version and completion."""
    top = argparse.ArgumentParser(
        prog="sharpcheck",
        description="Checks the published theory of sharpness-aware minimisation against adversarial training.",
    )
    top.add_argument("--version", action="version", version=f"sharpcheck {__version__}")
    top.set_defaults(kept=shell.NOTHING)
    commands = top.add_subparsers(metavar="COMMAND", required=True, title="commands (each has its own --help)")
    for name, (_, help_) in {**PACKAGES, **SHORT}.items():
        commands.add_parser(name, help=help_, add_help=False)
    completion = commands.add_parser("completion", help="print a script that completes these commands in a shell")
    completion.add_argument(
        "shell", choices=shtab.SUPPORTED_SHELLS, help="for which; the shell's manual says where to put it"
    )
    return top


def _print_completion(arguments: argparse.Namespace) -> int:
    """Print the script, which knows the commands and options of all packages."""
    top = _parser()
    (commands,) = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    parsers = {name: _module_of(name).parser() for name in PACKAGES}
    parsers |= {name: _sub_parser(parsers[package], name) for name, (package, _) in SHORT.items()}
    commands.choices.update(parsers)
    print(shtab.complete(top, shell=arguments.shell))
    return 0


def _sub_parser(parser: argparse.ArgumentParser, name: str) -> argparse.ArgumentParser:
    """Return the parser of a command of a package, or the package's own where it has no commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return action.choices[name]
    return parser


def run() -> None:
    """Run the command line and end the process."""
    shell.leave(main())
