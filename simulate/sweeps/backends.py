"""Where jobs run: in this process, on local processes, or on a Dask cluster; results come back as they end."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import partial
from typing import Any

from theory import runner, sources

CONNECT = "20s"
"""How long a Dask scheduler may take to answer."""

Finished = tuple[int, Any, float]
"""The job's index, its result and the seconds it took."""


def chosen(
    backend: str, scheduler: str | None, workers: int, modules: Sequence[str]
) -> Callable[[Sequence[runner.Job]], Generator[Finished]]:
    """Return the function that evaluates jobs on a backend, yielding each as it ends, in whatever order.

    Whoever may leave its iterator before the end closes it: that cancels what still runs.

    Args:
        backend: "local" or "dask".
        scheduler: address of the Dask scheduler.
        workers: number of local processes.
        modules: of whose closure a cluster's workers must have the same sources and libraries.

    Raises:
        ValueError: an unknown backend, or an argument that does not go with it.
    """
    if backend == "dask":
        if not scheduler:
            raise ValueError("scheduler: backend 'dask' needs the scheduler's address, for example tcp://10.0.0.1:8786")
        return partial(_on_cluster, scheduler=scheduler, modules=tuple(modules))
    if backend != "local":
        raise ValueError(f"backend: expected 'local' or 'dask', got {backend!r}")
    if scheduler is not None:
        raise ValueError(f"scheduler: only backend 'dask' has one, got {scheduler!r}")
    return partial(_on_processes, workers=workers)


def _timed(function: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return function(), time.perf_counter() - start


def _timed_with(modules: Sequence[str], index: int, job: runner.Job) -> tuple[Finished, str]:
    name, function = job
    return (index, *runner.evaluate((name, partial(_timed, function)))), sources.digest(modules)


def _on_processes(jobs: Sequence[runner.Job], workers: int) -> Generator[Finished]:
    timed = [(name, partial(_timed, function)) for name, function in jobs]
    with closing(runner.run(timed, workers)) as results:
        for index, (result, seconds) in results:
            yield index, result, seconds


def _on_cluster(jobs: Sequence[runner.Job], scheduler: str, modules: Sequence[str]) -> Generator[Finished]:
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise ValueError("backend 'dask' needs dask and distributed: pip install 'sharpcheck[cluster]'") from error
    try:
        client = Client(scheduler, timeout=CONNECT, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise ValueError(f"scheduler: no Dask scheduler answers at {scheduler!r} ({error})") from error
    here = sources.digest(modules)
    with client:
        # A lost worker's jobs go to the others; the same job twice gives the same result.
        pending = [client.submit(_timed_with, modules, i, job, pure=False) for i, job in enumerate(jobs)]
        try:
            for future, (found, there) in as_completed(pending, loop=client.loop, with_results=True):
                if there != here:
                    raise RuntimeError(
                        f"a worker at {scheduler} has other sources or libraries of {', '.join(modules)} than here"
                    )
                yield found
                future.release()
        finally:
            client.cancel(pending)
