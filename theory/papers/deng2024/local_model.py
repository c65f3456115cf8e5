"""The loss near a point with gradient g != 0, in coordinates whose first axis is u = g/|g|, and its extremes on a ball.

The two further axes stand for any number of them: to the order used here each enters by a square of its own.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations_with_replacement
from typing import Any

import sympy as sp

ORDER = 4

# an exact value inside the domain for each symbol, at which a formula that fails is shown to fail
POINT = {
    "rho": "1/3",
    "rho_min": "1/5",
    "g": "2",
    "curvature": "3",
    "across": "7",
    "third": "5",
    "bend": "3",
    "h": "2",
    "x": "1/7",
    "y": "4/3",
    "a": "3/2",
    "b": "5/4",
    "top": "6",
    "excess": "4",
}


@cache
def names() -> dict[str, Any]:
    """Return the symbols: rho_min is BSAM's rho', curvature u.Hu, across |P H u|^2, bend |P H u|, third T[u, u, u]."""
    table = {name: sp.Symbol(name, positive=True) for name in ("rho_min", "g", "h", "a", "b")}
    table |= {name: sp.Symbol(name, nonnegative=True) for name in ("across", "bend", "excess", "top")}
    return table | {name: sp.Symbol(name, real=True) for name in ("curvature", "third")}


@cache
def axes() -> tuple[Any, Any, Any]:
    """Return the coordinates of a perturbation; the first is along u."""
    x, y, z = sp.symbols("e1 e2 e3", real=True)
    return x, y, z


@cache
def taylor_coefficients() -> dict[tuple[int, ...], Any]:
    """Return a symbol for each derivative of order 2 to 4, by its sorted axes; (0, 0) is u.Hu, (0, 0, 0) T[u, u, u]."""
    found: dict[tuple[int, ...], Any] = {}
    for order in range(2, ORDER + 1):
        for index in combinations_with_replacement(range(3), order):
            found[index] = sp.Symbol("c" + "".join(str(i + 1) for i in index), real=True)
    found[0, 0], found[0, 0, 0] = names()["curvature"], names()["third"]
    return found


@cache
def loss() -> Any:
    """Return L(w + e) - L(w) up to order 4 in e."""
    e = axes()
    total = names()["g"] * e[0]
    for index, coefficient in taylor_coefficients().items():
        powers = [index.count(axis) for axis in range(3)]
        term = sp.prod([e[axis] ** power / sp.factorial(power) for axis, power in enumerate(powers)])
        total += coefficient * term
    return total


@cache
def localised() -> Any:
    """Return a bound on the distance of the extreme from rho u, over rho^2: the extreme lies near rho u for any loss.

    Let M bound the second derivatives on the ball. The loss without its linear part, Q, has |grad Q| <= M rho there. At a
    maximiser e, at the distance D from rho u and with the component x along u, L(e) >= L(rho u), so that
    g (rho - x) <= Q(e) - Q(rho u) <= M rho D. And D^2 = |e|^2 - 2 rho x + rho^2 <= 2 rho (rho - x). Together
    D <= 2 M rho^2/g. The minimum is the maximum of -L, whose gradient points along -u.

    Raises:
        ArithmeticError: the bound is not seen to be of order rho^2.
    """
    x, y, z = axes()
    rho, bound, distance = sp.symbols("rho M D", positive=True)
    squared = (x - rho) ** 2 + y**2 + z**2
    short = rho**2 - (x**2 + y**2 + z**2)  # not negative on the ball
    if sp.expand(2 * rho * (rho - x) - squared - short) != 0:
        raise ArithmeticError("D^2 <= 2 rho (rho - x) is not seen")
    fall = bound * rho * distance / names()["g"]  # at least rho - x
    largest_distance = sp.simplify(2 * rho * fall / distance)
    if (largest_distance / rho**2).has(rho) or (largest_distance / rho**2).has(distance):
        raise ArithmeticError(f"{largest_distance} is not of order rho^2")
    return sp.simplify(largest_distance / rho**2)


@cache
def largest(sign: int, order: int = 3) -> Any:
    """Return the series in rho, up to rho^order, of the largest value of sign (L(w + e) - L(w)) over |e| <= rho.

    For small rho the gradient vanishes nowhere on the ball, so that the extreme lies on the sphere, at e = rho (cos, rho b)
    with b bounded (:func:`localised`): reflected for sign = -1, so that the gradient points along the first axis again. The
    coefficient of rho^3 is a concave quadratic in b, whose maximiser gives the coefficient of rho^4 as well, since terms of
    b of order rho drop out there by stationarity. What the Taylor polynomial leaves out is of the order that follows the
    last continuous derivative.
    """
    x, y, z = axes()
    rho = sp.Symbol("rho", positive=True)
    b = sp.symbols("b2 b3", real=True)
    along = rho * sp.sqrt(1 - rho**2 * (b[0] ** 2 + b[1] ** 2))
    along = sp.series(along, rho, 0, ORDER + 1).removeO()
    moved = loss().subs({x: sign * x}) * sign
    value = sp.expand(moved.subs({x: along, y: rho**2 * b[0], z: rho**2 * b[1]}, simultaneous=True))
    cubic = value.coeff(rho, 3)
    maximiser = sp.solve([sp.diff(cubic, symbol) for symbol in b], b, dict=True)
    hessian = sp.hessian(cubic, b)
    if len(maximiser) != 1 or not (hessian[0, 0].is_negative and sp.simplify(hessian.det()).is_positive):
        raise ArithmeticError("the coefficient of rho^3 is not seen to be concave across the gradient")
    bend = taylor_coefficients()[0, 2] ** 2
    total = sp.Integer(0)
    for power in range(1, order + 1):
        coefficient = sp.expand(value.coeff(rho, power).subs(maximiser[0]))
        if power == 3:
            coefficient = sp.expand(coefficient.subs(bend, names()["across"] - taylor_coefficients()[0, 1] ** 2))
        total += coefficient * rho**power
    return total


def max_sharpness(order: int) -> Any:
    """Return the series of MaxS in rho."""
    return largest(1, order)


def min_sharpness(order: int, radius: Any) -> Any:
    """Return the series of MinS in its own radius."""
    return largest(-1, order).subs(sp.Symbol("rho", positive=True), radius)
