"""Commands started as a user starts them, to be disturbed, and what is left of their processes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = "SHARPCHECK_TEST_MARK"
BOUND = 5.0
"""Seconds within which everything has ended; on an idle machine it takes less than one."""


@contextlib.contextmanager
def disturbed(words: list[str], mark: Path) -> Iterator[subprocess.Popen[str]]:
    """Start Python as `start` does; at the end of the context no process of it is left, whatever the test found."""
    running = start(words, mark)
    try:
        yield running
    finally:
        for pid in marked(mark):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        running.communicate()


def start(words: list[str], mark: Path) -> subprocess.Popen[str]:
    """Start Python with these words in a session of its own; its processes inherit the mark.  See `disturbed`."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as for tests that a script runs in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [sys.executable, "-B", "-W", "error", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), MARK: str(mark)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(what: Callable[[], bool], running: subprocess.Popen[str] | None = None, seconds: float = 60.0) -> None:
    """Wait until something is so, while a process runs."""
    limit = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < limit
        assert running is None or running.poll() is None, running.communicate()
        time.sleep(0.02)


def ended(running: subprocess.Popen[str], mark: Path) -> tuple[int, str]:
    """Wait until all its processes have ended, in time; return the exit status and what it said on stderr."""
    began = time.monotonic()
    _, said = running.communicate(timeout=BOUND)  # ends when no process has the pipe any more
    wait_for(lambda: not marked(mark), seconds=BOUND)
    assert time.monotonic() - began < BOUND
    return running.returncode, said


def marked(mark: Path) -> list[int]:
    """Return the processes that have inherited the mark."""
    wanted, found = f"{MARK}={mark}".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def workers(mark: Path) -> list[int]:
    """Return those of them that evaluate jobs."""
    found = []
    for pid in marked(mark):
        try:
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
        except OSError:
            continue
    return found
