"""Proofs about SAM over all weights: which way the weight moves, certified at points and over boxes.

The centre with robust weight w* is put to the test: if the worst point of its ball is further towards the robust
feature than the surface c w_1 = t* n on which the accuracy is stationary in w_1, the optimum is a smaller weight, else
a larger one (see theory.sam.cap_edge). On the ball's edge, cos chi = z, that surface is z = t* tau.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flint

from theory.papers.tools.digits import Point, ball, standard_weight
from theory.rigour.intervals import Interval, lowest

_PIECES = 1 << 14
_TRIED = 64


def direction_of_move(point: Point, rho: str, bits: int = 128) -> int:
    """Return the certified sign of w - w* for SAM over all weights at unit rest weights, 0 where it is not decided.

    The worst point found on one side of the surface must be worse than every point of the other side. With d = 1 the
    edge is the two ends alone.
    """
    with flint.ctx.workprec(bits):
        edge = _Edge(point, rho)
        one = flint.arb(1)
        if ball(point.d) == 1:
            top, bottom = edge.accuracy(one), edge.accuracy(-one)
            return int(bottom < top) - int(top < bottom)
        beyond, short = edge.worst(edge.border, one), edge.worst(edge.border, -one)
        if beyond < short:
            return -1 if edge.all_above(-one, edge.border, beyond) else 0
        return 1 if edge.all_above(edge.border, one, short) else 0


class _Edge:
    """The edge of the ball about (w*, 1, ..., 1), in units of sqrt(d)."""

    def __init__(self, point: Point, rho: str) -> None:
        d = ball(point.d)
        self.p, self.kappa = ball(point.p), ball(point.eta) * d.sqrt()
        self.t = standard_weight(point) / d.sqrt()
        e = ball(rho) / d.sqrt()
        self.length = 1 + self.t**2
        self.tau = e / (self.length - e**2).sqrt()
        self.border = self.t * self.tau

    def accuracy(self, z: Any) -> Any:
        """A ball around the accuracy at cos chi = z."""
        x, mean = self.t + self.tau * z, 1 - self.tau * self.t * z
        square = 1 - 2 * self.tau * self.t * z + self.tau**2 * (self.length - z**2)
        n = (2 * square).sqrt()
        right, wrong = (self.kappa * mean + x) / n, (self.kappa * mean - x) / n
        return 1 - (self.p * right.erfc() + (1 - self.p) * wrong.erfc()) / 2

    def worst(self, start: Any, stop: Any) -> Any:
        """The least of the accuracies at some z from `start` to `stop`."""
        return lowest([self.accuracy(start + (stop - start) * i / _TRIED) for i in range(_TRIED + 1)])

    def all_above(self, start: Any, stop: Any, level: Any) -> bool:
        """Whether the accuracy is certified to exceed `level` for all z in [start, stop]."""
        pending = [(start, stop)]
        for _ in range(_PIECES):
            if not pending:
                return True
            low, high = pending.pop()
            if not self.accuracy(low.union(high)) > level:
                middle = ((low + high) / 2).mid()
                pending += [(low, middle), (middle, high)]
        return False


def upper_end_is_worse(sides: Sequence[Interval]) -> Any:
    """A lower bound of G/(2 e^3 t), t = t*, on a box of (t, e): where it is positive the weight falls, for every eta.

    At the centre w* the meridian's ends lie at t + eu, u in {A, -B}, A, B = (sqrt(1 + t^2 - e^2) +- e t)/(1 - e^2).
    The upper one is worse if int_{-B}^{A} sinh(kappa e u)/(kappa e) f(u) du > 0, f(u) = exp(-t e u - e^2 u^2/2). Against
    the mirrored lower side, the upper side's density u f(u) is smaller up to B and larger beyond, and sinh(x)/x rises, so
    for all kappa this follows from its limit kappa = 0:

        G/e^2 = int_B^A u f(u) du - 2 int_0^B u sinh(t e u) exp(-e^2 u^2/2) du > 0.

    The first integral is at least (A^2 - B^2)/2 f(A), and (A^2 - B^2)/2 = 2 e t sqrt(1 + t^2 - e^2)/(1 - e^2)^2; in the
    second, exp(-x) <= 1 - x + x^2/2.
    """
    t, e = sides
    low_root = (1 + t.low * t.low - e.high * e.high).sqrt()
    high_root = (1 + t.high * t.high - e.low * e.low).sqrt()
    room_low, room_high = 1 - e.high * e.high, 1 - e.low * e.low
    reach = (high_root + e.high * t.high) / room_low
    far = (high_root - e.low * t.low) / room_low
    near = (low_root - e.high * t.high) / room_high
    near = near if near > 0 else near * 0
    first = low_root / room_high**2 * (-(t.high * e.high * reach) - (e.high * reach) ** 2 / 2).exp()
    x = t.high * e.high * far
    ratio = x.sinh() / x if x > 0 else 1 + x
    second = far**3 / 3 - e.low**2 * near**5 / 10 + e.high**4 * far**7 / 56
    return first - second * ratio
