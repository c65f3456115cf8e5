"""Parameters in shards over several processes (DTensors, as `fully_shard` makes them): their parts here, and vectors of them.

A flat vector over sharded tensors is a sharded tensor again, so that a norm or an inner product of it is that of all
processes; its coordinates stand in another order than in one process, on which neither depends.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn


def any_sharded(tensors: Iterable[Tensor]) -> bool:
    """Whether some tensor is a part of one that several processes hold together."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return False
    module = sys.modules.get("torch.distributed.tensor")  # takes seconds to import; without it there is none
    return module is not None and any(isinstance(t, module.DTensor) for t in tensors)


def here(tensor: Tensor) -> Tensor:
    """The part of a tensor that this process holds: all of it, where it is not sharded."""
    return tensor.to_local() if any_sharded([tensor]) else tensor  # type: ignore[attr-defined]


def all_here(tensors: Sequence[Tensor]) -> list[Tensor]:
    """`here` of every tensor."""
    return [here(t) for t in tensors] if any_sharded(tensors) else list(tensors)


def everywhere(value: Tensor) -> Tensor:
    """A number that every process knows, from one that may be the sum of their parts."""
    return value.full_tensor() if any_sharded([value]) else value  # type: ignore[attr-defined]


def vector_like(local: Tensor, tensors: list[Tensor]) -> Tensor:
    """The flat vector over tensors whose part here is `local`.  Raises ValueError for tensors that are sharded differently."""
    if not any_sharded(tensors):
        return local
    kinds = {(t.device_mesh, t.placements) if any_sharded([t]) else None for t in tensors}  # type: ignore[attr-defined]
    ways = {kind and (kind[0], tuple(map(_along_a_vector, kind[1]))) for kind in kinds}
    way = ways.pop()
    if ways or way is None:
        raise ValueError("parameters must all be sharded in one way over one mesh, or none; got some of each")
    mesh, placements = way
    size = torch.Size((sum(t.numel() for t in tensors),))
    vector: Tensor = _from_local(local, mesh, placements, size, (1,))
    return vector


def tensor_like(local: Tensor, like: Tensor) -> Tensor:
    """The tensor, sharded as `like`, whose part here is `local`."""
    if not any_sharded([like]):
        return local
    whole: Any = like
    found: Tensor = _from_local(local, whole.device_mesh, whole.placements, whole.shape, whole.stride())
    return found


def summed(parts: Tensor, like: Tensor) -> Tensor:
    """The sum over the processes of `parts`, which belong to the parts of `like` here; as it is where nothing is sharded."""
    if not any_sharded([like]):
        return parts
    module = sys.modules["torch.distributed.tensor"]
    whole: Any = like
    placements = [module.Partial() if p.is_shard() else p for p in whole.placements]
    total: Tensor = _from_local(parts, whole.device_mesh, placements, parts.shape, parts.stride()).full_tensor()
    return total


def gather_anew(model: nn.Module) -> None:
    """Drops what `fully_shard` has gathered of the weights, which are about to move."""
    kind = getattr(sys.modules.get("torch.distributed.fsdp"), "FSDPModule", ())
    for module in model.modules() if kind else ():
        if isinstance(module, kind):
            module.reshard()


def _along_a_vector(placement: Any) -> Any:
    if placement.is_partial():
        raise ValueError(f"parameters must be sharded or replicated, got {placement}")
    return sys.modules["torch.distributed.tensor"].Shard(0) if placement.is_shard() else placement


def _from_local(local: Tensor, mesh: Any, placements: Any, shape: Any, stride: Any) -> Any:
    kind = sys.modules["torch.distributed.tensor"].DTensor
    return kind.from_local(local, mesh, placements, run_check=False, shape=shape, stride=stride)
