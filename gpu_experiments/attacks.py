"""Adversarial inputs by projected gradient ascent in l_inf and l2 balls (Madry et al. 2018)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

from gpu_experiments.norm_ball import dual_vector, project, sample_ball
from gpu_experiments.perturbation import Loss
from gpu_experiments.running_statistics import FrozenStatistics

_STEP_GUARD = 1e-10  # |g| + guard in the l2 step, as the SAM-against-AT code has it
_PROJECTION_GUARD = 1e-7  # that of torch.renorm, with which that code projects


@dataclass(frozen=True)
class PGD:
    """Projected gradient descent on the inputs: `steps` of size `step_size` in the ball of radius `eps`.

    delta <- project(delta + step_size v, eps), then x + delta is clipped to `box`; v is the dual vector of the
    gradient of the mean loss.  The model takes inputs on the scale of the box (normalise inside the model).
    `random_start` draws the first delta uniformly in the ball, else it is 0.  `keep` is "last" for the last
    iterate or "best" for the iterate of every sample that is misclassified, and of those the one with the largest
    loss; of several `restarts` the best is kept by the same rule.

    Calling it returns the adversarial inputs.  Only the gradient of the inputs is computed (the parameters are
    frozen meanwhile), `.grad` of the parameters is untouched, and running statistics are kept still; the model
    stays in its mode, so that in training mode the attack sees batch statistics.
    Raises ValueError for bad settings, inputs outside the box excepted: they are not looked at.
    """

    eps: float = 8 / 255
    step_size: float = 2 / 255
    steps: int = 10
    norm: Literal["linf", "l2"] = "linf"
    random_start: bool = True
    restarts: int = 1
    keep: Literal["last", "best"] = "last"
    box: tuple[float, float] = (0.0, 1.0)
    loss: Loss = cross_entropy

    def __post_init__(self) -> None:
        for name in ("eps", "step_size"):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} must be finite and >= 0, got {getattr(self, name)!r}")
        for name, least in (("steps", 0), ("restarts", 1)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}, got {getattr(self, name)!r}")
        if self.norm not in ("linf", "l2"):
            raise ValueError(f"norm must be 'linf' or 'l2', got {self.norm!r}")
        if self.keep not in ("last", "best"):
            raise ValueError(f"keep must be 'last' or 'best', got {self.keep!r}")
        if not self.box[0] < self.box[1]:
            raise ValueError(f"box must be (low, high) with low < high, got {self.box!r}")
        if self.restarts > 1 and not self.random_start:
            raise ValueError("restarts must be 1 without random_start, since all would be the same")

    def __call__(
        self, model: nn.Module, inputs: Tensor, labels: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """Adversarial inputs of the shape of `inputs`; `generator`, on their device, draws the starts."""
        delta = self.perturbation(model, inputs, labels, generator)
        return (inputs + delta).clamp(*self.box)

    def perturbation(
        self, model: nn.Module, inputs: Tensor, labels: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """The delta of every sample, of the shape of `inputs`."""
        if inputs.ndim < 2 or not inputs.dtype.is_floating_point:
            raise ValueError(
                f"inputs must be floating-point of shape (n, ...), got {inputs.dtype} {tuple(inputs.shape)}"
            )
        if len(labels) != len(inputs):
            raise ValueError(f"labels must have length {len(inputs)}, got {len(labels)}")
        x = inputs.detach()
        # the gradient is wanted here only, so that a distributed model need not know of the attack
        network = model.module if isinstance(model, DistributedDataParallel) else model
        best = _Best(len(x), x) if self.restarts > 1 or self.keep == "best" else None
        delta = torch.zeros_like(x)
        with frozen_parameters(network), FrozenStatistics(network):
            for _ in range(self.restarts):
                delta = self._start(x, generator)
                for _ in range(self.steps):
                    delta.requires_grad_()
                    with torch.enable_grad():
                        logits = network(x + delta)
                        (gradient,) = torch.autograd.grad(self._mean_loss(logits, labels), delta)
                    delta = delta.detach()
                    if best is not None and self.keep == "best":
                        best.offer(delta, logits.detach(), labels)
                    delta = self._step(x, delta, gradient)
                if best is not None:
                    with torch.no_grad():
                        best.offer(delta, network(x + delta), labels)
        return delta if best is None else best.delta

    def _mean_loss(self, logits: Tensor, labels: Tensor) -> Tensor:
        value = self.loss(logits, labels)
        return value.mean() if value.ndim else value

    def _start(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        if not self.random_start:
            return torch.zeros_like(x)
        shape = (len(x), x[0].numel())
        flat = sample_ball(generator, shape, self.norm, self.eps, device=x.device, dtype=x.dtype)
        return self._clip(x, flat.view_as(x))

    def _step(self, x: Tensor, delta: Tensor, gradient: Tensor) -> Tensor:
        guards = (0.0, 0.0) if self.norm == "linf" else (_STEP_GUARD, _PROJECTION_GUARD)
        ascent = dual_vector(gradient.flatten(1), self.norm, self.step_size, guard=guards[0])
        moved = project(delta.flatten(1) + ascent, self.norm, self.eps, guard=guards[1])
        return self._clip(x, moved.view_as(x))

    def _clip(self, x: Tensor, delta: Tensor) -> Tensor:
        low, high = self.box
        return torch.clamp(delta, min=low - x, max=high - x)


class _Best:
    """The best delta of every sample so far: misclassified first, then the larger cross-entropy."""

    def __init__(self, n: int, like: Tensor) -> None:
        self.delta = torch.zeros_like(like)
        self._wrong = torch.zeros(n, dtype=torch.bool, device=like.device)
        self._value = torch.full((n,), -math.inf, device=like.device, dtype=like.dtype)

    def offer(self, delta: Tensor, logits: Tensor, labels: Tensor) -> None:
        wrong = logits.argmax(1) != labels
        value = cross_entropy(logits, labels, reduction="none").to(self._value.dtype)
        better = (wrong & ~self._wrong) | ((wrong == self._wrong) & (value > self._value))
        self.delta = torch.where(better.view(-1, *[1] * (delta.ndim - 1)), delta, self.delta)
        self._wrong, self._value = self._wrong | wrong, torch.where(better, value, self._value)


@contextmanager
def frozen_parameters(model: nn.Module) -> Iterator[None]:
    """Within this context no parameter requires a gradient, so that none is computed."""
    trainable = [p for p in model.parameters() if p.requires_grad]
    for p in trainable:
        p.requires_grad_(False)
    try:
        yield
    finally:
        for p in trainable:
            p.requires_grad_(True)
