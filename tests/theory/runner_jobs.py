"""Jobs for tests of the runner, importable by its processes."""

from __future__ import annotations

import os
import signal
import time
from functools import partial

from theory import runner


def square(value):
    """Return the square."""
    return value * value


def fail(error):
    """Fail."""
    raise error


def killed():
    """End as a process does for which there is no memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def leave():
    """End the process."""
    raise SystemExit(7)


def unsendable():
    """Return what no pipe carries."""
    return lambda: None


def busy():
    """Work for hours in compiled code that looks at no signal."""
    return sum(range(10**14))


def rest(seconds):
    """Sleep."""
    time.sleep(seconds)


def within():
    """Run jobs within a job, and return their processes and this one's."""
    found = runner.run([(str(i), os.getpid) for i in range(3)], 2)
    return os.getpid(), [result for _, result in found]


def threads():
    """Return the numbers of threads that libraries read."""
    return {name: os.environ.get(name) for name in runner.THREADS}


def squares(count):
    """Return jobs."""
    return [(f"square {value}", partial(square, value)) for value in range(count)]
