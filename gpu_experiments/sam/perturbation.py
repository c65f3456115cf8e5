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

from gpu_experiments.sam.flat_vectors import flat, length_of, pieces_of
from gpu_experiments.sam.frozen import FrozenStatistics
from gpu_experiments.sam.geometry import Geometry, identity
from gpu_experiments.sam.hooks import Hooks
from gpu_experiments.sam.parameter_groups import parameter_groups

Loss = Callable[[Tensor, Tensor], Tensor]
"""From logits and labels to a loss: the batch mean, or (n,) values that are then averaged."""


class Perturbation(Hooks):
    """A step of the weights within a ball: e = rho T^2 d / (|T d| + guard), norms over all tensors together.

    d is the ascent direction (the gradient found in `.grad`, unless a method says otherwise) and T the
    geometry.

        criterion(model(x), y).backward()       # ascent gradient, at w
        with perturbation:                      # at w + e; gradients cleared, running statistics kept still
            criterion(model(x), y).backward()   # descent gradient, at w + e
        optimizer.step()                        # at w again, bit for bit

    An ascent gradient that is not finite leaves the weights at w and adds one to the counter `nonfinite`.

    Args:
        model: the network, also within DistributedDataParallel.
        rho: radius of the ball, in the units of the weights (of the geometry), finite and >= 0.
        params: the parameters that climb, all of the model's by default: parameters, or dictionaries with "params"
            and their own radii as in `torch.optim` (every group's e has its own rho, with the common norm).
        geometry: T, from names and weights to a scaling of each tensor, None for 1.
        ascent_loss: replaces the training loss in the first pass.
        scaler: the GradScaler whose scale is in the gradients; needed only where the size of the ascent gradient
            matters (F-SAM).
        guard: what is added to the norm, so that it is no divisor 0.
        radii: further radii of a method of several points, by name, as rho.

    Raises:
        ValueError: bad radii or parameters.
        TypeError: a point has no radius, or a method of several points has no `combine`.
        RuntimeError: it is entered without a gradient or twice.
    """

    def __init__(
        self,
        model: nn.Module,
        rho: float = 0.05,
        *,
        params: Iterable[Parameter] | Iterable[dict[str, Any]] | None = None,
        geometry: Geometry = identity,
        ascent_loss: Loss | None = None,
        scaler: torch.amp.GradScaler | None = None,
        guard: float = 1e-12,
        **radii: float,
    ) -> None:
        self.model, self.geometry, self.ascent_loss, self.scaler = model, geometry, ascent_loss, scaler
        self.guard = guard
        self.check_points(("rho", *radii))
        self.param_groups = parameter_groups(model, params, {"rho": rho, **radii})
        names = {id(p): name for name, p in model.named_parameters()}
        self._pairs = [[(names[id(p)], p) for p in group["params"]] for group in self.param_groups]
        self._everything = list(model.parameters())
        self._covers = len(self._everything) == sum(map(len, self._pairs))
        self.nonfinite = torch.zeros((), dtype=torch.int64)
        self._frozen = FrozenStatistics(model)
        self._inside = False
        self._clear()

    def climbing(self) -> list[Parameter] | None:
        """The parameters whose gradient the ascent needs; None for all of the model's."""
        if self._covers and all(self.active(i) is None for i in range(len(self.param_groups))):
            return None
        return [p for i in range(len(self.param_groups)) for _, p in self._members(i) if p.requires_grad]

    # One point: the context manager.  Every point: `descend`.

    def __enter__(self) -> Perturbation:
        count = len(self.points)
        reason = self.needs_batch() or (f"it visits {count} points" if count != 1 else "")
        if reason:
            raise RuntimeError(f"{type(self).__name__} needs a Driver, since {reason}")
        self._arrive(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depart(last=True, completed=kind is None)

    def descend(self, evaluate: Callable[[], object]) -> None:
        """Calls `evaluate`, which adds a gradient to `.grad`, at every point; leaves the gradient used there."""
        for k in range(len(self.points)):
            self._arrive(k)
            completed = False
            try:
                evaluate()
                completed = True
            finally:
                self._depart(last=k == len(self.points) - 1, completed=completed)

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

    # The mechanism.

    def _arrive(self, k: int) -> None:
        enabled = torch.is_grad_enabled()
        torch.set_grad_enabled(False)  # half the cost of torch.no_grad()
        try:
            if k:
                self._earlier.append(self._take())
            else:
                self._begin()
            self._climb(k)
        except BaseException:
            if k or not self._inside:  # else another entry owns the state
                self._leave()
            raise
        finally:
            torch.set_grad_enabled(enabled)
        self._inside = True

    def _depart(self, *, last: bool, completed: bool) -> None:
        enabled = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        try:
            self._restore()
            if last and completed:
                self._finish()
        finally:
            if last or not completed:
                self._leave()
            torch.set_grad_enabled(enabled)

    def _members(self, index: int) -> list[tuple[str, Parameter]]:
        pairs, mask = self._pairs[index], self.active(index)
        return pairs if mask is None else [pair for pair, on in zip(pairs, mask, strict=True) if on]

    def _clear(self) -> None:
        self._inside = self._climbed = False
        self._params: list[Tensor] = []
        self._spans: list[tuple[int, int, dict[str, Any]]] = []
        self._saved: list[Tensor] = []
        self._at_w: dict[Parameter, Tensor] = {}
        self._earlier: list[dict[Parameter, Tensor]] = []

    def _begin(self) -> None:
        """Takes the ascent gradient from `.grad`, clears the gradients, prepares the direction."""
        if self._inside:
            raise RuntimeError(f"this {type(self).__name__} is entered already")
        found: list[tuple[str, Parameter]] = []
        for index, group in enumerate(self.param_groups):
            start = len(found)
            found += [pair for pair in self._members(index) if pair[1].grad is not None]
            if len(found) > start:
                self._spans.append((start, len(found), group))
        if not found:
            raise RuntimeError("no parameter has a gradient: call backward() before the weights climb")
        params: list[Tensor] = [p for _, p in found]
        self._params = params
        gradient = flat([p.grad for p in params])  # type: ignore[misc]
        if self.combines:
            self._at_w = self._take()
        else:
            for p in self._everything:
                p.grad = None
        if self.scaler is not None:
            gradient = gradient / self.scaler.scale(torch.ones((), device=gradient.device))
        direction = self.direction(gradient)
        scaling = self.geometry([name for name, _ in found], params)
        if scaling is None:
            norm = length_of(direction)
        else:
            scale = flat(scaling)
            direction = direction * scale
            norm = length_of(direction)
            direction.mul_(scale)
        zero = norm - norm  # NaN if the norm is not finite
        bad = zero != zero
        if self.nonfinite.device != bad.device:
            self.nonfinite = self.nonfinite.to(bad.device)
        self.nonfinite += bad
        self._bad = bad
        self.observe(gradient, bad)
        self._length = norm.add_(self.guard)
        self._direction = direction

    def _climb(self, k: int) -> None:
        self._frozen.__enter__()
        self._climbed = True
        params = self._params
        if not self._saved:
            self._saved = [p.clone() for p in params]
        key, sign = self.points[k]
        if len(self._spans) == 1:
            e = self._direction / (self._length / (sign * self.radius(self._spans[0][2], key)))
        else:
            sizes = [sum(p.numel() for p in params[start:stop]) for start, stop, _ in self._spans]
            lengths = [sign * self.radius(group, key) for _, _, group in self._spans]
            parts = zip(torch.split(self._direction, sizes), lengths, strict=True)
            e = torch.cat([d * (length / self._length) for d, length in parts])
        e.masked_fill_(self._bad, 0.0)
        torch._foreach_add_(params, pieces_of(e, params))

    def _restore(self) -> None:
        if self._climbed:
            self._climbed = False
            if self._saved:
                torch._foreach_copy_(self._params, self._saved)
            self._frozen.__exit__(None, None, None)

    def _finish(self) -> None:
        if self.combines:
            passes = [self._at_w, *self._earlier, self._take()]
            params = [p for p in self._everything if all(p in gradients for gradients in passes)]
            shapes: list[Tensor] = list(params)
            if params:  # none if the body took no gradient
                at_w, *at_points = [flat([gradients[p] for p in params]) for gradients in passes]
                # where nothing climbed, the points are w, and theirs is the plain gradient
                used = torch.where(self._bad, at_points[0], self.combine(at_w, at_points))
                for p, piece in zip(params, pieces_of(used, shapes), strict=True):
                    p.grad = piece.to(p.dtype)
        self.finished()

    def _leave(self) -> None:
        try:
            self._restore()
        finally:
            self._clear()

    def _take(self) -> dict[Parameter, Tensor]:
        taken = {p: p.grad for p in self._everything if p.grad is not None}
        for p in taken:
            p.grad = None
        return taken
