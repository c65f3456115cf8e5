"""Throughput of the sampling path beside what its generator alone needs for the same draws, in one run on one thread.

A sample takes one Bernoulli and one Gaussian draw, then the decision of each classifier.  The generator alone fills the
same buffers from the same streams.  The two alternate, and of each the fastest round counts, the one that other
processes slowed least; the exit status is 1 when their ratio is below the required share.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from simulate.model.estimate import count_correct
from simulate.model.rates import replicate
from simulate.model.sampling import CHUNK, chunk_lengths, stream
from theory import BinaryModel, SharpnessAware, Standard

SAMPLES = 20_000_000
ROUNDS = 9
REQUIRED = 0.8
MODEL = BinaryModel(0.9, 0.1, 100)


def generator_alone() -> None:
    """Draw what count_correct draws, and nothing else."""
    uniform, normal = np.empty(CHUNK), np.empty(CHUNK)
    for index, length in chunk_lengths(SAMPLES):
        rng = stream(3, index)
        rng.random(out=uniform[:length])
        rng.standard_normal(out=normal[:length])


def sampling(classifiers: int) -> None:
    """Estimate the accuracy of a number of classifiers."""
    count_correct(MODEL, [(float(w), 0.0) for w in np.linspace(9.0, 13.0, classifiers)], SAMPLES, 3)


def seconds(work: object, *arguments: int) -> float:
    start = time.perf_counter()
    work(*arguments)  # type: ignore[operator]
    return time.perf_counter() - start


def main() -> int:
    rows = [(seconds(generator_alone), seconds(sampling, 1), seconds(sampling, 10)) for _ in range(ROUNDS)]
    alone, one, ten = (min(column) for column in zip(*rows, strict=True))
    share = alone / one
    print(f"{SAMPLES} samples, {ROUNDS} rounds, the fastest of each, one thread")
    for name, value in (("generator alone", alone), ("one classifier", one), ("ten classifiers", ten)):
        print(f"{name:18} {1e9 * value / SAMPLES:7.2f} ns a sample")
    print(f"one classifier runs at {share:.1%} of the generator's throughput (required: {REQUIRED:.0%})")
    print()
    for n in (10_000, 1_000_000):
        repeats = max(1, 2_000_000 // n)
        start = time.perf_counter()
        replicate(MODEL, (Standard(), SharpnessAware(5.0)), n, repeats, 1)
        each = (time.perf_counter() - start) / repeats
        print(f"exact minimisers of ST and SAM on {n} samples: {each:.4f} s, {1e9 * each / n:.0f} ns a sample")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:.0f} MiB")
    return 0 if share >= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
