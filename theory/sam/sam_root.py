"""Roots of the equal-ends condition (eq. 25), vectorised: the SAM shift for a radius, the radius for a shift.

The variables are those of `theory.sam.equal_ends`.  The excess is increasing and convex in w, so its root is
unique and Newton's method comes down on it from above; a bracket guards every step.  Problems are solved in
blocks, so the working memory does not grow with their number, and a root whose estimated rounding error is
too large is refused.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from theory.model.arrays import FloatArray
from theory.sam.equal_ends import SERIES_RADIUS, SERIES_REACH, Excess, excess, series_excess, series_table, tail_excess

BLOCK = 8192
"""Problems solved together; the arrays of one block stay in the processor's cache."""
_REACHES = np.array([1.0, 3.0, 6.0, 10.0, 16.0, 26.0, 50.0, SERIES_REACH])
"""Problems of one block share a number of terms, so they are sorted by (kappa + w) e into these classes."""
_ITERATIONS = 200
_STEP = 1e-8
"""Step at which iteration ends, relative to the root or to the unit of the normal distribution, whichever is smaller:
convergence is quadratic, so the error left is below rounding."""
_SLACK = 1.0 + 1e-6
"""The bounds of the root are sharp in limits; a wider bracket keeps rounding from pushing the root out."""
_ROUNDING = 2.0**-52
_REFUSED_ERROR = 1e-11
"""Estimated relative rounding error from which a root is refused."""
_LARGEST = 1e8
"""Radii and shifts beyond this are refused: the unit of the normal distribution is lost in their rounding."""
_SMALLEST = 1e-140
"""Roots and excess terms below this size are refused: they may have lost digits to underflow."""

Rows = NDArray[np.intp] | slice
Evaluate = Callable[[FloatArray, Rows], tuple[FloatArray, FloatArray, FloatArray]]
"""Value, slope and rounding scale of an increasing function at points of the given rows of a block."""


def _usable(kappa: FloatArray, t: FloatArray, third: FloatArray) -> NDArray[np.bool_]:
    """Where the three variables are far enough from underflow and overflow (never for NaN)."""
    usable = np.ones(kappa.shape, dtype=bool)
    for variable in (kappa, t, third):
        usable &= (variable >= _SMALLEST) & (variable <= 1.0 / _SMALLEST)
    return usable & (third <= _LARGEST)


def scaled_shift(kappa: FloatArray, t: FloatArray, e: FloatArray) -> FloatArray:
    """h = (w_SAM - w*)/sqrt(d) for one-dimensional arrays of one length; NaN where no accurate root is found.

    kappa, t > 0 and e >= 0; e = 0 gives 0.
    """
    highest = _largest_shift(kappa, t, e)
    usable = _usable(kappa, t, e)
    result = np.where(usable | (e == 0.0), 0.0, np.nan)
    kinds = np.searchsorted(_REACHES, (kappa + t + highest) * e).astype(np.uint8)
    kinds[e > SERIES_RADIUS] = _REACHES.size
    rows = np.argsort(kinds, kind="stable")
    rows = rows[usable[rows]]
    edges = np.searchsorted(kinds[rows], np.arange(_REACHES.size + 2))
    for kind in range(_REACHES.size + 1):
        for start in range(edges[kind], edges[kind + 1], BLOCK):
            block = rows[start : min(start + BLOCK, edges[kind + 1])]
            result[block] = _shift_of_block(kappa[block], t[block], e[block], highest[block], kind)
    return result


def scaled_radius(kappa: FloatArray, t: FloatArray, h: FloatArray) -> FloatArray:
    """e = rho/sqrt(d) at which the SAM shift is h; as `scaled_shift` otherwise.  h = 0 gives 0."""
    usable = _usable(kappa, t, h)
    result = np.where(usable | (h == 0.0), 0.0, np.nan)
    rows = np.flatnonzero(usable)
    for start in range(0, rows.size, BLOCK):
        block = rows[start : start + BLOCK]
        result[block] = _radius_of_block(kappa[block], t[block], h[block])
    return result


def _largest_shift(kappa: FloatArray, t: FloatArray, e: FloatArray) -> FloatArray:
    """An upper bound of h: e, and t e/(kappa - e) where kappa > e (eps < rho/d for matched radii)."""
    with np.errstate(divide="ignore", over="ignore"):
        return np.where(kappa > e, np.minimum(e, t * (e / np.abs(kappa - e))), e)


def _shift_of_block(kappa: FloatArray, t: FloatArray, e: FloatArray, highest: FloatArray, kind: int) -> FloatArray:
    if kind < _REACHES.size:
        table = series_table(e, float(_REACHES[kind]))

        def at(h: FloatArray, rows: Rows) -> Excess:
            return series_excess(kappa[rows], t[rows], h, e[rows], table[:, rows])
    else:

        def at(h: FloatArray, rows: Rows) -> Excess:
            return tail_excess(kappa[rows], t[rows], h, e[rows])

    def evaluate(h: FloatArray, rows: Rows) -> tuple[FloatArray, FloatArray, FloatArray]:
        found = at(h, rows)
        return found.value, found.by_w, found.scale

    return _root(evaluate, np.minimum(_shift_guess(kappa, t, e), highest), np.zeros_like(e), highest * _SLACK)


def _shift_guess(kappa: FloatArray, t: FloatArray, e: FloatArray) -> FloatArray:
    """A start from the series t e^2/3 (1 - b), b = (kappa^2 + t^2 - 3) e^2/15, tamed for large b."""
    b = (kappa * kappa + t * t - 3.0) * (e * e / 15.0)
    return t * (e * e / 3.0) * np.where(b > 0.0, 1.0 / np.sqrt(1.0 + 2.0 * np.abs(b)), 1.0 - b)


def _radius_of_block(kappa: FloatArray, t: FloatArray, h: FloatArray) -> FloatArray:
    """The root in e of minus the excess, which is increasing in e."""
    w = t + h

    def evaluate(e: FloatArray, rows: Rows) -> tuple[FloatArray, FloatArray, FloatArray]:
        found = excess(kappa[rows], t[rows], h[rows], e)
        return -found.value, found.by_e, found.scale

    # The radius exceeds the shift, kappa h/w (eps < rho/d) and sqrt(3 h/w) (eps < eta rho^2/(3 d)).
    share = h / w
    low = np.maximum(h, np.maximum(kappa * share, np.sqrt(3.0 * share)))
    high = 2.0 * low
    for _ in range(60):
        short = np.flatnonzero(evaluate(high, slice(None))[0] < 0.0)
        if not short.size:
            break
        high[short] *= 2.0
    return _root(evaluate, low.copy(), low / _SLACK, high)


def _root(evaluate: Evaluate, x: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Newton's method inside a bracket that holds the root; NaN where it fails or is too uncertain."""
    result = np.full_like(x, np.nan)
    rows: Rows = slice(None)
    low, high = low.copy(), high.copy()
    for _ in range(_ITERATIONS):
        value, slope, scale = evaluate(x, rows)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            new = x - value / slope
        low = np.where(value < 0.0, x, low)
        high = np.where(value > 0.0, x, high)
        above, inside = new > high, (new >= low) & (new <= high)
        new = np.where(inside, new, np.where(above, high, 0.5 * (low + high)))
        close = _STEP * np.minimum(new, 1.0) + 4.0 * _ROUNDING * new
        done = (inside & (np.abs(new - x) <= close)) | (high - low <= 4.0 * _ROUNDING * high)
        finished = int(done.sum())
        x = new
        if 2 * finished >= done.size:
            certain = done & (_ROUNDING * scale <= _REFUSED_ERROR * slope * x)
            certain &= (scale >= _SMALLEST) & (x >= _SMALLEST)
            result[rows] = np.where(certain, x, np.nan)
            if finished == done.size:
                break
            keep = np.flatnonzero(~done)
            rows = keep if isinstance(rows, slice) else rows[keep]
            x, low, high = x[keep], low[keep], high[keep]
    return result
