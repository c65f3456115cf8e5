"""What the step of an optimizer tells the methods whose weights it moves: torch calls `_before_a_step` before every one."""

from __future__ import annotations

import weakref
from typing import Any

from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_pre_hook

_watchers: weakref.WeakSet[Any] = weakref.WeakSet()


def watch(method: Any) -> None:
    """From now on the method is told of every step, by `before_step(owned)` with the parameters moved, until `rest`."""
    _watchers.add(method)


def rest(method: Any) -> None:
    """The method is not told any more."""
    _watchers.discard(method)


def _before_a_step(optimizer: Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if not _watchers or not getattr(optimizer, "moves_weights", True):
        return
    owned = {p for group in optimizer.param_groups for p in group["params"]}
    for method in list(_watchers):
        method.before_step(owned)


register_optimizer_step_pre_hook(_before_a_step)
