"""SAM over all weights on samples: is Theorem 4.3's conclusion true when the whole weight vector moves?"""

from __future__ import annotations

import numpy as np

from simulate.judging.decide import ERROR
from simulate.model.all_weights import full_weight_shifts
from simulate.model.intervals import mean_interval
from theory import BinaryModel
from theory.ledger.claims import Result, Verdict

SEED = 4300
MODELS = ((0.7, 0.5, 1), (0.6, 0.4, 1))
RHO, N, REPEATS = 0.5, 50_000, 12


def check_direction(formula: str) -> Result:
    """Student intervals of the mean of (empirical minimiser - w*), each at error/(models).

    FAILS where one lies on the other side of 0, HOLDS where all lie on the stated side.
    """
    sides = {"w_all > w_star": 1.0, "w_all < w_star": -1.0}
    if formula not in sides:
        raise ValueError(f"formula: expected one of {', '.join(sides)}, got {formula!r}")
    rows, low, high = [], [], []
    for index, one in enumerate(MODELS):
        found = sides[formula] * full_weight_shifts(BinaryModel(*one), RHO, N, REPEATS, SEED + index)
        ends = mean_interval(found, 2.0 * ERROR / len(MODELS))
        low.append(ends[0])
        high.append(ends[1])
        p, eta, d = one
        mean = sides[formula] * float(np.mean(found))
        rows.append(
            {"p": p, "eta": eta, "d": d, "rho": RHO, "mean w - w*": mean, "half-width": (ends[1] - ends[0]) / 2}
        )
    against = [row for row, end in zip(rows, high, strict=True) if end < 0.0]
    if against:
        verdict = Verdict.FAILS
    else:
        verdict = Verdict.HOLDS if min(low) > 0.0 else Verdict.INCONCLUSIVE
    return Result(
        verdict,
        observed=rows,
        expected=formula,
        uncertainty={"error probability": ERROR, "n": N, "samples": REPEATS},
        counterexample=against[0] if against else None,
        seed=SEED,
        note="exact empirical minimisers of the 0-1 loss, the whole ball (d = 1)",
    )
