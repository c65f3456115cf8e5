"""How commands end: errors in a line, interruptions told and in time, closed pipes quietly."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.processes import BOUND, ROOT, disturbed
from theory.commands import shell


def parser(kept=shell.AGAIN):
    top = argparse.ArgumentParser()
    top.add_argument("--fresh", action="store_true")
    top.set_defaults(kept=kept)
    return top


def raising(error):
    def command(arguments):
        raise error

    return command


def signalled(*numbers):
    def command(arguments):
        for number in numbers:
            os.kill(os.getpid(), number)
        time.sleep(BOUND)
        return 0

    return command


def test_the_status_is_the_commands():
    assert shell.run(parser(), [], lambda arguments: 5) == 5
    with pytest.raises(SystemExit):
        shell.run(parser(), ["--help"], lambda arguments: 5)


@pytest.mark.parametrize(
    "error", [ValueError("x"), OSError("x"), RuntimeError("x"), ImportError("x"), OverflowError("x")]
)
def test_errors_are_told_in_a_line(error, capsys):
    assert shell.run(parser(), [], raising(error)) == 2
    assert capsys.readouterr().err == "error: x\n"


@pytest.mark.parametrize(
    ("command", "status", "word"),
    [
        (signalled(signal.SIGTERM), 143, "terminated"),
        (signalled(signal.SIGINT), 130, "interrupted"),
        (signalled(signal.SIGTERM, signal.SIGINT, signal.SIGTERM), 143, "terminated"),
        (raising(KeyboardInterrupt()), 130, "interrupted"),
    ],
)
def test_an_interruption_is_told_in_a_line(command, status, word, capsys):
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)]
    assert shell.run(parser(), [], command) == status
    assert capsys.readouterr().err == f"{word}; what is finished is kept: the same command goes on from there\n"
    assert before == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)]


@pytest.mark.parametrize(
    ("words", "kept", "line"),
    [
        (["--fresh"], shell.AGAIN, "what is finished is kept: the same command without --fresh goes on from there"),
        ([], shell.RESUME, "the finished evidence is kept: --resume goes on from there"),
        ([], shell.NOTHING, "nothing was kept"),
    ],
)
def test_the_line_says_what_is_kept(words, kept, line, capsys):
    assert shell.run(parser(kept), words, raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err == f"interrupted; {line}\n"


def test_outside_the_main_thread_signals_are_left_alone():
    found = []
    before = signal.getsignal(signal.SIGTERM)

    def command(arguments):
        found.append(signal.getsignal(signal.SIGTERM))
        return 3

    thread = threading.Thread(target=lambda: found.append(shell.run(parser(), [], command)))
    thread.start()
    thread.join()
    assert found == [before, 3]


STUBBORN = """
import argparse, signal, sys, time
from theory.commands import shell
def command(arguments):
    print("ready", flush=True)
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass
parser = argparse.ArgumentParser()
parser.set_defaults(kept=shell.NOTHING)
shell.leave(shell.run(parser, [], command))
"""


@pytest.mark.parametrize(("number", "word"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")])
def test_a_command_that_swallows_the_exception_ends_all_the_same(tmp_path, number, word):
    with disturbed(["-c", STUBBORN], tmp_path) as running:
        assert running.stdout.readline() == "ready\n"
        running.send_signal(number)
        _, said = running.communicate(timeout=BOUND)
    assert (running.returncode, said) == (128 + number, f"{word}; nothing was kept\n")


@pytest.mark.parametrize("words", [["theory", "--read-only"], ["theory", "--help"], ["simulate", "check", "--help"]])
@pytest.mark.parametrize("both", [False, True], ids=["stdout", "stdout and stderr"])
def test_a_closed_pipe_ends_a_command_quietly(words, both):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-m", *words],
        cwd=ROOT,
        stdout=writer,
        stderr=writer if both else subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert done.returncode in ((0, 141) if "--help" in words else (141,))  # argparse may swallow the error itself
    assert both or done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_told_in_a_line():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-B", "-W", "error", "-m", "theory", "show", "wei2023/eq-5", "--read-only"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("error: ")
