"""Measured errors of F-SAM's moving average, for a figure: cells of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulate.studies.tasks import model_of
from simulate.sweeps.cell import Cell, cells
from simulate.training.moving_average import draw_gradients, moving_average
from theory import sources
from theory.smooth.losses import Weights

RESULTS = sources.PROJECT / "simulate" / "results" / "averages.jsonl"
TASK = "simulate.average_points:errors"
SEED = 2403
SETTINGS = {
    "p": 0.9,
    "eta": 0.1,
    "d": 10,
    "weights": [1.0, 0.1],
    "batch": 8,
    "runs": 1000,
    "decays": [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995],
    "steps": [10, 100, 1000],
}


def errors(settings: Mapping[str, Any], seed: np.random.SeedSequence) -> dict[str, Any]:
    """Measure E|m_t - grad L|^2/v at fixed ``weights`` (w_1, w_rest), started at the first batch gradient.

    The result has, under each decay (as text), the means at ``steps`` over ``runs`` and their standard errors.
    """
    steps = settings["steps"]
    drawn = draw_gradients(
        model_of(settings), Weights(*settings["weights"]), settings["batch"], max(steps) + 1, settings["runs"], seed
    )
    result = {}
    for decay in settings["decays"]:
        averages = moving_average(drawn.batches, decay)[:, [t - 1 for t in steps]]
        found = np.square(averages - drawn.full).sum(axis=-1) / drawn.noise
        spread = found.std(axis=0, ddof=1) / np.sqrt(settings["runs"])
        result[str(decay)] = {
            "error": [float(f"{value:.9g}") for value in found.mean(axis=0)],
            "standard error": [float(f"{value:.9g}") for value in spread],
        }
    return result


def all_cells() -> list[Cell]:
    """Return the one cell."""
    return cells(TASK, [SETTINGS], 1, SEED)
