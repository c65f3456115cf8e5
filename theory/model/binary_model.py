"""The binary model of Wei et al. (2023), section 4.1, and its classifiers' accuracy.

y is +1 or -1 with equal odds.  The robust feature x_1 equals y with probability p and -y otherwise.  The d
non-robust features x_2, ..., x_{d+1} are independent and normal with mean eta y and variance 1.  The
classifier is sign(w x_1 + x_2 + ... + x_{d+1}), so its one free parameter is the weight w of the robust
feature.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from theory.model.arrays import (
    FloatArray,
    RealLike,
    broadcast_shape,
    finite,
    frozen,
    hash_key,
    in_chunks,
    instance,
    plain,
    radius,
    require,
    same_values,
)
from theory.model.double_double import Pair, minus, over, plus, single, square_root, times, two_sum

_SMALL = 100.0
"""Sum of the parts of an argument of Phi up to which their rounding changes Phi by less than a part in 1e12."""
_RoughMean = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
_Mean = Callable[[FloatArray, Pair, FloatArray], Pair]
"""What is left of eta sqrt(d) under an attack, from eta, sqrt(d) and the attack's radius."""


@dataclass(frozen=True, eq=False)
class BinaryModel:
    """The model with parameters p, eta and d: numbers, or arrays that broadcast.

    The value is frozen; arrays are copied and read-only.

    Attributes:
        p: probability that the robust feature agrees with the label, in (1/2, 1).
        eta: mean of a non-robust feature, > 0 and finite, in units of its standard deviation.
        d: number of non-robust features, >= 1 and finite; any real number, since the formulas are analytic in d.

    Raises:
        ValueError: anything else.
    """

    p: float | FloatArray
    eta: float | FloatArray
    d: float | FloatArray

    def __post_init__(self) -> None:
        p = require("p", self.p, "in the open interval (1/2, 1)", lambda a: (a > 0.5) & (a < 1.0))
        eta = require("eta", self.eta, "> 0 and finite", lambda a: (a > 0.0) & np.isfinite(a))
        d = require("d", self.d, ">= 1 and finite", lambda a: (a >= 1.0) & np.isfinite(a))
        broadcast_shape(p=p, eta=eta, d=d)
        for name, array in (("p", p), ("eta", eta), ("d", d)):
            object.__setattr__(self, name, frozen(array))

    def _values(self) -> tuple[Any, ...]:
        return self.p, self.eta, self.d

    def __eq__(self, other: object) -> bool:
        return same_values(self._values(), other._values()) if isinstance(other, BinaryModel) else NotImplemented

    def __hash__(self) -> int:
        return hash((BinaryModel, hash_key(self._values())))

    @property
    def shape(self) -> tuple[int, ...]:
        """The common shape of p, eta and d."""
        return np.broadcast_shapes(*(np.shape(v) for v in self._values()))

    @property
    def log_odds(self) -> Any:
        """ln(p/(1 - p)), in the shape of p."""
        return plain(log_odds(np.asarray(self.p)))

    @property
    def standard_weight(self) -> Any:
        """w* = ln(p/(1 - p))/(2 eta), the maximiser of the natural accuracy (Theorem 4.1).

        An ArithmeticError names the first element that overflows, as for `kappa` and `t_star`.
        """
        with np.errstate(over="ignore", divide="ignore"):
            weight = 0.5 * log_odds(np.asarray(self.p)) / np.asarray(self.eta)
        return plain(finite("the standard weight", np.asarray(weight)))

    @property
    def kappa(self) -> Any:
        """eta sqrt(d), the mean of the sum of the non-robust features in units of its standard deviation."""
        return plain(finite("kappa", self._scaled()[0]))

    @property
    def t_star(self) -> Any:
        """w*/sqrt(d), the scaled standard weight."""
        return plain(finite("t_star", self._scaled()[1]))

    def _scaled(self) -> tuple[FloatArray, FloatArray]:
        with np.errstate(over="ignore", divide="ignore"):
            return scaled_parameters(*map(np.asarray, self._values()))

    def accuracy(self, w: RealLike) -> Any:
        """Natural accuracy of the classifier with weight w (eq. 14): p Phi(k + w/s) + (1-p) Phi(k - w/s).

        Here s = sqrt(d) and k = eta s.  w broadcasts against the model; w = +inf and -inf give the limits
        p and 1 - p; NaN raises a ValueError.
        """
        return self.robust_accuracy(w, 0.0)

    def robust_accuracy(self, w: RealLike, eps: RealLike) -> Any:
        """Accuracy under the worst l_inf perturbation by `eps` of the non-robust features (eq. 17).

        The worst perturbation is -eps y on each of the d features: the natural accuracy with eta replaced by
        eta - eps.  `eps` is finite and >= 0 and may exceed eta.  w is as in `accuracy`.
        """
        return accuracy_with_mean(self, w, radius("eps", eps), _rough_mean, _mean)


def check_model(model: Any) -> None:
    """Raises a ValueError that names the argument unless it is a `BinaryModel`."""
    instance("model", model, BinaryModel)


def accuracy_with_mean(model: BinaryModel, w: RealLike, eps: FloatArray, rough: _RoughMean, mean: _Mean) -> Any:
    """p Phi(mean + w/sqrt(d)) + (1-p) Phi(mean - w/sqrt(d)) in the broadcast shape, with mean = mean(eta, root d, eps).

    The arguments of Phi are good to a rounding however much of the mean the weight cancels: `rough` gives the mean in
    doubles, which does where all is small.  Raises a ValueError for a w that is NaN and an ArithmeticError where both
    are beyond 1e300 and cancel.
    """
    weight = require("w", w, "a number or infinite, not NaN", lambda a: ~np.isnan(a))

    def solve(p: FloatArray, eta: FloatArray, d: FloatArray, w: FloatArray, eps: FloatArray) -> FloatArray:
        root = np.sqrt(d)
        middle, t = rough(eta, root, eps), w / root
        value = share_right(p, middle + t, middle - t)
        large = np.flatnonzero(~((eta + eps) * root + np.abs(t) <= _SMALL))
        if large.size:
            p, eta, d, w, eps = (v[large] for v in (p, eta, d, w, eps))
            pair = square_root(single(d))
            exact, ratio = mean(eta, pair, eps), over(single(w), pair)
            value[large] = share_right(p, sum_of(exact, ratio), sum_of(exact, Pair(-ratio.high, -ratio.low)))
        return value

    return in_chunks(solve, "the accuracy", p=model.p, eta=model.eta, d=model.d, w=weight, eps=eps)


def _rough_mean(eta: FloatArray, root: FloatArray, eps: FloatArray) -> FloatArray:
    return (eta - eps) * root


def _mean(eta: FloatArray, root: Pair, eps: FloatArray) -> Pair:
    return times(two_sum(eta, -eps), root)


def share_right(p: FloatArray, with_x1: FloatArray, against_x1: FloatArray) -> FloatArray:
    """Probability of a right answer when Phi of the arguments are those where x_1 agrees with y and where not."""
    return np.asarray(p * special.ndtr(with_x1) + (1.0 - p) * special.ndtr(against_x1))


def sum_of(mean: Pair, t: Pair) -> FloatArray:
    """mean + t where mean is finite, whatever its double is, and t may be infinite; NaN where digits are lost."""
    largest = np.finfo(np.float64).max
    high = np.clip(mean.high, -largest, largest)
    total, rough = plus(Pair(high, mean.low), t).rounded(), high + t.high
    clear = np.abs(rough) >= 1e-14 * (np.abs(high) + np.abs(t.high))
    return np.where(np.isnan(total) & clear, rough, total)


def log_odds(p: FloatArray) -> FloatArray:
    """ln(p/(1 - p)) = 2 artanh(2p - 1); 2p - 1 is exact in floating point, so p near 1/2 loses nothing."""
    return np.asarray(2.0 * np.arctanh(2.0 * p - 1.0))


def scaled_parameters(p: FloatArray, eta: FloatArray, d: FloatArray) -> tuple[FloatArray, FloatArray]:
    """kappa = eta sqrt(d) and t* = w*/sqrt(d) = ln(p/(1 - p))/(2 kappa), without checks."""
    kappa = np.asarray(eta * np.sqrt(d))
    return kappa, np.asarray(log_odds(p) / (2.0 * kappa))


def scaled_room(eta: FloatArray, d: FloatArray, eps: FloatArray) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """eta sqrt(d), eta sqrt(d) - eps rounded once, and whether the latter is sure of its digits (then 0 is exact)."""
    root = square_root(single(d))
    kappa = times(single(eta), root)
    room = minus(kappa, single(eps)).rounded()
    # the pair of an irrational root errs by 2^-103 of kappa
    sure = (np.abs(room) > 2.0**-65 * kappa.high) | (root.low == 0.0)
    return kappa.rounded(), room, sure
