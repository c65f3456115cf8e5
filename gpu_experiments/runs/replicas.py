"""One run on several devices, as torchrun starts it: every process holds a replica and takes its share of each batch."""

from __future__ import annotations

import os
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True)
class Replicas:
    """This process among all; the default is the only one.

    Gradients, of the ascent too, are those of the whole batch; batch norm and the statistics it keeps see a share.
    """

    rank: int = 0
    size: int = 1

    @property
    def name(self) -> tuple[object, ...]:
        """What is added to the names of random streams that differ between replicas."""
        return () if self.size == 1 else ("replica", self.rank)

    def wrap(self, model: nn.Module) -> nn.Module:
        """The model, with gradients averaged over the replicas."""
        return model if self.size == 1 else DistributedDataParallel(model)

    def share(self, values: Tensor) -> Tensor:
        """The rows of a batch for this process: equally many for all, so that up to size - 1 rows are left out."""
        count = len(values) // self.size
        return values if self.size == 1 else values[self.rank * count : (self.rank + 1) * count]

    def total(self, value: Tensor) -> Tensor:
        """The sum over the replicas."""
        if self.size > 1:
            dist.all_reduce(value)
        return value


def connect(device: torch.device) -> Replicas:
    """Join the processes that torchrun has started, if it has; a device of type "cuda" becomes this process's own."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return Replicas()
    if not dist.is_initialized():
        if device.type == "cuda":
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return Replicas(dist.get_rank(), dist.get_world_size())


def leave() -> None:
    """Leave the others, together with them: a process that ends while another still talks to it may be aborted."""
    if dist.is_initialized():
        dist.barrier()
        dist.destroy_process_group()
