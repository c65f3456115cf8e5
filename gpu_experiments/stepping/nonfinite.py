"""Losses that are not finite: counted, and as asked the step is skipped, or an error raised, without waiting for the device."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import torch
from torch import Tensor
from torch.optim import Optimizer

Policy = Literal["raise", "skip", "count"]
POLICIES: tuple[Policy, ...] = ("raise", "skip", "count")


class NonFinite:
    """Counts the steps in which a loss is not finite; the count stays on the device.

    "raise": FloatingPointError as soon as the count is known here: on a CPU before the weights move, on a GPU a step or
        more later, since nothing waits for it.
    "skip": a step whose gradient is not finite leaves the weights and the optimizer's tensors on their device as they
        are (counters that an optimizer keeps elsewhere go on).  That takes a copy of both for the time of the step.
    "count": only counts.
    """

    def __init__(self, policy: Policy) -> None:
        if policy not in POLICIES:
            raise ValueError(f"nonfinite must be one of {', '.join(POLICIES)}, got {policy!r}")
        self.policy = policy
        self.count = torch.zeros((), dtype=torch.int64)
        self._known: Tensor | None = None
        self._arrived: Any = None

    def see(self, losses: Iterable[Tensor]) -> None:
        """Counts the step if one of its losses is not finite."""
        found = [value.detach() if value.ndim == 0 else value.detach().sum() for value in losses]
        if not found:
            return
        total = sum(found[1:], found[0])
        if self.count.device != total.device:
            self.count = self.count.to(total.device)
        zero = total - total  # NaN if a loss is not finite
        self.count += zero != zero
        if self.policy == "raise":
            self._send()
            self.check()

    def check(self) -> None:
        """Raises FloatingPointError if the count is known here, and not zero."""
        if self.policy != "raise" or self._known is None or not (self._arrived is None or self._arrived.query()):
            return
        if bad := int(self._known.numpy()):
            self.count, self._known = torch.zeros_like(self.count), None
            raise FloatingPointError(
                f"the loss was not finite in {bad} steps: check the inputs, the learning rate and the radius, or ask for "
                'nonfinite="skip" or "count"'
            )

    def make_step(self, optimizer: Optimizer, step: Callable[[], object]) -> None:
        """Makes the step, or under "skip" leaves everything as it is if the gradient is not finite."""
        if self.policy == "skip":
            _unless_bad(optimizer, step)
        else:
            step()

    def _send(self) -> None:
        """Starts the way of the count to this machine's memory, where it can be looked at."""
        if type(self.count) is not Tensor:  # tensors without values, under a tracer
            return
        if self.count.device.type == "cpu":
            self._known = self.count
        elif self._arrived is None or self._arrived.query():
            known = torch.empty((), dtype=torch.int64, pin_memory=True)
            known.copy_(self.count, non_blocking=True)
            self._known, self._arrived = known, torch.Event(self.count.device.type)
            self._arrived.record()


@torch.no_grad()
def _unless_bad(optimizer: Optimizer, step: Callable[[], object]) -> None:
    params = [p for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
    if not params:
        step()
        return
    total = torch.stack([p.grad.float().norm() for p in params]).sum()
    bad = ~total.isfinite()
    weights = [p.clone() for p in params]
    states = [{k: v.clone() for k, v in _tensors(optimizer, p)} for p in params]
    for p in params:
        p.grad.masked_fill_(bad, 0.0)
    step()
    for p, weight, state in zip(params, weights, states, strict=True):
        p.copy_(torch.where(bad, weight, p))
        for key, value in _tensors(optimizer, p):
            value.copy_(torch.where(bad, state.get(key, torch.zeros_like(value)), value))


def _tensors(optimizer: Optimizer, p: Tensor) -> list[tuple[str, Tensor]]:
    """The optimizer's tensors for a parameter that are on its device."""
    own = optimizer.state.get(p, {}).items()
    return [(k, v) for k, v in own if isinstance(v, Tensor) and v.device == p.device and v.ndim]
