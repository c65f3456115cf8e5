"""Adversarial training under four attacks on the binary model: what each does to the accuracy, and its best weight.

An attack moves the non-robust features x_2, ..., x_{d+1} (coordinates="non-robust", Theorem 4.2's setting) or all
features (coordinates="all") by at most eps in l_inf or l_2.  The worst attack lowers the margin by eps times the dual
norm of the weights (w, 1, ..., 1) it acts on: in units of sqrt(d), with t = w/sqrt(d),

    l_inf, non-robust: eps sqrt(d)    l_inf, all: eps (sqrt(d) + |t|)    l_2, non-robust: eps    l_2, all: eps sqrt(1 + t^2).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, RealLike, in_chunks, normal, radius, require
from theory.model.attack_roots import best_on_all, best_on_rest
from theory.model.binary_model import BinaryModel, accuracy_with_mean, check_model, share_right, sum_of
from theory.model.choices import COORDINATES, NORMS, Coordinates, Norm, check_choice
from theory.model.double_double import Pair, minus, over, plus, single, square_root, times, two_sum

_HUGE = 1e150
"""Size of a scaled weight from which 1 is lost beside its square."""


def accuracy_under_attack(
    model: BinaryModel, w: RealLike, eps: RealLike, norm: Norm = "linf", coordinates: Coordinates = "non-robust"
) -> Any:
    """Accuracy of the classifier with weight w under the worst attack of radius eps, in the broadcast shape.

    w may be infinite (the limit is returned), eps is finite and >= 0.  Raises a ValueError for anything else and an
    ArithmeticError where terms beyond 1e300 cancel.
    """
    size = _checked(model, eps, norm, coordinates)
    if coordinates == "non-robust":
        return (
            model.robust_accuracy(w, size)
            if norm == "linf"
            else accuracy_with_mean(model, w, size, _rough_l2, _mean_l2)
        )
    weight = require("w", w, "a number or infinite, not NaN", lambda a: ~np.isnan(a))

    def solve(p: FloatArray, eta: FloatArray, d: FloatArray, w: FloatArray, eps: FloatArray) -> FloatArray:
        root = square_root(single(d))
        length, one = over(single(np.abs(w)), root), np.ones_like(eps)
        # the parts that grow with |t| are joined first: (1 - eps)|t| has a limit where t - eps|t| alone has none
        gain, loss = _times(two_sum(one, -eps), length), _times(two_sum(-one, -eps), length)
        mean = _mean_l2_all(eta, root, eps, length) if norm == "l2" else times(two_sum(eta, -eps), root)
        helped, hurt = sum_of(mean, gain), sum_of(mean, loss)
        return share_right(p, np.where(w >= 0.0, helped, hurt), np.where(w >= 0.0, hurt, helped))

    return in_chunks(solve, "the accuracy", p=model.p, eta=model.eta, d=model.d, w=weight, eps=size)


def _checked(model: BinaryModel, eps: RealLike, norm: Norm, coordinates: Coordinates) -> FloatArray:
    check_model(model)
    check_choice("norm", norm, NORMS)
    check_choice("coordinates", coordinates, COORDINATES)
    return radius("eps", eps)


def _times(factor: Pair, length: Pair) -> Pair:
    """A product in which 0 times infinity is 0."""
    product = times(factor, length)
    return Pair(*(np.where(factor.high == 0.0, 0.0, part) for part in product))


def _rough_l2(eta: FloatArray, root: FloatArray, eps: FloatArray) -> FloatArray:
    return eta * root - eps


def _mean_l2(eta: FloatArray, root: Pair, eps: FloatArray) -> Pair:
    return minus(times(single(eta), root), single(eps))


def _mean_l2_all(eta: FloatArray, root: Pair, eps: FloatArray, length: Pair) -> Pair:
    """eta sqrt(d) - eps (sqrt(1 + t^2) - |t|)."""
    near = length.high < _HUGE
    t = Pair(*(np.where(near, part, 0.0) for part in length))
    rest = over(single(np.ones_like(eta)), plus(t, square_root(plus(single(np.ones_like(eta)), times(t, t)))))
    rest = Pair(*(np.where(near, part, 0.0) for part in rest))
    return minus(times(single(eta), root), times(single(eps), rest))


def attack_weight(
    model: BinaryModel, eps: RealLike, norm: Norm = "linf", coordinates: Coordinates = "non-robust"
) -> Any:
    """The weight that maximises `accuracy_under_attack` over all w, in the broadcast shape; eps finite and >= 0.

    Non-robust coordinates: ln(p/(1-p))/(2 (eta - eps')) with eps' = eps (l_inf, Theorem 4.2) or eps/sqrt(d) (l_2), and
    inf where eps' >= eta.  All coordinates: the one local maximum or, where no finite weight reaches it, the limit at
    infinity (p for eps < 1), so the weight jumps to inf at a finite eps; and 0 under l_inf when eps >= 2p - 1 and
    Phi((eta - eps) sqrt(d)) >= p, or eps >= 1.

    A tie, to rounding, goes to the smaller weight.  The relative error is below 1e-10; an ArithmeticError names the first
    element where that is out of reach, as where parameters or results are at the ends of float64.
    """
    size = _checked(model, eps, norm, coordinates)

    def solve(p: FloatArray, eta: FloatArray, d: FloatArray, eps: FloatArray) -> FloatArray:
        if coordinates == "non-robust":
            weight = best_on_rest(p, eta, d, eps, norm)[0]
            return np.where(np.isposinf(weight), weight, normal(weight))
        t = best_on_all(p, eta, d, eps, norm)[0]
        return np.where(np.isposinf(t) | (t == 0.0), t, normal(t * np.sqrt(d)))

    return in_chunks(solve, "the adversarial weight", p=model.p, eta=model.eta, d=model.d, eps=size)


def attack_shift(
    model: BinaryModel, eps: RealLike, norm: Norm = "linf", coordinates: Coordinates = "non-robust"
) -> Any:
    """`attack_weight` less w*, without cancellation; raises likewise, and also where the shift all but vanishes.

    Under an attack on all coordinates the shift changes its sign, and next to that its relative error is out of reach.
    """
    size = _checked(model, eps, norm, coordinates)

    def solve(p: FloatArray, eta: FloatArray, d: FloatArray, eps: FloatArray) -> FloatArray:
        if coordinates == "non-robust":
            shift = best_on_rest(p, eta, d, eps, norm)[1]
        else:
            shift = best_on_all(p, eta, d, eps, norm)[1] * np.sqrt(d)
        return np.where(np.isposinf(shift) | (eps == 0.0), shift, normal(shift))

    return in_chunks(solve, "the adversarial shift", p=model.p, eta=model.eta, d=model.d, eps=size)
