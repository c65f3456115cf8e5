"""The running average of the weights, which the weights become every few steps."""

from __future__ import annotations

import torch
from torch import Tensor, nn

EVERY = 5  # steps
DECAY = 0.95**EVERY
"""What is left of the average after an update at the end of training; before, as the cube of the share of steps made."""


class RunningAverage:
    """Of parameters and running statistics: every five steps and at the last it moves towards them, and they become it.

    At first it follows the weights, at the end slowly, so that the noise of the last steps is averaged.

    model: whose weights these are; the average begins at them.
    steps: of the whole training.
    """

    def __init__(self, model: nn.Module, steps: int) -> None:
        self._model, self._steps = model, steps
        self.average = {name: tensor.clone() for name, tensor in self._tensors().items()}

    def _tensors(self) -> dict[str, Tensor]:
        return {name: one.detach() for name, one in self._model.state_dict().items() if one.is_floating_point()}

    @torch.no_grad()
    def after(self, step: int) -> None:
        """Take note of the step that was made, counted from 1."""
        if step % EVERY and step != self._steps:
            return
        for name, tensor in self._tensors().items():
            tensor.copy_(self.average[name].lerp_(tensor, 1.0 - DECAY * (step / self._steps) ** 3))

    def load(self, average: dict[str, Tensor]) -> None:
        """Take up the average of an earlier process."""
        for name, tensor in self.average.items():
            tensor.copy_(average[name])
