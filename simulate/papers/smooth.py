"""Training with the logistic loss against the population: one-step SAM at every batch size, exact SAM, AT, F-SAM."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from scipy import stats

from simulate.judging.agreement import ERROR, mean_interval, number, parameters
from simulate.judging.comparisons import Comparison, compare
from simulate.model.sampling import FloatArray
from simulate.studies import training_plan
from simulate.studies.training_plan import FULL, RAISED, RHO, SMALL, Plan
from simulate.sweeps.cell import Cell
from theory import BinaryModel
from theory.ledger.claims import Check, Method, Result, verdict_of

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


def check_decay(plan: Plan, formula: Sequence[Row]) -> Result:
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
        rows.append(Comparison(where, row["C"], limit, abs(float(np.mean(limit) - np.mean(b)))))
    return compare(rows, plan.seed)


def check_sign(plan: Plan, formula: Sequence[Row]) -> Result:
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


def check_noise_ascent(plan: Plan, formula: Sequence[Row]) -> Result:
    """The ratio at micro-batches of 512, to within what an error of order 1/sqrt(m) that fits 64 and 512 leaves."""
    few, many = training_plan.NOISE_BATCHES
    rows = []
    for row in formula:
        model = model_of(row)
        first, last = (trained(plan, training_plan.noise_cell(plan, model, size))[0] for size in (few, many))
        slack = abs(float(np.mean(last) - np.mean(first))) / (np.sqrt(many / few) - 1.0)
        where = {**{key: row[key] for key in ("p", "eta", "d", "rho")}, "m": many}
        rows.append(Comparison(where, float(np.log(row["ratio over w*"])), last, slack))
    return compare(rows, plan.seed)


def check_standard(plan: Plan, formula: Mapping[str, str]) -> Result:
    """Mean ratio w_1/w_rest of standard training against that of the formulas."""
    rows = []
    for model in training_plan.MODELS:
        found = training_plan.record(plan, training_plan.cell(plan, model, RHO, 1))
        values = parameters(BinaryModel(*model))
        stated = number(formula["w_1"], values) / number(formula["w_rest"], values)
        where = dict(zip(("p", "eta", "d"), model, strict=True))
        rows.append(Comparison(where, stated, np.array(found["result"]["standard"], dtype=float)))
    return compare(rows, plan.seed)


def check_one_step(plan: Plan, formula: str) -> Result:
    """Shift of full-batch one-step SAM against standard training on the same sample, where nothing but the steps errs."""
    rows = []
    for model in training_plan.MODELS:
        one = BinaryModel(*model)
        stated = number(formula, parameters(one)) / float(one.standard_weight)
        found, drift = trained(plan, training_plan.cell(plan, model, RHO, training_plan.FULL_BATCH))
        where = {**dict(zip(("p", "eta", "d"), model, strict=True)), "rho": RHO}
        rows.append(Comparison(where, float(np.log(stated)) if stated > 0.0 else -np.inf, found, STEPS + drift))
    return compare(rows, plan.seed, note="on a finite sample too the limit is that of standard training, exactly")


def check_ratios(plan: Plan, formula: Mapping[str, Sequence[float]]) -> Result:
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
            rows.append(Comparison(where, float(np.log(stated)), found, 2.0 * drift))
    return compare(rows, plan.seed)


def check_adversarial(plan: Plan, formula: Mapping[str, str]) -> Result:
    """Mean trained weights of l_inf AT against the formulas."""
    rows = []
    for model in training_plan.MODELS:
        found = training_plan.record(plan, training_plan.adversarial_cell(plan, model))
        values = {**parameters(BinaryModel(*model)), "eps": found["settings"]["eps"]}
        for name, text in formula.items():
            where = {**{key: found["settings"][key] for key in ("p", "eta", "d", "eps")}, "weight": name}
            measured = np.array(found["result"][name], dtype=float)
            rows.append(Comparison(where, number(text, values), measured))
    return compare(rows, plan.seed)


def _both(claim_id: str, function: Callable[[Plan, Any], Result], small: str, full: str) -> tuple[Check, Check]:
    return (
        Check(claim_id, Method.MONTE_CARLO, small, False, partial(function, SMALL), SMALL.files),
        Check(claim_id, Method.MONTE_CARLO, full, False, partial(function, FULL), FULL.files),
    )


SMALL_SAMPLES = f"{SMALL.replicates} samples of {SMALL.n}"
TWO = "p = 0.9, eta = 0.1, d = 10 and p = 0.7, eta = 0.5, d = 1"
_PAIRS = (
    _both(
        "beyond/minibatch-shift-decays",
        check_decay,
        f"p = 0.7, eta = 0.5, d = 1, rho = 0.5: {SMALL_SAMPLES} and 8192, micro-batches of 64 and 512",
        "p = 0.9, eta = 0.1, d = 10, rho = 1: micro-batches of 512 and 2048; p = 0.7, eta = 0.5, d = 1, rho = 0.5: of "
        "256 and 2048; 8 samples of 32768 and 131072",
    ),
    _both(
        "beyond/minibatch-shift-sign",
        check_sign,
        f"the rows with rho = 0.5 and m <= 64, {SMALL_SAMPLES}",
        "all rows of the table, 8 samples of 32768 to 131072",
    ),
    _both(
        "beyond/noise-ascent-shift",
        check_noise_ascent,
        f"the two models, {SMALL_SAMPLES}, micro-batches of 64 and 512",
        "the two models, 8 samples of 32768, micro-batches of 64 and 512",
    ),
    _both(
        "beyond/logistic-standard",
        check_standard,
        f"{TWO}; {SMALL_SAMPLES}",
        f"{TWO}; 8 samples of 65536",
    ),
    _both(
        "beyond/one-step-trained",
        check_one_step,
        f"{TWO}; rho = 0.5; {SMALL_SAMPLES}",
        f"{TWO}; rho = 0.5; 8 samples of 65536",
    ),
    _both(
        "beyond/logistic-ratios",
        check_ratios,
        f"two rows: {TWO}; rho = 1; the exact maximum over the plane of equal non-robust weights, 16 samples of "
        f"{SMALL.exact}, and one sample a perturbation, {SMALL_SAMPLES}",
        f"two rows: {TWO}; rho = 1; the exact maximum over the plane of equal non-robust weights, 8 samples of 8192, and "
        "one sample a perturbation, 8 samples of 65536",
    ),
    _both(
        "beyond/adversarial-logistic-ratio",
        check_adversarial,
        f"{TWO}; eps = 0.3 eta; {SMALL_SAMPLES}",
        f"{TWO}; eps = 0.3 eta; 8 samples of 65536",
    ),
)
CHECKS = tuple(small for small, _ in _PAIRS)
FULL_CHECKS = tuple(full for _, full in _PAIRS)
