"""Certified digits for counterexamples in the binary model: rational inputs, Arb balls out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theory.rigour.enclosure import Enclosure, ExactModel


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


def sam_weight(point: Point, rho: str, digits: int = 30) -> Any:
    """Return a ball of relative radius below 10**-digits that contains the SAM weight (see `ExactModel`)."""
    return _ball(ExactModel(point.p, point.eta, point.d).sam_weight(rho, digits + 1), digits)


def matched_eps(point: Point, rho: str, digits: int = 30) -> Any:
    """Return a ball around the AT radius with the weight of SAM at ``rho``."""
    return _ball(ExactModel(point.p, point.eta, point.d).matching_eps(rho, digits + 1), digits)


def _ball(enclosure: Enclosure, digits: int) -> Any:
    import flint

    with flint.ctx.workprec(64 + 8 * digits):
        return enclosure.ball()


def decimals(value: Any, digits: int = 30) -> str:
    """Return the certified decimals of a ball: ``digits`` of them, or fewer where its radius allows no more."""
    return str(value.str(digits, radius=False))


def precise(bits: int = 1024) -> Any:
    """Return a context in which balls are computed with ``bits`` bits."""
    import flint

    return flint.ctx.workprec(bits)
