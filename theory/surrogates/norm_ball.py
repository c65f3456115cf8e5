"""Balls {v : |v| <= radius} of the norms l1, l2 and l_inf: dual vectors, projections and uniform samples.

An attack moves an input inside such a ball, SAM moves the weights inside one; both need the same three
operations.  The last axis holds the coordinates, leading axes are a batch, and `radius` broadcasts against
the batch.  Arguments that are not real, hold NaN or infinities, or a radius below 0 raise a ValueError.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from theory.model.arrays import FloatArray, RealLike, radius, require, shown, whole_number

Norm = Literal["l1", "l2", "linf"]
NORMS: tuple[Norm, ...] = ("l1", "l2", "linf")


def norm_of(vector: RealLike, norm: Norm) -> FloatArray:
    """The norm along the last axis, without overflow of squares.  Shape (..., n) to (...).

    Args:
        vector: shape (..., n).
        norm: "linf", "l2" or "l1".

    Raises:
        ValueError: the norm is none of these, there is no last axis, or a number is NaN or out of range.
    """
    v = _vectors("vector", vector)
    _known(norm)
    size = np.abs(v)
    if norm == "l1":
        return np.asarray(size.sum(axis=-1))
    largest = size.max(axis=-1, initial=0.0)
    if norm == "linf":
        return np.asarray(largest)
    unit = size / np.where(largest > 0.0, largest, 1.0)[..., None]
    return np.asarray(largest * np.sqrt(np.square(unit).sum(axis=-1)))


def dual_vector(gradient: RealLike, norm: Norm, radius: RealLike = 1.0) -> FloatArray:
    """The v with |v| <= radius that maximises the inner product with `gradient`.  Shape (..., n) to (..., n).

    linf: radius sign(gradient), 0 where the gradient is 0.  l2: radius gradient/|gradient|_2.  l1: all of the
    radius, with the gradient's sign, on the coordinate of the largest size, the first of equal ones.  A zero
    gradient gives the zero vector.  The maximum is radius times the dual norm of the gradient.

    Args:
        gradient: shape (..., n).
        norm: "linf", "l2" or "l1".
        radius: >= 0 and finite; broadcasts against the shape (...).

    Raises:
        ValueError: the norm is none of these, there is no last axis, or a number is NaN or out of range.
    """
    g = _vectors("gradient", gradient)
    _known(norm)
    bound = _bound(radius, g)
    if norm == "linf":
        return bound * np.sign(g)
    if norm == "l1":
        first = np.argmax(np.abs(g), axis=-1, keepdims=True) if g.size else np.zeros((*g.shape[:-1], 1), dtype=np.intp)
        return np.where(np.arange(g.shape[-1]) == first, bound * np.sign(g), 0.0)
    # Divided by the largest entry first: squares of tiny or huge gradients would underflow or overflow.
    largest = np.abs(g).max(axis=-1, keepdims=True, initial=0.0)
    unit = g / np.where(largest > 0.0, largest, 1.0)
    length = np.sqrt(np.square(unit).sum(axis=-1, keepdims=True))
    return bound * (unit / np.where(length > 0.0, length, 1.0))


def project(vector: RealLike, norm: Norm, radius: RealLike = 1.0) -> FloatArray:
    """The point of the ball nearest to `vector` in the Euclidean distance.  Shape (..., n) to (..., n).

    A vector inside the ball comes back unchanged, bit for bit.

    Args:
        vector: shape (..., n).
        norm: "linf", "l2" or "l1".
        radius: >= 0 and finite; broadcasts against the shape (...).

    Raises:
        ValueError: the norm is none of these, there is no last axis, or a number is NaN or out of range.
    """
    v = _vectors("vector", vector)
    _known(norm)
    bound = _bound(radius, v)
    if norm == "linf":
        return np.clip(v, -bound, bound)
    size = norm_of(v, norm)[..., None]
    inside = size <= bound
    if norm == "l2":
        return np.where(inside, v, dual_vector(v, "l2") * bound)
    # l1: shrink every size by one threshold, so that what remains sums to the radius. In distances below the largest
    # size nothing cancels, however small the radius is against the sizes.
    sizes = np.abs(v)
    below = sizes.max(axis=-1, keepdims=True) - sizes
    ordered = np.sort(below, axis=-1)
    levels = (bound + np.cumsum(ordered, axis=-1)) / np.arange(1, v.shape[-1] + 1)
    count = np.maximum((ordered < levels).sum(axis=-1, keepdims=True), 1)
    level = np.take_along_axis(levels, count - 1, axis=-1)
    return np.where(inside, v, np.sign(v) * np.maximum(level - below, 0.0))


def sample_ball(rng: np.random.Generator, shape: tuple[int, ...], norm: Norm, radius: RealLike = 1.0) -> FloatArray:
    """Independent points, uniform in the ball, of the given shape (..., n) with n >= 1.

    l2: a normal direction and radius times u^(1/n).  l1: n of n + 1 exponential variables divided by their
    sum, with random signs.

    Args:
        rng: the generator that is drawn from.
        shape: (..., n), n >= 1.
        norm: "linf", "l2" or "l1".
        radius: >= 0 and finite; broadcasts against the shape (...).

    Raises:
        ValueError: the norm is none of these, there is no last axis, or a number is NaN or out of range.
    """
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {rng!r}")
    if not isinstance(shape, (tuple, list)) or not shape or shape[-1] == 0:
        raise ValueError(f"shape must end in a number of coordinates >= 1, got {shown(shape)}")
    shape = tuple(whole_number("shape", length, 0) for length in shape)
    _known(norm)
    bound = _bound(radius, np.empty(shape))
    n = shape[-1]
    if norm == "linf":
        return bound * rng.uniform(-1.0, 1.0, size=shape)
    if norm == "l2":
        direction = dual_vector(rng.standard_normal(shape), "l2")
        return bound * direction * rng.random((*shape[:-1], 1)) ** (1.0 / n)
    parts = rng.standard_exponential((*shape[:-1], n + 1))
    signs = rng.choice(np.array([-1.0, 1.0]), size=shape)
    return bound * signs * parts[..., :n] / parts.sum(axis=-1, keepdims=True)


def _known(norm: str) -> None:
    if not isinstance(norm, str) or norm not in NORMS:
        raise ValueError(f"norm must be one of {', '.join(NORMS)}, got {norm!r}")


def _vectors(name: str, value: RealLike) -> FloatArray:
    array = require(name, value, "finite in every coordinate", np.isfinite)
    if array.ndim == 0:
        raise ValueError(f"{name} must have a last axis of coordinates, got a scalar")
    return array


def _bound(value: RealLike, vectors: FloatArray) -> FloatArray:
    """The radius with an axis for the coordinates."""
    bound = radius("radius", value)
    batch = vectors.shape[:-1]
    try:
        fits = np.broadcast_shapes(bound.shape, batch) == batch
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"radius must broadcast to the batch shape {batch}, got shape {bound.shape}")
    return bound[..., None]
