"""What a sweep can run in each cell: functions of a parameter set and a seed that return plain data.

Every parameter set has p, eta and d, the model's parameters, and n, the number of samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulate.model.estimate import attack_loss, count_correct
from simulate.model.rates import replicate
from theory import Adversarial, BinaryModel, SharpnessAware, Standard
from theory.model.objectives import Objective

Settings = Mapping[str, Any]

TASKS = {
    "accuracy": "simulate.tasks:accuracy",
    "minimisers": "simulate.tasks:minimisers",
    "ends": "simulate.tasks:ends",
}
"""What the command line can sweep, by name."""

_DIGITS = 9  # of a stored weight; its sampling error is far larger


def model_of(settings: Settings) -> BinaryModel:
    """Return the model of a parameter set."""
    return BinaryModel(_given(settings, "p"), _given(settings, "eta"), _given(settings, "d"))


def objective_of(settings: Settings, name: str) -> Objective:
    """Return the objective of that name, "ST", "AT" (with eps) or "SAM" (with rho), with a parameter set's radius.

    Raises:
        ValueError: it is none of these, or the radius is missing.
    """
    match name:
        case "ST":
            return Standard()
        case "AT":
            return attack_of(settings)
        case "SAM":
            return SharpnessAware(_given(settings, "rho"))
        case _:
            raise ValueError(f"objective: expected 'ST', 'AT' or 'SAM', got {name!r}")


def attack_of(settings: Settings) -> Adversarial:
    """Return the attack of a parameter set: eps, and norm and coordinates where they are given."""
    named = {name: settings[name] for name in ("norm", "coordinates") if name in settings}
    return Adversarial(_given(settings, "eps"), **named)


def _given(settings: Settings, name: str) -> Any:
    if name not in settings:
        raise ValueError(f"settings: expected {name!r}, got only {', '.join(sorted(settings))}")
    return settings[name]


def accuracy(settings: Settings, seed: np.random.SeedSequence) -> dict[str, Any]:
    """Count how many of n samples each classifier gets right, natural or attacked, all on the same samples.

    ``w`` is a weight or a list of them; with ``eps`` (and ``norm``, ``coordinates``) the inputs are attacked.
    ``classifiers`` instead is a list of such sets, each with a weight and its own attack.
    """
    model, n = model_of(settings), _given(settings, "n")
    given = settings.get("classifiers")
    if given is None:
        weights = _given(settings, "w")
        given = [{**settings, "w": w} for w in (weights if isinstance(weights, list) else [weights])]
    return {"correct": count_correct(model, [margin(model, one) for one in given], n, seed)}


def margin(model: BinaryModel, settings: Settings) -> tuple[float, float]:
    """Return a classifier's weight and by how much its attack, if it has one, lowers the margin."""
    w = float(_given(settings, "w"))
    if "eps" not in settings:
        return w, 0.0
    norm, coordinates = settings.get("norm", "linf"), settings.get("coordinates", "non-robust")
    return w, attack_loss(model, w, settings["eps"], norm, coordinates)


def minimisers(settings: Settings, seed: np.random.SeedSequence) -> dict[str, Any]:
    """Find exact empirical minimisers on ``repeats`` samples of n (1 where it is not given).

    ``objective`` is "ST", "AT" or "SAM", or a list of these, which then see the same samples.  The result has for each
    the weights, rounded to 9 digits (an infinite one is "inf" or "-inf"), the numbers of tied intervals, and how many
    samples are right.
    """
    model, chosen = model_of(settings), _given(settings, "objective")
    names = chosen if isinstance(chosen, list) else [chosen]
    objectives = tuple(objective_of(settings, name) for name in names)
    found = replicate(model, objectives, _given(settings, "n"), settings.get("repeats", 1), seed)
    return {
        name: {
            "weights": [float(f"{one.weight:.{_DIGITS}g}") for one in each],
            "ties": [one.ties for one in each],
            "correct": [one.correct for one in each],
        }
        for name, each in zip(names, found, strict=True)
    }


def ends(settings: Settings, seed: np.random.SeedSequence) -> dict[str, Any]:
    """Count the right ones at both ends of SAM's interval about its exact empirical minimiser, on ``repeats`` pairs of
    samples of n: the minimiser from one, the counts from the other.
    """
    model, n, rho = model_of(settings), _given(settings, "n"), float(_given(settings, "rho"))
    low, high = [], []
    for index in range(settings.get("repeats", 1)):
        training, test = np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, index)).spawn(2)
        ((found,),) = replicate(model, (SharpnessAware(rho),), n, 1, training)
        if not found.is_finite:
            raise ValueError(f"n: expected a finite empirical minimiser, got none at n = {n}")
        counts = count_correct(model, [(found.weight - rho, 0.0), (found.weight + rho, 0.0)], n, test)
        low.append(counts[0])
        high.append(counts[1])
    return {"low": low, "high": high}
