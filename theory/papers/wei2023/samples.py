"""Random parameters and high-precision accuracies for the NUMERICAL checks of the binary model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import numpy as np
import sympy as sp

from theory.ledger.domain import Domain
from theory.ledger.formulas import symbols

SEED = 20230509
MOST_SCALED_WEIGHT = 8.0  # of w*/sqrt(d): beyond it accuracies differ by less than exp(-32), and digits only cost
DIGITS = 120  # accuracies then differ by more than 10**-100 wherever two of them are compared


P, KAPPA, D, RADIUS = (0.501, 0.999), (0.05, 5.0), (1.0, 1e4), (0.01, 3.0)
"""Ranges of p, eta sqrt(d), d and rho/sqrt(d)."""


def region(*more: str) -> Domain:
    """Return where the settings lie, and further relations that hold there."""
    return Domain.of(", ".join((f"{P[0]} <= p <= {P[1]}", "eta > 0", f"{D[0]:g} <= d <= {D[1]:g}", *more)))


@dataclass(frozen=True)
class Setting:
    """One parameter set; ``ratio`` = eps/eta, ``radius`` = rho/sqrt(d)."""

    p: float
    eta: float
    d: float
    ratio: float
    radius: float


def settings(count: int, seed: int = SEED, ratio: tuple[float, float] = (0.01, 0.9)) -> Iterator[Setting]:
    """Yield ``count`` settings: p in [0.501, 0.999], kappa = eta sqrt(d) in [0.05, 5], d in [1, 1e4].

    rho/sqrt(d) in [0.01, 3] and eps/eta in ``ratio``; log-uniform but for p. Settings whose w*/sqrt(d), or whose
    w_AT/sqrt(d) in size, exceeds 8 are drawn again.
    """
    rng = np.random.default_rng(seed)
    low, high = (np.log([KAPPA[i], D[i], ratio[i], RADIUS[i]]) for i in (0, 1))
    while count:
        p = float(rng.uniform(*P))
        kappa, d, share, radius = (float(value) for value in np.exp(rng.uniform(low, high)))
        scaled = float(np.log(p / (1 - p))) / (2 * kappa)
        if scaled * max(1.0, 1 / abs(1 - share)) <= MOST_SCALED_WEIGHT:
            count -= 1
            yield Setting(p, kappa / float(np.sqrt(d)), d, share, radius)


def accuracy(p: Any, mean: Any, d: Any, w: Any) -> Any:
    """Return eq. 14 as an mpmath number at the present precision, for features of mean ``mean``."""
    p, mean, d, w = (mp.mpf(value) for value in (p, mean, d, w))
    scale = mp.sqrt(2 * d)
    return (p * mp.erfc(-(mean * d + w) / scale) + (1 - p) * mp.erfc(-(mean * d - w) / scale)) / 2


def evaluator(expression: Any, *names: str) -> Callable[..., Any]:
    """Return the expression as a function of the named symbols of the claims' language, in mpmath."""
    return sp.lambdify([symbols()[name] for name in names], expression, "mpmath")


def probes(centre: Any, scale: Any) -> list[Any]:
    """Return weights on both sides of ``centre``, from 1e-12 to 10 times ``scale`` away."""
    steps = [mp.mpf(10) ** power for power in (-12, -6, -3, -1, 0)] + [mp.mpf(3), mp.mpf(10)]
    return [centre + sign * step * scale for step in steps for sign in (-1, 1)]
