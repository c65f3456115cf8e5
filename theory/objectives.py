"""The three objectives of training; the same small value goes to solvers, learners and network runs.

On the binary model of Wei et al. (2023) the free parameter is the weight w of the robust feature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from theory.arguments import FloatArray, frozen, hash_key, radius, same_values


@dataclass(frozen=True)
class Standard:
    """Standard training (ST): the natural accuracy is maximised."""


@dataclass(frozen=True, eq=False)
class Adversarial:
    """Adversarial training (AT): inputs move by at most `eps` in l_inf on the non-robust features.

    eps: finite and >= 0, a number or an array that broadcasts against the model.  A ValueError is raised
    otherwise.
    """

    eps: float | FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "eps", frozen(radius("eps", self.eps)))

    def __eq__(self, other: object) -> bool:
        return same_values((self.eps,), (other.eps,)) if isinstance(other, Adversarial) else NotImplemented

    def __hash__(self) -> int:
        return hash((Adversarial, hash_key((self.eps,))))


@dataclass(frozen=True, eq=False)
class SharpnessAware:
    """Sharpness-aware minimisation (SAM): w moves by at most `rho`; the worst accuracy is maximised.

    rho: finite and >= 0, a number or an array that broadcasts against the model.  A ValueError is raised
    otherwise.
    """

    rho: float | FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "rho", frozen(radius("rho", self.rho)))

    def __eq__(self, other: object) -> bool:
        return same_values((self.rho,), (other.rho,)) if isinstance(other, SharpnessAware) else NotImplemented

    def __hash__(self) -> int:
        return hash((SharpnessAware, hash_key((self.rho,))))


Objective = Standard | Adversarial | SharpnessAware


def not_an_objective(value: Any) -> ValueError:
    """The error for a value that is no objective."""
    return ValueError(f"objective must be Standard(), Adversarial(eps) or SharpnessAware(rho), got {value!r}")
