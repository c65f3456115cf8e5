"""Losses of the margin m = y w.x: logistic, log(1 + exp(-m)), and hinge, max(0, 1 - m), with their derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from simulate.model.sampling import FloatArray


@dataclass(frozen=True)
class MarginLoss:
    """A convex loss that falls with the margin.

    Attributes:
        name: what users call it.
        value: the loss at margins of any shape.
        slope: its derivative, in [-1, 0]; at the hinge's kink the one from the left.
        largest_curvature: an upper bound of the second derivative between two margins, low <= high, elementwise;
            None where the derivative jumps.
    """

    name: str
    value: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    largest_curvature: Callable[[FloatArray, FloatArray], FloatArray] | None


def _logistic(margin: FloatArray) -> FloatArray:
    return np.logaddexp(0.0, -margin)


def _logistic_slope(margin: FloatArray) -> FloatArray:
    return -special.expit(-margin)


def _logistic_curvature(low: FloatArray, high: FloatArray) -> FloatArray:
    # sigma(m) sigma(-m) is even and falls with |m|
    nearest = np.clip(0.0, low, high)
    return special.expit(nearest) * special.expit(-nearest)


def _hinge(margin: FloatArray) -> FloatArray:
    return np.maximum(0.0, 1.0 - margin)


def _hinge_slope(margin: FloatArray) -> FloatArray:
    return np.where(margin <= 1.0, -1.0, 0.0)


LOGISTIC = MarginLoss("logistic", _logistic, _logistic_slope, _logistic_curvature)
HINGE = MarginLoss("hinge", _hinge, _hinge_slope, None)
LOSSES = {loss.name: loss for loss in (LOGISTIC, HINGE)}


def loss_named(name: str) -> MarginLoss:
    """Return the loss of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in LOSSES:
        raise ValueError(f"loss must be one of {', '.join(LOSSES)}, got {name!r}")
    return LOSSES[name]
