"""How the loss of a batch is made of its samples: values of each, and the share that a part of the batch has in the whole.

A mean may be weighted by class or leave labels out, and a sum is no mean: then a part's share is not that of its samples.
"""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

LossOf = Callable[[Tensor, Tensor], Tensor]
Share = float | Tensor


def values_of(loss: LossOf, logits: Tensor, labels: Tensor) -> Tensor:
    """The losses (n,) of every sample, by a loss that returns them or can be asked to.  Raises ValueError for others."""
    value = (_each(loss) or loss)(logits, labels)
    if value.shape != labels.shape[:1]:
        raise ValueError(
            "loss must give one value a sample to select samples: return (n,) values or take "
            f"reduction='none', got shape {tuple(value.shape)}"
        )
    return value


def shares(loss: LossOf, like: Tensor, labels: Tensor, parts: Sequence[slice]) -> list[Share]:
    """The factor of the loss of each part of a batch such that the sum is the loss of the whole.

    like: logits of any number of samples, for their shape and type.
    With (n,) values, or a plain mean, it is the share of the samples; else the ratio of what the two losses are divided
    by, told by equal logits, at which single losses are not zero.  Raises ValueError for a loss that returns a mean or a
    sum and does not take `reduction`.
    """
    counts: list[Share] = [len(labels[part]) / len(labels) for part in parts]
    if len(parts) == 1:
        return counts
    with torch.no_grad(), torch.autocast(like.device.type, enabled=False):
        if (single := _each(loss)) is None:
            if loss(like[:1].detach().float(), labels[:1]).ndim:
                return counts
            raise ValueError(
                "loss must tell how its samples count where the batch is split: return (n,) values or take reduction=, "
                "as torch's losses do (a mean may be weighted, or a sum)"
            )
        whole = _divisor(loss, single, like, labels)
        found = [_divisor(loss, single, like, labels[part]) / whole for part in parts]
    return [_exact(ratio, count) for ratio, count in zip(found, counts, strict=True)]


def times(value: Tensor, share: Share) -> Tensor:
    """The part's contribution to the loss; 0 for a part that has no share, whatever its own loss."""
    if isinstance(share, float):
        return value if share == 1.0 else value * share
    return torch.where(share == 0.0, 0.0, value * share.to(value.dtype))


def _divisor(loss: LossOf, single: LossOf, like: Tensor, labels: Tensor) -> Tensor:
    """What the sum of the single losses is divided by: for a mean the sum of weights, for a sum 1."""
    shape = (len(labels), *like.shape[1:])
    try:
        logits = torch.zeros(shape, device=like.device, dtype=torch.float64)
        each, value = single(logits, labels).sum(), loss(logits, labels)
    except RuntimeError:  # weights of the loss are of another type
        logits = torch.zeros(shape, device=like.device, dtype=torch.float32)
        each, value = single(logits, labels).sum(), loss(logits, labels)
    divisor = each / (value.mean() if value.ndim else value)
    return torch.where(each == 0.0, 0.0, divisor)


def _exact(ratio: Tensor, count: Share) -> Tensor:
    """The share of the samples where the ratio is that to rounding, as it is for a plain mean."""
    return torch.where((ratio - count).abs() < 64.0 * torch.finfo(ratio.dtype).eps, count, ratio)


def _each(loss: LossOf) -> Callable[..., Tensor] | None:
    """The loss that returns single values; None if it cannot be asked to."""
    if isinstance(loss, nn.Module) and hasattr(loss, "reduction"):
        single: Callable[..., Tensor] = copy.copy(loss)
        vars(single)["reduction"] = "none"
        return single
    try:
        takes = "reduction" in inspect.signature(loss).parameters
    except (TypeError, ValueError):  # some built-in functions tell nothing
        return None
    plain: Callable[..., Tensor] = loss
    return functools.partial(plain, reduction="none") if takes else None
