"""Correct predictions that the ascent flips: what BiSAM's ascent is made for (Xie et al. 2024, Figure 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.sam import methods
from gpu_experiments.sam.frozen import FrozenStatistics

METHODS = tuple(name for name, method in methods.METHODS.items() if not method.kind.beyond_the_batch())
"""Methods of the papers whose ascent from a batch depends on the batch and the weights alone."""


def refusal(name: str) -> str:
    """Why flips are not counted for a method, its ascent depending on more than that; empty if they are."""
    return methods.named(name).kind.beyond_the_batch()


def count_flips(
    model: nn.Module,
    x: Tensor,
    y: Tensor,
    method: str = "sam",
    rho: float = 0.05,
    options: Mapping[str, Any] | None = None,
    *,
    batch_size: int = 128,
) -> dict[str, int]:
    """Of n images, how many are right at w, and how many of these are wrong at w + e: {"n", "correct", "flipped"}.

    Each batch has its own e, by the ascent of the method.  The model is in training mode meanwhile, as in a training
    step; its running statistics, gradients and weights come back as they were (gradients as None).
    Raises ValueError for a method whose ascent depends on more than the batch.
    """
    if reason := refusal(method):
        raise ValueError(
            f"method must be one of {', '.join(METHODS)} to count flips, got {method!r}, of which {reason}"
        )
    perturbation = methods.build(method, model, rho, options or {})
    modes = [(module, module.training) for module in model.modules()]
    model.train()
    correct = torch.zeros((), dtype=torch.int64, device=x.device)
    flipped = torch.zeros_like(correct)
    try:
        for start in range(0, len(y), batch_size):
            inputs, labels = x[start : start + batch_size], y[start : start + batch_size]
            model.zero_grad(set_to_none=True)
            with FrozenStatistics(model):
                logits = model(inputs)
            (perturbation.ascent_loss or cross_entropy)(logits, labels).backward()
            right = logits.argmax(1) == labels
            with perturbation, torch.no_grad():
                flipped += (right & (model(inputs).argmax(1) != labels)).sum()
            correct += right.sum()
    finally:
        model.zero_grad(set_to_none=True)
        for module, training in modes:
            module.training = training
    return {"n": len(y), "correct": int(correct), "flipped": int(flipped)}
