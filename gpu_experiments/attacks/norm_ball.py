"""Balls {v : |v| <= radius} of the norms l1, l2 and l_inf on tensors: dual vectors, projections, uniform samples.

The torch twin of `theory.surrogates.norm_ball`: the same definitions, on any device, without a synchronisation with the
host.  The last axis holds the coordinates, leading axes are a batch, and `radius` is a number or a tensor that
broadcasts against the batch.  Shapes and names are checked; values are not, since that would need the host: a
coordinate that is not finite gives a result that is not finite.
"""

from __future__ import annotations

import math
from typing import Literal

import torch
from torch import Tensor

Norm = Literal["l1", "l2", "linf"]
NORMS: tuple[Norm, ...] = ("l1", "l2", "linf")


def norm_of(vector: Tensor, norm: Norm) -> Tensor:
    """The norm along the last axis.  Shape (..., n) to (...)."""
    _check("vector", vector, norm)
    return torch.linalg.vector_norm(vector, {"l1": 1, "l2": 2, "linf": math.inf}[norm], dim=-1)


def dual_vector(gradient: Tensor, norm: Norm, radius: float | Tensor = 1.0) -> Tensor:
    """The v with |v| <= radius that maximises the inner product with `gradient`.  Shape (..., n) to (..., n).

    linf: radius sign(gradient), 0 where the gradient is 0.  l2: radius gradient/|gradient|_2, whatever
    the gradient's size.  l1: all of the radius, with the gradient's sign, on the coordinate of the largest
    size, the first of equal ones.  A zero gradient gives the zero vector.
    """
    _check("gradient", gradient, norm)
    bound = _bound(radius, gradient)
    if norm == "linf":
        return bound * gradient.sign()
    if norm == "l1":
        first = gradient.abs().argmax(-1, keepdim=True)
        return torch.zeros_like(gradient).scatter(-1, first, bound * gradient.gather(-1, first).sign())
    # Divided by the largest entry first: squares of tiny or huge gradients would underflow or overflow.
    largest = gradient.abs().amax(-1, keepdim=True)
    unit = gradient / torch.where(largest == 0.0, 1.0, largest)
    length = norm_of(unit, "l2").unsqueeze(-1)
    return bound * (unit / torch.where(length == 0.0, 1.0, length))


def project(vector: Tensor, norm: Norm, radius: float | Tensor = 1.0) -> Tensor:
    """The point of the ball nearest to `vector` in the Euclidean distance.  Shape (..., n) to (..., n).

    A vector inside the ball comes back unchanged, bit for bit.
    """
    _check("vector", vector, norm)
    bound = _bound(radius, vector)
    if norm == "linf":
        return torch.clamp(vector, min=-bound, max=bound)  # type: ignore[arg-type]
    size = norm_of(vector, norm).unsqueeze(-1)
    inside = size <= bound
    if norm == "l2":
        return vector * torch.where(inside, 1.0, bound / torch.where(inside, 1.0, size))  # 1 leaves every bit
    # l1: shrink every size by the threshold at which the sizes that remain sum to the radius.
    ordered = vector.abs().sort(-1, descending=True).values
    counts = torch.arange(1, vector.shape[-1] + 1, device=vector.device, dtype=vector.dtype)
    thresholds = (ordered.cumsum(-1) - bound) / counts
    count = (ordered > thresholds).sum(-1, keepdim=True).clamp(min=1)
    threshold = thresholds.gather(-1, count - 1)
    return torch.where(inside, vector, vector.sign() * (vector.abs() - threshold).clamp(min=0.0))


def sample_ball(
    generator: torch.Generator | None,
    shape: tuple[int, ...],
    norm: Norm,
    radius: float | Tensor = 1.0,
    *,
    device: torch.device | str | None = None,
    dtype: torch.dtype | None = None,
) -> Tensor:
    """Independent points, uniform in the ball, of the given shape (..., n) with n >= 1.

    `generator` must live on `device`; None is torch's global one.  l2: a normal direction and radius times
    u^(1/n).  l1: n of n + 1 exponential variables divided by their sum, with random signs.
    """
    if not shape or shape[-1] < 1:
        raise ValueError(f"shape must end in a number of coordinates >= 1, got {shape!r}")
    like = torch.empty(shape, device=device, dtype=dtype)
    _check("shape", like, norm)
    bound = _bound(radius, like)
    n = shape[-1]
    if norm == "linf":
        return like.uniform_(-1.0, 1.0, generator=generator) * bound
    if norm == "l2":
        direction = dual_vector(like.normal_(generator=generator), "l2")
        length = direction.new_empty((*shape[:-1], 1)).uniform_(generator=generator)
        return direction * (length ** (1.0 / n) * bound)
    parts = like.new_empty((*shape[:-1], n + 1)).exponential_(generator=generator)
    signs = like.bernoulli_(0.5, generator=generator) * 2.0 - 1.0
    return bound * signs * (parts[..., :n] / parts.sum(-1, keepdim=True))


def _check(name: str, vector: Tensor, norm: str) -> None:
    if norm not in NORMS:
        raise ValueError(f"norm must be one of {', '.join(NORMS)}, got {norm!r}")
    if vector.ndim == 0 or not vector.dtype.is_floating_point:
        raise ValueError(
            f"{name} must be floating-point with a last axis of coordinates, "
            f"got {vector.dtype} of shape {tuple(vector.shape)}"
        )


def _bound(radius: float | Tensor, vectors: Tensor) -> float | Tensor:
    """The radius, a tensor with an axis for the coordinates."""
    if not isinstance(radius, Tensor):
        if not 0.0 <= radius < math.inf:
            raise ValueError(f"radius must be finite and >= 0, got {radius!r}")
        return float(radius)
    batch = vectors.shape[:-1]
    try:
        fits = torch.broadcast_shapes(radius.shape, batch) == batch
    except RuntimeError:
        fits = False
    if not fits:
        raise ValueError(f"radius must broadcast to the batch shape {tuple(batch)}, got shape {tuple(radius.shape)}")
    return radius.unsqueeze(-1)
