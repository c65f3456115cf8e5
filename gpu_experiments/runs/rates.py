"""The optimizer of a run, and the learning rate of each of its groups of parameters."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from gpu_experiments.runs.settings import RunSettings

TIMES = "times"
"""In a group of the optimizer: what the learning rate of the run is multiplied by."""


def optimizer_of(model: nn.Module, settings: RunSettings) -> torch.optim.SGD:
    """SGD on the parameters that are not frozen; with `bias_rate` the biases of batch norm are a group of their own.

    There the weight decay is so many times smaller, so that a step decays them as it does the others.
    """
    trained = [p for p in model.parameters() if p.requires_grad]
    biases = {id(p) for p in _norm_biases(model)} if settings.bias_rate != 1.0 else set()
    groups: list[dict[str, object]] = [{"params": [p for p in trained if id(p) not in biases]}]
    if biases:
        own = [p for p in trained if id(p) in biases]
        decay = settings.weight_decay / settings.bias_rate
        groups.append({"params": own, "weight_decay": decay, TIMES: settings.bias_rate})
    return torch.optim.SGD(
        groups,
        lr=settings.lr,
        momentum=settings.momentum,
        weight_decay=settings.weight_decay,
        nesterov=settings.nesterov,
    )


def set_rate(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """Give every group the learning rate of the run, or its multiple."""
    for group in optimizer.param_groups:
        group["lr"] = lr * group.get(TIMES, 1.0)


def _norm_biases(model: nn.Module) -> list[nn.Parameter]:
    layers = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    return [layer.bias for layer in layers if layer.bias is not None and layer.bias.requires_grad]
