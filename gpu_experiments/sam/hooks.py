"""What a method of the SAM family may override, and what everything that trains with it knows of it by that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor


class Hooks:
    """The hooks of a method; `Perturbation` calls them, and no method is known by its name or class.

    What the driver, the adapter and the trainer must know of a method follows from what it overrides, so that an
    override is never passed over.  A direction or gradient is one flat vector over all tensors concerned.
    """

    param_groups: list[dict[str, Any]]
    """The parameters that climb, with their radii."""

    points: ClassVar[tuple[tuple[str, float], ...]] = (("rho", 1.0),)
    """The points visited: which radius, and the sign of e.  A method of several points overrides `combine`."""
    names: list[str]
    """Whose gradients stand in the vector that a hook is given, by name: those that climb, or all in `combine`."""
    draws: ClassVar[bool] = False
    """Whether the method draws at random, and so takes `seed`."""

    # What a method may override.

    def visits(self) -> Sequence[tuple[str, float]]:
        """The points visited in this step: `points`, or none (with `combine`, which makes the gradient used then too)."""
        return self.points

    def direction(self, gradient: Tensor) -> Tensor:
        """The ascent direction d, from the gradient at w, which it leaves as it is."""
        return gradient

    def observe(self, gradient: Tensor, bad: Tensor) -> None:
        """Updates the method's state after the direction is taken; `bad` says that it is not finite."""

    def combine(self, at_w: Tensor, at_points: list[Tensor]) -> Tensor:
        """The gradient used, from those at w and at the points visited."""
        return at_points[0]

    def radius(self, group: dict[str, Any], key: str) -> float:
        """The radius of the ball for a parameter group."""
        size: float = group[key]
        return size

    def active(self, index: int) -> Sequence[bool] | None:
        """Which tensors of a parameter group take part in the ascent; None for all."""
        return None

    def finished(self) -> None:
        """Called once at the end of every step that did not raise."""

    def set_rate(self, lr: float, first: float) -> None:
        """Called by the trainer before every step, for radii that follow the learning rate: now `lr`, at first `first`."""

    def parts(self, n: int) -> Sequence[slice]:
        """Which samples of a batch of n share an ascent: slices of at least one sample, in order, that leave none out."""
        return (slice(0, n),)

    def rows(self, before: Tensor, after: Tensor) -> Tensor:
        """The indices (k,), k >= 1, of the samples that descend, from the losses (n,) of all at w and at w + e."""
        return torch.arange(len(before), device=before.device)

    # What follows from the overrides; a method overrides these only where it depends on the method's parameters.

    @classmethod
    def overrides(cls, *names: str) -> bool:
        """Whether the method has a form of its own of any of these."""
        first = {name: kind for kind in cls.__mro__ for name in names if name in vars(kind)}
        return any(getattr(cls, name) is not getattr(kind, name) for name, kind in first.items())

    @classmethod
    def check_points(cls, radii: Sequence[str]) -> None:
        """Raises TypeError if the points visited have no radius, or if nothing says which of their gradients is used."""
        if missing := sorted({key for key, _ in cls.points} - set(radii)):
            raise TypeError(
                f"{cls.__name__} must give the radii of its points to its base, it lacks {', '.join(missing)}"
            )
        now_and_then = cls.overrides("visits")
        if (len(cls.points) > 1 or now_and_then) and not cls.overrides("combine"):
            how = "no point in some steps" if now_and_then else f"{len(cls.points)} points"
            raise TypeError(
                f"{cls.__name__} must override combine, since it visits {how} and nothing else says which gradient is used"
            )

    @property
    def is_plain(self) -> bool:
        """Whether the step is the plain one because every radius is 0."""
        return all(group[key] == 0.0 for group in self.param_groups for key, _ in self.points)

    @property
    def combines(self) -> bool:
        """Whether the gradient used depends on the gradient at w (`combine`)."""
        return self.overrides("combine")

    @property
    def splits(self) -> bool:
        """Whether samples of a batch climb separately (`parts`)."""
        return self.overrides("parts")

    @property
    def apart(self) -> bool:
        """Whether every replica climbs along the gradient of its own samples, as the parts of a batch do."""
        return self.splits

    @property
    def selects(self) -> bool:
        """Whether only some samples descend (`rows`)."""
        return self.overrides("rows")

    def needs_batch(self) -> str:
        """Why the step needs the batch itself, hence `Driver`; empty if it does not."""
        if self.is_plain:
            return ""
        if self.splits:
            return "it splits the batch"
        return "it selects samples of the batch" if self.selects else ""

    def needs_passes(self) -> str:
        """Why the passes of a step are not one at w and one at one point, hence no context manager; empty if they are."""
        if self.overrides("visits"):
            return "it visits points in some steps only"
        return f"it visits {len(self.points)} points" if len(self.points) != 1 else ""

    @classmethod
    def beyond_the_batch(cls) -> str:
        """Why the ascent is not that of one point, from the batch and the weights alone; empty if it is."""
        if len(cls.points) != 1:
            return f"it visits {len(cls.points)} points"
        if cls.overrides("visits"):
            return "it visits points in some steps only"
        if cls.overrides("parts", "rows"):
            return "it splits the batch or selects from it"
        if cls.draws:
            return "it draws"
        return "it remembers earlier steps" if cls.overrides("observe", "finished", "set_rate", "state_dict") else ""
