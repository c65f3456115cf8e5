"""For each sample the weights w at which the classifier, under an attack, is right: always one open interval.

Without an attack, or under one that spares the robust feature, the margin y f(x) is linear in w and the interval is a
half-line.  Under one that moves all coordinates it loses eps times the dual norm of (w, 1, ..., 1), which is convex
in w, so that the margin is concave and positive on an interval.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from simulate.model.estimate import margin_loss
from simulate.model.sampling import FloatArray, Statistic, scalar_model
from theory import Adversarial, BinaryModel
from theory.model.arrays import instance, number, real_array
from theory.model.float64 import in_float64


class Intervals(NamedTuple):
    """Open intervals (low, high), one a sample; samples that no weight gets right are left out.

    Attributes:
        lows: float [a], the finite lower ends.
        highs: float [b], the finite upper ends.
        from_below: how many intervals have no lower end.
    """

    lows: FloatArray
    highs: FloatArray
    from_below: int


@in_float64("the intervals")
def accepting_intervals(model: BinaryModel, statistic: Statistic, attack: Adversarial | None = None) -> Intervals:
    """Return the weights that get each sample right under the attack's worst perturbation.

    Args:
        model: of which the sample was drawn; it holds single numbers.
        statistic: the sample's sufficient statistic.
        attack: what moves the inputs; None leaves them alone.

    Raises:
        ValueError: a model that cannot be drawn from, or samples that are not numbers.
    """
    _, eta, d = scalar_model(model)
    instance("statistic", statistic, Statistic)
    if attack is not None:
        instance("attack", attack, Adversarial)
        number("attack.eps", attack.eps, "finite", np.isfinite)
    agrees, deviation = np.asarray(statistic.agrees), real_array("statistic.deviation", statistic.deviation)
    if agrees.dtype != np.bool_:
        raise ValueError(f"statistic.agrees: expected booleans, got {agrees.dtype}")
    if agrees.ndim != 1 or agrees.shape != deviation.shape or not agrees.size:
        raise ValueError(f"statistic: expected two arrays of one length, got {agrees.shape} and {deviation.shape}")
    if not np.isfinite(deviation).all():
        raise ValueError("statistic.deviation: expected finite numbers, got NaN or an infinity")
    rest = eta * d + math.sqrt(d) * deviation
    with_x1, against = rest[agrees], rest[~agrees]
    if attack is not None and attack.coordinates == "all":
        solve = _all_l2 if attack.norm == "l2" else _all_linf
        low, high = solve(with_x1, float(attack.eps), d)
        # Where x_1 is against the label the same holds for -w.
        mirrored_low, mirrored_high = solve(against, float(attack.eps), d)
        lows, highs = np.concatenate([low, -mirrored_high]), np.concatenate([high, -mirrored_low])
        lows, highs = lows[lows < highs], highs[lows < highs]
        return Intervals(lows[lows > -np.inf], highs[highs < np.inf], int(np.count_nonzero(lows == -np.inf)))
    loss = margin_loss(model, 0.0, attack)
    # right where w + rest - loss > 0, or -w + rest - loss > 0
    return Intervals(loss - with_x1, against - loss, int(against.size))


def _all_linf(rest: FloatArray, eps: float, d: int) -> tuple[FloatArray, FloatArray]:
    """Solve w + m > eps |w| with m = rest - eps d."""
    m = rest - eps * d
    if eps >= 1.0:
        m = m[m > 0.0]
        return -m / (1.0 + eps), (m / (eps - 1.0) if eps > 1.0 else np.full_like(m, np.inf))
    return np.where(m > 0.0, -m / (1.0 + eps), -m / (1.0 - eps)), np.full_like(m, np.inf)


def _all_l2(rest: FloatArray, eps: float, d: int) -> tuple[FloatArray, FloatArray]:
    """Solve w + rest > eps sqrt(w^2 + d): squared, a quadratic whose roots are written without cancellation."""
    inside = rest * rest + (1.0 - eps * eps) * d
    if eps >= 1.0:
        kept = (rest > 0.0) & (inside > 0.0)
        rest, inside = rest[kept], inside[kept]
    root = eps * np.sqrt(inside)
    positive = rest > 0.0
    low = np.empty_like(rest)
    low[positive] = (eps * eps * d - rest[positive] ** 2) / (rest + root)[positive]
    low[~positive] = (root - rest)[~positive] / (1.0 - eps * eps) if eps < 1.0 else np.inf
    high = (rest + root) / (eps * eps - 1.0) if eps > 1.0 else np.full_like(rest, np.inf)
    return low, high
