"""The small float64 problem whose numbers by the authors' own code are in tests/data/golden.json."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "golden.json").read_text())


def network(dtype: torch.dtype = torch.float64, scale_of_second_layer: float = 1.0) -> nn.Sequential:
    """z = W2 tanh(W1 x + b1) + b2, 8 -> 16 -> 4, w_t[i] = sin(0.37 i + 0.1 t)/sqrt(fan_in)."""
    model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 4)).to(torch.float64)
    with torch.no_grad():
        for t, (p, fan_in) in enumerate(zip(model.parameters(), (8, 8, 16, 16), strict=True)):
            i = torch.arange(p.numel(), dtype=torch.float64)
            p.copy_((torch.sin(0.37 * i + 0.1 * t) / math.sqrt(fan_in)).view_as(p))
            if t >= 2:
                p.mul_(scale_of_second_layer)
    return model.to(dtype)


def data(dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor]:
    """x (32, 8) and y (32,)."""
    i, j = torch.arange(32, dtype=torch.float64), torch.arange(8, dtype=torch.float64)
    return torch.cos(0.13 * i[:, None] * (j + 1)).to(dtype), torch.arange(32) % 4


def batches(dtype: torch.dtype = torch.float64) -> list[tuple[Tensor, Tensor]]:
    """The five batches of 8."""
    x, y = data(dtype)
    return [(x[8 * b : 8 * b + 8], y[8 * b : 8 * b + 8]) for b in (0, 1, 2, 3, 0)]


def sgd(model: nn.Module) -> torch.optim.SGD:
    """The base optimizer."""
    return torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)


def weights(model: nn.Module) -> list[Tensor]:
    """Copies of the parameters."""
    return [p.detach().clone() for p in model.parameters()]


def distance(a: list[Tensor], b: list[Tensor]) -> float:
    """The Euclidean distance of two lists of tensors."""
    return math.sqrt(sum(float((x - y).pow(2).sum()) for x, y in zip(a, b, strict=True)))


def largest_difference(a: list[Tensor], b: list[Tensor]) -> float:
    """The largest difference of two entries."""
    return max(float((x - y).abs().max()) for x, y in zip(a, b, strict=True))


def total_norm(tensors: list[Tensor]) -> float:
    """The Euclidean norm of all tensors together."""
    return math.sqrt(sum(float(t.double().pow(2).sum()) for t in tensors))
