"""Max-, min- and bilateral sharpness (Deng et al. 2024, "BSAM") of a quadratic loss, exactly, and their series.

MaxS = max over |e| <= rho of L(w + e) - L(w), MinS = L(w) - min over |e| <= rho' of L(w + e), BilS = MaxS + MinS, in the
Euclidean norm.  For L(w + e) = L(w) + g.e + e.He/2 both extremes are trust-region problems with exact solutions.  For any
smooth loss with g != 0, u = g/|g| and P the projection across u,

    MaxS = rho |g| + rho^2 u.Hu/2 + rho^3 (|P H u|^2/(2 |g|) + T[u, u, u]/6) + O(rho^4),

T the third derivative, and MinS is the same with -H for H.

Shapes: gradient (..., n), hessian (..., n, n), radii broadcast against the batch (...); results have the batch's shape.
All functions raise a ValueError that names the argument for what is not real and finite, for shapes that do not fit, a
radius below 0 and a Hessian that is not symmetric, and an ArithmeticError where a result is beyond the range of float64.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, RealLike, finite, plain, radius, require
from theory.surrogates.norm_ball import norm_of

_SYMMETRY = 1e-12
"""Entries of a Hessian and of its transpose may differ by this part of its largest entry: rounding of H = A.T @ A."""
_BISECTIONS = 110
"""The multiplier is bracketed within |g|/rho; after these it is exact to rounding."""


def max_sharpness(gradient: RealLike, hessian: RealLike, rho: RealLike) -> Any:
    """Return max over |e| <= rho of g.e + e.He/2.

    By strong duality of the trust-region problem it is the least value over nu >= max(lambda_max(H), 0) of
    D(nu) = (sum_i c_i^2/(nu - lambda_i) + nu rho^2)/2, with c the gradient in the eigenvectors of H.  Every term is
    non-negative, so that nothing cancels; where D falls, |e(nu)| = (sum_i c_i^2/(nu - lambda_i)^2)^(1/2) exceeds rho.

    Args:
        gradient: g, shape (..., n).
        hessian: H, symmetric, shape (..., n, n).
        rho: radius, >= 0 and finite, shape (...).

    Raises:
        ValueError: shapes do not fit, H is not symmetric, or a number is NaN or out of range.
    """
    g, h = _quadratic(gradient, hessian)
    r = _radius("rho", rho, g)
    # Both divided by their largest entry, so that squares stay within range; the maximum is multiplied back.
    unit = np.maximum(np.abs(g).max(axis=-1), np.abs(h).max(axis=(-2, -1)))
    unit = np.where(unit > 0.0, unit, 1.0)
    g, h = g / unit[..., None], h / unit[..., None, None]
    values, vectors = np.linalg.eigh(h)
    squares = np.square(np.einsum("...ij,...i->...j", vectors, g))
    base = np.maximum(values[..., -1], 0.0)
    gaps = base[..., None] - values
    low, high = np.zeros(r.shape), np.asarray(norm_of(g, "l2") / np.where(r > 0.0, r, 1.0))
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        beyond = _quotients(squares, np.square(gaps + middle[..., None])) > np.square(r)
        low, high = np.where(beyond, middle, low), np.where(beyond, high, middle)
    value = 0.5 * (_quotients(squares, gaps + high[..., None]) + (base + high) * np.square(r))
    with np.errstate(over="ignore"):
        return plain(finite("the sharpness", unit * np.where(r > 0.0, value, 0.0)))


def min_sharpness(gradient: RealLike, hessian: RealLike, rho: RealLike) -> Any:
    """Return -min over |e| <= rho of g.e + e.He/2, the max-sharpness of -L.

    Args:
        gradient: g, shape (..., n).
        hessian: H, symmetric, shape (..., n, n).
        rho: radius, >= 0 and finite, shape (...).

    Raises:
        ValueError: shapes do not fit, H is not symmetric, or a number is NaN or out of range.
    """
    g, h = _quadratic(gradient, hessian)
    return max_sharpness(-g, -h, rho)


def bilateral_sharpness(gradient: RealLike, hessian: RealLike, rho: RealLike, min_rho: RealLike | None = None) -> Any:
    """Return max_sharpness at ``rho`` plus min_sharpness at ``min_rho`` (default: the same radius).

    Args:
        gradient: g, shape (..., n).
        hessian: H, symmetric, shape (..., n, n).
        rho: radius, >= 0 and finite, shape (...).
        min_rho: radius of the min-sharpness; None for the same.

    Raises:
        ValueError: shapes do not fit, H is not symmetric, or a number is NaN or out of range.
    """
    lower = min_sharpness(gradient, hessian, rho if min_rho is None else min_rho)
    return plain(np.asarray(max_sharpness(gradient, hessian, rho) + lower))


def max_sharpness_series(
    gradient: RealLike, hessian: RealLike, rho: RealLike, order: int = 3, third: RealLike = 0.0
) -> Any:
    """Return the series of MaxS up to rho^order, order 1, 2 or 3; ``third`` is T[u, u, u], of the batch's shape.

    It describes small radii, rho |H| well below |g|.

    Args:
        gradient: g, shape (..., n).
        hessian: H, symmetric, shape (..., n, n).
        rho: radius, >= 0 and finite, shape (...).
        order: highest power of rho, 1, 2 or 3.
        third: third derivative along u = g/|g|, shape (...).

    Raises:
        ValueError: shapes do not fit, H is not symmetric, or a number is NaN or out of range.
        ValueError: the gradient is zero, so there is no u; or the order is none of these.
    """
    g, h = _quadratic(gradient, hessian)
    r = _radius("rho", rho, g)
    if order not in (1, 2, 3):
        raise ValueError(f"order must be 1, 2 or 3, got {order!r}")
    cubic = require("third", third, "finite", np.isfinite)
    size = require("the norm of the gradient", norm_of(g, "l2"), "> 0", lambda a: a > 0.0)
    u = g / size[..., None]
    hu = np.einsum("...ij,...j->...i", h, u)
    curvature = np.asarray((u * hu).sum(axis=-1))
    across = np.square(hu - curvature[..., None] * u).sum(axis=-1)
    terms = (r * size, 0.5 * r**2 * curvature, r**3 * (0.5 * across / size + cubic / 6.0))
    return plain(finite("the series", np.asarray(sum(terms[:order], start=np.zeros(r.shape)))))


def min_sharpness_series(
    gradient: RealLike, hessian: RealLike, rho: RealLike, order: int = 3, third: RealLike = 0.0
) -> Any:
    """Return the series of MinS: that of MaxS for -L, whose third derivative along its own gradient is ``third`` too.

    Args:
        gradient: g, shape (..., n).
        hessian: H, symmetric, shape (..., n, n).
        rho: radius, >= 0 and finite, shape (...).
        order: highest power of rho, 1, 2 or 3.
        third: third derivative along u = g/|g|, shape (...).

    Raises:
        ValueError: shapes do not fit, H is not symmetric, or a number is NaN or out of range.
        ValueError: the gradient is zero, so there is no u; or the order is none of these.
    """
    g, h = _quadratic(gradient, hessian)
    return max_sharpness_series(-g, -h, rho, order, third)


def bilateral_update(gradient: RealLike, ascent_gradient: RealLike, descent_gradient: RealLike) -> FloatArray:
    """Return BSAM's published direction G = g_M + g - (|g_M|/|g_m|) g_m, shape (..., n).

    g_M and g_m are the gradients at w + rho u and at w - rho' u.

    Args:
        gradient: g at w, shape (..., n).
        ascent_gradient: g_M, shape (..., n).
        descent_gradient: g_m, shape (..., n).

    Raises:
        ValueError: g_m is zero, on which the authors' code returns NaN, or shapes do not fit.
    """
    g, top, bottom = (
        _vectors(name, value)
        for name, value in (
            ("gradient", gradient),
            ("ascent_gradient", ascent_gradient),
            ("descent_gradient", descent_gradient),
        )
    )
    if not g.shape == top.shape == bottom.shape:
        raise ValueError(f"the three gradients must have one shape, got {g.shape}, {top.shape} and {bottom.shape}")
    size = require("the norm of descent_gradient", norm_of(bottom, "l2"), "> 0", lambda a: a > 0.0)
    return finite("the update", top + g - bottom * (np.asarray(norm_of(top, "l2")) / size)[..., None])


def _quotients(squares: FloatArray, divisors: FloatArray) -> FloatArray:
    """Return sum_i c_i^2/divisor_i; a coordinate in which the gradient is zero counts as zero."""
    with np.errstate(over="ignore"):
        shares = np.divide(squares, divisors, out=np.full(squares.shape, np.inf), where=divisors > 0.0)
    return np.asarray(np.where(squares > 0.0, shares, 0.0).sum(axis=-1))


def _vectors(name: str, value: RealLike) -> FloatArray:
    array = require(name, value, "finite in every coordinate", np.isfinite)
    if array.ndim == 0:
        raise ValueError(f"{name} must have a last axis of coordinates, got a scalar")
    return array


def _quadratic(gradient: RealLike, hessian: RealLike) -> tuple[FloatArray, FloatArray]:
    """Return gradient and Hessian with a common batch shape."""
    g = _vectors("gradient", gradient)
    h = require("hessian", hessian, "finite in every entry", np.isfinite)
    n = g.shape[-1]
    if n == 0 or h.ndim < 2 or h.shape[-2:] != (n, n):
        raise ValueError(f"hessian must have shape (..., n, n) for a gradient of shape {g.shape}, got {h.shape}")
    try:
        batch = np.broadcast_shapes(g.shape[:-1], h.shape[:-2])
    except ValueError:
        raise ValueError(f"gradient and hessian must have batches that broadcast, got {g.shape}, {h.shape}") from None
    turned = np.swapaxes(h, -1, -2)
    if np.any(np.abs(h - turned) > _SYMMETRY * np.abs(h).max(axis=(-2, -1), keepdims=True)):
        raise ValueError(f"hessian must be symmetric, got {hessian!r}")
    return np.broadcast_to(g, (*batch, n)), np.broadcast_to(0.5 * (h + turned), (*batch, n, n))


def _radius(name: str, value: RealLike, vectors: FloatArray) -> FloatArray:
    """Return a radius for each vector of the batch."""
    r, batch = radius(name, value), vectors.shape[:-1]
    try:
        return np.broadcast_to(r, batch)
    except ValueError:
        raise ValueError(f"{name} must broadcast to the batch shape {batch}, got shape {r.shape}") from None
