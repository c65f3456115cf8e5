"""Geometries of the weight ball: the scaling T in e = rho T^2 g / |T g|, which ascends within |e / T| <= rho."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gpu_experiments.sam.sharded import everywhere
from theory.model.arrays import number

Geometry = Callable[[Sequence[str], Sequence[Tensor]], list[Tensor] | None]
"""From parameter names and values to one T a tensor; None stands for T = 1 everywhere."""


def identity(names: Sequence[str], weights: Sequence[Tensor]) -> list[Tensor] | None:
    """T = 1: the Euclidean ball of SAM (Foret et al. 2021, equation 2).

    Args:
        names: of the tensors, in their order.
        weights: the tensors, of any shapes.

    Returns:
        None, which stands for 1.
    """
    return None


def absolute_weight(names: Sequence[str], weights: Sequence[Tensor]) -> list[Tensor] | None:
    """T = |w| for every tensor: the adaptive ball as the common PyTorch implementation of SAM has it.

    A weight that is exactly 0, such as a fresh bias of batch norm, is never perturbed.

    Args:
        names: of the tensors, in their order.
        weights: the tensors, of any shapes.

    Returns:
        A tensor like each weight.
    """
    return list(torch._foreach_abs(list(weights)))


def layer_norm(names: Sequence[str], weights: Sequence[Tensor]) -> list[Tensor] | None:
    """T = |w_l|, the norm of the tensor: with `normalise="layer"` the balls of radius rho |w_l| of AWP (Wu et al. 2020)."""
    return [torch.ones_like(w).mul_(everywhere(torch.linalg.vector_norm(w))) for w in weights]


@dataclass(frozen=True)
class AbsoluteWeightPlus:
    """T = |w| + eta where the name holds "weight", T = 1 elsewhere: the adaptive ball of Kwon et al. (2021).

    This is the form of the authors' code; weights of normalisation layers are scaled, biases are not.

    Attributes:
        eta: finite and >= 0, in the units of the weights.

    Raises:
        ValueError: eta is out of range.
    """

    eta: float = 0.01

    def __post_init__(self) -> None:
        number("eta", self.eta, "finite and >= 0", lambda a: (a >= 0.0) & (a < math.inf))

    def __call__(self, names: Sequence[str], weights: Sequence[Tensor]) -> list[Tensor] | None:
        """T for every tensor."""
        return [
            weight.abs().add_(self.eta) if "weight" in name else torch.ones_like(weight)
            for name, weight in zip(names, weights, strict=True)
        ]
