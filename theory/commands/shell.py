"""What all commands share: their parser, errors in a line, interruptions told and in time, closed pipes left quietly."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from theory import sources
from theory.ledger.claims import LedgerError

ERRORS = (LedgerError, ValueError, ArithmeticError, RuntimeError, OSError, ImportError)
"""What a command reports as a sentence instead of a traceback."""

LIMIT = 1.5
"""Seconds from Ctrl-C or SIGTERM to the end, whatever the command is doing."""

# What a parser's default `kept` says of an interrupted command; {without} stands for the options that start anew.
NOTHING = "nothing was kept"
AGAIN = "what is finished is kept: the same command{without} goes on from there"
RESUME = "the finished evidence is kept: --resume goes on from there"


class Terminated(KeyboardInterrupt):
    """SIGTERM has come."""


def run(
    parser: argparse.ArgumentParser, argv: Sequence[str] | None, command: Callable[[argparse.Namespace], int]
) -> int:
    """Parse arguments, run a command and return the exit status.

    Args:
        parser: of the arguments; its default ``kept`` says what is left of an interrupted run and how to go on.
        argv: the arguments; None for those of this process.
        command: gets the parsed arguments and returns the exit status.

    Returns:
        That status; 2 for bad input or a failure, 130 after Ctrl-C, 143 after SIGTERM, 141 where nobody reads the output.
    """
    kept = NOTHING

    def act() -> int:
        nonlocal kept
        arguments = parser.parse_args(argv)
        kept = _kept(arguments)
        return command(arguments)

    def tell(number: int) -> int:
        what = "terminated" if number == signal.SIGTERM else "interrupted"
        try:
            print(f"{what}; {kept}", file=sys.stderr, flush=True)
        except BrokenPipeError:
            _discard_unwritten()
        return 128 + number

    with _stoppable(tell):
        try:
            return _reported(act)
        except KeyboardInterrupt as stop:
            return tell(signal.SIGTERM if isinstance(stop, Terminated) else signal.SIGINT)
        except BrokenPipeError:
            _discard_unwritten()
            return 128 + signal.SIGPIPE


def require(*packages: str) -> None:
    """Make sure that no package of the project is hidden by a module of the same name.

    Python looks into the current folder first, so that a file ``simulate.py`` there hides the package.

    Raises:
        ImportError: one is hidden; a command ends with that line instead.
    """
    for package in packages:
        found = find_spec(package)
        place = found.origin if found is not None else None
        if place is None or Path(place).resolve() != sources.PROJECT / package / "__init__.py":
            message = (
                f"{package}: expected the package beside {sources.PROJECT / 'theory'}, got {place or 'none'}; run this "
                "from another folder, or by the command sharpcheck, which does not look into the current one"
            )
            if sys.argv[:1] == ["-m"] or sys.argv[0].endswith("__main__.py"):  # as `python -m` has it, before and after
                sys.exit(f"error: {message}")
            raise ImportError(message)


def parser_of(program: str, description: str, commands: Mapping[str, Any]) -> argparse.ArgumentParser:
    """Return the parser of a program that consists of commands.

    Args:
        program: its name.
        description: of all.
        commands: by name; each has HELP, add_arguments(parser) and run(arguments), which returns the exit status.
    """
    top = argparse.ArgumentParser(prog=program, description=description)
    top.set_defaults(kept=NOTHING)
    named = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in commands.items():
        one = named.add_parser(name, help=command.HELP, description=f"{command.HELP}.")
        one.set_defaults(run=command.run)
        command.add_arguments(one)
    return top


def run_chosen(arguments: argparse.Namespace) -> int:
    """Run the command that the arguments of :func:`parser_of` name, and return the exit status."""
    return int(arguments.run(arguments))


def leave(status: int) -> NoReturn:
    """End this process with the status of a command; a Ctrl-C that comes while it ends changes nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if status in (128 + signal.SIGINT, 128 + signal.SIGTERM):
        os._exit(status)  # all is written and told; to dismantle large libraries can take seconds
    sys.exit(status)


def _kept(arguments: argparse.Namespace) -> str:
    anew = "".join(f" without --{name}" for name in ("fresh", "force") if getattr(arguments, name, False))
    return arguments.kept.format(without=anew)


def _reported(act: Callable[[], int]) -> int:
    try:
        try:
            return act()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except ERRORS as error:
        print(f"error: {error}", file=sys.stderr)
        _discard_unwritten()
        return 2


def _discard_unwritten() -> None:
    """Drop output that cannot be written, so that nothing is said of it when the interpreter ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextlib.contextmanager
def _stoppable(tell: Callable[[int], int]) -> Iterator[None]:
    """Make the first SIGINT or SIGTERM an exception, ignore more of them, and end the process if that takes too long."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's
        return
    came: list[int] = []
    timer, alarm = signal.getitimer(signal.ITIMER_REAL), signal.getsignal(signal.SIGALRM)

    def stop(number: int, frame: FrameType | None) -> None:
        if not came:
            came.append(number)
            signal.signal(signal.SIGALRM, end)
            signal.setitimer(signal.ITIMER_REAL, LIMIT)
            raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    def end(number: int, frame: FrameType | None) -> None:
        # The exception was swallowed, or what it ends takes long. Workers end with this process.
        os._exit(tell(came[0]))

    heard = [one for one in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(one) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, alarm)
            signal.setitimer(signal.ITIMER_REAL, *timer)
