"""The three objectives of training; the same small value goes to solvers, learners and network runs.

On the binary model of Wei et al. (2023) the free parameter is the weight w of the robust feature.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from theory.model.arrays import FloatArray, frozen, hash_key, radius, same_values, shown
from theory.model.choices import (
    COORDINATES,
    NORMS,
    PERTURBED,
    SCALES,
    Coordinates,
    Norm,
    Perturbed,
    Scale,
    check_choice,
)


@dataclass(frozen=True)
class Standard:
    """Standard training (ST): the natural accuracy is maximised."""


@dataclass(frozen=True, eq=False, repr=False)
class Adversarial:
    """Adversarial training (AT): inputs move by at most `eps`, in l_inf on the non-robust features by default.

    Attributes:
        eps: finite and >= 0, in the units of the inputs; a number or an array that broadcasts against the model.
        norm: "linf" or "l2".
        coordinates: the features that move, "non-robust" (Theorem 4.2) or "all".

    Raises:
        ValueError: anything else.
    """

    eps: float | FloatArray
    norm: Norm = "linf"
    coordinates: Coordinates = "non-robust"

    def __post_init__(self) -> None:
        object.__setattr__(self, "eps", frozen(radius("eps", self.eps)))
        check_choice("norm", self.norm, NORMS)
        check_choice("coordinates", self.coordinates, COORDINATES)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Adversarial):
            return NotImplemented
        same = (self.norm, self.coordinates) == (other.norm, other.coordinates)
        return same and same_values((self.eps,), (other.eps,))

    def __hash__(self) -> int:
        return hash((Adversarial, self.norm, self.coordinates, hash_key((self.eps,))))

    def __repr__(self) -> str:
        return _brief(self)


@dataclass(frozen=True, eq=False, repr=False)
class SharpnessAware:
    """Sharpness-aware minimisation (SAM): weights move by at most `rho`; the worst accuracy is maximised.

    Attributes:
        rho: finite and >= 0, in the units of the weights; a number or an array that broadcasts against the model.
        weights: "robust" moves the weight of the robust feature alone (Theorem 4.3), "all" moves all weights in one
            l2 ball.
        scale: for "all", where the ball's centre lies, on non-robust weights of 1 ("unit-rest") or on a weight
            vector of norm 1 ("unit-norm").

    Raises:
        ValueError: anything else, or another scale than the default with weights="robust".
    """

    rho: float | FloatArray
    weights: Perturbed = "robust"
    scale: Scale = "unit-rest"

    def __post_init__(self) -> None:
        object.__setattr__(self, "rho", frozen(radius("rho", self.rho)))
        check_choice("weights", self.weights, PERTURBED)
        check_choice("scale", self.scale, SCALES)
        if self.weights == "robust" and self.scale != "unit-rest":
            raise ValueError(f"scale must be 'unit-rest' with weights='robust', got {self.scale!r}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SharpnessAware):
            return NotImplemented
        same = (self.weights, self.scale) == (other.weights, other.scale)
        return same and same_values((self.rho,), (other.rho,))

    def __hash__(self) -> int:
        return hash((SharpnessAware, self.weights, self.scale, hash_key((self.rho,))))

    def __repr__(self) -> str:
        return _brief(self)


def _brief(objective: Adversarial | SharpnessAware) -> str:
    """How an objective is written: the radius, and the choices that are not the default."""
    first, *choices = fields(objective)
    parts = [f"{first.name}={getattr(objective, first.name)!r}"]
    for choice in choices:
        value = getattr(objective, choice.name)
        parts += [] if value == choice.default else [f"{choice.name}={value!r}"]
    return f"{type(objective).__name__}({', '.join(parts)})"


Objective = Standard | Adversarial | SharpnessAware


def not_an_objective(value: Any) -> ValueError:
    """The error for a value that is no objective."""
    return ValueError(f"objective must be Standard(), Adversarial(eps) or SharpnessAware(rho), got {shown(value)}")
