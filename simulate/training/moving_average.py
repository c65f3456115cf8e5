"""F-SAM's moving average (Li et al., 2024) and BSAM's update (Deng et al., 2024) on the binary model, logistic loss.

At fixed weights in the plane of equal non-robust weights, batch gradients are drawn from fresh samples. Their mean and
their noise's variance are known from the population, so the average's error is measured against the exact gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from simulate.model.sampling import FloatArray, draw_features, sample_count, scalar_model, stream
from simulate.training.inner_maximum import margins, mean_gradient, micro_batches
from simulate.training.margin_losses import LOGISTIC
from simulate.training.recipes import Gradient
from theory import BinaryModel
from theory.smooth.losses import Weights, deviates, logistic_gradient
from theory.surrogates.norm_ball import dual_vector


@dataclass(frozen=True, eq=False)
class Gradients:
    """Batch gradients at fixed weights.

    Attributes:
        batches: float [runs, steps, d + 1], independent.
        full: float [d + 1], the population's gradient.
        noise: their variance E|g - full|^2, exact.
    """

    batches: FloatArray
    full: FloatArray
    noise: float


def population_gradient(model: BinaryModel, weights: Weights) -> tuple[FloatArray, float]:
    """Return the gradient [d + 1] of the population's logistic loss, and the variance of one sample's gradient.

    The variance is E l'(m)^2 |x|^2 - |gradient|^2; given the coordinate a of y x along the mean of the non-robust
    features, |x|^2 has the mean 1 + a^2 + d - 1.
    """
    p, eta, d = scalar_model(model)
    kappa, s = eta * np.sqrt(d), weights.rest * np.sqrt(d)
    plane = logistic_gradient(model, weights)
    full = np.concatenate([[plane[0]], np.full(d, plane[1] / np.sqrt(d))])
    z, share = deviates(abs(s))
    a = kappa + z
    square = sum(
        chance * float(share @ (special.expit(-(sign * weights.robust + s * a)) ** 2 * (a * a + d)))
        for sign, chance in ((1.0, p), (-1.0, 1.0 - p))
    )
    return full, square - float(full @ full)


def draw_gradients(
    model: BinaryModel, weights: Weights, batch: int, steps: int, runs: int, seed: int | np.random.SeedSequence
) -> Gradients:
    """Return the gradients of ``steps`` batches in each of ``runs`` independent runs; run r has the r-th stream.

    Args:
        model: what is drawn from.
        weights: (w_1, common non-robust weight), where gradients are taken.
        batch: samples a gradient.
        steps, runs: how many gradients.
        seed: of them all.
    """
    _, _, d = scalar_model(model)
    w = np.concatenate([[weights.robust], np.full(d, weights.rest)])
    found = np.empty((sample_count(runs), sample_count(steps), d + 1))
    for run in range(runs):
        x, y = draw_features(model, steps * sample_count(batch), stream(seed, run))
        features = (y[:, None] * x).reshape(steps, batch, d + 1)
        found[run] = mean_gradient(LOGISTIC, features, margins(features, np.broadcast_to(w, (steps, d + 1))))
    full, variance = population_gradient(model, weights)
    return Gradients(found, full, variance / batch)


def moving_average(batches: FloatArray, decay: float, start: FloatArray | None = None) -> FloatArray:
    """Return m_1, ..., m_t: [runs, steps, n] to the same shape less the first step.

    m_0 is the first batch gradient, as in the authors' code; with ``start`` [n] it is that and all steps are averaged.
    """
    if not 0.0 <= decay < 1.0:
        raise ValueError(f"decay must be in [0, 1), got {decay!r}")
    if start is None:
        average, rest = batches[:, 0], batches[:, 1:]
    else:
        average, rest = np.broadcast_to(start, batches[:, 0].shape), batches
    result = np.empty_like(rest)
    for step in range(rest.shape[1]):
        average = decay * average + (1.0 - decay) * rest[:, step]
        result[:, step] = average
    return result


def friendly_direction(batches: FloatArray, decay: float, sigma: float, *, updated: bool = False) -> FloatArray:
    """Return F-SAM's last direction g_t - sigma m_{t-1} [runs, n], or with the updated average g_t - sigma m_t."""
    average = moving_average(batches, decay)
    return np.asarray(batches[:, -1] - sigma * average[:, -1 if updated else -2])


def bilateral_gradient(rho: float, rho_min: float, micro_batch: int | None = None) -> Gradient:
    """Return BSAM's step g_M + g - (|g_M|/|g_m|) g_m, g_M at w + rho g/|g| and g_m at w - rho_min g/|g|, averaged over
    micro-batches, for `simulate.training.linear_training.descend`.

    Where g_m is zero the third term is left out.
    """

    def gradient(w: FloatArray, z: FloatArray, _: FloatArray) -> FloatArray:
        parts, here = micro_batches(z, w, micro_batch)
        g = mean_gradient(LOGISTIC, parts, margins(parts, here))
        unit = dual_vector(g, "l2")
        up = mean_gradient(LOGISTIC, parts, margins(parts, here + rho * unit))
        down = mean_gradient(LOGISTIC, parts, margins(parts, here - rho_min * unit))
        matched = np.linalg.norm(up, axis=-1, keepdims=True) * dual_vector(down, "l2")
        return (up + g - matched).mean(axis=1)

    return gradient


def friendly_gradient(rho: float, decay: float, sigma: float = 1.0) -> Gradient:
    """Return F-SAM's step: the gradient at w + rho d/|d|, d = g - sigma m with m the average before this batch.

    The function keeps the average, started at the first gradient, whose step is plain SAM: use it for one descent.
    """
    average: list[FloatArray] = []

    def gradient(w: FloatArray, z: FloatArray, _: FloatArray) -> FloatArray:
        g = mean_gradient(LOGISTIC, z, margins(z, w))
        direction = g - sigma * average[0] if average else g
        average[:] = [decay * average[0] + (1.0 - decay) * g if average else g]
        return mean_gradient(LOGISTIC, z, margins(z, w + dual_vector(direction, "l2", rho)))

    return gradient
