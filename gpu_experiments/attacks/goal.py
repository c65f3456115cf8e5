"""What an attack climbs and when it has hit: losses sample by sample, their direction, and the best perturbation so far."""

from __future__ import annotations

import inspect
import math

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from gpu_experiments.sam.perturbation import Loss

_HALF = (torch.float16, torch.bfloat16)


class Objective:
    """What the attack makes large: the loss of the labels or, `targeted`, minus that of the labels as targets."""

    def __init__(self, loss: Loss, *, targeted: bool = False) -> None:
        self._loss, self._sign = loss, -1.0 if targeted else 1.0

    def total(self, logits: Tensor, labels: Tensor) -> Tensor:
        """The mean over the samples times the power of two next to their count.

        So a sample's gradient does not get smaller with the number of samples, and the signs of its entries are to the
        last bit those of the mean's.
        """
        value = self._loss(_single(logits), labels)
        return (value.mean() if value.ndim else value) * (self._sign * 2.0 ** (len(labels) - 1).bit_length())

    def gradient(self, logits: Tensor, delta: Tensor, labels: Tensor, network: nn.Module) -> Tensor:
        """The gradient of the total in `delta`, from which the network made the logits.

        Logits in float16 would lose what is small or large on its way back: unless samples are coupled by the statistics
        of their batch, each sample's gradient is then scaled so that its largest slope in the logits is 1.
        """
        if logits.dtype is not torch.float16 or _couples_samples(network):
            return torch.autograd.grad(self.total(logits, labels), delta)[0]
        slope = self._slope(logits.detach(), labels)
        largest = slope.abs().amax(1, keepdim=True)
        slope = slope / torch.where(largest == 0.0, 1.0, largest)
        return torch.autograd.grad(logits, delta, grad_outputs=slope.to(logits.dtype))[0]

    def each(self, logits: Tensor, labels: Tensor) -> Tensor:
        """The value of every sample, shape (n,)."""
        return self._sign * sample_losses(self._loss, _single(logits), labels)

    def asks_for_label(self, logits: Tensor, labels: Tensor) -> bool:
        """Whether the objective grows with the label's logit, so that a hit is a prediction of the label.

        Told by the slope at equal logits of the shape of `logits`, where no loss is saturated.
        """
        slope = self._slope(torch.zeros_like(logits), labels)
        return bool(slope.gather(1, labels.view(-1, 1)).sum() > 0.0)

    def _slope(self, logits: Tensor, labels: Tensor) -> Tensor:
        with torch.enable_grad():
            leaf = _single(logits).detach().requires_grad_()
            return torch.autograd.grad(self.total(leaf, labels), leaf)[0]


def margin_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """The largest other logit less the label's, shape (n,): positive where the prediction is another one."""
    column = labels.unsqueeze(1)
    others = logits.scatter(1, column, -math.inf).amax(1)
    return others - logits.gather(1, column).squeeze(1)


def sample_losses(loss: Loss, logits: Tensor, labels: Tensor) -> Tensor:
    """The loss of every sample, shape (n,): by `reduction="none"` where the loss has that argument, else one by one."""
    value = loss(logits, labels)
    if value.ndim:
        return value
    if "reduction" in _arguments(loss):
        return loss(logits, labels, reduction="none")  # type: ignore[call-arg]
    return torch.stack([loss(logits[i : i + 1], labels[i : i + 1]) for i in range(len(labels))])


def _arguments(loss: Loss) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(loss).parameters)
    except (TypeError, ValueError):  # some built-in functions tell nothing
        return frozenset()


def _couples_samples(network: nn.Module) -> bool:
    """Whether a layer normalises by the statistics of its batch."""
    layers = [module for module in network.modules() if isinstance(module, _BatchNorm)]
    return any(layer.training or layer.running_mean is None for layer in layers)


def _single(logits: Tensor) -> Tensor:
    """Half precision in float32, as autocast treats torch's own losses."""
    return logits.float() if logits.dtype in _HALF else logits


class Best:
    """The best perturbation of every sample so far: those that hit come first, then the larger objective.

    Raises ValueError for labels that are not class indices, by which no hit could be told.
    """

    def __init__(self, objective: Objective, x: Tensor, labels: Tensor) -> None:
        if labels.ndim != 1 or labels.dtype != torch.int64:
            raise ValueError(
                f"labels must be int64 of shape (n,) to keep the best, got {labels.dtype} {tuple(labels.shape)}"
            )
        self.delta = torch.zeros_like(x)
        self._objective, self._labels = objective, labels
        self._asks: bool | None = None
        self._hit = torch.zeros(len(x), dtype=torch.bool, device=x.device)
        self._value = torch.full((len(x),), -math.inf, device=x.device, dtype=torch.promote_types(x.dtype, torch.float))

    @torch.no_grad()
    def offer(self, delta: Tensor, logits: Tensor) -> None:
        """Take over the perturbations that are better, given the model's logits there."""
        if self._asks is None:
            self._asks = self._objective.asks_for_label(logits, self._labels)
        hit = (logits.argmax(1) == self._labels) == self._asks
        value = self._objective.each(logits, self._labels).to(self._value.dtype)
        better = (hit & ~self._hit) | ((hit == self._hit) & (value > self._value))
        self.delta = torch.where(better.view(-1, *[1] * (delta.ndim - 1)), delta, self.delta)
        self._hit, self._value = self._hit | hit, torch.where(better, value, self._value)
