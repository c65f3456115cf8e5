"""Normalisation of inputs as part of the model, so that attacks and radii live on the scale of the data, [0, 1]."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Normalize(nn.Module):
    """(x - mean)/std for every channel, x of shape (n, channels, ...); to be put before a network.

    Args:
        mean: of each channel, in the units of x.
        std: of each channel, > 0, in the same units.

    Raises:
        ValueError: the lengths differ or are 0, or a std is not positive.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, mean: Sequence[float], std: Sequence[float]) -> None:
        super().__init__()
        if len(mean) != len(std) or not mean:
            raise ValueError(f"mean and std must have one value a channel, got {len(mean)} and {len(std)}")
        if not all(s > 0.0 for s in std):
            raise ValueError(f"std must be positive, got {tuple(std)}")
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("std", torch.tensor(std))

    def forward(self, x: Tensor) -> Tensor:
        """The normalised input, of the same shape."""
        shape = (-1,) + (1,) * (x.ndim - 2)
        return (x - self.mean.view(shape)) / self.std.view(shape)
