"""The core of the SAM family: weights climb, a gradient is taken there, the weights come back bit for bit.

A perturbation is not an optimizer: it holds no learning rate and no momentum, and any optimizer makes the step.
Nothing here waits for the device: decisions that depend on tensors are made with tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import Parameter

from gpu_experiments.sam import gradients, step_watch
from gpu_experiments.sam.ascent import Normalise
from gpu_experiments.sam.frozen import FrozenStatistics
from gpu_experiments.sam.geometry import Geometry, identity
from gpu_experiments.sam.keywords import refuse_two_step_call, refuse_unknown, signature_of
from gpu_experiments.sam.mechanism import Mechanism
from gpu_experiments.sam.parameter_groups import parameter_groups
from theory.model.arrays import number

Loss = Callable[[Tensor, Tensor], Tensor]
"""From logits and labels to a loss: the batch mean, or (n,) values that are then averaged."""


class Perturbation(Mechanism):
    """A step of the weights within a ball: e = rho T^2 d / (|T d| + guard), norms over all tensors together.

    d is the ascent direction (the gradient found in `.grad`, unless a method says otherwise) and T the
    geometry.

        criterion(model(x), y).backward()       # ascent gradient, at w
        with perturbation:                      # at w + e; gradients cleared, running statistics kept still
            criterion(model(x), y).backward()   # descent gradient, at w + e
        optimizer.step()                        # at w again, bit for bit

    An ascent gradient that is not finite leaves the weights at w and adds one to the counter `nonfinite`.
    Weights in shards (`fully_shard`) climb as those of one process.  Beside what the optimizer holds, the body is run
    with two copies of the weights that climb: w, and the ascent direction.

    Args:
        model: the network, also within DistributedDataParallel.
        rho: radius of the ball, in the units of the weights (of the geometry), finite and >= 0.
        params: the parameters that climb, all of the model's by default: parameters, named ones, or dictionaries with
            "params" and their own radii as in `torch.optim` (every group's e has its own rho, with the common norm).
        geometry: T, from names and weights to a scaling of each tensor, None for 1.
        normalise: "layer" gives every tensor its own norm, and so its own ball.
        ascent_loss: replaces the training loss in the first pass.
        scaler: the GradScaler whose scale is in the gradients; needed only where the size of the ascent gradient
            matters (F-SAM).
        guard: what is added to the norm, so that it is no divisor 0.
        others: parameters that are not the model's, such as a temperature of the loss: they do not climb, and get the
            gradient of the first point visited.
        radii: further radii of a method of several points, by name, as rho.

    Raises:
        ValueError: bad radii or parameters.
        TypeError: an unknown keyword, a point without a radius, or a method of several points without `combine`.
        RuntimeError: it is entered without a gradient, twice, or with the gradient of a step that was not made; the body
            moves the weights; or an optimizer steps that holds parameters of which neither the model nor `others` tells.
    """

    def __new__(cls, *positional: Any, **keywords: Any) -> Any:
        """Tells those who come from the two-step classes what is taken here."""
        refuse_two_step_call(cls, positional)
        return super().__new__(cls)

    def __init_subclass__(cls, **keywords: Any) -> None:
        """Shows the constructor's arguments, which `__new__` takes as they come."""
        super().__init_subclass__(**keywords)
        cls.__signature__ = signature_of(cls)  # type: ignore[attr-defined]

    def __init__(
        self,
        model: nn.Module,
        rho: float = 0.05,
        *,
        params: Iterable[Any] | None = None,
        geometry: Geometry = identity,
        normalise: Normalise = "all",
        ascent_loss: Loss | None = None,
        scaler: torch.amp.GradScaler | None = None,
        guard: float = 1e-12,
        others: Iterable[Parameter] = (),
        **radii: float,
    ) -> None:
        refuse_unknown(type(self), radii, {key for key, _ in self.points})
        if normalise not in ("all", "layer"):
            raise ValueError(f"normalise must be 'all' or 'layer', got {normalise!r}")
        for name, value in (("geometry", geometry), ("ascent_loss", ascent_loss)):
            if value is not None and not callable(value):
                raise ValueError(f"{name} must be callable, got {value!r}")
        number("guard", guard, "finite and >= 0", lambda a: (a >= 0.0) & (a < float("inf")))
        self.model, self.geometry, self.ascent_loss, self.scaler = model, geometry, ascent_loss, scaler
        self.guard, self.normalise, self.others = guard, normalise, list(others)
        self.check_points(("rho", *radii))
        self.param_groups = parameter_groups(model, params, {"rho": rho, **radii})
        self._follows = params is None
        self._known: list[Parameter] = []
        self.find_parameters()
        self.nonfinite = torch.zeros((), dtype=torch.int64)
        self.visited = 0
        """How often a point was visited since the last step of an optimizer that holds the weights."""
        self._frozen = FrozenStatistics(model)
        self._left = None
        self._clear()

    def climbing(self) -> list[Parameter] | None:
        """The parameters whose gradient the ascent needs; None for all of the model's."""
        if self._follows and all(self.active(i) is None for i in range(len(self.param_groups))):
            return None
        return [p for i in range(len(self.param_groups)) for _, p in self._members(i) if p.requires_grad]

    # One point: the context manager.  Every point: `descend`.

    def __enter__(self) -> Perturbation:
        if reason := self.needs_batch() or self.needs_passes():
            raise RuntimeError(f"{type(self).__name__} needs a Driver, since {reason}")
        self._points = self.points
        if not self._inside:
            self.find_parameters()
        self._arrive(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depart(last=True, completed=kind is None)

    def descend(self, evaluate: Callable[[], object]) -> None:
        """Calls `evaluate`, which adds a gradient to `.grad`, at every point; leaves the gradient used there."""
        self._points = self.visits()
        if not self._points:
            self._stay()
            return
        for k in range(len(self._points)):
            self._arrive(k)
            completed = False
            try:
                evaluate()
                completed = True
            finally:
                self._depart(last=k == len(self._points) - 1, completed=completed)

    def set_aside(self) -> None:
        """Puts the gradients in `.grad` aside until the weights are back, to which the gradient used is then added.

        For trainers that accumulate gradients around two passes of their own: called before the first backward of every
        batch, each batch climbs along its own gradient, as in mSAM, and the step is that of their sum.
        """
        found = gradients.taken(self.parameters)
        self._aside = [found] if found.params else []
        self._left = None

    def before_step(self, owned: set[Parameter]) -> None:
        """Called before an optimizer that holds `owned` moves them.  Raises RuntimeError where that cannot be meant."""
        if owned.isdisjoint(self._known):
            return
        name = type(self).__name__
        if self._inside:
            raise RuntimeError(
                f"optimizer.step() was called while {name} stands at w + e: the weights go back to w, so the step would "
                "be lost; call it after the body"
            )
        if self.visited and (strange := owned.difference(self._known, self.others)):
            shapes = ", ".join(sorted(str(tuple(p.shape)) for p in strange if p.grad is not None))
            if shapes:
                raise RuntimeError(
                    f"the optimizer holds parameters of shape {shapes} that are not the model's, whose gradients at w and "
                    f"at w + e would be added up: name them, {name}(model, others=[...])"
                )
        step_watch.rest(self)
        self.visited, self._left = 0, None

    # State.

    def state_dict(self) -> dict[str, Any]:
        """Everything that a bit-identical continuation needs; holds tensors, numbers, strings and lists only."""
        radii = [{k: v for k, v in group.items() if k != "params"} for group in self.param_groups]
        return {"param_groups": radii, "nonfinite": self.nonfinite.clone()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes up the state of a perturbation of the same method and the same parameters."""
        radii = state["param_groups"]
        if len(radii) != len(self.param_groups):
            raise ValueError(f"state must have {len(self.param_groups)} parameter groups, got {len(radii)}")
        for group, values in zip(self.param_groups, radii, strict=True):
            group.update(values)
        self.nonfinite = state["nonfinite"].clone()

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_left": None}


Perturbation.__signature__ = signature_of(Perturbation)  # type: ignore[attr-defined]
