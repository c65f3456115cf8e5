"""SAM with a fixed step on a quadratic loss, with momentum: its cycles and its edge of stability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, RealLike, finite, frozen, number, plain, require, whole_number


@dataclass(frozen=True, eq=False)
class QuadraticSAM:
    """SAM on L = sum of eigenvalue_i x_i^2/2, in the eigenvectors' coordinates.

    A step is v = momentum v + g, x = x - lr v, with the gradient g at the point that is perturbed by rho along the normalised
    gradient at x.

    Attributes:
        eigenvalues: of the Hessian, > 0 and finite, one-dimensional.
        lr: learning rate, > 0.
        rho: radius of the perturbation, in the units of x, > 0.
        momentum: of the heavy ball, in [0, 1).

    Raises:
        ValueError: anything else.
    """

    eigenvalues: Any
    lr: float
    rho: float
    momentum: float = 0.0

    def __post_init__(self) -> None:
        found = require("eigenvalues", self.eigenvalues, "> 0 and finite", lambda a: (a > 0) & np.isfinite(a))
        if found.ndim != 1 or not found.size:
            raise ValueError(f"eigenvalues must be a list of numbers, got {self.eigenvalues!r}")
        object.__setattr__(self, "eigenvalues", frozen(found))
        for name in ("lr", "rho"):
            value = number(name, getattr(self, name), "> 0 and finite", lambda a: (a > 0) & np.isfinite(a))
            object.__setattr__(self, name, value)
        momentum = number("momentum", self.momentum, "in [0, 1)", lambda a: (a >= 0) & (a < 1))
        object.__setattr__(self, "momentum", momentum)

    @property
    def sizes(self) -> FloatArray:
        """s_i = lr times eigenvalue_i, the steps in units of the curvature."""
        return self.lr * np.asarray(self.eigenvalues)

    @property
    def amplitude(self) -> float:
        """|x| on the alternating cycle along the top eigenvector, s rho/(2 (1 + momentum) - s).

        Raises:
            ArithmeticError: s >= 2 (1 + momentum), where there is none.
        """
        s, room = float(self.sizes.max()), 2 * (1 + self.momentum) - float(self.sizes.max())
        if room <= 0:
            raise ArithmeticError(f"lr times the top eigenvalue must be < {2 * (1 + self.momentum):g}, got {s:g}")
        return s * self.rho / room

    @property
    def four_cycle(self) -> tuple[float, float]:
        """x_0 and x_1 of the orbit x_0, x_1, -x_0, -x_1 along the top eigenvector.

        Raises:
            ArithmeticError: s >= 2 momentum, where there is none.
        """
        s, beta = float(self.sizes.max()), self.momentum
        if s >= 2 * beta:
            raise ArithmeticError(f"lr times the top eigenvalue must be < {2 * beta:g}, got {s:g}")
        below = s**2 - 2 * (1 + beta) * s + 2 * (1 + beta**2)
        return s * (2 - s) * self.rho / below, s * (2 * beta - s) * self.rho / below

    def edge(self, gradient_norm: RealLike) -> Any:
        """The curvature up to which the gradient shrinks along an eigenvector, without momentum.

        Args:
            gradient_norm: > 0.
        """
        g = require("gradient_norm", gradient_norm, "> 0 and finite", lambda a: (a > 0) & np.isfinite(a))
        excess = 8 * self.rho / (self.lr * g)
        return plain(4 / (self.lr * (1 + np.sqrt(1 + excess))))

    def gradient(self, x: RealLike) -> Any:
        """The gradient at the perturbed point, in the shape of x: ``(..., eigenvalues)``.

        Raises:
            ArithmeticError: x is the minimum, where the perturbation has no direction.
        """
        slope = np.asarray(x, dtype=np.float64) * self.eigenvalues
        length = np.linalg.norm(slope, axis=-1, keepdims=True)
        if not np.all(length > 0):
            raise ArithmeticError("the perturbation has no direction at the minimum")
        return slope + self.rho * np.asarray(self.eigenvalues) * slope / length

    def run(self, x: RealLike, steps: int, velocity: RealLike = 0.0) -> tuple[Any, Any]:
        """Return x and the velocity after a number of steps; many starts at once in the axes before the last."""
        here = require("x", x, "finite", np.isfinite)
        v = np.broadcast_to(require("velocity", velocity, "finite", np.isfinite), here.shape)
        for _ in range(whole_number("steps", steps, 0)):
            v = self.momentum * v + self.gradient(here)
            here = here - self.lr * v
        return finite("x", here), v
