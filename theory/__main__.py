"""The ledger and the solvers on the command line: ``python -m theory --help``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

from theory import papers
from theory.commands import certify, check, new_paper, overview, own_papers, shell, show, solve
from theory.ledger.claims import Check
from theory.papers.own import Own
from theory.rigour import prover


def _checks(arguments: argparse.Namespace, own: Own) -> Iterable[Check]:
    found = papers.checks(own=own)
    return map(prover.thorough, found) if arguments.thorough else found


CHECK = check.Command("run the checks and write their evidence", _checks, "theory")


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(
        prog="python -m theory",
        description="What the papers claim and what holds. Without a command: the ledger as a table, from the evidence made "
        "here and, where there is none, from what is recorded with this version. Nothing is computed. Exit status 1 when "
        "a status differs from the recorded one.",
    )
    overview.add_arguments(top)
    top.set_defaults(**check.DEFAULTS, kept=shell.NOTHING)
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    one = commands.add_parser("show", help="one claim whole: statement, evidence, counterexample, correction")
    show.add_arguments(one)
    checking = commands.add_parser("check", help=CHECK.HELP)
    check.add_arguments(checking)
    check.add_for_own(checking)
    checking.add_argument("--thorough", action="store_true", help="let the proofs by ball arithmetic cover more")
    for target in (top, one):
        check.add_out(target)
        own_papers.add(target)
        target.add_argument("--read-only", action="store_true", help="write nothing: refuse what would")

    solving = commands.add_parser("solve", help="the optimal weights for given parameters")
    solve.add_arguments(solving)
    certifying = commands.add_parser("certify", help="the same numbers with proven digits, from exact input")
    certify.add_arguments(certifying)
    beginning = commands.add_parser("new-paper", help=new_paper.HELP)
    new_paper.add_arguments(beginning)
    for command in (solving, certifying, beginning):
        command.set_defaults(kept=shell.NOTHING)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; see `theory.commands.shell.run`."""
    return shell.run(parser(), argv, run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command that the arguments name and return the exit status."""
    match arguments.command:
        case "show":
            return show.run(arguments)
        case "check":
            return CHECK.run(arguments)
        case "solve":
            return solve.run(arguments)
        case "certify":
            return certify.run(arguments)
        case "new-paper":
            return new_paper.run(arguments)
        case _:
            return overview.run(arguments)


if __name__ == "__main__":
    shell.leave(main())
