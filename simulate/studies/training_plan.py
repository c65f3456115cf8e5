"""What is trained for the checks and figures on SAM with smooth losses: a small plan, and the full one, recorded.

Both have the same models; samples, steps and replicates differ, and where the records come from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulate.model.sampling import FloatArray
from simulate.sweeps import lookup
from simulate.sweeps.cell import Cell, cells
from simulate.sweeps.store import Record
from theory import BinaryModel, sources

RESULTS = sources.PROJECT / "simulate" / "results" / "training.jsonl"
TASK = "simulate.training_tasks:trained_ratio"

RAISED = (0.9, 0.1, 10)
"""(p, eta, d) at which small batches raise the robust weight's share."""

LOWERED = (0.7, 0.5, 1)
"""(p, eta, d) at which they lower it."""

MODELS = (RAISED, LOWERED)
RHO = 0.5
RADII = (0.25, 0.5, 0.75, 1.0)
MICRO_BATCHES = (8, 64, 512)
FULL_BATCH, EXACT, STOCHASTIC = "full batch", "exact maximum", "mini-batches"
STEP_BATCH = 64
"""Samples a step of training by mini-batches."""

NOISE_BATCHES = (64, 512)
"""Samples a micro-batch where the perturbation follows the noise part of its gradient alone."""

ATTACK = 0.3
"""Radius of adversarial training, in units of eta."""


@dataclass(frozen=True)
class Plan:
    """How much is trained, fixed beforehand.

    Attributes:
        name: "small" or "full".
        radii: of the cells that are trained.
        micro_batches: samples that share a perturbation, besides 1 and all.
        n: samples in full, for micro-batches.
        plane: samples in the plane of equal weights.
        exact, exact_steps: samples and steps for the exact inner maximum, in the plane.
        large: radius, micro-batch and samples for the limit of large batches, for each model.
        mini_batches: steps of training by mini-batches.
        replicates: independent samples of each size.
        recorded: whether records are read from committed results instead of computed.
        seed: of everything.
    """

    name: str
    radii: tuple[float, ...]
    micro_batches: tuple[int, ...]
    n: int
    plane: int
    exact: int
    exact_steps: int
    large: Mapping[tuple[float, float, int], tuple[tuple[float, int, int], ...]]
    mini_batches: int
    replicates: int
    recorded: bool
    seed: int = 7070

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of results that are read: none where all is computed."""
        return (RESULTS,) if self.recorded else ()


SMALL = Plan(
    name="small",
    radii=(RHO,),
    micro_batches=(8, 64),
    n=2048,
    plane=2048,
    exact=512,
    exact_steps=240,
    large={RAISED: (), LOWERED: ((RHO, 64, 2048), (RHO, 512, 8192))},
    mini_batches=1500,
    replicates=16,
    recorded=False,
)
FULL = Plan(
    name="full",
    radii=RADII,
    micro_batches=MICRO_BATCHES,
    n=32768,
    plane=65536,
    exact=8192,
    exact_steps=480,
    large={RAISED: ((1.0, 2048, 131072),), LOWERED: ((RHO, 256, 131072), (RHO, 2048, 131072))},
    mini_batches=20000,
    replicates=8,
    recorded=True,
)


def settings_of(plan: Plan, model: Sequence[float], rho: float, batch: int | str) -> dict[str, Any]:
    """Return the settings of SAM whose perturbation is shared by ``batch`` samples.

    Args:
        plan: how much.
        model: (p, eta, d).
        rho: radius.
        batch: number of samples that share a one-step perturbation, each step taking all samples; FULL_BATCH;
            EXACT (all samples, the exact inner maximum); or STOCHASTIC (a new mini-batch at each step, with its own
            perturbation, as in practice).
    """
    p, eta, d = model
    common = {"p": p, "eta": eta, "d": d, "rho": rho, "method": "SAM", "replicates": plan.replicates}
    if batch == EXACT:
        # Long first steps, since the way lies along the ridge where two perturbations tie; few, for each is slow.
        zigzag = {"steps": plan.exact_steps, "rate": 4.0, "hold": 0.3, "last": 0.005}
        return {**common, "in_plane": True, "n": plan.exact, "inner": "exact", **zigzag}
    if batch == FULL_BATCH:
        # Normalised steps do not shrink, so the last step size is what remains of the distance.
        return {**common, "in_plane": True, "n": plan.plane, "steps": 1500, "hold": 0.1, "last": 0.0005}
    if batch == 1:
        return {**common, "in_plane": True, "n": plan.plane, "micro_batch": 1, "steps": 200}
    if isinstance(batch, str):
        falling = {"rate": 0.5, "hold": 0.2, "last": 0.02, "averaged": 0.7}
        return {
            **common,
            "n": plan.exact,
            "batch": STEP_BATCH,
            "steps": plan.mini_batches,
            "symmetric": True,
            **falling,
        }
    # Micro-batches are made up anew at every step: much is averaged, so that their noise vanishes.
    long = {"steps": 200, "hold": 0.3, "last": 0.1, "averaged": 0.7}
    if batch > MICRO_BATCHES[-1]:
        # Near the optimum a normalised step acts like a curvature larger by about rho sqrt(m): smaller steps, or they
        # jump to and fro and their mean is off.
        long |= {"steps": 300, "rate": round(4.0 / (rho * math.sqrt(batch)), 3)}
    return {**common, "symmetric": True, "n": plan.n, "micro_batch": batch, **long}


def cell(plan: Plan, model: Sequence[float], rho: float, batch: int | str) -> Cell:
    """Return the cell of :func:`settings_of`."""
    (one,) = cells(TASK, [settings_of(plan, model, rho, batch)], 1, plan.seed)
    return one


def noise_cell(plan: Plan, model: Sequence[float], batch: int) -> Cell:
    """Return the cell of SAM that climbs along the noise part of the micro-batch's gradient alone."""
    settings = {**settings_of(plan, model, RHO, batch), "ascent": "noise"}
    (one,) = cells(TASK, [settings], 1, plan.seed)
    return one


def large_cells(plan: Plan, model: tuple[float, float, int]) -> list[Cell]:
    """Return the cells for the limit of large micro-batches."""
    return [
        cells(TASK, [{**settings_of(plan, model, rho, batch), "n": n}], 1, plan.seed)[0]
        for rho, batch, n in plan.large[model]
    ]


def adversarial_cell(plan: Plan, model: Sequence[float]) -> Cell:
    """Return the cell of adversarial training, l_inf on the non-robust features."""
    p, eta, d = model
    settings = {"p": p, "eta": eta, "d": d, "method": "AT", "eps": ATTACK * eta, "replicates": plan.replicates}
    (one,) = cells(TASK, [{**settings, "in_plane": True, "n": plan.plane, "steps": 300}], 1, plan.seed)
    return one


def batches(plan: Plan) -> tuple[int | str, ...]:
    """Return how perturbations are shared, from one sample each to all."""
    return (1, *plan.micro_batches, FULL_BATCH, EXACT, STOCHASTIC)


def all_cells(plan: Plan) -> list[Cell]:
    """Return every cell of a plan; what is slow, at a radius or two only."""
    radii = {EXACT: (RHO, plan.radii[-1]), STOCHASTIC: (RHO,)}
    trained = [
        cell(plan, model, rho, batch)
        for model in MODELS
        for batch in batches(plan)
        for rho in plan.radii
        if rho in radii.get(str(batch), plan.radii)
    ]
    for model in MODELS:
        trained += large_cells(plan, model) + [noise_cell(plan, model, batch) for batch in NOISE_BATCHES]
        trained.append(adversarial_cell(plan, model))
    return trained


def record(plan: Plan, one: Cell) -> Record:
    """Return the record of a cell: computed, or read where the plan is recorded.

    Raises:
        ValueError: it is to be read, and is not there.
    """
    return lookup.records([one], *plan.files)[0]


def shifts(found: Mapping[str, Any]) -> FloatArray:
    """Return for each sample log(ratio/ratio of standard training on the same sample)."""
    result = found["result"]
    return np.log(np.array(result["ratio"], dtype=float) / np.array(result["standard"], dtype=float))


def model_named(model: Sequence[float]) -> BinaryModel:
    """Return the model with (p, eta, d)."""
    return BinaryModel(*model)
