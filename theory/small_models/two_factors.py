"""A loss of the product of two vectors, f(x . y): its balance, and how SAM moves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, finite, frozen, number, real_array, whole_number

Slope = Callable[[float], float]


@dataclass(frozen=True, eq=False)
class TwoFactors:
    """Two vectors x and y of one dimension, of whose product x . y a loss f is a function.

    Attributes:
        x, y: finite numbers, one-dimensional and of the same length.

    Raises:
        ValueError: anything else, or both vectors are 0.
    """

    x: Any
    y: Any

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            array = real_array(name, getattr(self, name))
            if array.ndim != 1 or not array.size or not np.all(np.isfinite(array)):
                raise ValueError(f"{name} must be a list of finite numbers, got {getattr(self, name)!r}")
            object.__setattr__(self, name, frozen(array))
        if self.x.shape != self.y.shape:
            raise ValueError(f"y must have the length of x, {self.x.size}, got {self.y.size}")
        if not np.any(self.x) and not np.any(self.y):
            raise ValueError("x and y must not both be 0: the direction of SAM's perturbation is not defined there")

    @property
    def product(self) -> float:
        """x . y."""
        return float(self.x @ self.y)

    @property
    def size(self) -> float:
        """The norm of both together, sqrt(|x|^2 + |y|^2)."""
        return float(np.hypot(np.linalg.norm(self.x), np.linalg.norm(self.y)))

    @property
    def balance(self) -> float:
        """B = (|x|^2 - |y|^2)/2, the product of x + y and x - y over 2."""
        return float((self.x + self.y) @ (self.x - self.y)) / 2

    @property
    def spread(self) -> float:
        """Q = |x + y| |x - y| = sqrt(size^4 - 4 product^2): 0 where x = y or x = -y."""
        return float(np.linalg.norm(self.x + self.y) * np.linalg.norm(self.x - self.y))

    @property
    def cosine(self) -> float:
        """2B/Q, the cosine of the angle between x + y and x - y.

        Raises:
            ArithmeticError: x = y or x = -y, where there is no such angle.
        """
        if self.spread == 0.0:
            raise ArithmeticError("the cosine is not defined where x = y or x = -y")
        return 2 * self.balance / self.spread

    def velocity(self, slope: Slope, rho: float) -> tuple[FloatArray, FloatArray]:
        """Return minus the gradient at the perturbed factors, for both; rho = 0 is that of gradient descent.

        Args:
            slope: the derivative of f.
            rho: radius of the perturbation, in the units of x and y, >= 0.
        """
        radius = number("rho", rho, ">= 0 and finite", lambda a: (a >= 0) & np.isfinite(a))
        u = float(np.sign(slope(self.product))) / self.size
        x, y = self.x + radius * u * self.y, self.y + radius * u * self.x
        there = slope(float(x @ y))
        return -there * y, -there * x

    def step(self, slope: Slope, lr: float, rho: float) -> TwoFactors:
        """Return the factors after a step of SAM with learning rate lr > 0; `slope` and rho as in :meth:`velocity`."""
        rate = number("lr", lr, "> 0 and finite", lambda a: (a > 0) & np.isfinite(a))
        moved = (old + rate * by for old, by in zip((self.x, self.y), self.velocity(slope, rho), strict=True))
        x, y = (finite(name, np.asarray(array)) for name, array in zip(("x", "y"), moved, strict=True))
        return TwoFactors(x, y)

    def flow(self, slope: Slope, rho: float, time: float, steps: int = 1000) -> TwoFactors:
        """Return the factors after a time of SAM's flow, by the Runge-Kutta method of fourth order.

        Args:
            slope, rho: as in :meth:`velocity`; the sign of the slope at x . y must not change on the way.
            time: > 0.
            steps: of the method, >= 1.
        """
        span = number("time", time, "> 0 and finite", lambda a: (a > 0) & np.isfinite(a))
        h = span / whole_number("steps", steps, 1)
        here = np.stack([self.x, self.y])

        def speed(point: FloatArray) -> FloatArray:
            return np.stack(TwoFactors(*point).velocity(slope, rho))

        for _ in range(steps):
            first = speed(here)
            second = speed(here + h / 2 * first)
            third = speed(here + h / 2 * second)
            here = here + h / 6 * (first + 2 * second + 2 * third + speed(here + h * third))
        return TwoFactors(*finite("the flow", here))
