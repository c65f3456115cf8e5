"""Sharpness while a network is trained, by a loop of one's own: the rise of the loss to w + e, and the top eigenvalue."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.runs.hessian import top_eigenvalues
from gpu_experiments.sam.family import SAM
from gpu_experiments.sam.frozen import FrozenStatistics
from gpu_experiments.sam.perturbation import Loss
from gpu_experiments.stepping.passes import mean
from gpu_experiments.stepping.same_draws import SameDraws


class SharpnessLog:
    """Called once a step with a batch: notes L(w + e) - L(w) of every `every`-th, e the ascent of SAM with radius `rho`.

        log = SharpnessLog(model, rho=0.05, every=10, eigenvalue_every=1000)
        for x, y in loader:
            log(x, y)
            ...                      # the step
        log.rows()                   # [{"step": 0, "loss": 2.3, "rise": 0.04, "eigenvalue": 11.2}, ...]

    Weights, gradients, running statistics and random numbers are left as they were, and nothing waits for the device but
    the eigenvalue (of the Hessian of this batch's loss, in evaluation mode, see `hessian`).

    Args:
        model: the network.
        loss: from logits and labels to the batch mean.
        rho: radius of the ascent, in the units of the weights.
        every: every how many steps the rise is noted, at least 1.
        eigenvalue_every: every how many steps the top eigenvalue is, 0 for never.

    Raises:
        ValueError: every or eigenvalue_every is no whole number in its range, or rho is out of range.
    """

    def __init__(
        self,
        model: nn.Module,
        loss: Loss = cross_entropy,
        rho: float = 0.05,
        *,
        every: int = 1,
        eigenvalue_every: int = 0,
    ) -> None:
        for name, value, least in (("every", every, 1), ("eigenvalue_every", eigenvalue_every, 0)):
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise ValueError(f"{name} must be a whole number, at least {least}, got {value!r}")
        self.model, self.loss, self.every, self.eigenvalue_every = model, loss, every, eigenvalue_every
        self._sam = SAM(model, rho)
        self._step = 0
        self._rows: list[dict[str, Any]] = []

    def __call__(self, inputs: Tensor, labels: Tensor) -> None:
        """Takes part in one step."""
        step, self._step = self._step, self._step + 1
        if step % self.every == 0:
            value, rise = self._rise(inputs, labels)
            self._rows.append({"step": step, "loss": value, "rise": rise})
        if self.eigenvalue_every and step % self.eigenvalue_every == 0:
            (top,) = top_eigenvalues(self.model, [(inputs, labels)], loss=self.loss)
            if not self._rows or self._rows[-1]["step"] != step:
                self._rows.append({"step": step})
            self._rows[-1]["eigenvalue"] = top

    def rows(self) -> list[dict[str, float]]:
        """What was noted, as numbers."""
        return [{key: float(value) if key != "step" else value for key, value in row.items()} for row in self._rows]

    def _rise(self, inputs: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        params = list(self.model.parameters())
        before = [p.grad for p in params]
        draws = SameDraws([inputs])
        for p in params:
            p.grad = None
        try:
            with torch.enable_grad(), FrozenStatistics(self.model):
                value = mean(self.loss(self.model(inputs), labels))
                torch.autograd.backward(value)
            draws.again()
            with self._sam, torch.no_grad():
                climbed = mean(self.loss(self.model(inputs), labels))
        finally:
            draws.again()
            for p, gradient in zip(params, before, strict=True):
                p.grad = gradient
        self._sam.visited = 0
        return value.detach(), climbed - value.detach()
