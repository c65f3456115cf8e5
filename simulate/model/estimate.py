"""Accuracies of the binary model estimated by sampling, with exact binomial intervals.

The number of samples, the seed and the error probability are fixed before anything is drawn, and nothing is repeated.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import stats

from simulate.model.intervals import clopper_pearson
from simulate.model.sampling import CHUNK, chunk_lengths, sample_count, scalar_model, stream
from theory import Adversarial, BinaryModel, runner
from theory.model.arrays import RealLike, number, real_array, whole_number
from theory.model.choices import COORDINATES, NORMS, Coordinates, Norm, check_choice
from theory.model.float64 import in_float64


@dataclass(frozen=True)
class Estimate:
    """A proportion seen in a sample, with its exact (Clopper-Pearson) interval.

    Attributes:
        correct, n: how many of how many.
        low, high: the interval that covers the true accuracy with probability at least 1 - error.
        error: error probability of the interval.
        seed: seed of the sample.
    """

    correct: int
    n: int
    low: float
    high: float
    error: float
    seed: int

    @property
    def value(self) -> float:
        """The point estimate correct/n."""
        return self.correct / self.n

    def covers(self, accuracy: float) -> bool:
        """Return whether ``accuracy`` lies in the interval."""
        return self.low <= accuracy <= self.high


def _error(error: float) -> float:
    return number("error", error, "in (0, 1)", lambda a: (a > 0.0) & (a < 1.0))


def _weight(w: float) -> float:
    return number("w", w, "finite", np.isfinite)


def attack_loss(
    model: BinaryModel, w: float, eps: RealLike, norm: Norm = "linf", coordinates: Coordinates = "non-robust"
) -> float:
    """Return by how much an attack's worst perturbation lowers the margin y f(x) of the classifier with weight w.

    The drawn features are moved by the attack's maximiser of an inner product with the weights (w, 1, ..., 1), or
    with (0, 1, ..., 1) where the robust feature is spared: the loss is eps times the dual norm of those weights.

    Raises:
        ValueError: eps is not finite and >= 0, or there is no such attack.
    """
    check_choice("norm", norm, NORMS)
    check_choice("coordinates", coordinates, COORDINATES)
    _, _, d = scalar_model(model)
    first = abs(_weight(w)) if coordinates == "all" else 0.0
    size = number("eps", eps, "finite and >= 0", lambda a: (a >= 0.0) & np.isfinite(a))
    return size * (first + d if norm == "linf" else math.hypot(first, math.sqrt(d)))


def margin_loss(model: BinaryModel, w: float, attack: Adversarial | None) -> float:
    """Return `attack_loss` of the attack that an objective names, 0 for None."""
    if attack is None:
        return 0.0
    if not isinstance(attack, Adversarial):
        raise ValueError(f"attack must be an Adversarial or None, got {attack!r}")
    return attack_loss(model, w, attack.eps, attack.norm, attack.coordinates)


def count_correct(
    model: BinaryModel,
    margins: Sequence[tuple[float, float]],
    n: int,
    seed: int | np.random.SeedSequence,
    *,
    workers: int = 1,
) -> list[int]:
    """Return how many of n samples each classifier gets right, all on the same sample.

    Args:
        model: what is drawn from.
        margins: a pair (w, loss) for each classifier: sign(w x_1 + sum of the rest), its margin lowered by ``loss``.
        n: number of samples; memory does not depend on it.
        seed: seed of the sample; chunk i is drawn from its i-th spawned stream.
        workers: number of processes, on which the counts do not depend.

    Raises:
        ValueError: a model that cannot be drawn from, a margin that is not finite, or n, seed or workers out of range.
    """
    scalar_model(model)
    workers = whole_number("workers", workers, 1)
    if not isinstance(seed, np.random.SeedSequence):
        seed = whole_number("seed", seed, 0)
    for pair in margins:
        _check_margin(pair)
    n = sample_count(n)
    chunks = math.ceil(n / CHUNK)
    edges = [chunks * i // workers for i in range(workers + 1)]
    jobs = [
        (f"samples in chunks {first} to {last}", partial(_count_chunks, model, tuple(margins), n, seed, first, last))
        for first, last in itertools.pairwise(edges)
        if first < last
    ]
    with closing(runner.run(jobs, workers)) as parts:
        return [sum(counts) for counts in zip(*(counts for _, counts in parts), strict=True)]


def _check_margin(pair: tuple[float, float]) -> None:
    array = real_array("margins", pair)
    if array.shape != (2,) or not np.isfinite(array).all():
        raise ValueError(f"margins: expected finite weights and losses, got {pair!r}")


def _count_chunks(
    model: BinaryModel,
    margins: Sequence[tuple[float, float]],
    n: int,
    seed: int | np.random.SeedSequence,
    first: int,
    last: int,
) -> list[int]:
    """Return the counts on the chunks from ``first`` up to ``last``."""
    p, eta, d = scalar_model(model)
    root = math.sqrt(d)
    # Right where w a + eta d + root z - loss > 0, for a = +1 where x_1 agrees with the label and -1 where not.
    bounds = [((loss - w) / root - eta * root, (loss + w) / root - eta * root) for w, loss in margins]
    uniform, normal = np.empty(CHUNK), np.empty(CHUNK)
    agrees, decision, other = (np.empty(CHUNK, dtype=bool) for _ in range(3))
    counts = [0] * len(bounds)
    for index, length in chunk_lengths(n, first, last):
        rng, part = stream(seed, index), slice(0, length)
        rng.random(out=uniform[part])
        rng.standard_normal(out=normal[part])
        np.less(uniform[part], p, out=agrees[part])
        for which, (if_agrees, if_not) in enumerate(bounds):
            np.greater(normal[part], max(if_agrees, if_not), out=decision[part])
            np.greater(normal[part], min(if_agrees, if_not), out=other[part])
            # Between the two bounds the robust feature decides.
            side = np.logical_and if if_agrees <= if_not else _and_not
            side(other[part], agrees[part], out=other[part])
            np.logical_or(decision[part], other[part], out=decision[part])
            counts[which] += int(np.count_nonzero(decision[part]))
    return counts


def _and_not(left: np.ndarray, right: np.ndarray, out: np.ndarray) -> None:
    np.greater(left, right, out=out)


def _estimate(correct: int, n: int, error: float, seed: int) -> Estimate:
    return Estimate(correct, n, *clopper_pearson(correct, n, error), error, seed)


def estimate_accuracy(
    model: BinaryModel,
    w: float,
    n: int,
    seed: int,
    *,
    attack: Adversarial | None = None,
    error: float = 0.05,
    workers: int = 1,
) -> Estimate:
    """Return the natural accuracy, or the robust one under ``attack``, of the classifier with weight w.

    Raises:
        ValueError: a model that cannot be drawn from, or n or error out of range.
    """
    w, error = _weight(w), _error(error)
    (correct,) = count_correct(model, [(w, margin_loss(model, w, attack))], n, seed, workers=workers)
    return _estimate(correct, n, error, seed)


def estimate_worst_accuracy(
    model: BinaryModel, w: float, rho: float, n: int, seed: int, *, error: float = 0.05, workers: int = 1
) -> tuple[Estimate, Estimate]:
    """Return the accuracies at w - rho and w + rho, on one sample; each interval errs with probability error/2.

    The accuracy has one maximum in w, so the smaller of the two is the worst over SAM's interval; with probability
    at least 1 - error both intervals hold.
    """
    w, error = _weight(w), _error(error)
    rho = number("rho", rho, "finite and >= 0", lambda a: (a >= 0.0) & np.isfinite(a))
    counts = count_correct(model, [(w - rho, 0.0), (w + rho, 0.0)], n, seed, workers=workers)
    low, high = (_estimate(correct, n, error / 2, seed) for correct in counts)
    return low, high


@in_float64("the number of samples")
def samples_for_power(accuracy: float, change: float, error: float, power: float) -> int:
    """Return how many samples show that an accuracy is off by ``change`` with the given power (normal approximation).

    Args:
        accuracy: the true accuracy.
        change: absolute difference that must be caught.
        error: two-sided error probability of the interval.
        power: probability of catching it.

    Raises:
        ValueError: accuracy, error or power is not in (0, 1), or change is not finite or is 0.
    """
    accuracy, error, power = (
        number(name, value, "in (0, 1)", lambda a: (a > 0.0) & (a < 1.0))
        for name, value in (("accuracy", accuracy), ("error", error), ("power", power))
    )
    change = number("change", change, "finite and not 0", lambda a: np.isfinite(a) & (a != 0.0))

    def spread(a: float) -> float:
        return math.sqrt(a * (1.0 - a))

    shifted = min(max(accuracy + change, 1e-12), 1.0 - 1e-12)
    reach = stats.norm.isf(error / 2) * spread(accuracy) + stats.norm.isf(1.0 - power) * spread(shifted)
    return math.ceil((reach / change) ** 2)
