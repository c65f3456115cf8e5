"""``python -m theory new-paper``: writes a paper of one's own to begin with, one file with its claims and checks."""

from __future__ import annotations

import argparse
from pathlib import Path

from theory import files, papers
from theory.papers import own

HELP = "write a small paper of one's own into this folder, to be changed"
EXAMPLE = Path(__file__).resolve().parent / "example_paper.txt"
KEY = "toy2026"
"""The key of the example's paper."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the name."""
    parser.add_argument("name", metavar="NAME", help="the paper's key, with which its ids begin, for example toy2026")


def text(name: str) -> str:
    """Return the example as a paper of that name."""
    return EXAMPLE.read_text(encoding="utf-8").replace(KEY, name)


def run(arguments: argparse.Namespace) -> int:
    """Write the file and say what comes next.

    Raises:
        ValueError: the name is no key, is one of a paper or a module that is there, or its file is there.
    """
    name: str = arguments.name
    if not (name.isidentifier() and name.isascii() and name == name.lower()):
        raise ValueError(f"name: expected a key in small letters and digits, as toy2026, got {name!r}")
    if name in papers.ledger().papers():
        raise ValueError(f"name: expected the key of a new paper, got {name!r}, which the package has")
    if taken := own.other_module(name, Path.cwd()):
        raise ValueError(f"name: expected one that no other module has, got {name!r}, which is {taken}")
    path = Path.cwd() / f"{name}.py"
    if path.exists():
        raise ValueError(f"name: expected a file that is not there, got {path}")
    files.write_text(path, text(name))
    print(f"{path} is written. Next:")
    print(f"  python -m theory check --papers {path.name}              # by sympy and by balls")
    print(f"  python -m simulate check --papers {path.name}            # by sampling")
    print(f"  python -m theory show {name} --papers {path.name}        # every claim whole")
    print(f"  python -m theory check --damage --papers {path.name}     # do damaged formulas turn the verdicts?")
    return 0
