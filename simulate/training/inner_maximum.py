"""The largest mean loss within an l2 ball around the weights of a linear classifier, with an upper bound that proves it.

The loss is convex in the weights, so the maximum is on the sphere; maximising a convex function over a ball is hard in
general. What is exact here:

- one sample: the margin falls by rho |x|, in closed form;
- two weights: the circle is covered with arcs; each lies in the triangle of its ends and the crossing of their
  tangents, at whose corners a convex function is largest. Arcs that could hold more than the best point are halved
  until the bound meets it, so the result is certified to any precision;
- more weights: delta <- rho grad/|grad| at w + delta, which never lowers a convex loss, from several starts. The
  result is a lower bound. It is certified as the maximum where the multiplier |grad|/rho is at least the largest
  eigenvalue of a bound on the Hessian over the whole ball: the loss minus (multiplier/2)|delta|^2 is then concave and
  stationary there. Elsewhere the upper bound is the maximum of a quadratic majorant, from its secular equation, and a
  gap remains, which is reported.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from simulate.model.sampling import FloatArray
from simulate.training.margin_losses import MarginLoss
from theory.surrogates.norm_ball import dual_vector

ANGLES = 48
ROUNDS = 12
_ZOOMS = 3
_HALVINGS = 40


def margins(features: FloatArray, weights: FloatArray) -> FloatArray:
    """Return y w.x: features [..., n, dimension] and weights [..., dimension] to [..., n]."""
    return np.asarray(np.matmul(features, weights[..., None])[..., 0])


def mean_gradient(loss: MarginLoss, features: FloatArray, margin: FloatArray) -> FloatArray:
    """Return the gradient of the mean loss at the given margins: [..., n, dimension] and [..., n] to [..., dimension]."""
    return np.asarray(np.matmul(loss.slope(margin)[..., None, :], features)[..., 0, :] / margin.shape[-1])


def micro_batches(features: FloatArray, weights: FloatArray, size: int | None) -> tuple[FloatArray, FloatArray]:
    """Return the samples in micro-batches, and the weights at each of them.

    Args:
        features: float [replicates, n, dimension].
        weights: float [replicates, dimension].
        size: samples of a micro-batch; None for all.

    Returns:
        Two arrays, [replicates, parts, size, dimension] and [replicates, parts, dimension].

    Raises:
        ValueError: n is no multiple of size.
    """
    replicates, batch, dimension = features.shape
    size = batch if size is None else size
    if batch % size:
        raise ValueError(f"micro_batch must divide the batch of {batch}, got {size}")
    parts = features.reshape(replicates, batch // size, size, dimension)
    return parts, np.broadcast_to(weights[:, None], (replicates, batch // size, dimension))


def worst_perturbation(loss: MarginLoss, features: FloatArray, weights: FloatArray, rho: float) -> FloatArray:
    """Return, for each batch, a delta of length rho at which the mean loss is largest (see the module for how sure).

    Args:
        loss: loss of the margin.
        features: float [batches, n, dimension].
        weights: float [batches, dimension].
        rho: radius.
    """
    dimension = features.shape[-1]
    if rho == 0.0:
        return np.zeros_like(weights)
    if features.shape[-2] == 1:
        return -dual_vector(features[..., 0, :], "l2", rho)
    if dimension == 1:
        return _best(loss, features, weights, np.broadcast_to([[-rho], [rho]], (len(weights), 2, 1)))
    if dimension == 2:
        return _on_circle(loss, features, weights, rho)
    return _climb(loss, features, weights, rho)


def _on_circle(loss: MarginLoss, features: FloatArray, weights: FloatArray, rho: float) -> FloatArray:
    angles = np.broadcast_to(np.arange(ANGLES) * (2.0 * np.pi / ANGLES), (len(weights), ANGLES))
    step = 2.0 * np.pi / ANGLES
    for _ in range(1 + _ZOOMS):
        deltas = rho * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        values = _values(loss, features, weights, deltas)
        best = np.take_along_axis(angles, values.argmax(axis=1)[:, None], axis=1)
        angles = best + step * np.linspace(-1.0, 1.0, 9)
        step /= 4.0
    return rho * np.concatenate([np.cos(best), np.sin(best)], axis=1)


def _climb(loss: MarginLoss, features: FloatArray, weights: FloatArray, rho: float) -> FloatArray:
    gradient = mean_gradient(loss, features, margins(features, weights))
    moment = np.matmul(np.swapaxes(features, -1, -2), features)
    longest = np.linalg.eigh(moment)[1][..., -1]
    first = np.zeros_like(gradient)
    first[:, 0] = 1.0
    starts = np.stack([gradient, -gradient, longest, -longest, first, -first], axis=1)
    deltas = dual_vector(starts, "l2", rho)
    for _ in range(ROUNDS):
        for start in range(deltas.shape[1]):
            margin = margins(features, weights + deltas[:, start])
            deltas[:, start] = dual_vector(mean_gradient(loss, features, margin), "l2", rho)
    return _best(loss, features, weights, deltas)


def _values(loss: MarginLoss, features: FloatArray, weights: FloatArray, deltas: FloatArray) -> FloatArray:
    """Mean losses at weights + deltas: [batches, k, dimension] to [batches, k]."""
    moved = np.matmul(features, np.swapaxes(weights[:, None] + deltas, -1, -2))
    return np.asarray(loss.value(moved).mean(axis=1))


def _best(loss: MarginLoss, features: FloatArray, weights: FloatArray, deltas: FloatArray) -> FloatArray:
    chosen = _values(loss, features, weights, deltas).argmax(axis=1)
    return np.asarray(np.take_along_axis(deltas, chosen[:, None, None], axis=1)[:, 0])


class Certificate(NamedTuple):
    """What is known about the largest mean loss in the ball.

    Attributes:
        value: the mean loss at the perturbation found; the maximum is at least this.
        upper: a proven bound (to rounding) that the maximum does not exceed.
        how: "one sample", "two weights", "concave" or "majorant".
    """

    value: float
    upper: float
    how: str

    @property
    def gap(self) -> float:
        """By how much the maximum may exceed the value found."""
        return max(0.0, self.upper - self.value)


def certify_maximum(
    loss: MarginLoss, features: FloatArray, weights: FloatArray, rho: float, *, precision: float = 1e-9
) -> Certificate:
    """Find the largest mean loss of one batch in the ball and bound it from above.

    Args:
        loss: loss of the margin.
        features: float [n, dimension].
        weights: float [dimension].
        rho: radius.
        precision: gap that is asked for, absolute; reached for one sample or two weights, else as it comes.

    Raises:
        ValueError: more than two weights with a loss whose slope jumps, for which there is no bound here.
    """
    delta = worst_perturbation(loss, features[None], weights[None], rho)[0]
    value = float(loss.value(features @ (weights + delta)).mean())
    if len(features) == 1:
        return Certificate(value, value, "one sample")
    if features.shape[1] == 2:
        return _cover_circle(loss, features, weights, rho, value, precision)
    if loss.largest_curvature is None:
        raise ValueError(f"loss {loss.name}: expected one with a second derivative for more than two weights")
    margin, reach = features @ weights, rho * np.linalg.norm(features, axis=1)
    curvature = loss.largest_curvature(margin - reach, margin + reach)
    hessian = (features * curvature[:, None]).T @ features / len(features)
    # Once more from the best point, to a stationary point, as the bound supposes.
    gradient = np.zeros_like(weights)
    for _ in range(1000):
        gradient = mean_gradient(loss, features, features @ (weights + delta))
        new = dual_vector(gradient, "l2", rho)
        if np.linalg.norm(new - delta) <= 1e-13 * rho:
            break
        delta = new
    value = float(loss.value(features @ (weights + delta)).mean())
    # The concave function's gradient at delta, 0 but for rounding, times the ball's diameter.
    residual = 2.0 * rho * float(np.linalg.norm(gradient - delta * (np.linalg.norm(gradient) / rho)))
    if float(np.linalg.norm(gradient)) >= rho * float(np.linalg.eigvalsh(hessian)[-1]):
        return Certificate(value, value + residual, "concave")
    at_centre = mean_gradient(loss, features, margin)
    upper = float(loss.value(margin).mean()) + _quadratic_maximum(hessian, at_centre, rho)
    return Certificate(value, upper, "majorant")


def _cover_circle(
    loss: MarginLoss, features: FloatArray, weights: FloatArray, rho: float, value: float, precision: float
) -> Certificate:
    def at(angle: NDArray[Any], size: float) -> FloatArray:
        return _values(loss, features[None], weights[None], size * np.stack([np.cos(angle), np.sin(angle)], -1)[None])[
            0
        ]

    width = 2.0 * np.pi / ANGLES
    middle = np.arange(ANGLES) * width
    upper, slack = value, 0.0
    for _ in range(_HALVINGS):
        half = 0.5 * width
        ends = np.maximum(at(middle - half, rho), at(middle + half, rho))
        value = max(value, float(ends.max()))
        bounds = np.maximum(ends, at(middle, rho / np.cos(half)))
        upper = max(value + slack, float(bounds.max()))
        if upper <= value + precision:
            break
        slack = 0.5 * precision
        open_arcs = middle[bounds > value + slack]
        width = half
        middle = np.concatenate([open_arcs - 0.5 * half, open_arcs + 0.5 * half])
    return Certificate(value, upper, "two weights")


def _quadratic_maximum(hessian: FloatArray, gradient: FloatArray, rho: float) -> float:
    """The largest g.delta + delta.H delta/2 for |delta| <= rho, H positive semidefinite.

    For every multiplier mu > lambda_max the dual function rho^2 mu/2 + sum c_i^2/(2 (mu - lambda_i)) is an upper bound;
    its minimum over mu is the maximum (also in the hard case, in the limit mu -> lambda_max).
    """
    values, vectors = np.linalg.eigh(hessian)
    squares = (vectors.T @ gradient) ** 2
    top = float(values[-1])
    largest = top + float(np.linalg.norm(gradient)) / rho

    def dual(mu: float) -> float:
        return 0.5 * rho**2 * mu + float(np.sum(squares / (2.0 * (mu - values))))

    low = top + 1e-12 * max(largest - top, top)
    found = optimize.minimize_scalar(dual, bounds=(low, largest), method="bounded", options={"xatol": 1e-12 * largest})
    return min(dual(float(found.x)), dual(low), dual(largest))
