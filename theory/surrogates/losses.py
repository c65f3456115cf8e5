"""The 0-1 loss, its common upper bounds, and the lower bounds of Xie et al. (2024), "BiSAM".

Everything works on logits z of shape [..., K] and integer labels y of shape [...], through the margins
F_j = z_j - z_y, in which F_y = 0. A sample is wrong when some margin is positive. Losses are per sample, shape
[...]; only :func:`q_loss`, which the paper defines as a mean, is averaged.

Raises (all functions): ValueError, naming the argument, for logits that are not finite or have fewer than two
classes, for labels that are not integers in 0..K-1 or have another shape, and for mu or alpha that are not positive
and finite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.model.arrays import FloatArray, RealLike, plain, real_array, require

IntArray = NDArray[np.int64]
Function = Callable[[Any], Any]

GAMMA = float(np.log(np.e - 1.0))
"""gamma = log(e - 1), which makes phi_log(0) = 0 (eq. 15)."""


class Surrogate(Protocol):
    """A lower bound phi of the strict step, with its derivative; both take and return arrays of one shape."""

    def __call__(self, x: RealLike) -> Any:
        """Return phi(x)."""

    def derivative(self, x: RealLike) -> Any:
        """Return phi'(x)."""


@dataclass(frozen=True)
class Tanh:
    """phi(x) = tanh(alpha x), eq. 14; the published setting is alpha = 0.1 with mu = 10."""

    alpha: float = 0.1

    def __post_init__(self) -> None:
        _positive("alpha", self.alpha)

    def __call__(self, x: RealLike) -> Any:
        """Return tanh(alpha x)."""
        return phi_tanh(x, self.alpha)

    def derivative(self, x: RealLike) -> Any:
        """Return alpha sech^2(alpha x)."""
        return phi_tanh_derivative(x, self.alpha)


@dataclass(frozen=True)
class Log:
    """phi(x) = 1 - log(1 + exp(gamma - x)), eq. 15; the published setting is mu = 1."""

    def __call__(self, x: RealLike) -> Any:
        """Return phi_log(x)."""
        return phi_log(x)

    def derivative(self, x: RealLike) -> Any:
        """Return sigmoid(gamma - x)."""
        return phi_log_derivative(x)


def margins(logits: ArrayLike, labels: ArrayLike) -> FloatArray:
    """Return F_j = z_j - z_y, shape [..., K], as a new array; the logits stay as they are.

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
    """
    z, y = _checked(logits, labels)
    return z - np.take_along_axis(z, y[..., None], axis=-1)


def zero_one_loss(logits: ArrayLike, labels: ArrayLike) -> Any:
    """Return max_j 1[F_j > 0] (eq. 9): 1 where another class beats the label strictly, else 0; shape [...].

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
    """
    return plain(np.asarray((margins(logits, labels) > 0.0).any(axis=-1), dtype=np.float64))


def cross_entropy(logits: ArrayLike, labels: ArrayLike) -> Any:
    """Return log sum_j exp(F_j), the cross-entropy in nats; shape [...].

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
    """
    scores = margins(logits, labels)
    others = np.exp(scores - scores.max(axis=-1, keepdims=True))
    top = scores.max(axis=-1)
    # Where the label wins, one term is exp(0) = 1: log1p of the others keeps the loss of confident samples exact.
    _, y = _checked(logits, labels)
    np.put_along_axis(others, y[..., None], np.where(top == 0.0, 0.0, np.exp(-top))[..., None], axis=-1)
    total = others.sum(axis=-1)
    return plain(np.asarray(np.where(top == 0.0, np.log1p(total), top + np.log(np.where(top == 0.0, 1.0, total)))))


def hinge(logits: ArrayLike, labels: ArrayLike) -> Any:
    """Return max(0, 1 + max_{j != y} F_j), the multi-class hinge loss (Crammer and Singer); shape [...].

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
    """
    scores = margins(logits, labels)
    _, y = _checked(logits, labels)
    np.put_along_axis(scores, y[..., None], -np.inf, axis=-1)
    return plain(np.asarray(np.maximum(0.0, 1.0 + scores.max(axis=-1))))


def phi_tanh(x: RealLike, alpha: float = 0.1) -> Any:
    """Return tanh(alpha x) (eq. 14), in the shape of x; infinities are allowed and give the limits -1 and 1.

    Args:
        x: margins, any shape.
        alpha: slope at 0, > 0 and finite.

    Raises:
        ValueError: an x is NaN or alpha is out of range.
    """
    return plain(np.tanh(_positive("alpha", alpha) * _not_nan("x", x)))


def phi_tanh_derivative(x: RealLike, alpha: float = 0.1) -> Any:
    """Return alpha sech^2(alpha x), which vanishes on both sides.

    Args:
        x: margins, any shape.
        alpha: slope at 0, > 0 and finite.

    Raises:
        ValueError: an x is NaN or alpha is out of range.
    """
    a = _positive("alpha", alpha)
    decay = np.exp(-2.0 * a * np.abs(_not_nan("x", x)))
    return plain(np.asarray(4.0 * a * decay / (1.0 + decay) ** 2))


def phi_log(x: RealLike) -> Any:
    """Return 1 - log(1 + exp(gamma - x)) (eq. 15), in the shape of x; -inf and inf give the limits -inf and 1.

    Near 0 the form is -log1p((1 - 1/e) expm1(-x)), in which nothing cancels: phi_log(0) = 0 exactly.

    Args:
        x: margins, any shape.

    Raises:
        ValueError: an x is NaN.
    """
    a = _not_nan("x", x)
    near = -np.log1p(-np.expm1(-1.0) * np.expm1(-np.maximum(a, -1.0)))
    low = np.minimum(a, -1.0)
    far = 1.0 - GAMMA + low - np.log1p(np.exp(low - GAMMA))
    return plain(np.asarray(np.where(a > -1.0, near, far)))


def phi_log_derivative(x: RealLike) -> Any:
    """Return sigmoid(gamma - x), which vanishes for large positive x only.

    Args:
        x: margins, any shape.

    Raises:
        ValueError: an x is NaN.
    """
    a = _not_nan("x", x) - GAMMA
    decay = np.exp(-np.abs(a))
    return plain(np.asarray(np.where(a > 0.0, decay, 1.0) / (1.0 + decay)))


def lower_bound(logits: ArrayLike, labels: ArrayLike, phi: Function, mu: float) -> Any:
    """Return (1/mu) log((1/K) sum_j exp(mu phi(F_j))), the right-hand side of Lemma 3.1; shape [...].

    It is at most the 0-1 loss for every phi <= 1[. > 0].

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].
        phi: a lower bound of the strict step, which takes and returns an array.
        mu: sharpness of the soft maximum, > 0 and finite.

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
    """
    values, m = _values(margins(logits, labels), phi), _positive("mu", mu)
    top = values.max(axis=-1)
    # The mean of exp(mu (phi - max)) as 1 + a mean of expm1: no digits are lost where mu is small.
    return plain(np.asarray(top + np.log1p(np.expm1(m * (values - top[..., None])).mean(axis=-1)) / m))


def q_loss(logits: ArrayLike, labels: ArrayLike, phi: Function, mu: float) -> float:
    """Return Q = mean_i (1/mu) log sum_j exp(mu phi(F_ij)) (eq. 13), the mean over all samples.

    The authors' code leaves out 1/mu, which the normalised ascent direction does not see.

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].
        phi: a lower bound of the strict step, which takes and returns an array.
        mu: sharpness of the soft maximum, > 0 and finite.

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
    """
    bound = np.mean(lower_bound(logits, labels, phi, mu))
    return float(bound + np.log(np.shape(logits)[-1]) / _positive("mu", mu))


def q_gradient(logits: ArrayLike, labels: ArrayLike, phi: Surrogate, mu: float) -> FloatArray:
    """Return the gradient of :func:`q_loss` in the logits, shape [..., K]; each row sums to zero.

    With s_j = softmax_j(mu phi(F)), the derivative in z_j is s_j phi'(F_j)/n for j != y, and minus their sum for y:
    the term F_y = 0 takes part in the softmax but has no derivative of its own.

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].
        phi: a lower bound of the strict step, which takes and returns an array, with its derivative.
        mu: sharpness of the soft maximum, > 0 and finite.

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
    """
    scores, m = margins(logits, labels), _positive("mu", mu)
    values = _values(scores, phi)
    powers = np.exp(m * (values - values.max(axis=-1, keepdims=True)))
    gradient = powers / powers.sum(axis=-1, keepdims=True) * phi.derivative(scores)
    y = np.asarray(labels, dtype=np.int64)[..., None]
    np.put_along_axis(gradient, y, 0.0, axis=-1)
    np.put_along_axis(gradient, y, -gradient.sum(axis=-1, keepdims=True), axis=-1)
    return gradient / max(1, int(np.prod(scores.shape[:-1])))


def cross_entropy_gradient(logits: ArrayLike, labels: ArrayLike) -> FloatArray:
    """Return the gradient of the mean cross-entropy in the logits, shape [..., K]: (softmax(z) - onehot(y))/n.

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
    """
    return q_gradient(logits, labels, Identity(), 1.0)


@dataclass(frozen=True)
class Identity:
    """phi(x) = x, no lower bound of the step: it turns Q at mu = 1 into cross-entropy."""

    def __call__(self, x: RealLike) -> Any:
        """Return x."""
        return plain(_not_nan("x", x))

    def derivative(self, x: RealLike) -> Any:
        """Return 1 in the shape of x."""
        return plain(np.ones(np.shape(x)))


def _values(scores: FloatArray, phi: Function) -> FloatArray:
    """Return phi of the margins, checked."""
    values = np.asarray(phi(scores), dtype=np.float64)
    if values.shape != scores.shape or not np.isfinite(values).all():
        raise ValueError(f"phi must return finite numbers of shape {scores.shape}, got shape {values.shape}")
    return values


def _checked(logits: ArrayLike, labels: ArrayLike) -> tuple[FloatArray, IntArray]:
    z = require("logits", logits, "finite", np.isfinite)
    if z.ndim == 0 or z.shape[-1] < 2:
        raise ValueError(f"logits must have shape [..., K] with K >= 2, got shape {z.shape}")
    y = np.asarray(labels)
    if y.dtype.kind not in "iu":
        raise ValueError(f"labels must be integers, got {labels!r}")
    if y.shape != z.shape[:-1]:
        raise ValueError(f"labels must have shape {z.shape[:-1]}, that of the logits without classes, got {y.shape}")
    bad = np.flatnonzero((y < 0) | (y >= z.shape[-1]))
    if bad.size:
        raise ValueError(f"labels must be in 0..{z.shape[-1] - 1}, got {int(y.flat[bad[0]])}")
    return z, y.astype(np.int64)


def _positive(name: str, value: float) -> float:
    array = require(name, value, "> 0 and finite", lambda a: (a > 0.0) & np.isfinite(a))
    if array.ndim:
        raise ValueError(f"{name} must be one number, got shape {array.shape}")
    return float(array)


def _not_nan(name: str, value: RealLike) -> FloatArray:
    array = real_array(name, value)
    if np.isnan(array).any():
        raise ValueError(f"{name} must not be NaN, got {value!r}")
    return array
