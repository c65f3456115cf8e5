"""What the driver asks of a method's hooks, and refuses in words: nothing of a method is silently left out."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel
from torch.optim import Optimizer

from gpu_experiments.sam.perturbation import Perturbation
from gpu_experiments.sam.sharded import any_sharded


def check_optimizer(optimizer: Optimizer) -> None:
    """Raises ValueError for an optimizer whose step takes gradients at points of its own (LBFGS)."""
    parameter = inspect.signature(type(optimizer).step).parameters.get("closure")
    if parameter is not None and parameter.default is parameter.empty:
        raise ValueError(
            f"optimizer must make its step from the gradients, got {type(optimizer).__name__}, whose step needs a closure"
        )


def check_replicas(method: Perturbation, per_replica: bool) -> None:
    """Raises ValueError where replicas cannot climb apart: they would drift apart, or hold the weights together."""
    if (per_replica or method.apart) and any_sharded(method.model.parameters()):
        raise ValueError(
            f"method {type(method).__name__} cannot climb apart in every process, since the weights are sharded over them"
        )
    if not method.combines:
        return
    reason = "the gradient at w enters its update, and the replicas would drift apart"
    if per_replica:
        raise ValueError(f"per_replica must be False for {type(method).__name__}: {reason}")
    if method.apart and isinstance(method.model, DistributedDataParallel):
        raise ValueError(f"method {type(method).__name__} needs a model without replicas: {reason}")


def check_use_of_the_batch(method: Perturbation) -> None:
    """Raises ValueError for a method that needs the batch for something that the driver does not do."""
    if (reason := method.needs_batch()) and not (method.splits or method.selects):
        raise ValueError(
            f"method {type(method).__name__} must override parts or rows, which are the ways to use the batch: "
            f"it says that it needs a Driver, since {reason}"
        )


def parts_of(method: Perturbation, n: int) -> Sequence[slice]:
    """The parts of a batch of n.  Raises ValueError if some sample is in none or in several."""
    parts = method.parts(n)
    bounds = [part.indices(n) for part in parts]
    starts, stops = [start for start, _, _ in bounds], [stop for _, stop, _ in bounds]
    whole = bool(parts) and [*starts, n] == [0, *stops] and all(step == 1 for _, _, step in bounds)
    if not whole or min(b - a for a, b in zip(starts, stops, strict=True)) < 1:
        raise ValueError(
            f"parts({n}) of {type(method).__name__} must be slices of at least one sample, in order, from 0 to {n} "
            f"without gaps, got {list(parts)}"
        )
    return parts


def rows_of(method: Perturbation, before: Tensor, after: Tensor) -> Tensor:
    """The rows that descend.  Raises ValueError if they are no indices."""
    rows = method.rows(before, after)
    if rows.ndim != 1 or len(rows) < 1 or rows.dtype not in (torch.int64, torch.int32):
        raise ValueError(
            f"rows of {type(method).__name__} must be at least one index, an int64 tensor (k,), "
            f"got {rows.dtype} {tuple(rows.shape)}"
        )
    return rows
