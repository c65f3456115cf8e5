"""The named choices that an attack or a perturbation of the weights leaves open."""

from __future__ import annotations

from typing import Any, Literal, get_args

from theory.model.arrays import shown

Norm = Literal["linf", "l2"]
"""The norm that bounds an attack."""
Coordinates = Literal["non-robust", "all"]
"""The features that an attack moves: x_2, ..., x_{d+1}, or x_1 too."""
Perturbed = Literal["robust", "all"]
"""The weights that SAM moves: that of the robust feature (Theorem 4.3), or all in one l2 ball."""
Scale = Literal["unit-rest", "unit-norm"]
"""Where the centre of the ball of all weights lies: on non-robust weights of 1, or on a weight vector of norm 1."""

NORMS: tuple[Norm, ...] = get_args(Norm)
COORDINATES: tuple[Coordinates, ...] = get_args(Coordinates)
PERTURBED: tuple[Perturbed, ...] = get_args(Perturbed)
SCALES: tuple[Scale, ...] = get_args(Scale)


def check_choice(name: str, value: Any, allowed: tuple[str, ...]) -> None:
    """Raises a ValueError that names the argument unless `value` is one of the allowed words."""
    if not isinstance(value, str) or value not in allowed:
        words = [repr(word) for word in allowed]
        raise ValueError(f"{name} must be {' or '.join(words)}, got {shown(value)}")
