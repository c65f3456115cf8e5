"""BSAM's update on the binary model's samples: its terms at small radii."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulate.judging.formulas import number
from simulate.training.inner_maximum import margins, mean_gradient
from simulate.training.margin_losses import LOGISTIC
from simulate.training.moving_average import bilateral_gradient
from simulate.training.samples import draw_samples
from theory import BinaryModel
from theory.ledger.claims import Result, verdict_of

SEED = 20240913
MODEL = (0.9, 0.1, 10)
RADIUS = 1e-4
BATCHES, SIZE = 50, 32
FIRST_ORDER = 5.0
"""What is left of a first-order statement, relative, in units of the radius: third derivatives over second ones."""


def check_terms(formula: Mapping[str, str]) -> Result:
    """BSAM's step on random batches: what it adds to g along g and across it, over the radius, at a small radius."""
    rng = np.random.default_rng(SEED)
    samples = draw_samples(BinaryModel(*MODEL), SIZE, BATCHES, SEED)
    weights = rng.standard_normal((BATCHES, samples.dimension))
    steps = bilateral_gradient(RADIUS, RADIUS)(weights, samples.features, samples.lengths)
    margin = margins(samples.features, weights)
    g = mean_gradient(LOGISTIC, samples.features, margin)
    worst, shown = 0.0, None
    for row in range(BATCHES):
        length = float(np.linalg.norm(g[row]))
        u, z, slope = g[row] / length, samples.features[row], -LOGISTIC.slope(margin[row])
        turned = (slope * (1.0 - slope) * (z @ u)) @ z / SIZE  # the Hessian times u
        curvature = float(u @ turned)
        values = {
            "g": length,
            "rho": RADIUS,
            "rho_min": RADIUS,
            "curvature": curvature,
            "bend": float(np.linalg.norm(turned - curvature * u)),
        }
        seen = float(steps[row] @ u), float(np.linalg.norm(steps[row] - (steps[row] @ u) * u))
        for name, value in zip(("along u", "across u"), seen, strict=True):
            error = abs(value - number(formula[name], values)) / (RADIUS * float(np.linalg.norm(turned)))
            if error > worst:
                worst, shown = (
                    error,
                    {"batch": row, "part": name, "seen": value, "stated": number(formula[name], values)},
                )
    allowed = FIRST_ORDER * RADIUS
    return Result(
        verdict_of(worst <= allowed),
        observed={"largest difference over rho |Hu|": worst},
        expected={"largest difference over rho |Hu|": 0.0, "allowed": allowed},
        counterexample=shown if worst > allowed else None,
        seed=SEED,
    )
