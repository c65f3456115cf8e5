"""A `torch.optim.Optimizer` with `step(closure)`, for trainers that own the loop."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from gpu_experiments.sam import gradients
from gpu_experiments.sam.perturbation import Perturbation
from gpu_experiments.stepping.checked_hooks import check_optimizer
from gpu_experiments.stepping.input_watch import InputWatch
from gpu_experiments.stepping.nonfinite import NonFinite, Policy
from gpu_experiments.stepping.same_draws import SameDraws


class SharpnessAwareOptimizer(Optimizer):
    """Wraps an optimizer: every `step(closure)` calls the closure at w and at each point the method visits.

        optimizer = SharpnessAwareOptimizer(SAM(model, rho=0.05), torch.optim.SGD(model.parameters(), lr=0.1))

        def closure():
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            return loss

        optimizer.step(closure)

    The gradient of the step is the closure's own: one of a backward before the step, of the same inputs, does not count
    twice.  Gradients of other inputs, which a trainer has accumulated, are refused, since the closure cannot repeat them.
    Where the passes were made by the context manager, `with optimizer.method:`, `step()` takes no closure.
    Parameter groups and state are the wrapped optimizer's own, so that schedulers act on them; `state_dict` holds
    both states.

    Args:
        method: a method that needs no batch of its own.
        optimizer: makes the step; any of torch's that needs no closure.
        nonfinite, same_masks: as in `Driver`.

    Raises:
        ValueError: the method needs the batch itself (mSAM, ESAM with gamma < 0.99): use `Driver`; or the optimizer needs
            a closure (LBFGS).
    """

    moves_weights = False
    """The wrapped optimizer does."""

    def __init__(
        self, method: Perturbation, optimizer: Optimizer, *, nonfinite: Policy = "raise", same_masks: bool = False
    ) -> None:
        check_optimizer(optimizer)
        _refuse_what_needs_the_batch(method)
        self.method, self.optimizer, self.same_masks = method, optimizer, same_masks
        self.nonfinite = NonFinite(nonfinite)
        self._others = list(method.others)
        self._left: gradients.Mark | None = None
        self._start(optimizer.defaults)

    def step(  # type: ignore[override]
        self, closure: Callable[[], Tensor] | None = None, ascent_closure: Callable[[], Tensor] | None = None
    ) -> Tensor | None:
        """One step; returns the value of the closure that was called at w: `ascent_closure` if given, else `closure`.

        `closure` computes the loss and calls backward, with or without clearing the gradients first.  `ascent_closure`
        does so with the ascent loss; it is required by methods that have one (BiSAM).
        """
        _refuse_what_needs_the_batch(self.method)  # again, for a method that was plain when the wrapper was made
        self.nonfinite.check()
        if closure is None:
            self._refuse_without_passes()
            self.nonfinite.make_step(self.optimizer, self.optimizer.step)
            self._end()
            return None
        plain = self.method.is_plain
        if self.method.ascent_loss is not None and ascent_closure is None and not plain:
            raise ValueError("ascent_closure must be given, since the method has an ascent loss; got None")
        self._know_others()
        values: list[Tensor] = []
        draws = SameDraws(self.method.parameters) if self.same_masks else None

        def evaluate() -> None:
            if draws is not None:
                draws.again()
            values.append(closure())

        with torch.enable_grad():
            values.append(self._alone(closure if plain or ascent_closure is None else ascent_closure))
            if not plain:
                self.method.descend(evaluate)
        self.nonfinite.see([value for value in values if isinstance(value, Tensor)])
        self.nonfinite.make_step(self.optimizer, self.optimizer.step)
        self._end()
        return values[0]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clears the gradients; passes made before do not count any more."""
        super().zero_grad(set_to_none)
        gradients.clear(self.method.parameters)
        self._inputs.clear()
        if not self.method.is_inside:
            self.method.visited = 0

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Adds the group to the wrapped optimizer; it does not climb."""
        if not self._starting:  # else called by Optimizer.__init__ for the groups that exist
            self.optimizer.add_param_group(param_group)

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """The wrapped optimizer's."""
        return self.optimizer.param_groups

    @param_groups.setter
    def param_groups(self, groups: list[dict[str, Any]]) -> None:
        if not self._starting:
            self.optimizer.param_groups = groups

    @property
    def state(self) -> Any:
        """The wrapped optimizer's."""
        return self.optimizer.state

    @state.setter
    def state(self, state: Any) -> None:
        if not self._starting:
            self.optimizer.state = state

    def state_dict(self) -> dict[str, Any]:
        """The wrapped optimizer's state, and the method's under "method"."""
        for before in self._optimizer_state_dict_pre_hooks.values():
            before(self)
        state = {**self.optimizer.state_dict(), "method": self.method.state_dict()}
        for after in self._optimizer_state_dict_post_hooks.values():
            state = after(self, state) or state
        return state

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Takes up both states; of a plain optimizer's state, with a warning, that of the optimizer alone."""
        state = dict(state_dict)
        for before in self._optimizer_load_state_dict_pre_hooks.values():
            state = before(self, state) or state
        own = state.pop("method", None)
        if own is None:
            warnings.warn("this is the state of a plain optimizer: the method's own starts anew", stacklevel=2)
        else:
            self.method.load_state_dict(own)
        self.optimizer.load_state_dict(state)
        for after in self._optimizer_load_state_dict_post_hooks.values():
            after(self)

    def __getstate__(self) -> dict[str, Any]:
        kept = ("method", "optimizer", "same_masks", "_others")
        return {**{name: vars(self)[name] for name in kept}, "policy": self.nonfinite.policy}

    def __setstate__(self, state: dict[str, Any]) -> None:
        policy = state.pop("policy")
        vars(self).update(state)
        self.nonfinite, self._left = NonFinite(policy), None
        self._start(self.optimizer.defaults)

    def _start(self, defaults: dict[str, Any]) -> None:
        self._starting = True
        super().__init__(self.optimizer.param_groups, defaults)
        self._starting = False
        self._inputs = InputWatch(self.method.model)

    def _alone(self, closure: Callable[[], Tensor]) -> Tensor:
        """Calls the closure at w; what is then in `.grad` is its own gradient, and nothing that was there before.

        Raises RuntimeError if it adds to a gradient of other inputs.
        """
        mine = self.method.parameters
        first = next((p for p in mine if p.grad is not None), None)
        accumulated = first is not None and not gradients.is_left(self._left, first)
        gradients.clear(mine)
        if first is None or not accumulated:
            self._inputs.clear()
            return closure()
        first.grad = probe = torch.zeros_like(first)
        version = probe._version
        value = closure()
        if first.grad is probe and not self._inputs.one_batch():
            gradients.clear(mine)
            raise RuntimeError(
                "the gradients of several batches were accumulated, of which the closure repeats only the last: accumulate "
                "inside the closure, or make both passes of each batch by the context manager and `step()` without closure"
            )
        if first.grad is probe and probe._version == version:  # this pass did not see the parameter
            first.grad = None
        return value

    def _end(self) -> None:
        self._left = gradients.mark(self.method.parameters)
        self._inputs.clear()

    def _know_others(self) -> None:
        self.method.find_parameters()
        known = self.method.known
        owned = [p for group in self.param_groups for p in group["params"]]
        self.method.others = [p for p in dict.fromkeys([*self._others, *owned]) if p not in known]

    def _refuse_without_passes(self) -> None:
        if not (self.method.visited or self.method.is_plain):
            raise ValueError(
                "closure must be a function that computes the loss and its gradients, got None; without one make the passes "
                "before the step, the one at w + e within `with optimizer.method:`"
            )


def _refuse_what_needs_the_batch(method: Perturbation) -> None:
    if reason := method.needs_batch():
        raise ValueError(f"method {type(method).__name__} needs a Driver, since {reason}")
