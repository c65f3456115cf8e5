"""The driver: owns the passes of one training step, for every method and any torch optimizer."""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim import Optimizer

from gpu_experiments.sam.checked_hooks import check_replicas, check_use_of_the_batch, parts_of, rows_of
from gpu_experiments.sam.perturbation import Loss, Perturbation


class Driver:
    """One training step of a method: `step(loss, inputs, labels)`.

        driver = Driver(BSAM(model, rho=0.05), torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9))
        for x, y in loader:
            value = driver.step(torch.nn.functional.cross_entropy, x, y)

    Where rho is 0 the plain step is made, with one pass.

    Args:
        method: of the family, or your own.
        optimizer: makes the step; any of torch's.
        accumulation: splits every pass into that many parts to save memory; the step is that of the whole batch.
        max_grad_norm: clips the gradient used, not the ascent.
        autocast: dtype of the forward passes.
        scaler: the GradScaler of float16.
        per_replica: with a DistributedDataParallel model the ascent gradient is averaged over the replicas, so that
            all climb alike; True lets each climb along its own (m-sharpness, as methods that split the batch always
            do).

    Raises:
        ValueError: bad options, or a method that needs the batch and does not say what for.
    """

    def __init__(
        self,
        method: Perturbation,
        optimizer: Optimizer,
        *,
        accumulation: int = 1,
        max_grad_norm: float | None = None,
        autocast: torch.dtype | None = None,
        scaler: torch.amp.GradScaler | None = None,
        per_replica: bool = False,
    ) -> None:
        if accumulation < 1:
            raise ValueError(f"accumulation must be at least 1, got {accumulation!r}")
        if max_grad_norm is not None and not max_grad_norm > 0.0:
            raise ValueError(f"max_grad_norm must be positive, got {max_grad_norm!r}")
        check_replicas(method, per_replica)
        check_use_of_the_batch(method)
        self.method, self.optimizer = method, optimizer
        self.accumulation, self.max_grad_norm = accumulation, max_grad_norm
        self.autocast, self.scaler, self.per_replica = autocast, scaler, per_replica
        method.scaler = scaler if scaler is not None else method.scaler
        self._model_parameters = list(method.model.parameters())
        self.logits: Tensor | None = None
        """The logits (n, K) at w of the last step, detached."""

    def step(self, loss: Loss, inputs: Tensor, labels: Tensor) -> Tensor:
        """Makes one step; returns the training loss at w, the batch mean, detached and still on the device.

        `loss(logits, labels)` returns the mean over its samples, or (n,) values.  A method that selects samples needs
        the values: there it must return them or take `reduction="none"`.  The gradient used stays in `.grad`.
        """
        if len(inputs) != len(labels) or len(labels) == 0:
            raise ValueError(f"inputs and labels must have the same length >= 1, got {len(inputs)} and {len(labels)}")
        self._clear_gradients()
        if self.method.is_plain:
            value, self.logits = self._pass(loss, inputs, labels)
        else:
            value, self.logits = self._ascend_and_descend(loss, inputs, labels)
        self._update()
        return value

    def state_dict(self) -> dict[str, Any]:
        """The state of method, optimizer and scaler: with the model's, all that a continuation needs."""
        state = {"method": self.method.state_dict(), "optimizer": self.optimizer.state_dict()}
        return state if self.scaler is None else {**state, "scaler": self.scaler.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes up the state of a driver of the same parts."""
        self.method.load_state_dict(state["method"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.scaler is not None:
            self.scaler.load_state_dict(state["scaler"])

    def _ascend_and_descend(self, loss: Loss, inputs: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        method, n = self.method, len(labels)
        check_use_of_the_batch(method)  # again, for a method that was plain when the driver was made
        parts = parts_of(method, n)
        values, logits = [], []
        carried: dict[nn.Parameter, Tensor] = {}
        for number, rows in enumerate(parts, start=1):
            x, y, last = inputs[rows], labels[rows], number == len(parts)
            share = len(y) / n
            value, found = self._one_ascent(loss, x, y, share=share, carried=carried, last=last)
            values.append(value if last and number == 1 else value * share)
            logits.append(found)
            if not last:
                carried = {p: p.grad for p in method.model.parameters() if p.grad is not None}
                self._clear_gradients()
        return (values[0], logits[0]) if len(parts) == 1 else (torch.stack(values).sum(), torch.cat(logits))

    def _one_ascent(
        self,
        loss: Loss,
        inputs: Tensor,
        labels: Tensor,
        *,
        share: float,
        carried: dict[nn.Parameter, Tensor],
        last: bool,
    ) -> tuple[Tensor, Tensor]:
        """One ascent and the descent from its points; leaves `carried` plus `share` times the gradient used."""
        method, select, together = self.method, self.method.selects, self.method.combines
        whole = not (self.per_replica or method.apart)
        value, logits = self._pass(loss, inputs, labels, ascent=True, sync=whole, per_sample=select)

        def evaluate() -> None:
            x, y = inputs, labels
            if select:
                with torch.no_grad():
                    rows = rows_of(method, value, self._per_sample(loss, x, y))
                x, y = x.index_select(0, rows), y.index_select(0, rows)
            if together:  # the gradients that are combined must be those of these samples alone
                self._pass(loss, x, y)
                return
            for p, gradient in carried.items():
                p.grad = gradient
            self._pass(loss, x, y, part=share, sync=last)

        method.descend(evaluate)
        if together:
            self._add(carried, share)
        return value.mean() if select else value, logits

    def _add(self, carried: dict[nn.Parameter, Tensor], share: float) -> None:
        """Adds the gradients carried to `share` times those found."""
        for p in self._model_parameters:
            if p.grad is not None and share != 1.0:
                p.grad *= share
            if p in carried:
                p.grad = carried[p] if p.grad is None else p.grad + carried[p]

    def _pass(
        self,
        loss: Loss,
        inputs: Tensor,
        labels: Tensor,
        *,
        ascent: bool = False,
        part: float = 1.0,
        sync: bool = True,
        per_sample: bool = False,
    ) -> tuple[Tensor, Tensor]:
        """Forward and backward of `part` times the mean loss, in `accumulation` pieces; loss and logits, detached.

        In the ascent the gradient is that of the ascent loss, and only of the parameters that climb.
        """
        objective = self.method.ascent_loss if ascent and self.method.ascent_loss is not None else loss
        leaves = self._leaves() if ascent else None
        pieces = self._pieces(inputs, labels)
        values, logits = [], []
        for number, (x, y) in enumerate(pieces):
            weight = part * len(y) / len(labels)
            with self._communication(sync and number == len(pieces) - 1):
                with self._autocast(x):
                    z = self.method.model(x)
                    value = _mean(objective(z, y))
                scaled = value if weight == 1.0 else value * weight
                if self.scaler is not None:
                    scaled = self.scaler.scale(scaled)
                torch.autograd.backward(scaled, inputs=leaves)
            z = z.detach()
            if per_sample or objective is not loss:
                with torch.no_grad(), self._autocast(x):
                    value = _values(loss, z, y) if per_sample else _mean(loss(z, y))
            value = value.detach()
            values.append(value if per_sample or len(pieces) == 1 else value * (len(y) / len(labels)))
            logits.append(z)
        if len(pieces) == 1:
            return values[0], logits[0]
        return torch.cat(values) if per_sample else torch.stack(values).sum(), torch.cat(logits)

    def _per_sample(self, loss: Loss, inputs: Tensor, labels: Tensor) -> Tensor:
        values = []
        for x, y in self._pieces(inputs, labels):
            with self._autocast(x):
                values.append(_values(loss, self.method.model(x), y))
        return torch.cat(values)

    def _pieces(self, inputs: Tensor, labels: Tensor) -> list[tuple[Tensor, Tensor]]:
        if self.accumulation == 1:
            return [(inputs, labels)]
        xs, ys = inputs.tensor_split(self.accumulation), labels.tensor_split(self.accumulation)
        return [(x, y) for x, y in zip(xs, ys, strict=True) if len(y)]

    def _leaves(self) -> list[nn.Parameter] | None:
        """The parameters to differentiate in the ascent; None for all, which DistributedDataParallel needs."""
        if self.method.combines or isinstance(self.method.model, DistributedDataParallel):
            return None
        return self.method.climbing()

    def _update(self) -> None:
        if self.max_grad_norm is not None:
            if self.scaler is not None:
                self.scaler.unscale_(self.optimizer)
            owned = [p for group in self.optimizer.param_groups for p in group["params"]]
            torch.nn.utils.clip_grad_norm_(owned, self.max_grad_norm)
        if self.scaler is None:
            self.optimizer.step()
        else:
            self.scaler.step(self.optimizer)
            self.scaler.update()

    def _clear_gradients(self) -> None:
        for group in self.optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        for p in self._model_parameters:
            p.grad = None

    def _autocast(self, like: Tensor) -> contextlib.AbstractContextManager[Any]:
        return _NOTHING if self.autocast is None else torch.autocast(like.device.type, dtype=self.autocast)

    def _communication(self, wanted: bool) -> contextlib.AbstractContextManager[Any]:
        """Keeps DistributedDataParallel from averaging the gradients where they are to stay local."""
        model = self.method.model
        return model.no_sync() if not wanted and isinstance(model, DistributedDataParallel) else _NOTHING


_NOTHING = contextlib.nullcontext()


def _mean(value: Tensor) -> Tensor:
    return value.mean() if value.ndim else value


def _values(loss: Loss, logits: Tensor, labels: Tensor) -> Tensor:
    """The losses (n,) of every sample, by a loss that returns them or can be asked to."""
    single: Callable[..., Tensor] = loss
    if isinstance(loss, nn.Module) and hasattr(loss, "reduction"):
        single = copy.copy(loss)
        vars(single)["reduction"] = "none"
    elif "reduction" in inspect.signature(loss).parameters:
        single = functools.partial(single, reduction="none")
    value = single(logits, labels)
    if value.shape != labels.shape[:1]:
        raise ValueError(
            "loss must give one value a sample to select samples: return (n,) values or take "
            f"reduction='none', got shape {tuple(value.shape)}"
        )
    return value
