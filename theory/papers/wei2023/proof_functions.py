"""Functions of the rigorous checks, on intervals: each is monotone in its argument or an enclosed mean.

All work at the precision that the caller has set.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from theory.rigour.intervals import Interval, power


@cache
def helpers() -> dict[str, Any]:
    """Return the symbols S, H and y, which the language of formulas does not have."""
    import sympy as sp

    return {name: sp.Symbol(name, positive=True) for name in ("S", "H", "y")}


def third() -> Any:
    """Return 1/3 as a ball."""
    import flint

    return flint.arb(1) / 3


def rising(function: Callable[[Any], Any], x: Interval) -> Interval:
    """Return the values of an increasing function."""
    return Interval(function(x.low), function(x.high))


def falling(function: Callable[[Any], Any], x: Interval) -> Interval:
    """Return the values of a decreasing function."""
    return Interval(function(x.high), function(x.low))


def coth_excess(k: Any) -> Any:
    """y(k) = 3 (sqrt(k) coth(sqrt(k)) - 1)/k = 6 sum 1/(k + n^2 pi^2): falls from 1 to 0 on k >= 0."""
    if k.is_zero():
        return k + 1
    if k < 1e-3:  # the sum is convex and its third derivative negative: between two Taylor polynomials
        return (1 - k / 15).union(1 - k / 15 + 2 * k * k / 315)
    root = k.sqrt()
    return 3 * (root * root.coth() - 1) / k


def artanh_cubic(square: Any) -> Any:
    """(artanh x - x)/x^3 = 1/3 + x^2/5 + x^4/7 + ... at x^2 = square in [0, 1); rises."""
    if square < 0.01:
        total, power = third(), square
        for n in range(5, 21, 2):
            total, power = total + power / n, power * square
        return total + (power / 21).union(power * 0) * 2
    root = square.sqrt()
    return (root.atanh() - root) / (square * root)


def series_tail(z: Any) -> Any:
    """S2(z) = (S - z/3)/z^2 = sum z^j/(2j + 5)!!, S = sum_{k>=1} z^k/(2k + 1)!!; rises from 1/15."""
    import flint

    if z < 0.5:
        total, term = flint.arb(0), flint.arb(1) / 15
        for j in range(16):
            total, term = total + term, term * z / (2 * j + 7)
        return total + (2 * term).union(term * 0)
    return (series(z) - z / 3) / (z * z)


def series(z: Any) -> Any:
    """S(e) = sum_{k>=1} e^{2k}/(2k + 1)!! = sqrt(pi/2) exp(e^2/2) erf(e/sqrt 2)/e - 1 at e^2 = z > 0; rises."""
    import flint

    return (flint.arb.pi() / 2).sqrt() * (z / 2).exp() * (z / 2).sqrt().erf() / z.sqrt() - 1


def weighted_mean(e: Any, kappa: Any) -> Any:
    """H = e^{e^2/2}/sinh(kappa e) int_0^e s sinh(kappa s) e^{-s^2/2} ds, in closed form.

    By parts: the integral is -sinh(kappa e) e^{-e^2/2} + kappa int_0^e cosh(kappa s) e^{-s^2/2} ds, and the latter is
    sqrt(pi/8) e^{kappa^2/2} [erf((e - kappa)/sqrt 2) + erf((e + kappa)/sqrt 2)].
    """
    import flint

    root = flint.arb(2).sqrt()
    cosines = (flint.arb.pi() / 8).sqrt() * (kappa * kappa / 2).exp()
    cosines *= ((e - kappa) / root).erf() + ((e + kappa) / root).erf()
    return kappa * cosines * (e * e / 2).exp() / (kappa * e).sinh() - 1


def sinhc(x: Any) -> Any:
    """sinh(x)/x, 1 at 0; rises on x >= 0. Between 1 and cosh x."""
    if x > 0:
        return x.sinh() / x
    one = x * 0 + 1
    return one.union(x.abs_upper().cosh())


def coth_cubic(k: Interval, x: Any) -> Interval:
    """J = (artanh(coth(q) tanh(q x)) - q x coth(q))/x^3 with q^2 = k, for one x in [0, 1).

    J is the mean of j(x s)/3 over s in [0, 1] with density 3 s^2, j(v) = q coth(q) sinhc(q v)^2 /
    ((1 - v^2) sinhc(q (1 - v)) sinhc(q (1 + v))), and j rises in v: so j(0)/3 <= J <= j(x)/3.
    """
    low, high = k.low.sqrt(), k.high.sqrt()
    least = (1 + k.low * coth_excess(k.low) / 3) / power(sinhc(high), 2)
    most = (1 + k.high * coth_excess(k.high) / 3) * power(sinhc(high * x), 2)
    most = most / ((1 - x * x) * sinhc(low * (1 - x)) * sinhc(low * (1 + x)))
    return Interval(least / 3, most / 3)
