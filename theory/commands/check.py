"""``check``, the command of each package that runs its checks and writes their evidence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from theory import papers, runner
from theory.commands import own_papers, shell, workers
from theory.ledger import checking, damage, evidence, show
from theory.ledger.claims import Check
from theory.papers.own import Own

DEFAULTS: dict[str, Any] = {"out": evidence.OUT, "workers": workers.USUAL, "damage": False, **own_papers.DEFAULTS}
"""Of the arguments of :func:`add_arguments`."""


class Command:
    """The command of one package.

    Args:
        help: what it does, in a line.
        checks: returns the package's checks for the parsed arguments, with those of a user's own papers.
        package: whose checks it can try by damage, also those of a user's own papers; empty for none of that.
    """

    def __init__(
        self, help: str, checks: Callable[[argparse.Namespace, Own], Iterable[Check]], package: str = ""
    ) -> None:
        self.HELP, self._checks, self._package = help, checks, package

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's arguments."""
        parser.set_defaults(**DEFAULTS)
        add_arguments(parser)
        if self._package:
            add_for_own(parser)

    def run(self, arguments: argparse.Namespace) -> int:
        """Run the checks of the named claims, or try them by damage, and return the exit status."""
        workers.require(arguments)
        with own_papers.opened(arguments) as own:
            ids = papers.select_claims(arguments.ids or named_own(own), own)
            chosen = checking.select(self._checks(arguments, own), ids)
            if not chosen:
                print("none of these claims has a check of this package", file=sys.stderr)
            for line in self._of_other_packages(ids, own):
                print(f"{line} --damage" if arguments.damage else line, file=sys.stderr)
            if arguments.damage:
                return try_damage(chosen, self._package, own, arguments.workers)
            checking.run_checks(
                papers.ledger(own), chosen, out=arguments.out, resume=arguments.resume, workers=arguments.workers
            )
        return 0

    def _of_other_packages(self, ids: Sequence[str], own: Own) -> Iterable[str]:
        """Yield the commands for checks of a user's own papers that another package runs."""
        tests, options = papers.tests(own), papers.ledger(own).options
        others = {
            f"{show.command(test.method)} {options[name]}"
            for name in ids
            if name in options
            for test in tests[name]
            if test.package != self._package
        }
        return (f"other checks of these claims: {command}" for command in sorted(others))


def named_own(own: Own) -> list[str]:
    """Return the ids of the claims of the papers that the command line names."""
    return [claim_id for one in own if one.option for claim_id in one.ids]


def try_damage(checks: Sequence[Check], package: str, own: Own, processes: int) -> int:
    """Tell of each check whether damaged formulas turn its verdict and wider domains are noticed; 1 where one is not.

    Args:
        checks: which; nothing is written.
        package: whose they are.
        own: papers of a user's own.
        processes: number of processes.
    """
    ledger = papers.ledger(own)
    tests = {
        (name, one.method): one for name, all_ in papers.tests(own).items() for one in all_ if one.package == package
    }
    tried = [tests[check.claim_id, check.method] for check in checks]
    names = [f"{check.claim_id} {check.method.value}" for check in checks]
    jobs = [
        (name, partial(damage.unnoticed, check, ledger.claim(check.claim_id).formula, test))
        for name, check, test in zip(names, checks, tried, strict=True)
    ]
    failed = False
    with closing(runner.run(jobs, processes)) as results:
        for index, missed in results:
            failed |= bool(missed)
            counts = f"damaged formulas {len(tried[index].damaged)}, wider domains {len(tried[index].widened)}"
            print(
                f"{names[index]}: {'NOT NOTICED: ' + '; '.join(missed) if missed else f'noticed: {counts}'}", flush=True
            )
    return 1 if failed else 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments, whose defaults are those of the parser or of the one above it."""
    parser.set_defaults(kept=shell.RESUME)
    parser.add_argument("ids", nargs="*", metavar="CLAIM", help="claim ids or papers; all when none is given")
    parser.add_argument("--resume", action="store_true", help="leave out what is current")
    add_out(parser)
    workers.add(parser, argparse.SUPPRESS)


def add_for_own(parser: argparse.ArgumentParser) -> None:
    """Add what a user with claims of his own asks; without a CLAIM, the papers that are named are checked."""
    own_papers.add(parser)
    parser.add_argument(
        "--damage",
        action="store_true",
        default=argparse.SUPPRESS,
        help="write nothing: tell whether damaged formulas turn each verdict and wider domains are noticed",
    )


def add_out(parser: argparse.ArgumentParser) -> None:
    """Add where evidence lies, whose default is set by the parser or the one above it."""
    parser.add_argument(
        "--out", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=f"where evidence lies ({evidence.OUT})"
    )
