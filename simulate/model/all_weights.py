"""SAM over all weights with the 0-1 loss on a sample: exact minimisers by sorting.

The ball of radius rho about (w, 1, ..., 1) is cut with the plane of equal non-robust weights; for d = 1 that is the whole
ball. In units of sqrt(d) it is the disc of radius e = rho/sqrt(d) < 1 about (t, 1), t = w/sqrt(d), and the classifiers in
it are those with a slope (w_1 over the others, in these units) between those of the tangents from the origin: a line of
slope s touches the disc when |t - s| = e sqrt(1 + s^2). Both tangents rise with t. So the disc stays in a stretch (L, H)
of slopes on which the sample's accuracy is at least some level exactly for

    L + e sqrt(1 + L^2) < t < H - e sqrt(1 + H^2),

and the best level is found by bisection, as for SAM on one weight.
"""

from __future__ import annotations

import math

import numpy as np

from simulate.model.minimisers import Minimiser, Steps, empirical_steps, single
from simulate.model.sampling import FloatArray, Statistic, draw_statistic, scalar_model, stream
from theory import BinaryModel
from theory.model.float64 import in_float64


@in_float64("the minimiser")
def full_weight_minimiser(model: BinaryModel, statistic: Statistic, rho: float) -> Minimiser:
    """Return the exact minimisers of the sample's worst 0-1 loss in the ball (for d > 1: in the plane's part of it).

    Raises:
        ValueError: rho is not in [0, sqrt(d)); from there on the ball holds the classifier x_1 alone.
    """
    _, _, d = scalar_model(model)
    root, radius = math.sqrt(d), single("rho", rho)
    if not 0.0 <= radius < root:
        raise ValueError(f"rho must be in [0, sqrt(d)) = [0, {root:g}), got {rho!r}")
    counts, e = empirical_steps(model, statistic), radius / root
    low, high = int(max(counts.between[0], counts.between[-1])), int(counts.between.max())
    best = _centres(counts, low, root, e)  # an unbounded stretch has room for every disc
    while low < high:
        level = (low + high + 1) // 2
        found = _centres(counts, level, root, e)
        if len(found):
            low, best = level, found
        else:
            high = level - 1
    return Minimiser(best, low, counts.n)


def _centres(counts: Steps, level: int, root: float, e: float) -> FloatArray:
    """Return the open intervals [k, 2] of weights w whose disc stays where at least ``level`` samples are right."""
    broken = np.flatnonzero(counts.at < level)
    gaps = np.concatenate([[0], broken + 1])
    ends = np.concatenate([[-np.inf], counts.points[broken], [np.inf]]) / root
    low, high = ends[:-1], ends[1:]
    with np.errstate(invalid="ignore"):
        reach = e * np.sqrt(1.0 + ends * ends)
        # e < 1, so that an unbounded end stays unbounded
        first = np.where(np.isinf(low), low, low + reach[:-1])
        last = np.where(np.isinf(high), high, high - reach[1:])
    kept = (counts.between[gaps] >= level) & (first < last)
    return root * np.column_stack([first[kept], last[kept]])


def full_weight_shifts(
    model: BinaryModel, rho: float, n: int, repeats: int, seed: int | np.random.SeedSequence
) -> FloatArray:
    """Return minimiser minus w* on ``repeats`` samples of n [repeats]; infinite where the empirical optimum is."""
    weights = [
        full_weight_minimiser(model, draw_statistic(model, n, stream(seed, index)), rho).weight
        for index in range(repeats)
    ]
    return np.array(weights) - float(model.standard_weight)
