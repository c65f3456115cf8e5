"""Series of the SAM weight and of the eps-rho relation to any order, in exact rational arithmetic.

With kappa^2 = eta^2 d, t^2 = w*^2/d and e^2 = rho^2/d:

    w_SAM = w* (1 + Y),  Y = sum_k c_k e^(2k);   eps/eta = Y/(1 + Y);   rho^2/d = sum_k b_k (eps/eta)^k.

A coefficient is a polynomial in kappa^2 and t^2: a dictionary from (power of kappa^2, power of t^2) to a
Fraction.

The recursion comes from the equal-ends condition (eq. 25), 2 kappa h = ln G(kappa + w) - ln G(kappa - w),
where G is the moment generating function of the normal distribution truncated to [-e, e] and h = t Y, w = t
(1 + Y).  Its cumulants K_2n are of order e^(2n), so

    Y = sum_n K_2n/(2n)! sum_{j odd} C(2n, j) kappa^(2n-1-j) t^(j-1) (1 + Y)^j

gives each coefficient from those before it.  The series converge for small e only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from math import comb, factorial
from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, RealLike, broadcast_shape, finite, plain, radius, whole_number
from theory.model.binary_model import BinaryModel, check_model

Polynomial = dict[tuple[int, int], Fraction]
PowerSeries = list[Polynomial]

HIGHEST_ORDER = 16
"""Terms of a series that are made; the polynomials, and the time they take, grow steeply with the order."""


def sam_weight_coefficients(order: int) -> tuple[Polynomial, ...]:
    """c_1, ..., c_order of w_SAM = w* (1 + sum_k c_k e^(2k)).

    Args:
        order: number of terms, in 1..16.

    Returns:
        Polynomials with rational coefficients, the lowest order first.

    Raises:
        ValueError: the order is no integer >= 1.
    """
    return _copies(_shift_series(_checked(order)))


def matching_eps_coefficients(order: int) -> tuple[Polynomial, ...]:
    """a_1, ..., a_order of eps/eta = sum_k a_k e^(2k) for matched radii.

    Args:
        order: number of terms, in 1..16.

    Returns:
        Polynomials with rational coefficients, the lowest order first.

    Raises:
        ValueError: the order is no integer >= 1.
    """
    return _copies(_eps_series(_checked(order)))


def matching_rho_coefficients(order: int) -> tuple[Polynomial, ...]:
    """b_1, ..., b_order of rho^2/d = sum_k b_k (eps/eta)^k for matched radii.

    Args:
        order: number of terms, in 1..16.

    Returns:
        Polynomials with rational coefficients, the lowest order first.

    Raises:
        ValueError: the order is no integer >= 1.
    """
    return _copies(_rho_series(_checked(order)))


def series_sam_weight(model: BinaryModel, rho: RealLike, order: int) -> Any:
    """w* (1 + c_1 e^2 + ... + c_order e^(2 order)), the truncated series of the SAM weight.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: SAM's radius, in the units of the weights, finite and >= 0; broadcasts against the model.
        order: number of terms, in 1..16.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the value is beyond float64.
    """
    total = _evaluate(model, "rho", rho, sam_weight_coefficients(order), lambda r: (r * r) / model.d)
    return _plain("the series of the SAM weight", lambda: model.standard_weight * (1.0 + total))


def series_matching_eps(model: BinaryModel, rho: RealLike, order: int) -> Any:
    """eta (a_1 e^2 + ... + a_order e^(2 order)), the truncated series of the matching eps.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: SAM's radius, in the units of the weights, finite and >= 0; broadcasts against the model.
        order: number of terms, in 1..16.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the value is beyond float64.
    """
    total = _evaluate(model, "rho", rho, matching_eps_coefficients(order), lambda r: (r * r) / model.d)
    return _plain("the series of the matching eps", lambda: model.eta * total)


def series_matching_rho(model: BinaryModel, eps: RealLike, order: int) -> Any:
    """sqrt(d (b_1 q + ... + b_order q^order)) with q = eps/eta: the truncated series of the matching rho.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        eps: radius of the attack, in the units of the inputs, >= 0; broadcasts against the model.
        order: number of terms, in 1..16.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the truncated sum is negative, far outside its use, or beyond float64.
    """
    total = _evaluate(model, "eps", eps, matching_rho_coefficients(order), lambda r: r / model.eta)
    if np.any(total < 0.0):
        raise ArithmeticError(f"the series of the matching rho to order {order} is negative: eps is too large for it")
    return _plain("the series of the matching rho", lambda: np.sqrt(model.d * total))


def _evaluate(
    model: BinaryModel,
    name: str,
    value: RealLike,
    coefficients: Sequence[Polynomial],
    variable: Callable[[FloatArray], FloatArray],
) -> FloatArray:
    """sum_k coefficient_k variable^k at the model's kappa^2 and t^2."""
    check_model(model)
    array = radius(name, value)
    broadcast_shape(model=np.broadcast_to(0.0, model.shape), radius=array)
    with np.errstate(over="ignore", invalid="ignore"):  # told by `_plain`
        x = np.asarray(variable(array))
        kappa2, t2 = np.square(model.kappa), np.square(model.t_star)
        total = np.zeros(np.broadcast_shapes(x.shape, model.shape))
        for polynomial in reversed(coefficients):
            at = sum(float(c) * kappa2**i * t2**j for (i, j), c in polynomial.items())
            total = (total + at) * x
    return total


def _plain(what: str, value: Callable[[], FloatArray]) -> Any:
    """A finite result; an ArithmeticError names what is not."""
    with np.errstate(over="ignore", invalid="ignore"):
        found = np.asarray(value())
    finite(what, found)
    return plain(found)


def _checked(order: int) -> int:
    return whole_number("order", order, 1, HIGHEST_ORDER)


def _copies(series: PowerSeries) -> tuple[Polynomial, ...]:
    return tuple(dict(p) for p in series[1:])


@cache
def _shift_series(order: int) -> PowerSeries:
    """Y up to e^(2 order); each pass of the fixed point makes one more coefficient right."""
    cumulants = _cumulants(order)
    y: PowerSeries = [{} for _ in range(order + 1)]
    for known in range(order):
        powers = [_one(order)]
        for _ in range(2 * order):
            powers.append(_times(powers[-1], _plus_one(y), known + 1))
        new: PowerSeries = [{} for _ in range(order + 1)]
        for n in range(1, known + 2):
            for j in range(1, 2 * n, 2):
                weight = Fraction(comb(2 * n, j), factorial(2 * n))
                monomial = {((2 * n - 1 - j) // 2, (j - 1) // 2): weight}
                cumulant: PowerSeries = [_scale(monomial, c) for c in cumulants[n]]
                new = [_add(a, b) for a, b in zip(new, _times(cumulant, powers[j], known + 1), strict=True)]
        y = new
    return y


@cache
def _eps_series(order: int) -> PowerSeries:
    """Y/(1 + Y), from q = Y - q Y."""
    y = _shift_series(order)
    q: PowerSeries = [{} for _ in range(order + 1)]
    for k in range(1, order + 1):
        product = _times(q, y, k)[k]
        q[k] = _add(y[k], _scale(product, Fraction(-1)))
    return q


@cache
def _rho_series(order: int) -> PowerSeries:
    """The inverse of q = a_1 s + a_2 s^2 + ..., by s = (q - a_2 s^2 - ...)/a_1."""
    a = _eps_series(order)
    inverse_leading = 1 / a[1][0, 0]
    s: PowerSeries = [{} for _ in range(order + 1)]
    for known in range(1, order + 1):
        total: PowerSeries = [{} for _ in range(order + 1)]
        total[1] = {(0, 0): Fraction(1)}
        power = s
        for k in range(2, order + 1):
            power = _times(power, s, known)
            total = [
                _add(left, _poly_times(power_n, _scale(a[k], Fraction(-1))))
                for left, power_n in zip(total, power, strict=True)
            ]
        s = [_scale(p, inverse_leading) if n <= known else {} for n, p in enumerate(total)]
    return s


def _cumulants(order: int) -> list[list[Fraction]]:
    """K_2n as power series in e^2, by the recursion of cumulants from moments; K_0 is a placeholder."""
    mass = _moment_integral(0, order)
    moments = [_quotient(_moment_integral(n, order), mass) for n in range(order + 1)]
    cumulants: list[list[Fraction]] = [[Fraction(0)] * (order + 1)]
    for n in range(1, order + 1):
        value = list(moments[n])
        for k in range(1, n):
            product = _convolve(cumulants[k], moments[n - k])
            value = [v - comb(2 * n - 1, 2 * k - 1) * x for v, x in zip(value, product, strict=True)]
        cumulants.append(value)
    return cumulants


def _moment_integral(n: int, order: int) -> list[Fraction]:
    """int_0^e u^(2n) exp(-u^2/2) du, divided by e, as a series in e^2."""
    series = [Fraction(0)] * (order + 1)
    for k in range(order + 1 - n):
        series[n + k] = Fraction((-1) ** k, 2**k * factorial(k) * (2 * n + 2 * k + 1))
    return series


def _convolve(left: list[Fraction], right: list[Fraction]) -> list[Fraction]:
    return [sum((left[i] * right[n - i] for i in range(n + 1)), Fraction(0)) for n in range(len(left))]


def _quotient(numerator: list[Fraction], denominator: list[Fraction]) -> list[Fraction]:
    result: list[Fraction] = []
    for n, value in enumerate(numerator):
        known = sum((result[i] * denominator[n - i] for i in range(n)), Fraction(0))
        result.append((value - known) / denominator[0])
    return result


def _one(order: int) -> PowerSeries:
    return _plus_one([{} for _ in range(order + 1)])


def _plus_one(series: PowerSeries) -> PowerSeries:
    return [_add(series[0], {(0, 0): Fraction(1)}), *series[1:]]


def _add(left: Polynomial, right: Polynomial) -> Polynomial:
    total = dict(left)
    for power, value in right.items():
        total[power] = total.get(power, Fraction(0)) + value
    return {power: value for power, value in total.items() if value}


def _scale(polynomial: Polynomial, factor: Fraction) -> Polynomial:
    return {power: value * factor for power, value in polynomial.items()} if factor else {}


def _poly_times(left: Polynomial, right: Polynomial) -> Polynomial:
    product: Polynomial = {}
    for (i, j), a in left.items():
        for (k, m), b in right.items():
            product[i + k, j + m] = product.get((i + k, j + m), Fraction(0)) + a * b
    return {power: value for power, value in product.items() if value}


def _times(left: PowerSeries, right: PowerSeries, upto: int) -> PowerSeries:
    """The product, with coefficients beyond `upto` left out."""
    product: PowerSeries = [{} for _ in left]
    for n in range(upto + 1):
        for i in range(n + 1):
            if left[i] and right[n - i]:
                product[n] = _add(product[n], _poly_times(left[i], right[n - i]))
    return product
