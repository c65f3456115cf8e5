"""Sums, products, quotients and square roots as unevaluated pairs of doubles: about 31 digits, so differences keep 15.

Dekker (1971), Numer. Math. 18, and Knuth's two-sum.  A pair whose first part is infinite has second part 0.  A product
beyond 1e300, where the splitting of a factor overflows, has NaN in the second part, and so has what is made from it.
Callers suppress the warnings of overflow.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from theory.model.arrays import FloatArray

_SPLIT = 2.0**27 + 1.0


class Pair(NamedTuple):
    """The number high + low, with |low| at most half a unit in the last place of high."""

    high: FloatArray
    low: FloatArray

    def rounded(self) -> FloatArray:
        """The double nearest to it."""
        return self.high + self.low


def two_sum(a: FloatArray, b: FloatArray) -> Pair:
    """a + b without error."""
    high = np.asarray(a + b)
    shadow = high - a
    return _pair(high, (a - (high - shadow)) + (b - shadow))


def two_product(a: FloatArray, b: FloatArray) -> Pair:
    """a b without error, but for underflow."""
    high = np.asarray(a * b)
    (a1, a2), (b1, b2) = _halves(a), _halves(b)
    return _pair(high, ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2)


def plus(a: Pair, b: Pair) -> Pair:
    """a + b."""
    high, low = two_sum(a.high, b.high)
    return _renormalised(high, low + (a.low + b.low))


def minus(a: Pair, b: Pair) -> Pair:
    """a - b."""
    return plus(a, Pair(-b.high, -b.low))


def times(a: Pair, b: Pair) -> Pair:
    """a b."""
    high, low = two_product(a.high, b.high)
    cross = np.where(np.isinf(high), 0.0, a.high * b.low + a.low * b.high)
    return _renormalised(high, low + cross)


def over(a: Pair, b: Pair) -> Pair:
    """a/b for b that is not 0."""
    high = np.asarray(a.high / b.high)
    left = minus(a, times(single(high), b))
    return _renormalised(high, np.where(np.isinf(high), 0.0, left.rounded() / b.high))


def square_root(a: Pair) -> Pair:
    """The square root of a >= 0; its second part is 0 if it is exact in one double."""
    high = np.asarray(np.sqrt(a.high))
    left = minus(a, two_product(high, high))
    return _renormalised(high, np.where(high > 0.0, left.rounded() / np.where(high > 0.0, 2.0 * high, 1.0), 0.0))


def single(a: FloatArray) -> Pair:
    """A double as a pair."""
    array = np.asarray(a, dtype=np.float64)
    return Pair(array, np.zeros_like(array))


def _halves(a: FloatArray) -> tuple[FloatArray, FloatArray]:
    scaled = _SPLIT * a
    first = scaled - (scaled - a)
    return first, a - first


def _pair(high: FloatArray, low: FloatArray) -> Pair:
    return Pair(high, np.where(np.isinf(high), 0.0, low))


def _renormalised(high: FloatArray, low: FloatArray) -> Pair:
    """The pair of high + low for |low| <= |high|."""
    total = np.asarray(high + low)
    return _pair(total, low - (total - high))
