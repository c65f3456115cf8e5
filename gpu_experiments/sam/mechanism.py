"""What happens between w and w + e: gradients are taken, weights climb and come back, gradients are put together.

Nothing here waits for the device: decisions that depend on tensors are made with tensors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import Parameter

from gpu_experiments.sam import gradients, step_watch
from gpu_experiments.sam.ascent import Ascent, Normalise
from gpu_experiments.sam.flat_vectors import flat
from gpu_experiments.sam.frozen import FrozenStatistics
from gpu_experiments.sam.geometry import Geometry
from gpu_experiments.sam.gradients import Pass
from gpu_experiments.sam.hooks import Hooks
from gpu_experiments.sam.sharded import all_here, any_sharded, gather_anew, here


class Mechanism(Hooks):
    """The mechanism behind `Perturbation`, which makes it and gives it its face."""

    model: nn.Module
    geometry: Geometry
    normalise: Normalise
    guard: float
    scaler: torch.amp.GradScaler | None
    others: list[Parameter]
    nonfinite: Tensor
    visited: int
    points: ClassVar[tuple[tuple[str, float], ...]]
    _inside: bool
    _points: Sequence[tuple[str, float]]
    _follows: bool
    _known: list[Parameter]
    _frozen: FrozenStatistics
    _left: gradients.Mark | None

    @property
    def is_inside(self) -> bool:
        """Whether the weights stand at a point visited."""
        return self._inside

    @property
    def known(self) -> Mapping[Parameter, str]:
        """The model's parameters with their names."""
        return self._name_of

    @property
    def parameters(self) -> list[Parameter]:
        """All parameters whose gradients a step concerns: the model's and the others."""
        return self._known + self.others

    def find_parameters(self) -> None:
        """Notes the model's parameters, before every step; those that climb too, where all of them do."""
        found = list(self.model.parameters())
        if len(found) == len(self._known) and all(a is b for a, b in zip(found, self._known, strict=True)):
            return
        if self._follows and self._known:
            self.param_groups[0]["params"] = found
        self._known = found
        self._name_of = {p: name for name, p in self.model.named_parameters()}
        self._pairs = [
            [(self._name_of[p], p) for p in group["params"] if p in self._name_of] for group in self.param_groups
        ]

    def _arrive(self, k: int) -> None:
        enabled = torch.is_grad_enabled()
        torch.set_grad_enabled(False)  # half the cost of torch.no_grad()
        try:
            if k:
                self._take_pass(k)
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
            moved = self._restore()
            if moved and completed:
                completed = False
                raise RuntimeError(
                    "the weights were changed while they stood at w + e, by a base step for instance: they are at w "
                    "again, and the change is lost; make it after the body"
                )
            if last and completed:
                self._finish()
        finally:
            if last or not completed:
                self._leave()
            torch.set_grad_enabled(enabled)

    def _stay(self) -> None:
        """The step in which no point is visited: the gradient used is made of the one at w."""
        enabled = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        try:
            self._begin()
            self._finish()
        finally:
            self._leave()
            torch.set_grad_enabled(enabled)

    def _members(self, index: int) -> list[tuple[str, Parameter]]:
        pairs, mask = self._pairs[index], self.active(index)
        return pairs if mask is None else [pair for pair, on in zip(pairs, mask, strict=True) if on]

    def _clear(self) -> None:
        self._inside = self._climbed = False
        self._params: list[Parameter] = []
        self._spans: list[tuple[int, int, dict[str, Any]]] = []
        self._here: list[Tensor] = []
        self._saved: list[Tensor] = []
        self._versions: list[int] = []
        self._passes: list[Pass] = []
        self._aside: list[Pass] = []
        self._of_others: Pass | None = None
        self._ascent: Ascent | None = None
        self._points = self.points

    def _begin(self) -> None:
        """Takes the ascent gradient from `.grad`, clears the gradients, prepares the direction."""
        if self._inside:
            raise RuntimeError(f"this {type(self).__name__} is entered already")
        gradients.check_fresh(self._left, type(self).__name__)
        found: list[tuple[str, Parameter]] = []
        for index, group in enumerate(self.param_groups):
            start = len(found)
            found += [pair for pair in self._members(index) if pair[1].grad is not None]
            if len(found) > start:
                self._spans.append((start, len(found), group))
        if not found:
            raise RuntimeError("no parameter has a gradient: call backward() before the weights climb")
        self.names, self._params = [name for name, _ in found], [p for _, p in found]
        gradients.check_kinds(self._params)
        self._here = all_here(self._params)
        gradient = flat([p.grad for p in self._params])  # type: ignore[misc]
        if self.combines:
            whole = [p for p in self._known if p.grad is not None]
            same = len(whole) == len(self._params) and all(a is b for a, b in zip(whole, self._params, strict=True))
            self._passes = [Pass(whole, gradient) if same else gradients.taken(whole)]
        gradients.clear(self.parameters)
        if self.scaler is not None:
            gradient = gradient / self.scaler.scale(torch.ones((), device=gradient.device))
        version = here(gradient)._version
        direction = self.direction(gradient)
        if here(gradient)._version != version:
            raise RuntimeError(
                f"direction of {type(self).__name__} must leave the gradient as it is, and return another"
            )
        self._ascent = Ascent(direction, self.names, list(self._params), self.geometry, self.normalise, self.guard)
        bad = self._ascent.bad
        if self.nonfinite.device != bad.device:
            self.nonfinite = self.nonfinite.to(bad.device)
        self.nonfinite += bad
        self.observe(gradient, bad)
        step_watch.watch(self)

    def _climb(self, k: int) -> None:
        assert self._ascent is not None
        self._frozen.__enter__()
        self._climbed = True
        if not self._saved:
            self._saved = [p.clone() for p in self._here]
        key, sign = self._points[k]
        torch._foreach_add_(self._here, self._ascent.pieces(self._spans, lambda group: sign * self.radius(group, key)))
        self._versions = [p._version for p in self._here]
        self._weights_moved()

    def _restore(self) -> bool:
        """Puts the weights back; whether anything else had moved them."""
        if not self._climbed:
            return False
        self._climbed = False
        moved = bool(self._versions) and self._versions != [p._version for p in self._here]
        if self._saved:
            torch._foreach_copy_(self._here, self._saved)
        self._frozen.__exit__(None, None, None)
        self._weights_moved()
        return moved

    def _weights_moved(self) -> None:
        torch.clear_autocast_cache()  # which holds the weights in half precision, and does not see them move
        if any_sharded(self._here):
            gather_anew(self.model)

    def _take_pass(self, k: int) -> None:
        """Takes the gradient of the pass before point k; of the others, that of the first point is kept."""
        if self.others and k == 1:
            self._of_others = gradients.taken(self.others)
        gradients.clear(self.others)
        self._passes.append(gradients.taken(self._known))

    def _finish(self) -> None:
        if self.combines:
            if self._points:
                self._take_pass(len(self._points))
            self._combine()
        for carried in self._aside:
            gradients.add(carried.pieces())
        self.finished()
        self.visited += 1
        self._left = gradients.mark(self._params)

    def _combine(self) -> None:
        if self._of_others is not None:
            gradients.add(self._of_others.pieces())
        if not all(one.params for one in self._passes):  # the body took no gradient
            return
        params, (at_w, *at_points) = gradients.aligned(self._passes, self._known)
        self.names, self._params = [self._name_of[p] for p in params], params
        assert self._ascent is not None
        # where nothing climbed, the points are w, and theirs is the plain gradient
        plain = at_points[0] if at_points else at_w
        gradients.give(params, torch.where(self._ascent.bad, plain, self.combine(at_w, at_points)))

    def _leave(self) -> None:
        try:
            self._restore()
        finally:
            self._clear()
            if not self.visited:
                step_watch.rest(self)
