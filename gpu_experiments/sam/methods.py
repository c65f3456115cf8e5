"""Training methods by name: which perturbation, with which parameters of its own.

A method of the user's own is named by its place, "module:Name" (see `gpu_experiments.own`): a `Perturbation` that is made
from the model and rho, or a `NamedMethod` where it has parameters of its own.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from gpu_experiments import own
from gpu_experiments.sam.family import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM, Standard
from gpu_experiments.sam.geometry import absolute_weight
from gpu_experiments.sam.losses import log_lower_bound, tanh_lower_bound
from gpu_experiments.sam.perturbation import Perturbation
from gpu_experiments.sam.variants import AWP, WSAM, LookSAM


@dataclass(frozen=True)
class NamedMethod:
    """How a method is made.

    kind: its class.
    options: the method's own parameters with their defaults.
    maker: from the model, rho and the options (and `seed`, for a method that draws) to the perturbation; None for `kind`.
    """

    kind: type[Perturbation]
    options: Mapping[str, float | int | str] = field(default_factory=dict)
    maker: Callable[..., Perturbation] | None = None

    @property
    def passes(self) -> int:
        """Forward and backward passes of a step, one for standard training."""
        return 1 + len(self.kind.points)

    def make(self, model: nn.Module, rho: float, options: Mapping[str, Any], seed: int) -> Perturbation:
        """The perturbation."""
        maker: Callable[..., Perturbation] = self.maker or self.kind
        drawn = {"seed": seed} if self.kind.draws else {}
        return maker(model, rho, **options, **drawn)


def _log(mu: float) -> Any:
    return functools.partial(log_lower_bound, mu=mu)


STANDARD = "st"
METHODS: dict[str, NamedMethod] = {
    STANDARD: NamedMethod(Standard, maker=lambda model, rho: Standard(model)),
    "sam": NamedMethod(SAM),
    "asam": NamedMethod(ASAM, {"form": "weight", "eta": 0.01}),
    "msam": NamedMethod(MSAM, {"m": 32}),
    "esam": NamedMethod(ESAM, {"beta": 0.6, "gamma": 0.5}),
    "bisam-log": NamedMethod(BiSAM, {"mu": 1.0}, lambda model, rho, mu: BiSAM(model, rho, ascent_loss=_log(mu))),
    "bisam-tanh": NamedMethod(
        BiSAM,
        {"mu": 10.0, "alpha": 0.1},
        lambda model, rho, **own: BiSAM(model, rho, ascent_loss=functools.partial(tanh_lower_bound, **own)),
    ),
    "a-bisam": NamedMethod(
        BiSAM,
        {"mu": 1.0},
        lambda model, rho, mu: BiSAM(model, rho, ascent_loss=_log(mu), geometry=absolute_weight),
    ),
    "e-bisam": NamedMethod(
        ESAM,
        {"mu": 1.0, "beta": 0.6, "gamma": 0.5},
        lambda model, rho, mu, **own: ESAM(model, rho, ascent_loss=_log(mu), **own),
    ),
    "fsam": NamedMethod(FSAM, {"sigma": 1.0, "lmbda": 0.9}),
    "fsam-full": NamedMethod(FSAM, {"lmbda": 0.9}, functools.partial(FSAM, part="full")),
    "bsam": NamedMethod(BSAM, {"rho_min": 0.05}),
    "gsam": NamedMethod(GSAM, {"alpha": 0.4}),
    "awp": NamedMethod(AWP),
    "looksam": NamedMethod(LookSAM, {"k": 5, "alpha": 0.7}),
    "wsam": NamedMethod(WSAM, {"gamma": 0.9}),
}
"""The methods of the papers."""


def named(name: str) -> NamedMethod:
    """The method of that name, or at that place.  Raises ValueError if there is none."""
    if isinstance(name, str) and name in METHODS:
        return METHODS[name]
    if not own.is_place(name):
        raise ValueError(f"method must be one of {', '.join(METHODS)}, or module:Name of your own, got {name!r}")
    found = own.find("method", name)
    if isinstance(found, NamedMethod):
        return found
    if not (isinstance(found, type) and issubclass(found, Perturbation)):
        raise ValueError(f"method {name!r} must name a Perturbation or a NamedMethod, got {found!r}")
    try:
        inspect.signature(found).bind("model", 0.0)
    except TypeError as error:
        raise ValueError(
            f"method {name!r} must be made from the model and rho, or be a NamedMethod ({error})"
        ) from error
    return NamedMethod(found)


def sources(name: str) -> str:
    """A digest of the files of a method of the user's own; empty for the papers' methods, which are the project's."""
    return "" if name in METHODS else own.digest("method", name)


def options_of(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """A method's own parameters: those given, else the defaults, in a fixed order.

    Raises ValueError for an unknown method or parameter, or a value of another type than the default's.
    """
    defaults = named(name).options
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
    return named(name).make(model, rho, options_of(name, options), seed)
