"""Checks of solvers and accuracies on random problems at the edges: right to a part in 1e10, or an ArithmeticError.

Every check raises an AssertionError that names the problem, and returns the share of moderate problems (eta in
[1e-4, 40], d <= 1e6) that were refused, which a caller bounds: a solver that refuses everything is not right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from tests import oracles
from tests.theory.sam import edge_problems as edges
from theory import BinaryModel, SharpnessAware, matching_eps, matching_rho, weight_shift
from theory.model.attacks import accuracy_under_attack, attack_shift, attack_weight
from theory.sam.all_weights import worst_accuracy

_UNDERFLOW = 1e-300
"""Accuracies below this are 0 to float64, or have lost digits."""
_CERTIFIED = 1e-8, 1e8
"""Range of kappa, t* and rho/sqrt(d) in which the reference root is sought."""


def _moderate(eta: np.ndarray, d: np.ndarray) -> np.ndarray:
    return (eta >= 1e-4) & (eta <= 40.0) & (d <= 1e6)


def _share_refused(found: list[float | None], among: np.ndarray) -> float:
    refused = np.array([value is None for value in found])
    return float(refused[among].mean())


def _problems(found: list[float | None], *columns: np.ndarray) -> Iterator[tuple[float, tuple[float, ...]]]:
    for value, *row in zip(found, *columns, strict=True):
        if value is not None:
            yield float(value), tuple(map(float, row))


def _reach(eta: np.ndarray, d: np.ndarray, norm: str) -> np.ndarray:
    with np.errstate(over="ignore"):
        return np.minimum(eta * (1.0 if norm == "linf" else np.sqrt(d)), 1e307)


def check_weights(norm: Any, coordinates: Any, size: int, seed: int) -> float:
    """Weights and shifts of adversarial training: a change of sign of the accuracy's slope, and no better point."""
    p, eta, d = edges.edge_models(size, seed)
    eps = edges.radii_below(_reach(eta, d, norm), p, seed + 1)
    weights = edges.rows(lambda *a: attack_weight(BinaryModel(*a[:3]), a[3], norm, coordinates), p, eta, d, eps)
    shifts = edges.rows(lambda *a: attack_shift(BinaryModel(*a[:3]), a[3], norm, coordinates), p, eta, d, eps)
    for weight, row in _problems(weights, p, eta, d, eps):
        assert _is_right_weight(weight, *row, norm, coordinates), (weight, *row, norm, coordinates)
    for (shift, row), weight in zip(_problems(shifts, p, eta, d, eps), _kept(weights, shifts), strict=True):
        if weight is None or weight in (0.0, np.inf):
            assert weight is None or shift == pytest.approx(weight - BinaryModel(*row[:3]).standard_weight, rel=1e-14)
        else:
            assert edges.is_right_shift(*row, norm, coordinates, shift), (shift, *row, norm, coordinates)
    return _share_refused(shifts, _moderate(eta, d))


def _kept(weights: list[float | None], shifts: list[float | None]) -> list[float | None]:
    return [weight for weight, shift in zip(weights, shifts, strict=True) if shift is not None]


def _is_right_weight(weight: float, p: float, eta: float, d: float, eps: float, norm: str, coordinates: str) -> bool:
    with mp.workdps(edges.DIGITS):
        if np.isinf(weight):
            return edges.limit_is_best(p, eta, d, eps, norm, coordinates)
        if weight == 0.0:
            return edges.zero_is_best(p, eta, d, eps, norm, coordinates)
    return edges.is_best_weight(p, eta, d, eps, norm, coordinates, weight)


def check_accuracies(norm: Any, coordinates: Any, size: int, seed: int) -> float:
    """Accuracies under attack at weights near 0, w*, eta d and infinity: in [0, 1] and right to their last digits."""
    p, eta, d = edges.edge_models(size, seed)
    rng = np.random.default_rng(seed)
    eps = edges.radii_below(_reach(eta, d, norm), p, seed + 1)
    with np.errstate(over="ignore"):
        near_mean = np.minimum(eta * d, 1e307) * (1.0 + rng.normal(size=size) * 10.0 ** rng.uniform(-16, 0, size))
    size_w = np.choose(rng.integers(0, 3, size), [near_mean, 10.0 ** rng.uniform(-300, 300, size), np.sqrt(d)])
    w = size_w * rng.choice([-1.0, 1.0], size)
    found = edges.rows(
        lambda *a: accuracy_under_attack(BinaryModel(*a[:3]), a[3], a[4], norm, coordinates), p, eta, d, w, eps
    )
    for value, row in _problems(found, p, eta, d, w, eps):
        with mp.workdps(edges.DIGITS + 2 * max(0, int(np.log10(abs(row[3]))))):
            assert _is_close(value, edges.accuracy(*row, norm, coordinates)), (value, *row, norm, coordinates)
    return _share_refused(found, _moderate(eta, d))


def _is_close(value: float, right: Any) -> bool:
    return 0.0 <= value <= 1.0 and bool(abs(value - right) <= edges.PROMISED * right + _UNDERFLOW)


def check_worst_accuracies(size: int, seed: int) -> float:
    """The worst accuracy over a ball of all weights: no point of its edge is worse, and one is as bad."""
    p, eta, d = edges.edge_models(size, seed)
    rng = np.random.default_rng(seed)
    rho = edges.radii_below(np.sqrt(d), p, seed + 1)
    rho = np.where(rho < np.sqrt(d), rho, 0.5 * np.sqrt(d))
    w = rng.choice([-1.0, 1.0], size) * np.choose(
        rng.integers(0, 2, size), [np.sqrt(d) * 10.0 ** rng.uniform(-6, 3, size), 10.0 ** rng.uniform(-300, 300, size)]
    )
    found = edges.rows(lambda *a: worst_accuracy(BinaryModel(*a[:3]), *a[3:]), p, eta, d, w, rho)
    for value, row in _problems(found, p, eta, d, w, rho):
        assert _is_close(value, edges.lowest_on_edge(*row)), (value, edges.lowest_on_edge(*row), *row)
    return _share_refused(found, _moderate(eta, d))


def check_sam_shifts(size: int, seed: int) -> float:
    """SAM's shift, the matching eps (below eta) and the radius that comes back from it, against certified roots."""
    p, eta, d = edges.edge_models(size, seed, extreme=0.05)
    rho = np.sqrt(d) * 10.0 ** np.random.default_rng(seed).uniform(-9, 4, size)
    shifts = edges.rows(lambda *a: weight_shift(BinaryModel(*a[:3]), SharpnessAware(a[3])), p, eta, d, rho)
    radii = edges.rows(lambda *a: matching_eps(BinaryModel(*a[:3]), a[3]), p, eta, d, rho)
    for shift, row in _problems(shifts, p, eta, d, rho):
        assert shift > 0.0
        if _in_reach_of_reference(*row):
            error = oracles.relative_error(shift, oracles.certified_sam_shift(*row))
            assert error <= edges.PROMISED, (shift, error, *row)
    for eps, row in _problems(radii, p, eta, d, rho):
        assert 0.0 < eps < row[1], (eps, *row)
        _check_way_back(eps, *row)
    return _share_refused(shifts, _moderate(eta, d))


def _in_reach_of_reference(p: float, eta: float, d: float, rho: float) -> bool:
    scaled = BinaryModel(p, eta, d)
    low, high = _CERTIFIED
    return all(low <= v <= high for v in (scaled.kappa, scaled.t_star, rho / np.sqrt(d)))


def _check_way_back(eps: float, p: float, eta: float, d: float, rho: float) -> None:
    """matching_rho of an eps at least one rounding below eta is a number, near rho as far as eta - eps tells, or refused."""
    try:
        back = matching_rho(BinaryModel(p, eta, d), eps)
    except ArithmeticError:
        return
    lost = 4e-16 * eta / (eta - eps)
    assert np.isfinite(back), (eps, back)
    assert lost > 1e-3 or abs(back - rho) <= (1e-10 + 10.0 * lost) * rho, (eps, back, rho, p, eta, d)
