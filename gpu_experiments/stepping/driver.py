"""The driver: owns the passes of one training step, for every method and any torch optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import Parameter
from torch.optim import Optimizer

from gpu_experiments.sam import gradients
from gpu_experiments.sam.perturbation import Loss, Perturbation
from gpu_experiments.stepping.checked_hooks import (
    check_optimizer,
    check_replicas,
    check_use_of_the_batch,
    parts_of,
    rows_of,
)
from gpu_experiments.stepping.model_inputs import Inputs, check_lengths, rows, selected, tensors_of
from gpu_experiments.stepping.nonfinite import NonFinite, Policy
from gpu_experiments.stepping.passes import Passes
from gpu_experiments.stepping.reductions import Share, shares, times
from gpu_experiments.stepping.same_draws import SameDraws


class Driver:
    """One training step of a method: `step(loss, inputs, labels)`.

        driver = Driver(BSAM(model, rho=0.05), torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9))
        for x, y in loader:
            value = driver.step(torch.nn.functional.cross_entropy, x, y)

    Where rho is 0 the plain step is made, with one pass.  Parameters that are not the model's, of the loss or among the
    optimizer's, do not climb and get the gradient of the first point visited.

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
        nonfinite: what a loss that is not finite does (see `NonFinite`, whose count is `driver.nonfinite.count`); a
            scaler skips such steps by itself, so that there they are only counted.
        same_masks: gives all passes of a step the same random numbers, so that dropout leaves out the same units at w
            and at w + e.

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
        nonfinite: Policy = "raise",
        same_masks: bool = False,
    ) -> None:
        if accumulation < 1:
            raise ValueError(f"accumulation must be at least 1, got {accumulation!r}")
        if max_grad_norm is not None and not max_grad_norm > 0.0:
            raise ValueError(f"max_grad_norm must be positive, got {max_grad_norm!r}")
        if same_masks and method.selects:
            raise ValueError(f"same_masks must be False for {type(method).__name__}, since other samples descend")
        check_optimizer(optimizer)
        check_replicas(method, per_replica)
        check_use_of_the_batch(method)
        self.method, self.optimizer = method, optimizer
        self.accumulation, self.max_grad_norm = accumulation, max_grad_norm
        self.autocast, self.scaler, self.per_replica, self.same_masks = autocast, scaler, per_replica, same_masks
        self.nonfinite = NonFinite(nonfinite if scaler is None else "count")
        self._passes = Passes(method, accumulation, autocast, scaler)
        self._others = list(method.others)
        method.scaler = scaler if scaler is not None else method.scaler
        self.logits: Tensor | None = None
        """The logits (n, K) at w of the last step, detached."""

    def step(self, loss: Loss, inputs: Inputs, labels: Tensor) -> Tensor:
        """Makes one step; returns the training loss at w, the batch mean, detached and still on the device.

        `inputs` are a tensor (n, ...), or a mapping or sequence of what the model is called with.
        `loss(logits, labels)` returns the mean over its samples, or (n,) values.  A method that selects samples needs
        the values: there it must return them or take `reduction="none"`.  Where the batch is split, by `accumulation` or
        the method, the loss must return values or take `reduction`, since a mean may be weighted, or a sum.
        The gradient used stays in `.grad`.  Raises FloatingPointError as `nonfinite` says.
        """
        check_lengths(inputs, labels)
        self.nonfinite.check()
        self._know_others(loss)
        self._clear_gradients()
        self._passes.losses.clear()
        if self.method.is_plain:
            value, self.logits = self._passes.run(loss, inputs, labels)
        else:
            value, self.logits = self._ascend_and_descend(loss, inputs, labels)
        self.nonfinite.see(self._passes.losses)
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

    def _ascend_and_descend(self, loss: Loss, inputs: Inputs, labels: Tensor) -> tuple[Tensor, Tensor]:
        method, n = self.method, len(labels)
        check_use_of_the_batch(method)  # again, for a method that was plain when the driver was made
        parts = parts_of(method, n)
        if len(parts) == 1:
            return self._one_ascent(loss, inputs, labels)
        values, logits, share_of = [], [], list[Share]()
        carried: dict[Parameter, Tensor] = {}
        for number, part in enumerate(parts):
            x, y, last = rows(inputs, part), labels[part], number == len(parts) - 1

            def share(z: Tensor, number: int = number) -> Share:
                """Known once there are logits, whose shape it takes."""
                share_of[:] = share_of or shares(loss, z, labels, parts)
                return share_of[number]

            value, found = self._one_ascent(loss, x, y, share=share, carried=carried, last=last)
            values.append(times(value, share(found)))
            logits.append(found)
            if not last:
                carried = {p: p.grad for p in method.parameters if p.grad is not None}
                self._clear_gradients()
        return torch.stack(values).sum(), torch.cat(logits)

    def _one_ascent(
        self,
        loss: Loss,
        inputs: Inputs,
        labels: Tensor,
        *,
        share: Callable[[Tensor], Share] = lambda logits: 1.0,
        carried: dict[Parameter, Tensor] | None = None,
        last: bool = True,
    ) -> tuple[Tensor, Tensor]:
        """One ascent and the descent from its points; leaves `carried` plus `share` times the gradient used."""
        method, select, together = self.method, self.method.selects, self.method.combines
        whole = not (self.per_replica or method.apart)
        draws = SameDraws([labels, *tensors_of(inputs)]) if self.same_masks else None
        value, logits = self._passes.run(loss, inputs, labels, ascent=True, sync=whole, per_sample=select)

        def evaluate() -> None:
            x, y = inputs, labels
            if select:
                chosen = rows_of(method, value, self._passes.values(loss, x, y))
                x, y = selected(x, chosen), y.index_select(0, chosen)
            if draws is not None:
                draws.again()
            if together:  # the gradients that are combined must be those of these samples alone
                self._passes.run(loss, x, y)
                return
            for p, gradient in (carried or {}).items():
                p.grad = gradient
            self._passes.run(loss, x, y, part=share(logits), sync=last)

        method.descend(evaluate)
        if together:
            self._add(carried or {}, share(logits))
        return value.mean() if select else value, logits

    def _add(self, carried: dict[Parameter, Tensor], share: Share) -> None:
        """Adds the gradients carried to `share` times those found."""
        if not isinstance(share, float) or share != 1.0:
            for p in self.method.parameters:
                if p.grad is not None:
                    p.grad = times(p.grad, share)
        gradients.add(carried)

    def _update(self) -> None:
        if self.max_grad_norm is not None:
            if self.scaler is not None:
                self.scaler.unscale_(self.optimizer)
            owned = [p for group in self.optimizer.param_groups for p in group["params"]]
            torch.nn.utils.clip_grad_norm_(owned, self.max_grad_norm)
        if self.scaler is None:
            self.nonfinite.make_step(self.optimizer, self.optimizer.step)
        else:
            self.scaler.step(self.optimizer)
            self.scaler.update()

    def _know_others(self, loss: Loss) -> None:
        """Tells the method of the parameters that are not its model's: the optimizer's, and those of the loss."""
        self.method.find_parameters()
        known = self.method.known
        owned = [p for group in self.optimizer.param_groups for p in group["params"]]
        of_losses = [p for f in (loss, self.method.ascent_loss) if isinstance(f, nn.Module) for p in f.parameters()]
        self.method.others = [p for p in dict.fromkeys([*self._others, *owned, *of_losses]) if p not in known]

    def _clear_gradients(self) -> None:
        gradients.clear(self.method.parameters)
