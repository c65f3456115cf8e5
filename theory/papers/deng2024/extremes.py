"""The extremes of the loss on a small ball: where they lie, and the series of MaxS and MinS in the radius."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from theory.papers.deng2024.local_model import ORDER, axes, loss, names, taylor_coefficients

M = sp.Symbol("M", positive=True)
"""Bounds the second derivatives of the loss on the ball."""


def _seen(steps: dict[str, Any]) -> None:
    """Refuse a proof with a step that is not decided.

    Raises:
        ArithmeticError: one is not seen to be true.
    """
    for statement, true in steps.items():
        if not true:
            raise ArithmeticError(f"{statement}: not seen")


@cache
def localised() -> Any:
    """Return a bound on the distance of the extreme from rho u, over rho^2: the extreme lies near rho u for any loss.

    Let M bound the second derivatives on the ball. What the loss has beside its linear part, Q, has the gradient 0 at w, so
    that |grad Q| <= M rho on the ball, and by the mean value theorem |Q(e) - Q(rho u)| <= M rho D at the distance D from rho u.
    A maximiser e with the component x along u has L(e) >= L(rho u), so that g (rho - x) <= M rho D; and
    D^2 <= 2 rho (rho - x). Together D <= 2 M rho^2/g. The gradient of the loss, at least g - M rho long, vanishes nowhere on
    the ball for rho < g/M, so that e is on the sphere. The minimum is the maximum of -L, whose gradient points along -u.

    Raises:
        ArithmeticError: a step is not seen to hold.
    """
    x, y, z = axes()
    g, (rho, distance, room) = names()["g"], sp.symbols("rho D room", positive=True)
    rest = loss() - g * x
    at_w = dict.fromkeys(axes(), 0)
    squared = (x - rho) ** 2 + y**2 + z**2
    short = rho**2 - (x**2 + y**2 + z**2)  # not negative on the ball
    fall = M * rho * distance / g  # at least rho - x
    bound = sp.solve(distance**2 - 2 * rho * fall, distance)
    _seen(
        {
            "Q and its gradient are 0 at w": not any(
                one.subs(at_w) for one in (rest, *(sp.diff(rest, axis) for axis in axes()))
            ),
            "L(e) - L(rho u) = Q(e) - Q(rho u) - g (rho - x)": sp.expand(
                loss() - loss().subs({x: rho, y: 0, z: 0}) - (rest - rest.subs({x: rho, y: 0, z: 0}) - g * (rho - x))
            )
            == 0,
            "D^2 <= 2 rho (rho - x)": sp.expand(2 * rho * (rho - x) - squared - short) == 0,
            "D is at most of order rho^2": len(bound) == 1 and not (bound[0] / rho**2).has(rho, distance),
            "the gradient vanishes nowhere": sp.simplify((g - M * rho).subs(rho, g / (M + room))).is_positive,
        }
    )
    return sp.simplify(bound[0] / rho**2)


def drops_out() -> bool:
    """Return whether what is of one order higher moves the maximum of a strictly concave quadratic by two orders only.

    Where the coefficient of rho^3 falls by g t^2/2 at the distance t from its maximiser, and that of rho^4 rises by at most
    K t, rho^4 K t - rho^3 g t^2/2 is at most rho^5 K^2/(2 g).
    """
    g, (rho, t, slope) = names()["g"], sp.symbols("rho t K", positive=True)
    gain = rho**4 * slope * t - rho**3 * g * t**2 / 2
    left = sp.expand(rho**5 * slope**2 / (2 * g) - gain - rho**3 * g * (t - rho * slope / g) ** 2 / 2)
    return bool(left == 0)


@cache
def largest(sign: int, order: int = 3) -> Any:
    """Return the series in rho, up to rho^order, of the largest value of sign (L(w + e) - L(w)) over |e| <= rho.

    The extreme lies on the sphere, at e = rho (cos, rho b) with b bounded (:func:`localised`): reflected for sign = -1, so that
    the gradient points along the first axis again. The coefficient of rho^3 is a quadratic in b that falls by g |b|^2/2 from
    its maximiser, which gives the coefficient of rho^4 as well (:func:`drops_out`). What the Taylor polynomial leaves out is
    of the order that follows, where the loss has so many continuous derivatives.

    Raises:
        ArithmeticError: a step is not seen to hold.
    """
    localised()
    x, y, z = axes()
    rho = sp.Symbol("rho", positive=True)
    b = sp.symbols("b2 b3", real=True)
    along = rho * sp.sqrt(1 - rho**2 * (b[0] ** 2 + b[1] ** 2))
    along = sp.series(along, rho, 0, ORDER + 1).removeO()
    moved = loss().subs({x: sign * x}) * sign
    value = sp.expand(moved.subs({x: along, y: rho**2 * b[0], z: rho**2 * b[1]}, simultaneous=True))
    cubic = value.coeff(rho, 3)
    maximiser = sp.solve([sp.diff(cubic, symbol) for symbol in b], b, dict=True)
    _seen(
        {
            "the coefficients of rho and rho^2 are free of b": not (value.coeff(rho, 1) + value.coeff(rho, 2)).has(*b),
            "that of rho^3 falls by g |b|^2/2 from one maximiser": len(maximiser) == 1
            and sp.hessian(cubic, b) == -names()["g"] * sp.eye(2),
            "so that the next order drops out": drops_out(),
        }
    )
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
