"""Random problems at the edges of float64 and of the theory, and what is right for them in 60 and more digits.

An oracle takes the exact values of doubles.  `rows` maps a function over rows, None where it refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np

DIGITS = 60
PROMISED = 1e-10
"""Relative error that solvers and accuracies promise unless they refuse."""


def rows(function: Callable[..., Any], *columns: np.ndarray) -> list[float | None]:
    """The function on every row: in one call where none is refused, else in halves."""
    try:
        return list(np.atleast_1d(function(*columns)))
    except ArithmeticError:
        if columns[0].size == 1:
            return [None]
    half = columns[0].size // 2
    return rows(function, *(c[:half] for c in columns)) + rows(function, *(c[half:] for c in columns))


def edge_models(size: int, seed: int, extreme: float = 0.2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """p to within a rounding of 1/2 and 1, eta and d over many decades, a share of them at the ends of float64."""
    rng = np.random.default_rng(seed)
    tiny = 10.0 ** rng.uniform(-15.5, -0.5, size)
    p = np.choose(rng.integers(0, 3, size), [0.5 + 0.49 * tiny, 1.0 - 0.49 * tiny, rng.uniform(0.51, 0.99, size)])
    p = np.clip(p, np.nextafter(0.5, 1.0), np.nextafter(1.0, 0.0))
    far, whole = rng.random(size) < extreme, rng.random(size) < 0.3
    eta = 10.0 ** np.where(far, rng.uniform(-300, 300, size), rng.uniform(-4, 1.5, size))
    d = 10.0 ** np.where(far & (rng.random(size) < 0.5), rng.uniform(0, 300, size), rng.uniform(0, 6, size))
    return p, eta, np.where(whole, np.round(d), d)


def radii_below(limit: np.ndarray, p: np.ndarray, seed: int) -> np.ndarray:
    """Radii near 0, near a limit (to one rounding of it), near 2p - 1 and 1, and between."""
    rng = np.random.default_rng(seed)
    size = limit.size
    near = limit * (1.0 - 10.0 ** rng.uniform(-16, -1, size))
    odd = (2.0 * p - 1.0) * (1.0 + rng.choice([-1.0, 1.0], size) * 10.0 ** rng.uniform(-16, -1, size))
    around_1 = 1.0 + rng.choice([-1.0, 1.0], size) * 10.0 ** rng.uniform(-16, -0.1, size)
    kinds = [
        limit * 10.0 ** rng.uniform(-18, 0, size),
        near,
        np.nextafter(limit, 0.0),
        limit * rng.uniform(0.0, 1.0, size),
        odd,
        around_1,
        10.0 ** rng.uniform(-30, 3, size),
    ]
    return np.choose(rng.integers(0, len(kinds), size), kinds)


def exact(*values: float) -> list[Any]:
    """Doubles as mpmath numbers."""
    return [mp.mpf(float(v)) for v in values]


def arguments(eta: float, d: float, w: float, eps: float, norm: str, coordinates: str) -> tuple[Any, Any]:
    """The arguments of Phi under attack where x_1 agrees with the label and where not: (eta d -+ w - loss)/sqrt(d)."""
    eta, d, w, eps = exact(eta, d, w, eps)
    on_first = abs(w) if coordinates == "all" else mp.mpf(0)
    loss = eps * (on_first + d if norm == "linf" else mp.sqrt(on_first**2 + d))
    return (eta * d + w - loss) / mp.sqrt(d), (eta * d - w - loss) / mp.sqrt(d)


def phi(x: Any) -> Any:
    """Phi(x) with all its relative digits, 0 or 1 far beyond float64."""
    if abs(x) > 1e4:
        return mp.mpf(x > 0)
    return mp.erfc(-x / mp.sqrt(2)) / 2


def accuracy(p: float, eta: float, d: float, w: float, eps: float, norm: str, coordinates: str) -> Any:
    """Accuracy under attack."""
    with_x1, against = arguments(eta, d, w, eps, norm, coordinates)
    (p,) = exact(p)
    return p * phi(with_x1) + (1 - p) * phi(against)


def gap(p: float, eta: float, d: float, eps: float, norm: str, coordinates: str) -> Callable[[Any], Any]:
    """Of t = w/sqrt(d) > 0, positive where the accuracy rises: ln of the ratio of the two terms of its slope."""
    p, eta, d, eps = exact(p, eta, d, eps)
    odds, root = mp.log(p / (1 - p)), mp.sqrt(d)
    if coordinates == "non-robust":
        lost = eps * root if norm == "linf" else eps
        return lambda t: odds - 2 * t * (eta * root - lost)
    if norm == "linf":
        return lambda t: odds + mp.log((1 - eps) / (1 + eps)) - 2 * t * ((eta - eps) * root - eps * t)

    def of_l2(t: Any) -> Any:
        s = mp.sqrt(1 + t * t)
        x = eps * t / s
        if abs(x) >= 1:
            return -mp.sign(x) * mp.inf
        return odds + mp.log((1 - x) / (1 + x)) - 2 * t * (eta * root - eps * s)

    return of_l2


def is_right_shift(p: float, eta: float, d: float, eps: float, norm: str, coordinates: str, shift: float) -> bool:
    """Whether the slope of the accuracy changes from + to - within a part in 1e10 of the shift about w* + shift."""
    with mp.workdps(DIGITS + max(0, int(-np.log10(abs(shift) * eta)))):
        slope, root = gap(p, eta, d, eps, norm, coordinates), mp.sqrt(mp.mpf(d))
        t_star, h = mp.log(mp.mpf(p) / (1 - mp.mpf(p))) / 2 / (mp.mpf(eta) * root), mp.mpf(shift) / root
        width = abs(h) * PROMISED
        return bool(slope(t_star + h - width) > 0 > slope(t_star + h + width))


def is_best_weight(p: float, eta: float, d: float, eps: float, norm: str, coordinates: str, weight: float) -> bool:
    """The same of a part in 1e10 of the weight, and no other weight of a grid, nor the limit, is better."""
    with mp.workdps(DIGITS):
        slope, t = gap(p, eta, d, eps, norm, coordinates), mp.mpf(weight) / mp.sqrt(mp.mpf(d))
        before, after = t * (1 - mp.mpf(PROMISED)), t * (1 + mp.mpf(PROMISED))
        rise, fall = slope(before), slope(after)
        if not rise > 0 > fall:
            return False
        between = before + (after - before) * rise / (rise - max(fall, -1e9 * rise))
        return _beats(p, eta, d, eps, norm, coordinates, between)


def _beats(p: float, eta: float, d: float, eps: float, norm: str, coordinates: str, t: Any) -> bool:
    """Whether no other t of a grid, nor the limit, has a larger accuracy."""
    if coordinates == "non-robust":
        return True
    root = mp.sqrt(mp.mpf(float(d)))
    grid = [t * f for f in (0.01, 0.1, 0.3, 0.7, 1.5, 3, 10, 100, 1e4, 1e8)]
    values = [_lacking(p, eta, d, u * root, eps, norm, coordinates) for u in [t, *grid]]
    return all(values[0] <= other * (1 + mp.mpf(PROMISED)) for other in values[1:]) and not _limit_is_better(
        values[0], p, eta, d, eps, norm
    )


def _lacking(p: float, eta: float, d: float, w: Any, eps: float, norm: str, coordinates: str) -> Any:
    """1 - accuracy, with its own digits."""
    eta, d, eps, p = exact(eta, d, eps, p)
    on_first = abs(w) if coordinates == "all" else mp.mpf(0)
    loss = eps * (on_first + d if norm == "linf" else mp.sqrt(on_first**2 + d))
    root = mp.sqrt(d)
    return p * phi(-(eta * d + w - loss) / root) + (1 - p) * phi(-(eta * d - w - loss) / root)


def _limit_is_better(lacking: Any, p: float, eta: float, d: float, eps: float, norm: str) -> bool:
    p, eta, d, eps = exact(p, eta, d, eps)
    if eps > 1:
        return False
    at_1 = eta * mp.sqrt(d) if norm == "l2" else (eta - 1) * mp.sqrt(d)
    limit = 1 - p if eps < 1 else 1 - p * phi(at_1)
    return bool(limit * (1 + mp.mpf(PROMISED)) < lacking)


def limit_is_best(p: float, eta: float, d: float, eps: float, norm: str, coordinates: str) -> bool:
    """Whether no finite weight beats the limit at infinity: exactly, or on a grid of weights, for all coordinates."""
    p, eta, d, eps = exact(p, eta, d, eps)
    if coordinates == "non-robust":
        return bool(eps >= eta if norm == "linf" else eps**2 >= eta**2 * d)
    if eps > 1:
        return False
    t_star = mp.log(p / (1 - p)) / (2 * eta * mp.sqrt(d))
    weights = [t_star * mp.sqrt(d) * mp.mpf(10) ** (mp.mpf(k) / 4) for k in range(-24, 25)]
    least = min(_lacking(p, eta, d, w, eps, norm, coordinates) for w in [mp.mpf(0), *weights])
    return not _limit_is_worse(least, p, eta, d, eps, norm)


def zero_is_best(p: float, eta: float, d: float, eps: float, norm: str, coordinates: str) -> bool:
    """Whether the accuracy falls from w = 0 on, and the limit at infinity is no better."""
    p, eta, d, eps = exact(p, eta, d, eps)
    if (norm, coordinates) != ("linf", "all"):
        return False
    falls = eps >= 2 * p - 1
    return bool(falls) and not _limit_is_better(
        _lacking(p, eta, d, mp.mpf(0), eps, norm, coordinates), p, eta, d, eps, norm
    )


def _limit_is_worse(lacking: Any, p: Any, eta: Any, d: Any, eps: Any, norm: str) -> bool:
    limit = 1 - p if eps < 1 else 1 - p * phi(eta * mp.sqrt(d) if norm == "l2" else (eta - 1) * mp.sqrt(d))
    return bool(lacking < limit * (1 - mp.mpf(10) ** -30))


def lowest_on_edge(p: float, eta: float, d: float, w: float, rho: float) -> Any:
    """The lowest accuracy on the edge of the ball of all weights about (w, 1, ..., 1), at angles chi in [0, pi].

    Scanned in doubles for places to look, then minimised by golden sections in 50 digits.
    """
    with mp.workdps(50):
        p, eta, d, w, rho = exact(p, eta, d, w, rho)
        root = mp.sqrt(d)
        kappa, t_0, e = eta * root, w / root, rho / root
        length = mp.sqrt(1 + t_0**2)
        tau = e / mp.sqrt(length**2 - e**2)

        def value(chi: Any) -> Any:
            z = mp.cos(chi)
            x, mean, rest = t_0 + tau * z, 1 - tau * t_0 * z, tau * length * mp.sin(chi)
            n = mp.sqrt(mean**2 + rest**2)
            return p * phi((kappa * mean + x) / n) + (1 - p) * phi((kappa * mean - x) / n)

        ends = [value(mp.mpf(0)), value(mp.pi)]
        if d == 1:
            return min(ends)
        grid = [mp.pi * k / 60 for k in range(61)]
        values = [value(chi) for chi in grid]
        best = min(range(61), key=values.__getitem__)
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 60)]
        return min(*values, _golden(value, low, high))


def _golden(value: Callable[[Any], Any], low: Any, high: Any) -> Any:
    share = (mp.sqrt(5) - 1) / 2
    left, right = high - share * (high - low), low + share * (high - low)
    at_left, at_right = value(left), value(right)
    for _ in range(45):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - share * (high - low)
            at_left = value(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + share * (high - low)
            at_right = value(right)
    return min(at_left, at_right)
