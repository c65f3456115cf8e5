"""BSAM's update on the binary model's samples: a step for each sample on its own."""

from __future__ import annotations

import numpy as np

from simulate.judging.formulas import number
from simulate.training.inner_maximum import margins
from simulate.training.margin_losses import LOGISTIC
from simulate.training.moving_average import bilateral_gradient
from simulate.training.samples import draw_samples
from theory import BinaryModel
from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.papers.beyond.training.words import SINGLE

SEED = 20240913
MODEL = (0.9, 0.1, 10)
RADII = (0.5, 0.25)
ROUNDING = 1e-12
SAMPLES = 50


def check_per_sample(formula: str) -> Result:
    """BSAM's step with one sample a batch, on random samples at random weights, against the formula's multiple of -yx.

    A step is a number times -yx; the formula is evaluated in those numbers.
    """
    rng = np.random.default_rng(SEED)
    samples = draw_samples(BinaryModel(*MODEL), 1, SAMPLES, SEED)
    weights = rng.standard_normal((samples.replicates, samples.dimension))
    steps = bilateral_gradient(*RADII)(weights, samples.features, samples.lengths)
    margin, lengths = margins(samples.features, weights)[:, 0], samples.lengths[:, 0]
    worst, shown = 0.0, None
    for row in range(samples.replicates):
        reach = lengths[row] * np.array([0.0, -RADII[0], RADII[1]])
        slopes = -LOGISTIC.slope(margin[row] + reach)
        stated = number(formula, dict(zip(("g", "g_M", "g_m"), map(float, slopes), strict=True)))
        x = samples.features[row, 0]
        error = float(np.linalg.norm(steps[row] + stated * x) / np.linalg.norm(steps[row]))
        if error > worst:
            worst, shown = error, {"sample": row, "stated": stated, "seen": float(-steps[row] @ x / (x @ x))}
    return Result(
        verdict_of(worst <= ROUNDING),
        observed={"samples": samples.replicates, "largest relative difference": f"{worst:.0e}"},
        expected={"largest relative difference": 0.0, "allowed": ROUNDING},
        counterexample=shown if worst > ROUNDING else None,
        seed=SEED,
        covered=Domain.of(f"{SINGLE}; logistic loss; rho = {RADII[0]}, rho_min = {RADII[1]}"),
    )
