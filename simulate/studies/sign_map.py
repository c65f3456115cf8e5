"""Which way SAM over all weights moves the robust weight, on samples over a grid of models: cells of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulate.model.all_weights import full_weight_shifts
from simulate.studies.tasks import model_of
from simulate.sweeps.cell import Cell, cells
from theory import sources

RESULTS = sources.PROJECT / "simulate" / "results" / "full_weights.jsonl"
TASK = "simulate.sign_map:shifts"
SEED = 1414
RHO = 0.5
KAPPAS = tuple(round(float(x), 6) for x in np.linspace(0.1, 1.5, 15))
PROBABILITIES = tuple(round(float(x), 6) for x in np.linspace(0.54, 0.96, 15))
N, REPEATS = 100_000, 5


def shifts(settings: Mapping[str, Any], seed: np.random.SeedSequence) -> dict[str, Any]:
    """Find SAM's minimisers over all weights on ``repeats`` samples of n and return them minus w*."""
    found = full_weight_shifts(model_of(settings), settings["rho"], settings["n"], settings["repeats"], seed)
    return {"shifts": [float(f"{shift:.9g}") for shift in found]}


def all_cells() -> list[Cell]:
    """Return the cells of the map: d = 1, where eta sqrt(d) is eta and the whole ball lies in the plane."""
    grid = [
        {"p": p, "eta": kappa, "d": 1, "rho": RHO, "n": N, "repeats": REPEATS}
        for kappa in KAPPAS
        for p in PROBABILITIES
    ]
    return cells(TASK, grid, 1, SEED)
