"""Training with the logistic loss against the population: one-step SAM at every batch size, exact SAM, AT, F-SAM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from simulate.judging.decide import ERROR, Measured, decide_means
from simulate.judging.formulas import number, parameters
from simulate.model.intervals import mean_interval
from simulate.model.sampling import FloatArray
from simulate.studies import training_plan
from simulate.studies.training_plan import RAISED, RHO, SMALL, Plan
from simulate.sweeps.cell import Cell
from theory import BinaryModel
from theory.ledger.claims import Result, verdict_of

STEPS = 5e-4
"""How far normalised steps of the schedule's last size may end from the limit, relative."""

Row = Mapping[str, Any]


def trained(plan: Plan, one: Cell) -> tuple[FloatArray, float]:
    """Return for each sample ln(ratio/ratio of standard training), and the largest drift of the method's average."""
    found = training_plan.record(plan, one)
    return training_plan.shifts(found), float(found["result"]["drift"])


def model_of(row: Row) -> tuple[float, float, int]:
    """Return (p, eta, d) of a row of a claim's table."""
    return row["p"], row["eta"], row["d"]


def check_decay(formula: Sequence[Row], plan: Plan = SMALL) -> Result:
    """sqrt(m) ln(ratio/w*) at two batch sizes, extrapolated to 1/sqrt(m) -> 0; the slack is what that adds.

    The shift is measured against standard training on the same sample, whose ratio tends to w*.
    """
    rows = []
    for row in formula:
        model = model_of(row)
        cells = [
            (batch, trained(plan, training_plan.cell(plan, model, row["rho"], batch))[0])
            for batch in plan.micro_batches
            if (row["rho"] in plan.radii and model == RAISED)
        ] + [
            (batch, trained(plan, one)[0])
            for one, (rho, batch, _) in zip(training_plan.large_cells(plan, model), plan.large[model], strict=True)
            if rho == row["rho"]
        ]
        if len(cells) < 2:
            continue  # this plan has no two batch sizes there; the scope says which models it has
        (few, first), (many, second) = cells[-2:]
        a, b = np.sqrt(few) * first, np.sqrt(many) * second
        factor = np.sqrt(many / few)
        limit = (factor * b - a) / (factor - 1.0)
        where = {**{key: row[key] for key in ("p", "eta", "d", "rho")}, "m": [few, many]}
        rows.append(Measured(where, row["C"], limit, abs(float(np.mean(limit) - np.mean(b)))))
    return decide_means(rows, plan.seed)


def check_sign(formula: Sequence[Row], plan: Plan = SMALL) -> Result:
    """One-sided Student tests of the mean shift, each at error/(rows); a shift of the other sign, or none, fails."""
    seen = []
    for row in formula:
        one = _find(plan, model_of(row), row["rho"], row["m"])
        if one is not None:
            seen.append((row, trained(plan, one)[0]))
    held = []
    for row, values in seen:
        low, high = mean_interval(values, 2.0 * ERROR / len(seen))
        held.append(low > 0.0 if row["sign"] > 0 else high < 0.0)
    failed = [row for (row, _), good in zip(seen, held, strict=True) if not good]
    return Result(
        verdict_of(not failed),
        observed=[{**row, "ratio over w*": float(np.exp(np.mean(values)))} for row, values in seen],
        expected=[row["sign"] for row, _ in seen],
        uncertainty={
            "error probability": ERROR,
            "standard errors": [float(stats.sem(values)) for _, values in seen],
        },
        counterexample=dict(failed[0]) if failed else None,
        seed=plan.seed,
    )


def _find(plan: Plan, model: tuple[float, float, int], rho: float, batch: int) -> Cell | None:
    """Return the cell of a plan with that radius and micro-batch, if it has one."""
    if rho in plan.radii and (batch == 1 or batch in plan.micro_batches):
        return training_plan.cell(plan, model, rho, batch)
    for one, (radius, size, _) in zip(training_plan.large_cells(plan, model), plan.large[model], strict=True):
        if (radius, size) == (rho, batch):
            return one
    return None


def check_noise_ascent(formula: Sequence[Row], plan: Plan = SMALL) -> Result:
    """The ratio at micro-batches of 512, to within what an error of order 1/sqrt(m) that fits 64 and 512 leaves."""
    few, many = training_plan.NOISE_BATCHES
    rows = []
    for row in formula:
        model = model_of(row)
        first, last = (trained(plan, training_plan.noise_cell(plan, model, size))[0] for size in (few, many))
        slack = abs(float(np.mean(last) - np.mean(first))) / (np.sqrt(many / few) - 1.0)
        where = {**{key: row[key] for key in ("p", "eta", "d", "rho")}, "m": many}
        rows.append(Measured(where, float(np.log(row["ratio over w*"])), last, slack))
    return decide_means(rows, plan.seed)


def check_one_step(formula: str, plan: Plan = SMALL) -> Result:
    """Shift of full-batch one-step SAM against standard training on the same sample, where nothing but the steps errs."""
    rows = []
    for model in training_plan.MODELS:
        one = BinaryModel(*model)
        stated = number(formula, parameters(one)) / float(one.standard_weight)
        found, drift = trained(plan, training_plan.cell(plan, model, RHO, training_plan.FULL_BATCH))
        where = {**dict(zip(("p", "eta", "d"), model, strict=True)), "rho": RHO}
        rows.append(Measured(where, float(np.log(stated)) if stated > 0.0 else -np.inf, found, STEPS + drift))
    return decide_means(rows, plan.seed, note="on a finite sample too the limit is that of standard training, exactly")


def check_adversarial(formula: Mapping[str, str], plan: Plan = SMALL) -> Result:
    """Mean trained weights of l_inf AT against the formulas."""
    rows = []
    for model in training_plan.MODELS:
        found = training_plan.record(plan, training_plan.adversarial_cell(plan, model))
        values = {**parameters(BinaryModel(*model)), "eps": found["settings"]["eps"]}
        for name, text in formula.items():
            where = {**{key: found["settings"][key] for key in ("p", "eta", "d", "eps")}, "weight": name}
            measured = np.array(found["result"][name], dtype=float)
            rows.append(Measured(where, number(text, values), measured))
    return decide_means(rows, plan.seed)
