"""The radius over the steps of training, beside a scheduler of the learning rate."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from torch.optim import Optimizer

from gpu_experiments.sam.perturbation import Perturbation


class RhoSchedule:
    """Multiplies all radii of a method by a factor of the step: call `step()` after every step, as of a scheduler.

        schedule = RhoSchedule.warm_up(method, steps=500)
        schedule = RhoSchedule.linear_in_lr(method, optimizer, least=0.1)

    Args:
        method: whose radii as they are now are the ones that are multiplied.
        factor: from the number of steps made to what they are multiplied by, finite and >= 0.

    Raises:
        ValueError: a factor that is negative or not finite.
    """

    def __init__(self, method: Perturbation, factor: Callable[[int], float]) -> None:
        self.method, self.factor, self.count = method, factor, 0
        self._given = [{k: v for k, v in group.items() if k != "params"} for group in method.param_groups]
        self._apply()

    @classmethod
    def constant(cls, method: Perturbation) -> RhoSchedule:
        """The radii as given."""
        return cls(method, lambda count: 1.0)

    @classmethod
    def warm_up(cls, method: Perturbation, steps: int) -> RhoSchedule:
        """From 0 to the radii given, by equal parts, over so many steps."""
        if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
            raise ValueError(f"steps must be a whole number, at least 1, got {steps!r}")
        return cls(method, lambda count: min(count / steps, 1.0))

    @classmethod
    def linear_in_lr(cls, method: Perturbation, optimizer: Optimizer, least: float = 0.0) -> RhoSchedule:
        """Linear in the learning rate (Zhuang et al. 2022): as given at its first value, `least` times that at rate 0.

        The rate is that of the optimizer's first group, its first value `initial_lr` where a scheduler has set that.
        """
        if not 0.0 <= least <= 1.0:
            raise ValueError(f"least must be in [0, 1], got {least!r}")
        group = optimizer.param_groups[0]
        first = float(group.get("initial_lr", group["lr"]))
        if not 0.0 < first < math.inf:
            raise ValueError(f"optimizer must have a first learning rate > 0, got {first!r}")
        return cls(method, lambda count: 1.0 - (1.0 - least) * (1.0 - float(optimizer.param_groups[0]["lr"]) / first))

    def step(self) -> None:
        """Sets the radii of the next step; after the scheduler's, where they follow the rate."""
        self.count += 1
        self._apply()

    def state_dict(self) -> dict[str, Any]:
        """The count and the radii given."""
        return {"count": self.count, "given": [dict(radii) for radii in self._given]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes them up, and sets the radii."""
        self.count, self._given = state["count"], [dict(radii) for radii in state["given"]]
        self._apply()

    def _apply(self) -> None:
        factor = self.factor(self.count)
        if not 0.0 <= factor < math.inf:
            raise ValueError(
                f"the factor of the radius must be finite and >= 0, got {factor!r} after {self.count} steps"
            )
        for group, radii in zip(self.method.param_groups, self._given, strict=True):
            group.update({name: value * factor for name, value in radii.items()})
