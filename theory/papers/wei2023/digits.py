"""Certified digits for counterexamples in the binary model: rational inputs, Arb balls out.

Accuracies are eq. 14 in ball arithmetic. The SAM weight is enclosed by a sign change of the gap between the
accuracies at the ends (eq. 25): the gap is positive left of the one root and negative right of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

_MOST_BITS = 1 << 14  # tails like exp(-eta**2 d / 2) cost up to this much; beyond it the search gives up


@dataclass(frozen=True)
class Point:
    """One rational setting of the model: accuracy p of the robust feature, mean eta and number d of the others."""

    p: str
    eta: str
    d: str

    def inputs(self, **radii: str) -> dict[str, str]:
        """Return the setting and further radii as plain data."""
        return {"p": self.p, "eta": self.eta, "d": self.d, **radii}


def ball(value: str) -> Any:
    """Return the rational number that ``value`` writes ("9/10") as a ball at the present precision."""
    import flint

    exact = Fraction(value)
    return flint.arb(flint.fmpq(exact.numerator, exact.denominator))


def standard_weight(point: Point) -> Any:
    """Return a ball around w* = log(p/(1-p)) / (2 eta) (Theorem 4.1)."""
    p = ball(point.p)
    return (p / (1 - p)).log() / (2 * ball(point.eta))


def accuracy(point: Point, w: Any, eps: str = "0") -> Any:
    """Return a ball around the accuracy at weight ``w`` (a ball) under an l_inf attack of radius ``eps`` (eq. 17)."""
    p, d, mean = ball(point.p), ball(point.d), ball(point.eta) - ball(eps)
    scale = (2 * d).sqrt()
    return 1 - (p * ((mean * d + w) / scale).erfc() + (1 - p) * ((mean * d - w) / scale).erfc()) / 2


def gap_sign(point: Point, rho: str, w: Any) -> int:
    """Return the certified sign of acc(w + rho) - acc(w - rho) at the present precision, 0 where it is not decided."""
    gap = accuracy(point, w + ball(rho)) - accuracy(point, w - ball(rho))
    return int(gap > 0) - int(gap < 0)


def sam_weight(point: Point, rho: str, digits: int = 30) -> Any:
    """Return a ball of relative radius below 10**-digits that contains the SAM weight.

    Raises:
        ArithmeticError: the ends' difference has no certified sign at 16384 bits.
    """
    import flint

    bits = 64 + 4 * digits
    while bits <= _MOST_BITS:
        with flint.ctx.workprec(bits):
            start = standard_weight(point)
            lower, upper = start.mid(), (start + ball(rho)).mid()
            if gap_sign(point, rho, lower) == 1 and gap_sign(point, rho, upper) == -1:
                while upper - lower > upper * flint.arb(10) ** -(digits + 1):
                    middle = ((lower + upper) / 2).mid()
                    sign = gap_sign(point, rho, middle)
                    if sign == 0:
                        break
                    lower, upper = (middle, upper) if sign > 0 else (lower, middle)
                else:
                    return lower.union(upper)
        bits *= 2
    raise ArithmeticError(f"{point}, rho = {rho}: no certified sign of the ends' difference at {_MOST_BITS} bits")


def matched_eps(point: Point, rho: str, digits: int = 30) -> Any:
    """Return a ball around the AT radius with the weight of SAM at ``rho``: eta (1 - w*/w_SAM)."""
    import flint

    weight = sam_weight(point, rho, 2 * digits)
    with flint.ctx.workprec(128 + 8 * digits):
        return ball(point.eta) * (1 - standard_weight(point) / weight)


def decimals(value: Any, digits: int = 30) -> str:
    """Return the certified decimals of a ball: ``digits`` of them, or fewer where its radius allows no more."""
    return str(value.str(digits, radius=False))


def precise(bits: int = 1024) -> Any:
    """Return a context in which balls are computed with ``bits`` bits."""
    import flint

    return flint.ctx.workprec(bits)
