"""Gradient training of all weights of a linear classifier, on many independent samples at once.

What is followed is a function of :mod:`simulate.training.recipes`, or any other of its type; step sizes fall and
iterates are averaged, so that training converges, and a report says how far it did.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from simulate.model.sampling import FloatArray, sample_count, stream
from simulate.training.margin_losses import MarginLoss, loss_named
from simulate.training.recipes import Gradient, Recipe
from simulate.training.samples import Samples


@dataclass(frozen=True)
class Schedule:
    """Step sizes that converge, and which iterates are averaged.

    The step size is constant for the first part and then falls like 1/(1 + k/c) to its last value: fast from afar,
    and without the jitter of normalised steps and of mini-batches at the end.

    Attributes:
        steps: number of steps.
        rate: the first step size, in units of 1/(largest curvature of the loss on the sample).
        hold: fraction of the steps at the first size.
        last: the last step size relative to the first.
        averaged: the last fraction of the steps whose iterates are averaged.
    """

    steps: int = 2000
    rate: float = 1.0
    hold: float = 0.5
    last: float = 0.01
    averaged: float = 0.25

    def __post_init__(self) -> None:
        sample_count(self.steps)
        for name, value, top in (("rate", self.rate, np.inf), ("last", self.last, 1.0), ("averaged", self.averaged, 1)):
            if not (0.0 < value <= top and np.isfinite(value)):
                raise ValueError(f"{name} must be finite, above 0 and at most {top}, got {value!r}")
        if not 0.0 <= self.hold < 1.0:
            raise ValueError(f"hold must be in [0, 1), got {self.hold!r}")

    def size(self, step: int) -> float:
        """Return the relative size of a step, 0 <= step < steps."""
        held = int(self.hold * self.steps)
        fall = (1.0 / self.last - 1.0) / max(1, self.steps - 1 - held)
        return self.rate / (1.0 + fall * max(0, step - held))


@dataclass(frozen=True, eq=False)
class Trained:
    """Where training ended, one row a replicate, with a report on its convergence.

    Attributes:
        weights: float [replicates, dimension], the averaged iterates.
        ratio: float [replicates], w_1/w_rest.
        drift: float [replicates], by how much, relatively, the ratio of the averaged iterates' second half differs
            from that of the first.
        residual: float [replicates], length of the followed gradient on the whole sample at the averaged weights,
            relative to that at the start (one-step SAM does not come to rest, so its residual stays: see drift).
    """

    weights: FloatArray
    ratio: FloatArray
    drift: FloatArray = field(repr=False)
    residual: FloatArray = field(repr=False)


def largest_curvature(samples: Samples, loss: MarginLoss) -> FloatArray:
    """Return a bound [replicates] on the curvature of the mean loss: largest eigenvalue of the second moment, over 4.

    The hinge loss has none; there the second moment itself sets the scale of the steps.
    """
    moment = np.matmul(np.swapaxes(samples.features, -1, -2), samples.features) / samples.n
    return np.asarray(np.linalg.eigvalsh(moment)[:, -1] * (0.25 if loss.largest_curvature else 1.0))


def descend(
    samples: Samples,
    gradient: Gradient,
    scale: FloatArray,
    schedule: Schedule,
    *,
    batch: int | None = None,
    seed: int | np.random.SeedSequence = 0,
    reshuffle: bool = False,
    symmetric: bool = False,
    start: FloatArray | None = None,
) -> Trained:
    """Follow a gradient downhill on every sample and return the averaged iterates.

    Args:
        samples: what is trained on.
        gradient: what is followed; see Gradient.
        scale: float [replicates], the curvature by which step sizes are divided.
        schedule: step sizes and averaging.
        batch: samples a step; None: all. Every pass runs through a new order of the sample.
        seed: seed of the orders; replicate r has the r-th spawned stream.
        reshuffle: a new order also where every step takes all samples, so that micro-batches change.
        symmetric: average the step over the non-robust weights, which keeps them equal. Its mean is the same by the
            model's symmetry, so the population's answer does not change; the noise is smaller.
        start: float [replicates, dimension]; None: zero.

    Raises:
        ValueError: the batch does not divide the sample.
    """
    size = samples.n if batch is None else sample_count(batch)
    if samples.n % size:
        raise ValueError(f"batch must divide the {samples.n} samples, got {batch!r}")
    w = np.zeros((samples.replicates, samples.dimension)) if start is None else np.array(start, dtype=np.float64)
    batches = _batches(samples, size, seed, reshuffle)

    def followed(w: FloatArray, features: FloatArray, lengths: FloatArray) -> FloatArray:
        g = gradient(w, features, lengths)
        if symmetric and not samples.in_plane:
            g[:, 1:] = g[:, 1:].mean(axis=1, keepdims=True)
        return g

    first = schedule.steps - max(2, int(schedule.averaged * schedule.steps))
    middle = (first + schedule.steps) // 2
    halves = np.zeros((2, *w.shape))
    at_start = np.linalg.norm(followed(w, samples.features, samples.lengths), axis=1)
    for step in range(schedule.steps):
        w = w - (schedule.size(step) / scale)[:, None] * followed(w, *next(batches))
        if step >= first:
            halves[int(step >= middle)] += w
    mean = halves.sum(axis=0) / (schedule.steps - first)
    early, late = (samples.robust_ratio(half) for half in halves)  # a ratio needs no division by the counts
    residual = np.linalg.norm(followed(mean, samples.features, samples.lengths), axis=1) / at_start
    with np.errstate(invalid="ignore"):
        drift = np.abs(late / early - 1.0)
    return Trained(mean, samples.robust_ratio(mean), drift, residual)


def _batches(
    samples: Samples, size: int, seed: int | np.random.SeedSequence, reshuffle: bool
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Yield features and lengths of the batches of all replicates, in a new random order at every pass."""
    if size == samples.n and not reshuffle:
        yield from itertools.repeat((samples.features, samples.lengths))
    streams = [stream(seed, index) for index in range(samples.replicates)]
    rows = np.arange(samples.replicates)[:, None]
    while True:
        order = np.stack([rng.permutation(samples.n) for rng in streams])
        for begin in range(0, samples.n, size):
            chosen = order[:, begin : begin + size]
            yield samples.features[rows, chosen], samples.lengths[rows, chosen]


def train(
    samples: Samples,
    recipe: Recipe,
    schedule: Schedule | None = None,
    *,
    batch: int | None = None,
    seed: int | np.random.SeedSequence = 0,
    symmetric: bool = False,
    start: FloatArray | None = None,
) -> Trained:
    """Train all weights on every sample by a recipe; the arguments are those of :func:`descend`.

    Micro-batches of more than one sample are made up anew at every step.
    """
    return descend(
        samples,
        recipe.gradient(samples),
        largest_curvature(samples, loss_named(recipe.loss)),
        Schedule() if schedule is None else schedule,
        batch=batch,
        seed=seed,
        reshuffle=recipe.micro_batch not in (None, 1, samples.n),
        symmetric=symmetric,
        start=start,
    )
