"""Docstrings of what users call: every argument by name, what is raised, in one dialect; and bad arguments do raise it."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import gpu_experiments
import theory
from theory import BinaryModel, SharpnessAware
from theory.smooth.losses import Weights
from theory.surrogates.ball import Perturbation
from theory.surrogates.losses import Tanh
from theory.surrogates.risk import Relaxation

SOLVERS = {
    "sam": ("optima", "radii", "all_weights", "series"),
    "surrogates": ("ascent_angle", "ball", "losses", "norm_ball", "risk", "sharpness", "worst_weight"),
    "smooth": ("losses", "minibatch_limit", "minimax", "moving_average"),
}
"""Rooms and modules of `theory` whose functions are called from outside."""
INSIDE = {"equal_ends_shift", "logit_scale", "numbers", "setting", "weight_radius", "deviates"}
"""Functions in them that are only shared with neighbours."""
RAISES_NOTHING = {"theory.Standard", "gpu_experiments.identity", "gpu_experiments.absolute_weight"}

FUNCTIONS = {
    f"{room}.{module}.{name}": value
    for room, modules in SOLVERS.items()
    for module in modules
    for name, value in vars(import_module(f"theory.{room}.{module}")).items()
    if inspect.isfunction(value)
    and value.__module__ == f"theory.{room}.{module}"
    and not name.startswith("_")
    and name not in INSIDE
}
PUBLIC = {
    **{f"theory.{name}": getattr(theory, name) for name in theory.__all__},
    **{f"gpu_experiments.{name}": getattr(gpu_experiments, name) for name in gpu_experiments.__all__},
    **FUNCTIONS,
}


def documented(text: str, *titles: str) -> list[str]:
    """Return the names that a section of a docstring lists."""
    found = re.search(rf"^(?:{'|'.join(titles)}):\n((?:(?:    .*)?\n?)+)", text, re.MULTILINE)
    lines = re.findall(r"^    (\w[\w, ]*): \S", found[1], re.MULTILINE) if found else []
    return [name for line in lines for name in line.split(", ")]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_argument_is_told_and_what_is_raised(name):
    value = PUBLIC[name]
    text = inspect.getdoc(value)
    assert documented(text, "Args", "Attributes") == list(inspect.signature(value).parameters)
    raised = documented(text, "Raises")
    assert bool(raised) == (name not in RAISES_NOTHING)
    assert all(one.endswith("Error") for one in raised)
    assert not re.search(r"[Rr]aises (?:a |an )?\w+Error", text), "what is raised has its own section"


def test_a_missing_argument_is_seen():
    assert documented(
        "What.\n\nArgs:\n    a, b: numbers\n        that go on: so\n    c: one\n\nRaises:\n    ValueError: x\n", "Args"
    ) == [
        "a",
        "b",
        "c",
    ]
    assert documented("What.\n\nRaises:\n    ValueError: bad\n", "Args", "Attributes") == []


MODEL = BinaryModel(p=0.8, eta=0.3, d=10)
GOOD: dict[str, Any] = {
    "model": MODEL,
    "objective": SharpnessAware(0.5),
    "rho": 0.5,
    "eps": 0.1,
    "scale": 1.0,
    "w": 1.0,
    "order": 2,
    "logits": np.array([[1.0, 2.0, 3.0], [0.5, 0.0, -1.0]]),
    "labels": np.array([1, 0]),
    "phi": Tanh(),
    "mu": 10.0,
    "loss": Relaxation(Tanh(), 10.0),
    "e": Perturbation(0.1, 0.1, 0.0),
    "x": 0.3,
    "alpha": 0.1,
    "vector": [1.0, 2.0],
    "gradient": [1.0, 2.0],
    "norm": "l2",
    "radius": 1.0,
    "shape": (2, 3),
    "hessian": np.eye(2),
    "min_rho": 0.5,
    "third": 0.1,
    "ascent_gradient": [1.0, 3.0],
    "descent_gradient": [0.5, 1.0],
    "p": 0.8,
    "weights": Weights(1.0, 0.5),
    "decay": 0.5,
    "steps": 3.0,
    "noise": 1.0,
    "start": 0.5,
    "drift": 0.1,
    "drift_to_noise": 0.1,
    "sigma": 0.5,
    "signal": 1.0,
}
BAD: dict[str, Any] = {
    **dict.fromkeys(
        ("rho", "eps", "mu", "alpha", "radius", "min_rho", "steps", "noise", "start", "drift", "sigma"), -1.0
    ),
    **dict.fromkeys(("w", "x", "p", "drift_to_noise", "signal", "third"), np.nan),
    **dict.fromkeys(("vector", "gradient", "ascent_gradient"), (np.nan, 1.0)),
    "descent_gradient": [0.0, 0.0],
    "scale": -1.0,
    "order": 0,
    "labels": np.array([5, 0]),
    "norm": "l3",
    "shape": (2, 0),
    "hessian": [[0.0, 1.0], [0.0, 0.0]],
    "decay": 2.0,
}


def arguments(name: str) -> dict[str, Any]:
    """Return good arguments of a function."""
    found = {one: GOOD[one] for one in inspect.signature(FUNCTIONS[name]).parameters if one != "rng"}
    if name.startswith("sam.") and "scale" in found:
        found["scale"] = "unit-rest"
    if "rng" in inspect.signature(FUNCTIONS[name]).parameters:
        found["rng"] = np.random.default_rng(0)
    return found


ONE_MODEL = [name for name, one in FUNCTIONS.items() if "model: parameters p, eta and d, numbers." in one.__doc__]
CASES = [
    (name, one) for name, function in FUNCTIONS.items() for one in inspect.signature(function).parameters if one in BAD
]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_good_arguments_are_taken(name):
    FUNCTIONS[name](**arguments(name))


@pytest.mark.parametrize(("name", "argument"), CASES, ids=lambda value: value)
def test_a_bad_argument_raises_what_is_told(name, argument):
    assert "ValueError" in documented(inspect.getdoc(FUNCTIONS[name]), "Raises")
    with pytest.raises(ValueError, match=r"must .*got"):
        FUNCTIONS[name](**{**arguments(name), argument: BAD[argument]})


@pytest.mark.parametrize("name", ONE_MODEL)
def test_a_model_of_arrays_is_refused_where_numbers_are_asked_for(name):
    with pytest.raises(ValueError, match=r"must .*got"):
        FUNCTIONS[name](**{**arguments(name), "model": BinaryModel(np.array([0.7, 0.8]), 0.3, 10)})


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("sam.series.series_sam_weight", {"rho": 1e200}),
        ("sam.series.series_matching_eps", {"rho": 1e200}),
        ("sam.series.series_matching_rho", {"eps": 1e300}),
        ("sam.all_weights.leading_coefficient", {"model": BinaryModel(0.8, 1e-300, 1), "scale": "unit-norm"}),
        ("sam.radii.printed_sam_weight", {"rho": 1e300}),
        ("sam.radii.corrected_matching_eps", {"rho": 1e-200}),
        ("smooth.moving_average.steady_error", {"decay": 0.999, "drift": 1e308}),
    ],
)
def test_what_float64_cannot_hold_is_told(name, changed):
    assert "ArithmeticError" in documented(inspect.getdoc(FUNCTIONS[name]), "Raises")
    with pytest.raises(ArithmeticError):
        FUNCTIONS[name](**{**arguments(name), **changed})
