"""Logistic loss: trained ratios of standard training and of SAM against the population's, by training on samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulate.judging.decide import Measured, decide_means
from simulate.judging.formulas import number, parameters
from simulate.papers.beyond.training import trained
from simulate.studies import training_plan
from simulate.studies.training_plan import RHO, SMALL, Plan
from theory import BinaryModel
from theory.ledger.claims import Result


def check_standard(formula: Mapping[str, str], plan: Plan = SMALL) -> Result:
    """Mean ratio w_1/w_rest of standard training against that of the formulas."""
    rows = []
    for model in training_plan.MODELS:
        found = training_plan.record(plan, training_plan.cell(plan, model, RHO, 1))
        values = parameters(BinaryModel(*model))
        stated = number(formula["w_1"], values) / number(formula["w_rest"], values)
        where = dict(zip(("p", "eta", "d"), model, strict=True))
        rows.append(Measured(where, stated, np.array(found["result"]["standard"], dtype=float)))
    return decide_means(rows, plan.seed)


def check_ratios(formula: Mapping[str, Sequence[float]], plan: Plan = SMALL) -> Result:
    """Ratios over w* under the exact maximum and under m = 1, at the rows of the table that are trained.

    The slack is what the averaged steps under the exact maximum still moved, twice.
    """
    rows = []
    for model in training_plan.MODELS:
        p, eta, d = model
        batches: tuple[int | str, ...] = (training_plan.EXACT, 1)
        for stated, batch in zip(formula[f"{p} {eta} {d} 1.0"], batches, strict=True):
            found, drift = trained(plan, training_plan.cell(plan, model, 1.0, batch))
            where = {"p": p, "eta": eta, "d": d, "rho": 1.0, "SAM": "exact" if batch != 1 else "m = 1"}
            rows.append(Measured(where, float(np.log(stated)), found, 2.0 * drift))
    return decide_means(rows, plan.seed)
