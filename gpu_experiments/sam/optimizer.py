"""A `torch.optim.Optimizer` with `step(closure)`, for trainers that own the loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from gpu_experiments.sam.perturbation import Perturbation


class SharpnessAwareOptimizer(Optimizer):
    """Wraps an optimizer: every `step(closure)` calls the closure at w and at each point the method visits.

        optimizer = SharpnessAwareOptimizer(SAM(model, rho=0.05), torch.optim.SGD(model.parameters(), lr=0.1))

        def closure():
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            return loss

        optimizer.step(closure)

    Parameter groups and state are the wrapped optimizer's own, so that schedulers act on them; `state_dict` holds
    both states.

    Args:
        method: a method that needs no batch of its own.
        optimizer: makes the step; any of torch's.

    Raises:
        ValueError: the method needs the batch itself (mSAM, ESAM with gamma < 0.99): use `Driver`.
    """

    def __init__(self, method: Perturbation, optimizer: Optimizer) -> None:
        _refuse_what_needs_the_batch(method)
        super().__init__(optimizer.param_groups, optimizer.defaults)
        self.method, self.optimizer = method, optimizer
        self._share()

    def step(  # type: ignore[override]
        self, closure: Callable[[], Tensor] | None = None, ascent_closure: Callable[[], Tensor] | None = None
    ) -> Tensor:
        """One step; returns the value of the closure that was called at w: `ascent_closure` if given, else `closure`.

        `closure` clears the gradients, computes the loss and calls backward.  `ascent_closure` does so with the
        ascent loss; it is required by methods that have one (BiSAM).
        """
        if closure is None:
            raise ValueError("closure must be a function that computes the loss and its gradients, got None")
        _refuse_what_needs_the_batch(self.method)  # again, for a method that was plain when the wrapper was made
        plain = self.method.is_plain
        if self.method.ascent_loss is not None and ascent_closure is None and not plain:
            raise ValueError("ascent_closure must be given, since the method has an ascent loss; got None")
        with torch.enable_grad():
            value = closure() if plain or ascent_closure is None else ascent_closure()
            if not plain:
                self.method.descend(closure)
        self.optimizer.step()
        return value

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Adds the group to the wrapped optimizer; it does not climb."""
        if not hasattr(self, "optimizer"):  # called by Optimizer.__init__ for the groups that exist
            super().add_param_group(param_group)
            return
        self.optimizer.add_param_group(param_group)
        self._share()

    def state_dict(self) -> dict[str, Any]:
        """The wrapped optimizer's state, and the method's under "method"."""
        return {**self.optimizer.state_dict(), "method": self.method.state_dict()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes up both states."""
        self.method.load_state_dict(state_dict["method"])
        self.optimizer.load_state_dict({k: v for k, v in state_dict.items() if k != "method"})
        self._share()

    def _share(self) -> None:
        self.param_groups, self.state = self.optimizer.param_groups, self.optimizer.state


def _refuse_what_needs_the_batch(method: Perturbation) -> None:
    if reason := method.needs_batch():
        raise ValueError(f"method {type(method).__name__} needs a Driver, since {reason}")
