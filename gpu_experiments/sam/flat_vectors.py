"""Lists of tensors as one flat vector: one operation for all of them instead of one a tensor."""

from __future__ import annotations

import torch
from torch import Tensor


def flat(tensors: list[Tensor]) -> Tensor:
    """All entries of the tensors, one after the other, as one vector (a view if there is one tensor only)."""
    return torch._C._nn.flatten_dense_tensors(tensors)


def pieces_of(vector: Tensor, like: list[Tensor]) -> list[Tensor]:
    """The inverse of `flat`: views of the vector, with the shapes of `like`."""
    return list(torch._C._nn.unflatten_dense_tensors(vector, like))


def length_of(vector: Tensor) -> Tensor:
    """The Euclidean norm, in float32 or better."""
    half = vector.dtype in (torch.float16, torch.bfloat16)
    norm: Tensor = torch.linalg.vector_norm(vector, dtype=torch.float32 if half else None)
    return norm
