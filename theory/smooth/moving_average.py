"""The exponential moving average of batch gradients as an estimate of the full gradient (Li et al. 2024, "F-SAM").

m_t = lambda m_{t-1} + (1 - lambda) g_t with batch gradients g_t = G_t + n_t, where the noise n_t has mean zero, variance
v = E|n_t|^2 (summed over all weights) and is independent from step to step.  At fixed weights the full gradient G_t does
not change; with moving weights it is taken to drift by the same vector a at each step, G_t = G_0 + a t.  F-SAM perturbs
along g_t - sigma m_{t-1}.

All arguments are real numbers or arrays that broadcast.  `decay` is lambda, in [0, 1); `noise` is v and `drift` is |a|^2,
both squared norms, finite and >= 0; `steps` is the number t of updates, >= 0, infinity allowed.  Anything else raises a
ValueError that names the argument.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, RealLike, broadcast_shape, finite, plain, require
from theory.model.float64 import in_float64

_LARGEST_LOGIT = 800.0
"""log(lambda/(1 - lambda)) lies within this for every ratio that float64 holds: 3 s is about -log r, or s is."""
_BISECTIONS = 70
"""After them the bracket is narrower than the rounding of s."""


@in_float64("the mean square error")
def mean_square_error(
    decay: RealLike, steps: RealLike = np.inf, *, noise: RealLike = 1.0, start: RealLike = 0.0
) -> Any:
    """Return E|m_t - G|^2 at fixed weights: (1 - lambda)/(1 + lambda) (1 - lambda^(2t)) v + lambda^(2t) start.

    Args:
        decay: lambda, in [0, 1); broadcasts.
        steps: t >= 0, also inf; broadcasts.
        noise: v = E|g - G|^2 of a batch gradient, >= 0 and finite; broadcasts.
        start: E|m_0 - G|^2, >= 0: v if m_0 is a batch gradient (the authors' code), |G|^2 if the average starts at
            zero.

    Raises:
        ValueError: a number is NaN or out of range; the message names it.
    """
    lam, t = _decay(decay), _steps(steps)
    v, first = _squared("noise", noise), _squared("start", start)
    broadcast_shape(decay=lam, steps=t, noise=v, start=first)
    left = bias(lam, t) ** 2
    return plain(np.asarray(_variance_ratio(lam) * (1.0 - left) * v + left * first))


@in_float64("the bias")
def bias(decay: RealLike, steps: RealLike) -> Any:
    """Return lambda^t, the part of the start's error that is left in E m_t - G at fixed weights.

    Args:
        decay: lambda, in [0, 1); broadcasts.
        steps: t >= 0, also inf; broadcasts.

    Raises:
        ValueError: a number is NaN or out of range; the message names it.
    """
    lam, t = _decay(decay), _steps(steps)
    broadcast_shape(decay=lam, steps=t)
    return plain(np.asarray(np.power(lam, t)))


@in_float64("the lag")
def lag(decay: RealLike, steps: RealLike = np.inf) -> Any:
    """Return c = lambda (1 - lambda^t)/(1 - lambda): a full gradient that drifts by a each step leads E m_t by c a.

    This is for a start without error; what is left of the start's error adds to it (see :func:`bias`).

    Args:
        decay: lambda, in [0, 1); broadcasts.
        steps: t >= 0, also inf; broadcasts.

    Raises:
        ValueError: a number is NaN or out of range; the message names it.
    """
    lam, t = _decay(decay), _steps(steps)
    return plain(np.asarray(lam * (1.0 - np.asarray(bias(lam, t))) / (1.0 - lam)))


@in_float64("the steady error")
def steady_error(decay: RealLike, *, noise: RealLike = 1.0, drift: RealLike = 0.0) -> Any:
    """Return the limit of E|m_t - G_t|^2 under drift: (1 - lambda)/(1 + lambda) v + (lambda/(1 - lambda))^2 |a|^2.

    The batch gradient itself has the error v, which is the value at lambda = 0.

    Args:
        decay: lambda, in [0, 1); broadcasts.
        noise: v = E|g - G|^2 of a batch gradient, >= 0 and finite; broadcasts.
        drift: |a|^2 of a step's change of the full gradient, >= 0; broadcasts.

    Raises:
        ValueError: a number is NaN or out of range; the message names it.
        ArithmeticError: the error overflows.
    """
    lam, v, a = _decay(decay), _squared("noise", noise), _squared("drift", drift)
    broadcast_shape(decay=lam, noise=v, drift=a)
    with np.errstate(over="ignore"):
        error = np.asarray(_variance_ratio(lam) * v + np.square(lag(lam)) * a)
    return plain(finite("the error of the average", error))


@in_float64("the best decay")
def best_decay(drift_to_noise: RealLike) -> Any:
    """Return the lambda that minimises :func:`steady_error`, where |a|^2/v is the given ratio.

    It is the one root in (0, 1) of r lambda (1 + lambda)^2 = (1 - lambda)^3, r = |a|^2/v: the left side rises and the
    right side falls.  Bisection on the logarithms of both sides, in s = log(lambda/(1 - lambda)); a ratio below 1e-48
    gives a lambda that rounds to 1.

    Args:
        drift_to_noise: |a|^2/v, > 0 and finite; broadcasts.

    Raises:
        ValueError: a number is NaN or out of range; the message names it.
    """
    ratio = require("drift_to_noise", drift_to_noise, "> 0 and finite", lambda a: (a > 0.0) & np.isfinite(a))
    low, high = np.full(ratio.shape, -_LARGEST_LOGIT), np.full(ratio.shape, _LARGEST_LOGIT)
    for _ in range(_BISECTIONS):
        s = 0.5 * (low + high)
        above = np.log(ratio) - np.logaddexp(0.0, -s) + 2.0 * np.log1p(_logistic(s)) + 3.0 * np.logaddexp(0.0, s) > 0.0
        low, high = np.where(above, low, s), np.where(above, s, high)
    return plain(_logistic(0.5 * (low + high)))


@in_float64("the largest useful drift")
def largest_useful_drift(decay: RealLike) -> Any:
    """Return the |a|^2/v below which the average errs less than the batch gradient: 2 (1 - lambda)^2/(lambda (1 + lambda)).

    Args:
        decay: lambda, in (0, 1); broadcasts.

    Raises:
        ValueError: lambda is not in (0, 1); at 0 the average is the batch gradient.
    """
    lam = require("decay", decay, "in the open interval (0, 1)", lambda a: (a > 0.0) & (a < 1.0))
    return plain(np.asarray(2.0 * np.square(1.0 - lam) / (lam * (1.0 + lam))))


@in_float64("the noise correlation")
def noise_correlation(decay: RealLike, *, sigma: RealLike = 1.0, signal: RealLike = 0.0) -> Any:
    """Return E<d, n>/sqrt(E|d|^2 E|n|^2) for F-SAM's direction d = g_t - sigma m_{t-1} and the noise n of g_t.

    At fixed weights, long after the start: 1/sqrt(1 + sigma^2 (1 - lambda)/(1 + lambda) + (1 - sigma)^2 signal), with
    ``signal`` = |G|^2/v.  At sigma = 1 it is sqrt((1 + lambda)/2), and plain SAM has sigma = 0.

    Args:
        decay: lambda, in [0, 1); broadcasts.
        sigma: share of the average that is subtracted, finite and >= 0; broadcasts.
        signal: |G|^2/v, >= 0; broadcasts.

    Raises:
        ValueError: a number is NaN or out of range; the message names it.
    """
    lam, s, ratio = _decay(decay), _sigma(sigma), _squared("signal", signal)
    broadcast_shape(decay=lam, sigma=s, signal=ratio)
    return plain(np.asarray(1.0 / np.sqrt(1.0 + s**2 * _variance_ratio(lam) + (1.0 - s) ** 2 * ratio)))


@in_float64("the gradient cosine")
def gradient_cosine(decay: RealLike, *, sigma: RealLike = 1.0, signal: RealLike = 1.0) -> Any:
    """Return E<d, G>/sqrt(E|d|^2 |G|^2) for the same direction d and the full gradient G; 0 at sigma = 1.

    Args:
        decay: lambda, in [0, 1); broadcasts.
        sigma: share of the average that is subtracted, finite and >= 0; broadcasts.
        signal: |G|^2/v, >= 0; broadcasts.

    Raises:
        ValueError: a number is NaN or out of range; the message names it.
    """
    ratio = _squared("signal", signal)
    correlation = noise_correlation(decay, sigma=sigma, signal=ratio)
    return plain(np.asarray((1.0 - _sigma(sigma)) * np.sqrt(ratio) * correlation))


@in_float64("the equivalent sigma")
def equivalent_sigma(decay: RealLike, sigma: RealLike) -> Any:
    """Return the s with g - s m_{t-1} along g - sigma m_t: s = sigma lambda/(1 - sigma (1 - lambda)).

    s = sigma at sigma = 0 and 1 only (lambda < 1).

    Args:
        decay: lambda, in [0, 1); broadcasts.
        sigma: share of the average that is subtracted, finite and >= 0; broadcasts.

    Raises:
        ValueError: sigma (1 - lambda) >= 1, or a number is NaN or out of range.
    """
    lam, s = _decay(decay), _sigma(sigma)
    shape = broadcast_shape(decay=lam, sigma=s)
    rest = np.broadcast_to(1.0 - s * (1.0 - lam), shape)
    require("1 - sigma (1 - decay)", rest, "> 0", lambda a: a > 0.0)
    return plain(np.asarray(s * lam / rest))


def _logistic(s: FloatArray) -> FloatArray:
    return np.exp(-np.logaddexp(0.0, -s))


def _variance_ratio(lam: FloatArray) -> FloatArray:
    return (1.0 - lam) / (1.0 + lam)


def _decay(value: RealLike) -> FloatArray:
    return require("decay", value, "in [0, 1)", lambda a: (a >= 0.0) & (a < 1.0))


def _steps(value: RealLike) -> FloatArray:
    return require("steps", value, ">= 0", lambda a: a >= 0.0)


def _squared(name: str, value: RealLike) -> FloatArray:
    return require(name, value, "finite and >= 0", lambda a: (a >= 0.0) & np.isfinite(a))


def _sigma(value: RealLike) -> FloatArray:
    return require("sigma", value, "finite and >= 0", lambda a: (a >= 0.0) & np.isfinite(a))
