"""Adversarial inputs by projected gradient ascent in l_inf, l2 and l1 balls (Madry et al. 2018)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

from gpu_experiments.attacks.goal import Best, Objective
from gpu_experiments.attacks.inputs import Bounds, Within, check_bounds, check_inputs
from gpu_experiments.attacks.norm_ball import NORMS, Norm, dual_vector, project, sample_ball
from gpu_experiments.sam.frozen import FrozenStatistics
from gpu_experiments.sam.perturbation import Loss


@dataclass(frozen=True)
class PGD:
    """Projected gradient descent on the inputs: `steps` of size `step_size` in the ball of radius `eps`.

    delta <- project(delta + v, eps), then x + delta is clipped to `bounds`; v is the vector of norm `step_size` along
    which the loss of the sample grows most: by the sign of its gradient (linf), along it (l2), or on the coordinates
    of its largest entries that have room within the bounds (l1).  It depends on the gradient's direction only, neither
    on its size nor on the other samples; where the gradient is zero delta stays.

    Calling it returns the adversarial inputs, without history.  Only the gradient of the inputs is computed (the
    parameters are frozen meanwhile), `.grad` of the parameters is untouched, and running statistics are kept still; the
    model stays in its mode, so that in training mode the attack sees batch statistics.  A NaN in the gradient of a
    sample gives NaN inputs.

    Attributes:
        eps: radius of the ball, in the units of the inputs, which the model takes as they are (normalise inside the
            model).
        step_size: of each step, in the same units.
        steps: how many.
        norm: "linf", "l2" or "l1".
        random_start: draw the first delta uniformly in the ball, else it is 0.
        restarts: of several the best is kept. Better is, for every sample, one that hits, and of those the one with
            the larger objective.
        keep: of each restart the "last" iterate or the "best".
        bounds: the least and the largest value of an input; (-inf, inf) for none.
        loss: of logits and labels, one value a sample or their mean.
        targeted: the labels are targets, whose loss is made small. A hit is then a prediction of the label, as it
            is for any objective that grows with the label's logit, a negative cross-entropy say; else it is any
            other prediction.

    Raises:
        ValueError: bad settings, inputs outside the bounds, no inputs, or labels that do not fit.
        RuntimeError: in inference mode.
    """

    eps: float = 8 / 255
    step_size: float = 2 / 255
    steps: int = 10
    norm: Norm = "linf"
    random_start: bool = True
    restarts: int = 1
    keep: Literal["last", "best"] = "last"
    bounds: Bounds = (0.0, 1.0)
    loss: Loss = cross_entropy
    targeted: bool = False

    def __post_init__(self) -> None:
        for name in ("eps", "step_size"):
            if not (_is_number(value := getattr(self, name)) and 0.0 <= value < math.inf):
                raise ValueError(f"{name} must be finite and >= 0, got {value!r}")
        for name, least in (("steps", 0), ("restarts", 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise ValueError(f"{name} must be a whole number, at least {least}, got {value!r}")
        if self.norm not in NORMS:
            raise ValueError(f"norm must be one of {', '.join(NORMS)}, got {self.norm!r}")
        if self.keep not in ("last", "best"):
            raise ValueError(f"keep must be 'last' or 'best', got {self.keep!r}")
        check_bounds(self.bounds)
        if self.restarts > 1 and not self.random_start:
            raise ValueError("restarts must be 1 without random_start, since all would be the same")

    def __call__(
        self,
        model: nn.Module,
        inputs: Tensor,
        labels: Tensor,
        generator: torch.Generator | None = None,
        *,
        checked: Within | None = None,
    ) -> Tensor:
        """Adversarial inputs of the shape of `inputs`; `generator`, on their device, draws the starts.

        checked: `Within.found(bounds, images)` of the data set that the inputs are from: their values are then not looked
            at again, for which a training step would wait for the device.
        """
        delta = self.perturbation(model, inputs, labels, generator, checked=checked)
        return (inputs.detach() + delta).clamp(*self.bounds)

    def perturbation(
        self,
        model: nn.Module,
        inputs: Tensor,
        labels: Tensor,
        generator: torch.Generator | None = None,
        *,
        checked: Within | None = None,
    ) -> Tensor:
        """The delta of every sample, of the shape of `inputs`."""
        x, labels = check_inputs(inputs, labels, self.bounds, checked)
        # the gradient is wanted here only, so that a distributed model need not know of the attack
        network = model.module if isinstance(model, DistributedDataParallel) else model
        objective = Objective(self.loss, targeted=self.targeted)
        best = Best(objective, x, labels) if self.restarts > 1 or self.keep == "best" else None
        delta = torch.zeros_like(x)
        with frozen_parameters(network), FrozenStatistics(network):
            for _ in range(self.restarts):
                delta = self._climb(network, x, labels, objective, self._start(x, generator), best)
                if best is not None:
                    with torch.no_grad():
                        best.offer(delta, network(x + delta))
        return delta if best is None else best.delta

    def _climb(
        self, network: nn.Module, x: Tensor, labels: Tensor, objective: Objective, delta: Tensor, best: Best | None
    ) -> Tensor:
        """The last iterate; the earlier ones are offered to `best` where iterates are compared."""
        limits = self._limits(x)
        for _ in range(self.steps):
            delta.requires_grad_()
            with torch.enable_grad():
                logits = network(x + delta)
                gradient = objective.gradient(logits, delta, labels, network)
            delta = delta.detach()
            if best is not None and self.keep == "best":
                best.offer(delta, logits.detach())
            delta = self._step(x, delta, gradient, limits)
        return delta

    def _start(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        if not self.random_start:
            return torch.zeros_like(x)
        shape = (len(x), x[0].numel())
        flat = sample_ball(generator, shape, self.norm, self.eps, device=x.device, dtype=x.dtype)
        return torch.clamp(flat.view_as(x), *self._limits(x))

    def _step(self, x: Tensor, delta: Tensor, gradient: Tensor, limits: tuple[Tensor, Tensor]) -> Tensor:
        moved = project(delta.flatten(1) + self._ascent(x, delta, gradient), self.norm, self.eps)
        return torch.clamp(moved.view_as(x), *limits)

    def _ascent(self, x: Tensor, delta: Tensor, gradient: Tensor) -> Tensor:
        flat = gradient.flatten(1)
        if self.norm == "l2":
            return dual_vector(flat, self.norm, self.step_size)
        if self.norm == "linf":
            ascent = dual_vector(flat, self.norm, self.step_size)
        else:
            low, high = self.bounds
            room = torch.where(gradient > 0.0, high - x - delta, x + delta - low)
            ascent = spread(flat, room.flatten(1), self.step_size)
        return torch.where(flat.amax(1, keepdim=True).isnan(), math.nan, ascent)  # the sign of NaN is 0

    def _limits(self, x: Tensor) -> tuple[Tensor, Tensor]:
        low, high = self.bounds
        return low - x, high - x


def spread(gradient: Tensor, room: Tensor, radius: float) -> Tensor:
    """The v with |v|_1 <= radius and |v_i| <= room_i that maximises the inner product with `gradient`, shapes (n, d).

    The coordinates are filled in the order of the gradient's sizes, the first of equal ones first; without limits the
    dual vector of the l1 ball.
    """
    order = gradient.abs().sort(dim=-1, descending=True, stable=True).indices
    most = room.clamp(min=0.0, max=radius).gather(-1, order)
    spent = most.cumsum(-1) - most  # by the coordinates before
    sizes = torch.minimum(most, (radius - spent).clamp(min=0.0))
    return torch.zeros_like(gradient).scatter(-1, order, sizes * gradient.gather(-1, order).sign())


@contextmanager
def frozen_parameters(model: nn.Module) -> Iterator[None]:
    """Within this context no parameter requires a gradient, so that none is computed."""
    trainable = [p for p in model.parameters() if p.requires_grad]
    for p in trainable:
        p.requires_grad_(False)
    try:
        yield
    finally:
        for p in trainable:
            p.requires_grad_(True)


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Within this context the model and its parts are in evaluation mode."""
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in training:
            module.training = True


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
