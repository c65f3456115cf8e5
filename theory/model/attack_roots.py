"""The best weight against each attack of `theory.model.attacks`: closed forms, and roots where there are none.

Variables: odds = ln(p/(1-p)) = 2 kappa t*, kappa = eta sqrt(d), t = w/sqrt(d) and h = t - t*.  Every function takes
one-dimensional arrays of one length and returns NaN where an estimate of the rounding error is too large to keep the
promised digits; inf stands for a limit that no finite weight reaches.  Callers suppress the warnings of overflow.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from theory.model.arrays import FloatArray
from theory.model.attack_digits import REFUSED_ERROR, UNIT, better_shift, first_of, log_rounding
from theory.model.attack_roots_l2 import l2_on_all
from theory.model.binary_model import log_odds, scaled_room
from theory.model.choices import Norm

_LARGEST = 1e100
"""Scaled parameters beyond this, or below its inverse, are refused where roots are sought."""


def best_on_rest(
    p: FloatArray, eta: FloatArray, d: FloatArray, eps: FloatArray, norm: Norm
) -> tuple[FloatArray, FloatArray]:
    """The weight w and its shift w - w* when the attack moves the non-robust features alone."""
    if norm == "linf":
        room, unit = eta - eps, np.ones_like(eta)  # the difference of two doubles is exact where they nearly cancel
    else:
        _, room, sure = scaled_room(eta, d, eps)
        room, unit = np.where(sure, room, np.nan), np.sqrt(d)
    half = 0.5 * log_odds(p)
    weight, shift = half / room * unit, np.where(eps > 0.0, half / eta * (eps / room), 0.0)
    weight, shift = (np.where(np.isfinite(v), v, np.nan) for v in (weight, shift))
    return np.where(room <= 0.0, np.inf, weight), np.where(room <= 0.0, np.inf, shift)


def best_on_all(
    p: FloatArray, eta: FloatArray, d: FloatArray, eps: FloatArray, norm: Norm
) -> tuple[FloatArray, FloatArray]:
    """The scaled weight t and its shift h = t - t* when the attack moves all features."""
    root = np.sqrt(d)
    kappa, room, sure = scaled_room(eta, d, eps)
    t_star = log_odds(p) / (2.0 * kappa)
    if norm == "linf":
        eps, sure = np.minimum(eps, 1.0), np.ones_like(sure)  # from 1 on the weight is 0
    usable = sure & (eps <= _LARGEST) & ((eps >= 1.0 / _LARGEST) | (eps == 0.0))
    for variable in (kappa, t_star, root):
        usable &= (variable >= 1.0 / _LARGEST) & (variable <= _LARGEST)
    t, h = np.where(usable & (eps == 0.0), t_star, np.nan), np.where(usable & (eps == 0.0), 0.0, np.nan)
    rows = np.flatnonzero(usable & (eps > 0.0))
    if norm == "linf":
        t[rows], h[rows] = _linf_on_all(*(v[rows] for v in (p, kappa, (eta - eps) * root, root, t_star, eps)))
    else:
        t[rows], h[rows] = l2_on_all(*(v[rows] for v in (p, kappa, room, t_star, eps)))
    return t, h


def _linf_on_all(
    p: FloatArray, kappa: FloatArray, mean: FloatArray, root: FloatArray, t_star: FloatArray, eps: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """For t > 0 the accuracy rises where tilted > 2 t (mean - eps t), with tilted = odds + ln((1 - eps)/(1 + eps))."""
    below_1, q = eps < 1.0, 2.0 * p - 1.0
    # the logarithm of one ratio: nothing cancels for eps <= 2p - 1, and for larger eps only the sign counts
    tilted = np.where(below_1, np.log1p(2.0 * (q - eps) / ((1.0 - q) * (1.0 + eps))), -np.inf)
    least = np.sqrt(2.0 * eps) * np.sqrt(np.maximum(tilted, 0.0))  # the mean from which on there is a maximum
    gap = np.sqrt(np.maximum(mean - least, 0.0)) * np.sqrt(np.maximum(mean, 0.0) + least)
    stationary = (tilted > 0.0) & (mean > 0.0) & (mean >= least * (1.0 - 8.0 * UNIT))
    t = np.where(stationary, tilted, 0.0) / np.where(stationary, mean + gap, 1.0)
    rises_for_good = (tilted > 0.0) & ~stationary
    # the alternative is the limit p; the accuracy's excess over p as a difference of two tails
    against, other = mean - (1.0 + eps) * t, -mean - (1.0 - eps) * t
    excess = (np.log1p(-p) + special.log_ndtr(against)) - (np.log(p) + special.log_ndtr(other))
    loose = stationary & (UNIT * mean > 0.1 * REFUSED_ERROR * gap)
    finite = np.where(loose, np.nan, t)
    chosen = first_of(excess, log_rounding(np.abs(mean) + 2.0 * t, against, other), finite, np.full_like(t, np.inf))
    chosen = np.where(below_1, np.where(rises_for_good, np.inf, chosen), 0.0)
    return chosen, _linf_shift(chosen, kappa, mean, root, t_star, eps)


def _linf_shift(
    t: FloatArray, kappa: FloatArray, mean: FloatArray, root: FloatArray, t_star: FloatArray, eps: FloatArray
) -> FloatArray:
    """h as the root of kappa h - eps t (sqrt(d) + t) + artanh(eps), t = t* + h; its terms vanish with eps."""
    h = t - t_star
    for _ in range(3):
        now = t_star + h
        terms = kappa * h, eps * now * (root + now), np.arctanh(eps)
        slope = mean - 2.0 * eps * now
        step = (terms[0] - terms[1] + terms[2]) / slope
        h = h - step
    scale = (np.abs(terms[0]) + terms[1] + terms[2]) / np.abs(slope)
    return better_shift(t, t_star, h, step, scale)
