"""The equal-ends condition of SAM, acc(w - rho) = acc(w + rho) (eq. 25), in stable forms.

Scaled variables: kappa = eta sqrt(d), t = w*/sqrt(d), e = rho/sqrt(d), h = (w - w*)/sqrt(d) and w = t + h.
Let m(x) be the mean and P(x) the mass on [-e, e] of the normal distribution N(x, 1), truncated to [-e, e] for
the mean, and let r(x) = x - m(x).  Both are odd and increasing, m' = 1 - r' is the truncated variance, and

    (ln P)'(x) = -r(x),   (ln G)'(x) = m(x)   with   G(x) = int_0^e exp(-u^2/2) cosh(x u) du = const
    exp(x^2/2) P(x).

Equal ends read (1 - p) P(kappa - w) = p P(kappa + w), and since ln(p/(1-p)) = 2 kappa t this is, in two ways,

    2 kappa h = M,   M = ln G(kappa + w) - ln G(kappa - w) = int_{|kappa - w|}^{kappa + w} m(x) dx,
    2 kappa t = R,   R = ln P(kappa - w) - ln P(kappa + w) = int_{|kappa - w|}^{kappa + w} r(x) dx.

Both integrands are positive.  m is concave for x > 0, so the mean truncated variance is at most h/w: a
relative rounding error in M moves h by at most w/t times as much, one in R by at most w/h times as much.  The
first form is good for h <= t, the second for h >= t, and together they lose no more than a factor 2.

Every function takes one-dimensional arrays of one length and returns an `Excess`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from theory.model.arrays import FloatArray

SERIES_RADIUS = 3.0
"""Largest e for the power series: there h/t < 36, so the first form alone suffices."""
SERIES_REACH = 80.0
"""Largest (kappa + w) e for the power series; at 100 the coefficients would underflow."""
SHORT_INTERVAL = 1.0
"""Half-width min(kappa, w) up to which R and M are taken by quadrature: a difference of logarithms would
cancel, and the nearest zero of P is more than twice as far from the interval."""
_SLENDER = 1e-3
_R = np.sqrt(0.5)
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(16)
_MILLS_FRACTION_FROM = 10.0
_MILLS_FRACTION_DEPTH = 14


class Excess(NamedTuple):
    """The excess of w over the root: the value is increasing and convex in w, and has the sign of w - w_SAM.

    value: 2 kappa h - M, which is R - 2 kappa t.  by_w: its derivative in w at fixed h - w.  by_e: minus its
    derivative in e.  scale: the size of the terms in which the value is rounded.
    """

    value: FloatArray
    by_w: FloatArray
    by_e: FloatArray
    scale: FloatArray


def excess(kappa: FloatArray, t: FloatArray, h: FloatArray, e: FloatArray) -> Excess:
    """The excess at any point, each in the form that suits it."""
    reach = (kappa + t + h) * e
    by_series = (e <= SERIES_RADIUS) & (reach <= SERIES_REACH)
    parts = [np.empty_like(e) for _ in Excess._fields]
    if by_series.any():
        table = series_table(e[by_series], float(reach[by_series].max()))
        found = series_excess(kappa[by_series], t[by_series], h[by_series], e[by_series], table)
        for part, computed in zip(parts, found, strict=True):
            part[by_series] = computed
    rest = ~by_series
    if rest.any():
        for part, computed in zip(parts, tail_excess(kappa[rest], t[rest], h[rest], e[rest]), strict=True):
            part[rest] = computed
    return Excess(*parts)


def series_table(e: FloatArray, reach: float) -> FloatArray:
    """Coefficients a_n of G(x) = e exp(-e^2/2) sum_n a_n (x e)^(2n), enough for x e <= reach.

    Shape (number of terms, size of e).

    a_n = b_n / (2n)! with b_n = int_0^1 v^(2n) exp(e^2 (1 - v^2)/2) dv; by parts (2n - 1) b_{n-1} = 1 + e^2 b_n,
    which is stable downwards and has positive terms only.
    """
    # A shorter series would not do for a smaller reach: differences of G begin with the second term.
    last, start = _series_length(max(reach, 1.0), float(e.max()))
    square = e * e
    factorials = special.gamma(2.0 * np.arange(last + 1) + 1.0)
    table = np.empty((last + 1, e.size))
    b = np.zeros_like(e)
    for n in range(start, -1, -1):
        b *= square
        b += 1.0
        b *= 1.0 / (2.0 * n + 1.0)
        if n <= last:
            np.multiply(b, 1.0 / factorials[n], out=table[n])
    return table


def _series_length(reach: float, largest_e: float) -> tuple[int, int]:
    """The last index of the series, and the index where the recursion of its coefficients starts from 0.

    The first neglected term is below 1e-18 of cosh(reach); what is missing at the start shrinks by e^2/(2n +
    1) a step.
    """
    n = np.arange(1, 400)
    log_term = np.cumsum(2.0 * np.log(reach) - np.log((2.0 * n - 1.0) * (2.0 * n)))
    last = int(np.flatnonzero((log_term < reach - 42.0) & (2 * n > reach))[0])
    log_left = np.cumsum(2.0 * np.log(largest_e) - np.log(2.0 * n + 1.0))
    start = int(np.flatnonzero((log_left < -42.0) & (n > last))[0]) + 1
    return last, start


def series_excess(kappa: FloatArray, t: FloatArray, h: FloatArray, e: FloatArray, table: FloatArray) -> Excess:
    """The first form by the power series of G, for e <= SERIES_RADIUS and (kappa + w) e <= SERIES_REACH.

    The divided difference of the polynomial between (kappa - w)^2 and (kappa + w)^2 is summed by Horner's
    rule beside the polynomial; all terms are positive, so nothing cancels however close or small the two
    arguments are.
    """
    w = t + h
    upper, lower = kappa + w, kappa - w
    x, y = upper * e, lower * e
    x2, y2 = x * x, y * y
    low = table[-1].copy()
    divided = np.zeros_like(low)
    for row in table[-2::-1]:
        divided *= x2
        divided += low
        low *= y2
        low += row
    growth = divided * (4.0 * (kappa * e) * (w * e))
    total_m = np.log1p(growth / low)
    per_low, per_high = 1.0 / (e * low), 1.0 / (e * (low + growth))
    exp_x, exp_y = np.exp(x), np.exp(y)
    inverse_x, inverse_y = 1.0 / exp_x, 1.0 / exp_y
    # r = sinh(x e)/(e sum), and r coth(x e) is minus the derivative of ln P in e, but for a constant.
    by_w = 0.5 * ((exp_x - inverse_x) * per_high + (exp_y - inverse_y) * per_low)
    by_e = 0.5 * ((exp_x + inverse_x) * per_high - (exp_y + inverse_y) * per_low)
    slender = np.flatnonzero(np.minimum(kappa, w) * e < _SLENDER)
    if slender.size:
        k, v, r = (a[slender] for a in (kappa, w, e))
        ends = np.sinh(x[slender]) * per_high[slender] + np.sinh(y[slender]) * per_low[slender]
        by_w[slender], by_e[slender] = _slender_derivatives(k, v, r, total_m[slender], ends)
    return Excess(2.0 * kappa * h - total_m, by_w, by_e, (1.0 + 0.1 * x) * total_m)


def _slender_derivatives(
    kappa: FloatArray, w: FloatArray, e: FloatArray, total_m: FloatArray, ends: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The derivatives by the midpoint rule, where the difference of the ends would cancel.

    m at the centre is the mean of m; dr/dx = r (e coth(x e) - m) and dm/de = r (e - m coth(x e)).  For kappa > w the
    ends have one sign and serve for w.
    """
    half, centre = np.minimum(kappa, w), np.maximum(kappa, w)
    m = total_m / (2.0 * half)
    r, coth = centre - m, 1.0 / np.tanh(centre * e)
    return np.where(kappa < w, 2.0 * half * r * (e * coth - m), ends), 2.0 * half * r * (e - m * coth)


def tail_excess(kappa: FloatArray, t: FloatArray, h: FloatArray, e: FloatArray) -> Excess:
    """Either form by error functions: by quadrature of r and m over a short interval, else by R itself."""
    w = t + h
    half = np.minimum(kappa, w)
    short = (half <= SHORT_INTERVAL) | (e <= SERIES_RADIUS)
    parts = [np.empty_like(w) for _ in Excess._fields]
    for chosen, form in ((short, _short_interval), (~short, _long_interval)):
        if chosen.any():
            arguments = (a[chosen] for a in (kappa, t, h, e))
            for part, computed in zip(parts, form(*arguments), strict=True):
                part[chosen] = computed
    return Excess(*parts)


def _long_interval(kappa: FloatArray, t: FloatArray, h: FloatArray, e: FloatArray) -> Excess:
    """The second form as a difference of log-probabilities; h is not much below t here."""
    w = t + h
    upper, lower = kappa + w, np.abs(kappa - w)
    log_upper, r_upper, s_upper = _log_mass(upper, e)
    log_lower, r_lower, s_lower = _log_mass(lower, e)
    value = (log_lower - log_upper) - 2.0 * kappa * t
    slope = r_upper + np.copysign(r_lower, kappa - w)
    scale = np.abs(log_lower) + np.abs(log_upper) + (upper + e) * (r_upper + r_lower)
    return Excess(value, slope, s_upper - s_lower, scale)


def _short_interval(kappa: FloatArray, t: FloatArray, h: FloatArray, e: FloatArray) -> Excess:
    """Whichever form suits h against t, by Gauss-Legendre quadrature."""
    w = t + h
    half, centre = np.minimum(kappa, w)[:, None], np.maximum(kappa, w)[:, None]
    x = centre + half * _NODES
    radius = np.broadcast_to(e[:, None], x.shape)
    r = _log_mass(x, radius)[1]
    m, below = _truncated_mean(x, radius, r)
    weights = half * _NODE_WEIGHTS
    small = h <= t
    total_m, total_r = (weights * m).sum(axis=1), (weights * r).sum(axis=1)
    value = np.where(small, 2.0 * kappa * h - total_m, total_r - 2.0 * kappa * t)
    # As in _slender_derivatives, with coth = 1 + excess and e - m = below, which do not cancel.
    with np.errstate(over="ignore"):
        excess_coth = 2.0 / np.expm1(2.0 * x * radius)
    within = (weights * r * (below + radius * excess_coth)).sum(axis=1)
    by_e = (weights * r * (below - m * excess_coth)).sum(axis=1)
    r_upper, r_lower = _log_mass(kappa + w, e)[1], _log_mass(np.abs(kappa - w), e)[1]
    by_w = np.where(w < kappa, r_upper + r_lower, within)
    # Rounding of x by x units moves m by at most m units, since m' <= m/x; rounding of e - x moves r by its
    # slope, or for small x, where r is proportional to x, by its logarithmic slope.
    reach = centre[:, 0] + e
    scale = np.where(small, 2.0 * total_m, total_r + np.minimum(reach * within, (1.0 + reach) ** 2 * total_r))
    return Excess(value, by_w, by_e, scale)


def _log_mass(x: FloatArray, e: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """ln P(x), r(x) and s(x) = r(x) coth(x e) = -d ln P/de + const, for x >= 0 and x e not small."""
    inside = x < e
    gap = np.where(inside, e - x, x - e)
    with np.errstate(under="ignore", over="ignore"):
        # Inside: the two missed tails.  Outside: the tail beyond the near end less that beyond the far end.
        missed = 0.5 * (special.erfc(gap * _R) + special.erfc((x + e) * _R))
        decay = np.exp(-2.0 * x * e)
        mass = special.erfcx(gap * _R) - decay * special.erfcx((x + e) * _R)
        log_p = np.where(inside, np.log1p(-np.where(inside, missed, 0.0)), np.log(0.5 * mass) - 0.5 * gap * gap)
        density = np.where(
            inside,
            np.exp(-0.5 * gap * gap) / np.sqrt(2.0 * np.pi) / (1.0 - missed),
            np.sqrt(2.0 / np.pi) / mass,
        )
    return log_p, -density * np.expm1(-2.0 * x * e), density * (1.0 + decay)


def _truncated_mean(x: FloatArray, e: FloatArray, r: FloatArray) -> tuple[FloatArray, FloatArray]:
    """m(x), and e - m(x); far outside, where x - r would cancel, e - m is one over a continued fraction."""
    z = x - e
    far = z >= _MILLS_FRACTION_FROM
    below = np.where(far, 0.0, e - x + r)
    if far.any():
        zf = z[far]
        tail = zf
        for k in range(_MILLS_FRACTION_DEPTH, 1, -1):
            tail = zf + k / tail
        below[far] = 1.0 / tail
    return np.where(far, e - below, x - r), below
