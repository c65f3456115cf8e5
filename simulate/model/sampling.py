"""Draws from the binary model of Wei et al. (2023), eq. 7: whole feature vectors, or the sufficient statistic.

A linear classifier with equal weights on the non-robust features sees a sample only through whether x_1 agrees with
the label and through the sum of the others. :func:`draw_statistic` draws these two numbers at a cost that does not
depend on d. Long samples are cut into chunks of fixed length, each with a stream of its own spawned from one seed, so
the numbers do not depend on who draws which chunk.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from theory import BinaryModel
from theory.model.binary_model import check_model

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

CHUNK = 1 << 15
"""Samples a chunk: its buffers stay in the processor's cache, and its stream's set-up is negligible."""


class Statistic(NamedTuple):
    """What a linear classifier with equal non-robust weights sees of n samples.

    Attributes:
        agrees: bool [n], whether x_1 equals the label.
        deviation: float [n], standard normal: the label times the sum of the non-robust features is
            eta d + sqrt(d) deviation.
    """

    agrees: BoolArray
    deviation: FloatArray


def scalar_model(model: BinaryModel) -> tuple[float, float, int]:
    """Return (p, eta, d) of a model of which one can draw.

    Raises:
        ValueError: not a model, one that holds arrays, or d is not a whole number.
    """
    check_model(model)
    if model.shape:
        raise ValueError(f"model must hold single numbers to be drawn from, got arrays of shape {model.shape}")
    d = float(model.d)
    if not d.is_integer():
        raise ValueError(f"model.d must be a whole number to be drawn from, got {d!r}")
    return float(model.p), float(model.eta), int(d)


def sample_count(n: int) -> int:
    """Return ``n`` checked: a positive whole number of samples."""
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
        raise ValueError(f"n must be a positive whole number, got {n!r}")
    return int(n)


def draw_features(model: BinaryModel, n: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Return n samples (x, y): features float [n, d+1] and labels float [n] in {-1, +1}.

    Column 0 is the robust feature x_1. Memory is 8 n (d + 2) bytes.
    """
    p, eta, d = scalar_model(model)
    n = sample_count(n)
    y = np.where(rng.random(n) < 0.5, 1.0, -1.0)
    x = np.empty((n, d + 1))
    x[:, 0] = np.where(rng.random(n) < p, y, -y)
    rng.standard_normal(out=(rest := np.empty((n, d))))
    x[:, 1:] = rest + eta * y[:, None]
    return x, y


def draw_statistic(model: BinaryModel, n: int, rng: np.random.Generator) -> Statistic:
    """Return the sufficient statistic of n samples, at a cost that does not depend on d."""
    p, _, _ = scalar_model(model)
    return Statistic(rng.random(sample_count(n)) < p, rng.standard_normal(n))


def stream(seed: int | np.random.SeedSequence, index: int) -> np.random.Generator:
    """Return the generator of chunk ``index``: that of the index-th child that ``SeedSequence.spawn`` gives."""
    root = seed if isinstance(seed, np.random.SeedSequence) else np.random.SeedSequence(seed)
    child = np.random.SeedSequence(root.entropy, spawn_key=(*root.spawn_key, index), pool_size=root.pool_size)
    return np.random.Generator(np.random.SFC64(child))


def chunk_lengths(n: int, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield (index, length) of the chunks that make up n samples, or of those from ``first`` up to ``last``."""
    chunks = math.ceil(n / CHUNK)
    for index in range(first, chunks if last is None else min(last, chunks)):
        yield index, min(CHUNK, n - index * CHUNK)
