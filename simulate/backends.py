"""Where calls run: in this process, on local processes, or on a Dask cluster; results come back as they end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from theory import sources

CONNECT = "20s"
"""How long a Dask scheduler may take to answer."""

Call = tuple[str, Callable[[], Any]]
"""A name for messages, and a picklable function without arguments."""

Finished = tuple[int, Any, float]
"""The call's index, its result and the seconds it took."""


def chosen(
    backend: str, scheduler: str | None, workers: int, modules: Sequence[str]
) -> Callable[[Sequence[Call]], Iterator[Finished]]:
    """Return the function that evaluates calls on a backend, yielding each as it ends, in whatever order.

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
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers must be a positive whole number, got {workers!r}")
    return partial(_on_processes, workers=workers)


def _evaluate(index: int, name: str, function: Callable[[], Any]) -> Finished:
    start = time.perf_counter()
    try:
        result = function()
    except Exception as error:
        raise RuntimeError(f"cell {name}: {type(error).__name__}: {error}") from error
    return index, result, time.perf_counter() - start


def _evaluate_with(modules: Sequence[str], index: int, name: str, function: Callable[[], Any]) -> tuple[Finished, str]:
    return _evaluate(index, name, function), sources.digest(modules)


def _on_processes(calls: Sequence[Call], workers: int) -> Iterator[Finished]:
    if workers == 1 or len(calls) < 2:
        yield from (_evaluate(index, *call) for index, call in enumerate(calls))
    else:
        from joblib import Parallel, delayed

        parallel = Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)
        yield from parallel(delayed(_evaluate)(index, *call) for index, call in enumerate(calls))


def _on_cluster(calls: Sequence[Call], scheduler: str, modules: Sequence[str]) -> Iterator[Finished]:
    # Not through joblib's Dask backend: that computes in this process where the cluster has a single worker.
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
        # A lost worker's calls go to the others; the same call twice gives the same result.
        pending = [client.submit(_evaluate_with, modules, i, *call, pure=False) for i, call in enumerate(calls)]
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
