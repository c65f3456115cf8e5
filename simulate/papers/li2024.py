"""F-SAM on the binary model: its moving average against the exact gradient, its direction against the exact noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from simulate.judging.decide import ERROR, Compared, decide
from simulate.judging.formulas import number
from simulate.model.intervals import mean_interval, quotient_interval
from simulate.model.sampling import FloatArray
from simulate.training.moving_average import Gradients, draw_gradients, friendly_direction, moving_average
from theory import BinaryModel
from theory.ledger.claims import Result
from theory.ledger.domain import Domain
from theory.papers.li2024 import words
from theory.smooth.losses import Weights

SEED = 20240312
MODEL = (0.9, 0.1, 10)
WEIGHTS = Weights(1.0, 0.1)
BATCH, RUNS = 8, 4000
DECAYS = (0.6, 0.9, 0.95)
STEPS = (1, 5, 20)
AT = f"lam in {{{', '.join(map(str, DECAYS))}}}, t in {{{', '.join(map(str, STEPS))}}}; {words.STEPS}; {words.START}"
LONG = 120
"""Steps after which 0.95^(2t) is below 5e-6."""

SIGMAS = (0.5, 1.0)


@cache
def drawn(steps: int) -> Gradients:
    """Return batch gradients at the fixed weights, one more than ``steps`` in each run."""
    runs = RUNS if steps == max(STEPS) else RUNS // 2
    return draw_gradients(BinaryModel(*MODEL), WEIGHTS, BATCH, steps + 1, runs, SEED + steps)


def _length(vectors: FloatArray) -> FloatArray:
    return np.asarray(np.square(vectors).sum(axis=-1))


def check_average(formula: str) -> Result:
    """E|m_t - grad L|^2 at fixed weights, started at a batch gradient and at zero; Student intervals of the mean."""
    found = drawn(max(STEPS))
    each = ERROR / (2 * len(DECAYS) * len(STEPS))
    rows = []
    for decay in DECAYS:
        zero = np.zeros_like(found.full)
        averages = (
            ("first gradient", found.noise, moving_average(found.batches, decay)),
            ("zero", float(_length(found.full)), moving_average(found.batches, decay, zero)),
        )
        for name, start, average in averages:
            for steps in STEPS:
                errors = _length(average[:, steps - 1] - found.full)
                stated = number(formula, {"lam": decay, "t": steps, "v": found.noise, "start": start})
                where = {"lambda": decay, "t": steps, "started at": name}
                rows.append(Compared(where, stated, float(errors.mean()), mean_interval(errors, each)))
    return replace(decide(rows, SEED + max(STEPS)), covered=Domain.of(f"{AT}; v > 0, start >= 0"))


def check_bias(formula: Mapping[str, str]) -> Result:
    """The part of the full gradient that an average started at zero still lacks, along the full gradient."""
    found = drawn(max(STEPS))
    each = ERROR / (len(DECAYS) * len(STEPS))
    rows = []
    for decay in DECAYS:
        average = moving_average(found.batches, decay, np.zeros_like(found.full))
        for steps in STEPS:
            left = 1.0 - average[:, steps - 1] @ found.full / float(_length(found.full))
            stated = number(formula["left"], {"lam": decay, "t": steps})
            rows.append(Compared({"lambda": decay, "t": steps}, stated, float(left.mean()), mean_interval(left, each)))
    return replace(decide(rows, SEED + max(STEPS)), covered=Domain.of(AT))


def check_noise(formula: Mapping[str, str]) -> Result:
    """E<d, n>/sqrt(E|d|^2 v) long after the start, for the old and the updated average; intervals by linearisation."""
    found = drawn(LONG)
    noise = found.batches[:, -1] - found.full
    each = ERROR / (2 * len(DECAYS))
    rows = []
    for decay in DECAYS:
        for name in ("old average", "updated average"):
            d = friendly_direction(found.batches, decay, 1.0, updated=name == "updated average")
            low, high = quotient_interval((d * noise).sum(axis=1), _length(d), found.noise, each)
            stated = number(formula[name], {"lam": decay})
            rows.append(Compared({"lambda": decay, "with": name}, stated, (low + high) / 2, (low, high)))
    return decide(rows, SEED + LONG)


def check_removes(formula: Mapping[str, str]) -> Result:
    """Cosines (of expectations) of F-SAM's direction with the full gradient and with the noise."""
    found = drawn(LONG)
    noise, size = found.batches[:, -1] - found.full, float(_length(found.full))
    each = ERROR / (2 * len(DECAYS) * len(SIGMAS))
    rows = []
    for decay in DECAYS:
        for sigma in SIGMAS:
            d = friendly_direction(found.batches, decay, sigma)
            values = {"lam": decay, "sigma": sigma, "G": np.sqrt(size), "v": found.noise}
            for name, other, known in (
                ("full gradient", d @ found.full, size),
                ("noise", (d * noise).sum(1), found.noise),
            ):
                low, high = quotient_interval(other, _length(d), known, each)
                where = {"lambda": decay, "sigma": sigma, "with": name}
                rows.append(Compared(where, number(formula[name], values), (low + high) / 2, (low, high)))
    return decide(rows, SEED + LONG)


def check_useful(formula: Mapping[str, str]) -> Result:
    """E|m_t - G_t|^2 long after the start under the drift at which it is stated to be v, the batch gradient's own error.

    The drift along the full gradient is added to the batch gradients that were drawn.
    """
    found = drawn(LONG)
    unit = found.full / np.sqrt(float(_length(found.full)))
    rows = []
    for decay in DECAYS:
        ratio = number(formula["largest a^2/v"], {"lam": decay})
        drift = np.sqrt(max(ratio, 0.0) * found.noise) * unit
        moving = found.batches + drift * np.arange(LONG + 1)[:, None]
        last = found.full + drift * LONG
        errors = _length(moving_average(moving, decay)[:, -1] - last) / found.noise
        where = {"lambda": decay, "a^2/v": ratio}
        rows.append(Compared(where, 1.0, float(errors.mean()), mean_interval(errors, ERROR / len(DECAYS))))
    return decide(rows, SEED + LONG)
