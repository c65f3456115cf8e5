"""The accuracy that a linear classifier of the binary model lacks against the best one, without cancellation.

A classifier with robust weight w_1 and any non-robust weights is judged by two numbers: t = w_1/n with n the norm of
the non-robust weights, and c, the cosine of their angle to (1, ..., 1).  With kappa = eta sqrt(d) its accuracy is

    g(t, c) = p Phi(kappa c + t) + (1 - p) Phi(kappa c - t),

largest at c = 1 and t = t* = ln(p/(1-p))/(2 kappa).  The deficit Q = g(t*, 1) - g(t, c) is computed in units of
K = p phi(kappa + t*) = (1 - p) phi(kappa - t*) as a sum of two parts, t* -> t at c = 1 and then 1 -> c, neither
negative.  Its logarithm is returned, so that nothing overflows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from theory.model.arrays import FloatArray

_HALF_PI_ROOT = np.sqrt(0.5 * np.pi)
_R = np.sqrt(0.5)
_FEW, _FEW_WEIGHTS = np.polynomial.legendre.leggauss(12)
_MANY, _MANY_WEIGHTS = np.polynomial.legendre.leggauss(40)
_DROP = 80.0
"""Twice the fall of a logarithm beyond which an integrand no longer counts."""
_SMALL_ANGLE = 2.0
"""Up to this kappa y the difference of two exponentials is integrated as one hyperbolic sine."""


class Deficit(NamedTuple):
    """ln(Q/K); `low` and `high` are the logarithms of the two densities over K whose difference is -dQ/dt.

    dQ/dt = K (exp(high) - exp(low)) and -dQ/dc = kappa K (exp(low) + exp(high)).
    """

    log: FloatArray
    low: FloatArray
    high: FloatArray


def deficit(kappa: FloatArray, t_star: FloatArray, u: FloatArray, versine: FloatArray) -> Deficit:
    """The deficit at t = t* + u and c = 1 - versine, for arrays that broadcast; 0 <= versine <= 2.

    The relative error of Q is about 1e-14 where kappa and |t| are moderate; it grows like 1e-16 times the square of
    kappa + |t| where Q/K is itself exponentially large or small.
    """
    kappa, t_star, u, versine = np.broadcast_arrays(kappa, t_star, u, versine)
    t, q = t_star + u, kappa * versine
    plus, minus = kappa + t, kappa - t
    total = 2.0 * kappa
    first = -0.5 * u * (total + t + t_star) + _log_mass(-plus, q)
    second = 0.5 * u * (total - t - t_star) + _log_mass(-minus, q)
    with np.errstate(invalid="ignore"):
        log = np.logaddexp(_log_along(kappa, t_star, u), np.logaddexp(first, second))
    low = -0.5 * (u - q) * (total - q + t + t_star)
    high = 0.5 * (u + q) * (total - q - t - t_star)
    return Deficit(log, low, high)


def _log_along(kappa: FloatArray, t_star: FloatArray, u: FloatArray) -> FloatArray:
    """ln of int_0^|u| exp(-y^2/2 - b y) 2 sinh(kappa y) dy with b = sign(u) t*: the part at c = 1."""
    b, length = np.where(u < 0.0, -t_star, t_star), np.abs(u)
    peak = np.clip(-b, 0.0, length)
    reach = np.sqrt((b + peak) ** 2 + _DROP)
    start, stop = np.maximum(0.0, -b - reach), np.minimum(length, -b + reach)
    small = kappa * stop < _SMALL_ANGLE
    result = np.empty_like(length)
    if small.any():
        k, bs, lo, hi, top = (a[small] for a in (kappa, b, start, stop, peak))
        half = 0.5 * (hi - lo)
        y = (0.5 * (hi + lo))[:, None] + half[:, None] * _MANY
        height = -0.5 * top * top - bs * top
        values = np.exp(-0.5 * y * y - bs[:, None] * y - height[:, None]) * np.sinh(k[:, None] * y)
        with np.errstate(divide="ignore"):
            result[small] = height + np.log(2.0 * half * (values @ _MANY_WEIGHTS))
    if not small.all():
        k, bs, size = (a[~small] for a in (kappa, b, length))
        larger, smaller = _log_mass(bs - k, size), _log_mass(bs + k, size)
        result[~small] = larger + np.log1p(-np.exp(smaller - larger))
    return result


def _log_mass(b: FloatArray, q: FloatArray) -> FloatArray:
    """ln of int_0^q exp(-y^2/2 - b y) dy for q >= 0; -inf at q = 0."""
    end = b + q
    short = q * np.maximum(np.abs(b), np.abs(end)) < 1.0
    mirrored = ~short & (end <= 0.0)
    right = ~short & (b >= 0.0)
    across = ~(short | mirrored | right)
    result = np.empty_like(b)
    if short.any():
        bs, half = b[short], 0.5 * q[short]
        y = half[:, None] * (1.0 + _FEW)
        with np.errstate(divide="ignore"):
            result[short] = np.log(half * (np.exp(-0.5 * y * y - bs[:, None] * y) @ _FEW_WEIGHTS))
    if right.any():
        result[right] = _log_right(b[right], q[right])
    if mirrored.any():
        bm, qm = b[mirrored], q[mirrored]
        result[mirrored] = -qm * (0.5 * qm + bm) + _log_right(-(bm + qm), qm)
    if across.any():
        ba = b[across]
        result[across] = 0.5 * ba * ba + np.log(_HALF_PI_ROOT * (special.erf(end[across] * _R) + special.erf(-ba * _R)))
    return result


def _log_right(b: FloatArray, q: FloatArray) -> FloatArray:
    """`_log_mass` for b >= 0 and q (b + q) not small."""
    fall = np.exp(-q * (0.5 * q + b))
    mass: FloatArray = np.log(_HALF_PI_ROOT * (special.erfcx(b * _R) - fall * special.erfcx((b + q) * _R)))
    return mass
