"""Jobs on several processes: results come back as they end, a failing job is named, and no process outlives this one."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import connection, current_process, get_context, parent_process, resource_tracker
from multiprocessing.reduction import ForkingPickler
from typing import Any

Job = tuple[str, Callable[[], Any]]
"""A name for messages, and a function without arguments; for other processes it must be importable there."""

GRACE = 0.5
"""Seconds that a process may take to end after SIGTERM, before SIGKILL."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Variables by which numerical libraries take their number of threads."""

_SPAWN = get_context("spawn")
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def run(jobs: Sequence[Job], workers: int) -> Generator[tuple[int, Any]]:
    """Evaluate jobs, in their order, and yield the index and the result of each as it ends.

    Whoever may leave the iterator before its end closes it (`contextlib.closing`): that ends the processes at once.

    Args:
        jobs: what to evaluate; what they return must be picklable where there are several processes.
        workers: number of processes; 1 evaluates everything here, and so does a process that a runner has started.

    Raises:
        ValueError: ``workers`` is no positive whole number, or a job cannot be sent to another process.
        RuntimeError: a job failed or its process was killed; the message names the job.
    """
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers must be a positive whole number, got {workers!r}")
    if workers == 1 or len(jobs) < 2 or current_process().daemon:
        return ((index, evaluate(job)) for index, job in enumerate(jobs))
    return _on_processes(jobs, min(workers, len(jobs)))


def evaluate(job: Job) -> Any:
    """Return the result of a job.

    Raises:
        RuntimeError: it failed; the message names it.
    """
    name, function = job
    try:
        return function()
    except Exception as error:
        raise RuntimeError(f"{name}: {type(error).__name__}: {error}") from error


def _on_processes(jobs: Sequence[Job], workers: int) -> Generator[tuple[int, Any]]:
    waiting = enumerate(jobs)
    team: list[_Worker] = []
    try:
        with _shared_cores(workers):
            for _ in range(workers):
                team.append(_Worker())
        for worker, (index, job) in zip(team, itertools.islice(waiting, workers), strict=True):
            worker.give(index, job)
        while busy := {worker.pipe: worker for worker in team if worker.name}:
            for pipe in connection.wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]
                index, result = worker.take()
                for following in itertools.islice(waiting, 1):
                    worker.give(*following)
                yield index, result
    finally:
        _end([worker.process for worker in team])


@dataclass(frozen=True)
class _Failure:
    """What a worker answers where a job fails."""

    message: str
    trace: str


class _Worker:
    """A process that evaluates one job at a time; ``name`` is the job's, empty while there is none."""

    def __init__(self) -> None:
        self.pipe, there = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(there,), daemon=True)
        self.index, self.name = -1, ""
        resource_tracker.ensure_running()  # here, since it would unblock the signals
        # The new interpreter inherits the mask: a Ctrl-C that comes while it starts leaves no traceback.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            there.close()

    def give(self, index: int, job: Job) -> None:
        """Send a job."""
        self.index, (self.name, function) = index, job
        try:
            content = ForkingPickler.dumps(function)
        except Exception as error:
            raise ValueError(f"{self.name}: expected a job that can be sent to a process, got {error}") from error
        try:
            self.pipe.send_bytes(content)
        except OSError as error:
            raise self._lost() from error

    def take(self) -> tuple[int, Any]:
        """Return the job's index and result."""
        try:
            answer = ForkingPickler.loads(self.pipe.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._lost() from error
        if isinstance(answer, _Failure):
            failure = RuntimeError(f"{self.name}: {answer.message}")
            failure.add_note(answer.trace)
            raise failure
        self.name = ""
        return self.index, answer

    def _lost(self) -> RuntimeError:
        self.process.join(GRACE)
        code = self.process.exitcode
        how = f"was ended by {signal.Signals(-code).name}" if code is not None and code < 0 else f"ended ({code})"
        return RuntimeError(f"{self.name}: its process {how} before the result was there")


def _end(processes: Sequence[Any]) -> None:
    """End processes, also those that are deep in compiled code."""
    try:
        for process in processes:
            process.terminate()
        limit = time.monotonic() + GRACE
        for process in processes:
            process.join(max(limit - time.monotonic(), 0.0))
    finally:
        for process in processes:
            process.kill()
            process.join()


@contextlib.contextmanager
def _shared_cores(workers: int) -> Iterator[None]:
    """Let processes that are started here share the cores, unless the user has chosen their numbers of threads."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    added = [name for name in THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(added, str(max(cores // workers, 1))))
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _serve(pipe: connection.Connection) -> None:
    """Answer jobs until the pipe is closed; the starting process alone decides what a Ctrl-C means."""
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def _answer(content: bytes) -> Any:
    try:
        return ForkingPickler.dumps(ForkingPickler.loads(content)())
    except Exception as error:
        failure = _Failure(f"{type(error).__name__}: {error}", traceback.format_exc())
        return ForkingPickler.dumps(failure)


def _end_with_parent() -> None:
    """End this process when the one that started it ends, however that happens."""
    parent = parent_process()
    assert parent is not None
    if sys.platform == "linux":  # by the kernel, so that long calls of compiled code end too
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent.pid:  # it has ended already
        os._exit(1)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: Any) -> None:
    parent.join()
    os._exit(1)
