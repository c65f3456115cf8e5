"""F-SAM on the binary model: the ratio of the weights that it is trained to, against SAM's on the same mini-batches."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from simulate.judging.decide import ERROR
from simulate.model.intervals import mean_interval
from simulate.model.sampling import FloatArray
from simulate.studies import training_plan
from simulate.training.linear_training import Schedule, descend, largest_curvature, train
from simulate.training.margin_losses import LOGISTIC
from simulate.training.moving_average import friendly_gradient
from simulate.training.recipes import Recipe
from simulate.training.samples import draw_samples
from theory import BinaryModel, SharpnessAware
from theory.ledger.claims import Result, verdict_of

SEED = 20240312
RHO, DECAY, MINI_BATCH = 0.5, 0.9, 64
N, REPLICATES, DESCENT = 8192, 8, 2000


@cache
def friendly_shifts() -> tuple[FloatArray, FloatArray]:
    """Return ln(ratio/ratio of standard training) on each sample for F-SAM and for SAM, both by mini-batches."""
    model = BinaryModel(*training_plan.RAISED)
    samples = draw_samples(model, N, REPLICATES, SEED)
    scale = largest_curvature(samples, LOGISTIC)
    standard = train(samples, Recipe(), Schedule(steps=150, last=1.0), symmetric=True)
    falling = Schedule(steps=DESCENT, rate=0.5, hold=0.2, last=0.02, averaged=0.7)
    steps = (
        friendly_gradient(RHO, DECAY),
        Recipe(SharpnessAware(RHO)).gradient(samples),
    )
    found = [
        descend(samples, step, scale, falling, batch=MINI_BATCH, seed=SEED, symmetric=True, start=standard.weights)
        for step in steps
    ]
    friendly, sharp = (np.log(one.ratio / standard.ratio) for one in found)
    return friendly, sharp


def check_friendly(formula: str) -> Result:
    """One-sided Student test of the mean difference of the shifts, on the same samples and mini-batches."""
    friendly, sharp = friendly_shifts()
    left, sign, right = formula.split()
    shifts = {"friendly": friendly, "sam": sharp}
    difference = shifts[left] - shifts[right] if sign == ">" else shifts[right] - shifts[left]
    low, _ = mean_interval(difference, 2.0 * ERROR)
    return Result(
        verdict_of(low > 0.0),
        observed={name: float(np.exp(values.mean())) for name, values in shifts.items()},
        expected=formula,
        uncertainty={"error probability": ERROR, "standard error of the difference": float(stats.sem(difference))},
        seed=SEED,
    )
