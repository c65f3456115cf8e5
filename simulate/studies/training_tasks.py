"""What a sweep trains in each cell: a method and standard training on the same samples, and their ratios w_1/w_rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulate.studies.tasks import model_of, objective_of
from simulate.training.linear_training import Schedule, Trained, train
from simulate.training.recipes import Recipe
from simulate.training.samples import Samples, draw_samples

Settings = Mapping[str, Any]

_DIGITS = 9  # of a stored number; its sampling error is far larger


def recipe_of(settings: Settings) -> Recipe:
    """Return the recipe of a parameter set: method ("ST", "AT", "SAM") with its radius, loss, inner, micro_batch, ascent."""
    named = {
        name: settings[name] for name in ("loss", "inner", "micro_batch", "ascent") if settings.get(name) is not None
    }
    return Recipe(objective_of(settings, settings.get("method", "ST")), **named)


def schedule_of(settings: Settings) -> Schedule:
    """Return the schedule of a parameter set: steps, rate, hold, last, averaged, each with a default."""
    names = ("steps", "rate", "hold", "last", "averaged")
    return Schedule(**{name: settings[name] for name in names if name in settings})


def trained_ratio(settings: Settings, seed: np.random.SeedSequence) -> dict[str, Any]:
    """Train a method on ``replicates`` samples of ``n``, from where standard training with the same loss ends.

    Besides the model's and the method's settings: ``in_plane`` (false) trains the two weights of the plane of equal
    non-robust weights; ``symmetric`` (false) keeps them equal; ``batch`` (all) is the number of samples a step;
    ``standard_steps`` (150) is for standard training.  The result has, for each sample, the ratios w_1/w_rest of both
    and the method's weights; its largest drift; and the largest residual of standard training.
    """
    drawn, orders = np.random.SeedSequence(seed.entropy, spawn_key=seed.spawn_key).spawn(2)
    samples = draw_samples(
        model_of(settings), settings["n"], settings["replicates"], drawn, in_plane=settings.get("in_plane", False)
    )
    standard, found = train_both(samples, settings, orders)
    return {
        "standard": _rounded(standard.ratio),
        "ratio": _rounded(found.ratio),
        "robust": _rounded(found.weights[:, 0]),
        "rest": _rounded(samples.rest_weight(found.weights)),
        "drift": _rounded(np.max(found.drift)),
        "standard residual": _rounded(np.max(standard.residual)),
    }


def train_both(samples: Samples, settings: Settings, orders: np.random.SeedSequence) -> tuple[Trained, Trained]:
    """Return standard training and the method of the settings on the same samples."""
    recipe, symmetric = recipe_of(settings), bool(settings.get("symmetric", False))
    steps = Schedule(steps=int(settings.get("standard_steps", 150)), last=1.0, hold=0.5)
    standard = train(samples, Recipe(loss=recipe.loss), steps, symmetric=symmetric)
    found = train(
        samples,
        recipe,
        schedule_of(settings),
        batch=settings.get("batch"),
        seed=orders,
        symmetric=symmetric,
        start=standard.weights,
    )
    return standard, found


def _rounded(values: Any) -> Any:
    if np.ndim(values):
        return [_rounded(value) for value in values]
    return float(f"{float(values):.{_DIGITS}g}")
