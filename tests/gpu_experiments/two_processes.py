"""Two processes that gloo joins, for what trains in several."""

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor

from gpu_experiments.runs.replicas import leave

Results = dict[str, list[Tensor]]
SECONDS = 200


def results_of(work: Callable[[int], Results], folder: Path) -> list[Results]:
    """Return what a function of a module gives for rank 0 and for rank 1, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_joined, args=(work, rank, folder)) for rank in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(SECONDS)
        assert process.exitcode == 0
    return [torch.load(folder / f"{rank}.pt", weights_only=True) for rank in range(2)]


def _joined(work: Callable[[int], Results], rank: int, folder: Path) -> None:
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{folder}/rendezvous", rank=rank, world_size=2)
    torch.save(work(rank), folder / f"{rank}.pt")
    leave()
