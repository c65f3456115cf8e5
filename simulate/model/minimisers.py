"""Exact minimisers of the empirical 0-1 loss in the weight w, for ST, AT and SAM, by sorting: O(n log n), no grid.

The number of samples that the weight w gets right is a step function of w.  ST and AT maximise it; SAM maximises its
minimum over the closed interval [w - rho, w + rho], which on a sample need not be at an end.  All maximisers are
found, as open intervals; unbounded ones mean that the empirical optimum is infinite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulate.model.accepting import Intervals, accepting_intervals
from simulate.model.sampling import FloatArray, Statistic
from theory import Adversarial, BinaryModel, SharpnessAware, Standard
from theory.model.arrays import instance, real_array
from theory.model.float64 import in_float64
from theory.model.objectives import Objective, not_an_objective

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Minimiser:
    """The weights that minimise an empirical 0-1 loss.

    Attributes:
        intervals: float [k, 2], the open intervals of minimisers, ascending; k > 1 says that there are ties.
        correct: samples that are right at them (for SAM: at the worst weight in reach).
        n: number of samples.
    """

    intervals: FloatArray
    correct: int
    n: int

    @property
    def ties(self) -> int:
        """How many separate intervals of minimisers there are."""
        return len(self.intervals)

    @property
    def weight(self) -> float:
        """The middle of the widest bounded interval (the lowest of several).

        Where all are unbounded: inf or -inf, by the interval's open side, the lowest interval's for two; 0 where every
        weight is a minimiser.
        """
        low, high = self.intervals.T
        with np.errstate(invalid="ignore"):
            width = np.where(np.isfinite(high - low), high - low, -1.0)
        widest = int(np.argmax(width))
        if width[widest] >= 0.0:
            return float(low[widest] + 0.5 * width[widest])
        if np.isinf(low[0]):
            return 0.0 if np.isinf(high[0]) else -np.inf
        return np.inf

    @property
    def is_finite(self) -> bool:
        """Whether some minimiser lies in a bounded interval, so that `weight` is finite."""
        return bool(np.isfinite(self.weight))


@dataclass(frozen=True, eq=False)
class Steps:
    """The number of samples that are right, as a function of the weight.

    Attributes:
        points: float [k], where it steps, ascending and distinct.
        at: int [k], its value at the points, never above a neighbour's.
        between: int [k+1], its value below the first point, between neighbours, and above the last.
        n: number of samples.
    """

    points: FloatArray
    at: IntArray
    between: IntArray
    n: int

    def minimiser(self, rho: float = 0.0) -> Minimiser:
        """Return where the smallest value within ``rho`` is largest.

        A weight reaches the level c exactly when [w - rho, w + rho] lies in a stretch on which the function is at
        least c, so the level is attained when some stretch is longer than 2 rho.  Fewer levels are attained the higher
        they are: the best one is found by bisection over the counts.

        Raises:
            ValueError: rho is not finite and >= 0.
        """
        if not (np.isfinite(rho) and rho >= 0.0):
            raise ValueError(f"rho must be finite and >= 0, got {rho!r}")
        top = int(self.between.max())
        if rho == 0.0:
            return Minimiser(self._stretches(top, 0.0), top, self.n)
        # An unbounded stretch is long enough for any rho.
        low, high = int(max(self.between[0], self.between[-1])), top
        best, part = self._stretches(low, rho), self
        while low < high:
            level = (low + high + 1) // 2
            found = part._stretches(level, rho)
            if len(found):
                low, best, part = level, found, part._within(found[0, 0], found[-1, 1])
            else:
                high = level - 1
        return Minimiser(best + np.array([rho, -rho]), low, self.n)

    def _within(self, low: float, high: float) -> Steps:
        """Return the steps from ``low`` to ``high``, closed off outside: higher levels are attained nowhere else."""
        first, last = (int(i) for i in np.searchsorted(self.points, [low, high], side="right"))
        between = self.between[max(first - 1, 0) : last + 1].copy()
        if np.isfinite(low):
            first -= 1  # the end itself is kept, the level is not attained at it
            between[0] = -1
        if np.isfinite(high):
            between[-1] = -1
        return Steps(self.points[first:last], self.at[first:last], between, self.n)

    def _stretches(self, level: int, rho: float) -> FloatArray:
        """Return the open intervals [k, 2], longer than 2 rho, on which the function is at least ``level``."""
        broken = np.flatnonzero(self.at < level)
        # Every maximal stretch begins just above such a point, or nowhere, and ends at the next one.
        gaps = np.concatenate([[0], broken + 1])
        ends = np.concatenate([[-np.inf], self.points[broken], [np.inf]])
        kept = np.flatnonzero((self.between[gaps] >= level) & (ends[1:] - ends[:-1] > 2.0 * rho))
        return np.column_stack([ends[kept], ends[kept + 1]])


def steps(intervals: Intervals, n: int) -> Steps:
    """Return how many of n samples are right at each weight, from the weights that get each one right."""
    lows, highs = np.sort(intervals.lows), np.sort(intervals.highs)
    ends = np.concatenate([highs, lows])
    # Two sorted runs: a stable sort merges them in linear time, upper ends before lower ones at the same weight.
    order = np.argsort(ends, kind="stable")
    points, rises = ends[order], order >= len(highs)
    after = intervals.from_below + np.cumsum(np.where(rises, np.int8(1), np.int8(-1)), dtype=np.int64)
    between = np.concatenate([[intervals.from_below], after])
    last = np.concatenate([points[1:] > points[:-1], [True]]) if len(points) else np.zeros(0, dtype=bool)
    if last.all():
        return Steps(points, np.minimum(between[:-1], between[1:]), between, n)
    # Ends that coincide: all upper ones take effect at the point, the lower ones only above it.
    first = np.concatenate([[True], last[:-1]])
    group = np.cumsum(first) - 1
    falls = np.bincount(group, weights=~rises).astype(np.int64)
    outside = np.concatenate([between[:1], after[last]])
    return Steps(points[last], outside[:-1] - falls, outside, n)


@in_float64("the step function")
def empirical_steps(model: BinaryModel, statistic: Statistic, attack: Adversarial | None = None) -> Steps:
    """Return how many of the samples are right at each weight, under the worst perturbation of an attack if one is given.

    Raises:
        ValueError: see `accepting_intervals`.
    """
    return steps(accepting_intervals(model, statistic, attack), len(statistic.agrees))


def empirical_minimiser(model: BinaryModel, statistic: Statistic, objective: Objective) -> Minimiser:
    """Return the exact minimisers of the empirical 0-1 loss of an objective.

    Args:
        model: of which the sample was drawn; it holds single numbers.
        statistic: the sample's sufficient statistic.
        objective: Standard(); Adversarial(eps), whose attack moves each input; or SharpnessAware(rho) on the robust
            weight, whose inner maximum over |delta| <= rho is exact.

    Raises:
        ValueError: an unknown objective, one that holds arrays, or a sample that does not fit.
    """
    if isinstance(objective, SharpnessAware):
        return empirical_steps(model, statistic).minimiser(robust_radius(objective))
    if isinstance(objective, Adversarial):
        single("eps", objective.eps)
        return empirical_steps(model, statistic, objective).minimiser()
    if isinstance(objective, Standard):
        return empirical_steps(model, statistic).minimiser()
    raise not_an_objective(objective)


def single(name: str, value: float | FloatArray) -> float:
    """Return a radius that must be one number.

    Raises:
        ValueError: it is an array.
    """
    array = real_array(name, value)
    if array.ndim:
        raise ValueError(f"{name} must be one number here, got an array of shape {array.shape}")
    return float(array)


def robust_radius(objective: SharpnessAware) -> float:
    """Return the radius of SAM on the robust weight alone.

    Raises:
        ValueError: it is an array, or SAM moves all weights.
    """
    instance("objective", objective, SharpnessAware)
    if objective.weights != "robust":
        raise ValueError(f"objective: SAM must move the robust weight alone here, got {objective!r}")
    return single("rho", objective.rho)
