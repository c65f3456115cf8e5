"""Lists of tensors as one flat vector: one operation for all of them instead of one a tensor.

Of sharded tensors the vector is sharded too (see `sharded`): a norm of it is that of the whole.
"""

from __future__ import annotations

import torch
from torch import Tensor

from gpu_experiments.sam.sharded import all_here, any_sharded, everywhere, here, summed, vector_like


def flat(tensors: list[Tensor]) -> Tensor:
    """All entries of the tensors, one after the other, as one vector that shares no memory with them."""
    if any_sharded(tensors):
        return vector_like(torch.cat([here(t).reshape(-1) for t in tensors]), tensors)
    if len(tensors) == 1:
        return tensors[0].flatten().clone()
    return torch._C._nn.flatten_dense_tensors(tensors)


def pieces_of(vector: Tensor, like: list[Tensor]) -> list[Tensor]:
    """The inverse of `flat`, on this process: views of the vector, with the shapes of the parts of `like` here."""
    return list(torch._C._nn.unflatten_dense_tensors(here(vector), all_here(like)))


def length_of(vector: Tensor) -> Tensor:
    """The Euclidean norm, in float32 or better."""
    half = vector.dtype in (torch.float16, torch.bfloat16)
    norm: Tensor = everywhere(torch.linalg.vector_norm(vector, dtype=torch.float32 if half else None))
    return norm


def inner_product(a: Tensor, b: Tensor) -> Tensor:
    """The sum of the products of the entries."""
    return summed(torch.dot(here(a), here(b)), a)


def lengths_of(vector: Tensor, like: list[Tensor]) -> list[Tensor]:
    """The Euclidean norm of every piece."""
    half = vector.dtype in (torch.float16, torch.bfloat16)
    norms = torch._foreach_norm(pieces_of(vector, like), 2, torch.float32 if half else None)
    if not any_sharded([vector]):
        return list(norms)
    return list(summed(torch.stack(norms).square(), vector).sqrt().unbind())
