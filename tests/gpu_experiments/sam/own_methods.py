"""Methods that a user of the package might write: nothing in the package knows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from gpu_experiments import SAM
from gpu_experiments.sam.methods import NamedMethod


class Halves(SAM):
    """Splits the batch: each half climbs along its own gradient."""

    def parts(self, n: int) -> Sequence[slice]:
        return [slice(0, n // 2), slice(n // 2, n)] if n > 1 else [slice(0, n)]


class Hardest(SAM):
    """Selects samples: the quarter whose loss at w + e is largest descends."""

    def __init__(self, model: nn.Module, rho: float = 0.05, *, share: float = 0.25, **options: Any) -> None:
        super().__init__(model, rho, **options)
        self.share = share

    def needs_batch(self) -> str:
        return "it takes the hardest samples"

    def rows(self, before: Tensor, after: Tensor) -> Tensor:
        return after.topk(max(1, int(len(after) * self.share))).indices


class Central(SAM):
    """Visits two points: the mean of the gradients at w + e and w - e."""

    points: ClassVar[tuple[tuple[str, float], ...]] = (("rho", 1.0), ("rho", -1.0))

    def combine(self, at_w: Tensor, at_points: list[Tensor]) -> Tensor:
        return (at_points[0] + at_points[1]) / 2.0


class CentralHalves(Central, Halves):
    """Does both: each half of the batch visits its own two points."""


class ProductOfHalves(Halves):
    """Splits the batch and combines nonlinearly: each half's gradient at w + e, times the length of its own at w."""

    def combine(self, at_w: Tensor, at_points: list[Tensor]) -> Tensor:
        return at_points[0] * torch.linalg.vector_norm(at_w)


class Cooling(SAM):
    """Its radius follows the learning rate."""

    def set_rate(self, lr: float, first: float) -> None:
        for group in self.param_groups:
            group["rho"] = 0.2 * lr / first


class Jittered(SAM):
    """Draws: the direction is turned by noise."""

    draws: ClassVar[bool] = True

    def __init__(self, model: nn.Module, rho: float = 0.05, *, noise: float, seed: int, **options: Any) -> None:
        super().__init__(model, rho, **options)
        self.noise, self._draws = noise, torch.Generator().manual_seed(seed)

    def direction(self, gradient: Tensor) -> Tensor:
        return gradient + self.noise * torch.randn(gradient.shape, generator=self._draws, dtype=gradient.dtype)


class Wishes(SAM):
    """Needs the batch and uses no hook for it: there is nothing that could be done for it."""

    def needs_batch(self) -> str:
        return "it wants to see the samples"


class Overlapping(SAM):
    """Splits wrongly: one sample is in two parts."""

    def parts(self, n: int) -> Sequence[slice]:
        return [slice(0, 5), slice(4, n)]


class NoRows(SAM):
    """Selects nothing at all."""

    def rows(self, before: Tensor, after: Tensor) -> Tensor:
        return torch.zeros(0, dtype=torch.int64)


NOTHING_ELSE = NamedMethod(SAM)
HARDEST = NamedMethod(Hardest, {"share": 0.25})
JITTERED = NamedMethod(Jittered, {"noise": 0.5})
NOT_A_METHOD = 3
