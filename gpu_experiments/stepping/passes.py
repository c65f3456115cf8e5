"""Forward and backward passes of a batch: in pieces, in half precision, scaled, with or without communication."""

from __future__ import annotations

import contextlib
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from gpu_experiments.sam.perturbation import Loss, Perturbation
from gpu_experiments.sam.sharded import any_sharded
from gpu_experiments.stepping.model_inputs import Inputs, device_type, logits_of, rows
from gpu_experiments.stepping.reductions import Share, shares, times, values_of


class Passes:
    """The passes of a driver's step; its options are described there."""

    def __init__(
        self,
        method: Perturbation,
        accumulation: int,
        autocast: torch.dtype | None,
        scaler: torch.amp.GradScaler | None,
    ) -> None:
        self.method, self.accumulation, self.autocast, self.scaler = method, accumulation, autocast, scaler
        self.losses: list[Tensor] = []
        """The losses of all passes since they were cleared, detached."""

    def run(
        self,
        loss: Loss,
        inputs: Inputs,
        labels: Tensor,
        *,
        ascent: bool = False,
        part: Share = 1.0,
        sync: bool = True,
        per_sample: bool = False,
    ) -> tuple[Tensor, Tensor]:
        """Forward and backward of `part` times the loss, in `accumulation` pieces; loss and logits, detached.

        In the ascent the gradient is that of the ascent loss, and only of the parameters that climb.
        """
        objective = self.method.ascent_loss if ascent and self.method.ascent_loss is not None else loss
        leaves = self._leaves() if ascent else None
        cuts = self._cuts(labels)
        values: list[Tensor] = []
        logits: list[Tensor] = []
        weights: list[Share] = [1.0]
        reported: list[Share] = [1.0]
        for number, cut in enumerate(cuts):
            x, y = (inputs, labels) if len(cuts) == 1 else (rows(inputs, cut), labels[cut])
            with self._communication(sync and number == len(cuts) - 1):
                with self._autocast(x):
                    z = logits_of(self.method.model, x)
                    value = mean(objective(z, y))
                if number == 0 and len(cuts) > 1:
                    weights = shares(objective, z, labels, cuts)
                    reported = weights if objective is loss else shares(loss, z, labels, cuts)
                contribution = times(value, weights[number])
                scaled = times(contribution, part)
                if self.scaler is not None:
                    scaled = self.scaler.scale(scaled)
                torch.autograd.backward(scaled, inputs=leaves)
            self.losses.append(contribution.detach())
            z = z.detach()
            if per_sample or objective is not loss:
                with torch.no_grad(), self._autocast(x):
                    value = values_of(loss, z, y) if per_sample else mean(loss(z, y))
            values.append(value.detach() if per_sample else times(value.detach(), reported[number]))
            logits.append(z)
        if len(cuts) == 1:
            return values[0], logits[0]
        return torch.cat(values) if per_sample else torch.stack(values).sum(), torch.cat(logits)

    @torch.no_grad()
    def values(self, loss: Loss, inputs: Inputs, labels: Tensor) -> Tensor:
        """The losses (n,) of every sample."""
        found = []
        for cut in self._cuts(labels):
            x, y = rows(inputs, cut), labels[cut]
            with self._autocast(x):
                found.append(values_of(loss, logits_of(self.method.model, x), y))
        torch.clear_autocast_cache()  # what it holds from here has no history, within a region of the caller's too
        return torch.cat(found)

    def _cuts(self, labels: Tensor) -> list[slice]:
        bounds = [0]
        for piece in labels.tensor_split(self.accumulation):
            bounds.append(bounds[-1] + len(piece))
        return [slice(a, b) for a, b in pairwise(bounds) if b > a]

    def _leaves(self) -> list[nn.Parameter] | None:
        """The parameters to differentiate in the ascent; None for all, which replicas and shards need."""
        model = self.method.model
        if self.method.combines or isinstance(model, DistributedDataParallel) or any_sharded(model.parameters()):
            return None
        return self.method.climbing()

    def _autocast(self, like: Inputs) -> contextlib.AbstractContextManager[Any]:
        return _NOTHING if self.autocast is None else torch.autocast(device_type(like), dtype=self.autocast)

    def _communication(self, wanted: bool) -> contextlib.AbstractContextManager[Any]:
        """Keeps DistributedDataParallel from averaging the gradients where they are to stay local."""
        model = self.method.model
        return model.no_sync() if not wanted and isinstance(model, DistributedDataParallel) else _NOTHING


_NOTHING = contextlib.nullcontext()


def mean(value: Tensor) -> Tensor:
    """The mean of (n,) values; a loss as it is."""
    return value.mean() if value.ndim else value
