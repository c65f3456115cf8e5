"""Training methods by name: which perturbation, with which parameters of its own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from gpu_experiments.geometry import absolute_weight
from gpu_experiments.losses import log_lower_bound, tanh_lower_bound
from gpu_experiments.perturbation import Perturbation
from gpu_experiments.sam_family import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM, Standard


@dataclass(frozen=True)
class NamedMethod:
    """How a method is made.

    make: from the model, rho and the options to the perturbation.
    options: the method's own parameters with their defaults.
    passes: forward and backward passes of a step, one for standard training.
    """

    make: Callable[..., Perturbation]
    options: Mapping[str, float | int | str] = field(default_factory=dict)
    passes: int = 2


def _log(mu: float) -> Any:
    return functools.partial(log_lower_bound, mu=mu)


METHODS: dict[str, NamedMethod] = {
    "st": NamedMethod(lambda model, rho: Standard(model), passes=1),
    "sam": NamedMethod(SAM),
    "asam": NamedMethod(ASAM, {"form": "weight", "eta": 0.01}),
    "msam": NamedMethod(MSAM, {"m": 32}),
    "esam": NamedMethod(ESAM, {"beta": 0.6, "gamma": 0.5}),
    "bisam-log": NamedMethod(lambda model, rho, mu: BiSAM(model, rho, ascent_loss=_log(mu)), {"mu": 1.0}),
    "bisam-tanh": NamedMethod(
        lambda model, rho, mu, alpha: BiSAM(
            model, rho, ascent_loss=functools.partial(tanh_lower_bound, mu=mu, alpha=alpha)
        ),
        {"mu": 10.0, "alpha": 0.1},
    ),
    "a-bisam": NamedMethod(
        lambda model, rho, mu: BiSAM(model, rho, ascent_loss=_log(mu), geometry=absolute_weight), {"mu": 1.0}
    ),
    "e-bisam": NamedMethod(
        lambda model, rho, mu, beta, gamma, seed: ESAM(
            model, rho, beta=beta, gamma=gamma, seed=seed, ascent_loss=_log(mu)
        ),
        {"mu": 1.0, "beta": 0.6, "gamma": 0.5},
    ),
    "fsam": NamedMethod(FSAM, {"sigma": 1.0, "lmbda": 0.9}),
    "fsam-full": NamedMethod(functools.partial(FSAM, part="full"), {"lmbda": 0.9}),
    "bsam": NamedMethod(BSAM, {"rho_min": 0.05}, passes=3),
    "gsam": NamedMethod(GSAM, {"alpha": 0.4}),
}
"""The methods.  ESAM and E-BiSAM also draw, and take the run's seed."""

_DRAWS = ("esam", "e-bisam")


def options_of(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """A method's own parameters: those given, else the defaults, in a fixed order.

    Raises ValueError for an unknown method or parameter, or a value of another type than the default's.
    """
    if name not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {name!r}")
    defaults = METHODS[name].options
    unknown = sorted(set(given) - set(defaults))
    if unknown:
        takes = ", ".join(defaults) or "no options"
        raise ValueError(f"method_options: {name} takes {takes}, got {', '.join(unknown)}")
    options = {}
    for key, default in defaults.items():
        value = given.get(key, default)
        if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not type(default):
            raise ValueError(f"method_options: {key} of {name} must be like {default!r}, got {value!r}")
        options[key] = value
    return options


def build(name: str, model: nn.Module, rho: float, options: Mapping[str, Any], *, seed: int = 0) -> Perturbation:
    """The perturbation of that name; `seed` is for the methods that draw.  Raises ValueError as `options_of`."""
    chosen = options_of(name, options)
    if name in _DRAWS:
        chosen["seed"] = seed
    return METHODS[name].make(model, rho, **chosen)
