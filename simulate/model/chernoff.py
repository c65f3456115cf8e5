r"""Chernoff's distribution: the law of Z = argmax over t of B(t) - t^2, B a two-sided Brownian motion from 0.

Groeneboom (1989), "Brownian motion with a parabolic drift and Airy functions": the density is f(z) = g(z) g(-z)/2 with

    g(z) = (1/2 pi) \int exp(-i u z) 2^(1/3)/Ai(i 2^(-1/3) u) du.

1/Ai(iy) falls like exp(-(sqrt 2/3) |y|^(3/2)) and is analytic near the real line, so the trapezoidal rule converges
geometrically; the moments are then those of a smooth function that is about 3e-11 at the ends.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import interpolate, special

FloatArray = NDArray[np.float64]

_REACH = 3.0  # f(3) is about 3e-11
_STEP = 1.0 / 128.0
_FREQUENCIES = np.arange(0.0, 40.0, 0.02)  # |Ai(40 i)| is about 1e51


def _factor(z: FloatArray) -> FloatArray:
    """Return g at the points z [k]; the integrand at -u is the conjugate of that at u."""
    transform = 2.0 ** (1.0 / 3.0) / special.airy(2.0 ** (-1.0 / 3.0) * 1j * _FREQUENCIES)[0]
    transform[0] *= 0.5
    waves = np.exp(-1j * np.outer(z, _FREQUENCIES))
    return np.asarray((waves @ transform).real * (_FREQUENCIES[1] / np.pi))


def density(z: FloatArray) -> FloatArray:
    """Return the density at the points z [k], to about 1e-12 absolute."""
    return 0.5 * _factor(z) * _factor(-z)


@cache
def _grid() -> tuple[FloatArray, FloatArray]:
    """Return the points of the trapezoidal rule for moments and the mass at each."""
    z = np.arange(-_REACH, _REACH + 0.5 * _STEP, _STEP)
    return z, density(z) * _STEP


def moment(order: float) -> float:
    """Return E|Z|^order for an even ``order``: 2 gives the variance, since the law is symmetric."""
    if order not in (0, 2, 4):
        raise ValueError(f"order: expected 0, 2 or 4, got {order!r}")
    z, mass = _grid()
    return float(mass @ z**order)


def standard_deviation() -> float:
    """Return the standard deviation of Z, 0.513381... (Groeneboom and Wellner, 2001, give the variance 0.26355964)."""
    return float(np.sqrt(moment(2)))


@cache
def median_distance() -> float:
    """Return the median of |Z|, the 3/4 quantile of Z."""
    z, mass = _grid()
    spline = interpolate.CubicSpline(z, mass / _STEP)
    distribution = spline.antiderivative()
    inside = distribution.solve(distribution(0.0) + 0.25, extrapolate=False)
    return float(inside[0])
