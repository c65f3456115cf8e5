"""The binary model in ball arithmetic, and roots of the equal-ends equation (eq. 25) by interval Newton.

Everything here works at the precision that the caller has set (``flint.ctx.workprec``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


def ball(value: Fraction | int) -> Any:
    """Return a rational number as a ball."""
    import flint

    number = Fraction(value)
    return flint.arb(flint.fmpq(number.numerator, number.denominator))


def erfc_difference(x: Any, y: Any) -> Any:
    """Return erfc(x) - erfc(y), by the tails in which nothing cancels against 1."""
    return (-y).erfc() - (-x).erfc() if (x + y).mid() < 0 else x.erfc() - y.erfc()


@dataclass(frozen=True)
class Model:
    """Exact parameters of the model; results are balls."""

    p: Fraction
    eta: Fraction
    d: Fraction

    def standard_weight(self, eps: Fraction = Fraction(0)) -> Any:
        """The weight of Theorem 4.2 for eps, of Theorem 4.1 for 0."""
        return ball(self.p / (1 - self.p)).log() / ball(2 * (self.eta - eps))

    def accuracy(self, w: Any, eps: Fraction = Fraction(0)) -> Any:
        """Eq. 14 (eq. 17 for eps): p Phi((m d + w)/sqrt d) + (1-p) Phi((m d - w)/sqrt d), m = eta - eps."""
        scale, mean = ball(2 * self.d).sqrt(), ball((self.eta - eps) * self.d)
        return 1 - (ball(self.p) * ((mean + w) / scale).erfc() + ball(1 - self.p) * ((mean - w) / scale).erfc()) / 2

    def slope(self, w: Any) -> Any:
        """acc'(w) = C exp(-w^2/(2d)) sinh(eta (w* - w)) with C = 2 sqrt(p(1-p)) exp(-eta^2 d/2)/sqrt(2 pi d)."""
        import flint

        d = ball(self.d)
        front = 2 * ball(self.p * (1 - self.p)).sqrt() / (2 * flint.arb.pi() * d).sqrt()
        damping = (-(w * w + ball(self.eta * self.d) ** 2) / (2 * d)).exp()
        return front * damping * (ball(self.eta) * (self.standard_weight() - w)).sinh()

    def gap(self, w: Any, rho: Any) -> Any:
        """acc(w + rho) - acc(w - rho), from differences of tails."""
        scale, mean = ball(2 * self.d).sqrt(), ball(self.eta * self.d)
        gained = erfc_difference((mean + w - rho) / scale, (mean + w + rho) / scale)
        lost = erfc_difference((w - rho - mean) / scale, (w + rho - mean) / scale)
        return (ball(self.p) * gained - ball(1 - self.p) * lost) / 2

    def gap_slope(self, w: Any, rho: Any) -> Any:
        """The derivative of the gap in w."""
        return self.slope(w + rho) - self.slope(w - rho)


@dataclass(frozen=True)
class Root:
    """A ball with exactly one root, the bracket in which it was sought, and the Newton steps taken."""

    ball: Any
    lower: Any
    upper: Any
    steps: int


def newton_root(
    function: Callable[[Any], Any], slope: Callable[[Any], Any], lower: Any, upper: Any, digits: int
) -> Root | None:
    """Enclose a root between exact balls at which the function has strictly opposite signs.

    Bisection by certified signs narrows the bracket to where interval Newton maps a ball X into its own interior:
    then X has exactly one root, and Newton goes on until the radius is below 10**-digits relative to X.

    Returns:
        None where the present precision does not decide.
    """
    import flint

    left, right = function(lower), function(upper)
    if not (left > 0 and right < 0) and not (left < 0 and right > 0):
        return None
    rising = bool(right > 0)
    low, high = lower, upper
    for _ in range(flint.ctx.prec):
        found = _newton(function, slope, low.union(high), digits)
        if found is not None:
            return Root(found[0], lower, upper, found[1])
        middle = ((low + high) / 2).mid()
        value = function(middle)
        if not (value > 0 or value < 0):
            return None
        low, high = (low, middle) if bool(value > 0) is rising else (middle, high)
    return None


def _newton(
    function: Callable[[Any], Any], slope: Callable[[Any], Any], start: Any, digits: int
) -> tuple[Any, int] | None:
    """Interval Newton from `start`; None where the first step does not map it into its interior."""
    import flint

    x, enough = start, flint.arb(10) ** -(digits + 1)
    for step in range(1, 64):
        derivative = slope(x)
        if not (derivative > 0 or derivative < 0):
            return None
        middle = x.mid()
        image = middle - function(middle) / derivative
        if step == 1 and not x.contains_interior(image):
            return None
        narrowed = x.intersection(image) if not x.contains(image) else image
        if narrowed.rad() <= enough * abs(narrowed) or narrowed.rad() * 2 > x.rad():
            return narrowed, step
        x = narrowed
    return None


def sam_root(model: Model, rho: Fraction, digits: int) -> Root | None:
    """Enclose w_SAM in (w*, w* + rho), with a slope of the gap that is certified negative on the whole bracket.

    For w* <= w <= w* + rho both terms of gap_slope are at most 0, and the first is below
    -C exp(-(w* + 2 rho)^2/(2d)) sinh(eta rho), which is asked to be strictly negative.
    """
    radius, start = ball(rho), model.standard_weight()
    lower, upper = start.upper(), (start + radius).lower()
    if not (lower < upper and model.slope(start + 2 * radius) < 0 and (ball(model.eta) * radius).sinh() > 0):
        return None
    return newton_root(lambda w: model.gap(w, radius), lambda w: model.gap_slope(w, radius), lower, upper, digits)


def rho_root(model: Model, eps: Fraction, digits: int) -> Root | None:
    """Enclose the radius at which the ends are equal at w_AT(eps); it exceeds w_AT - w*."""
    weight = model.standard_weight(eps)
    lower = (weight - model.standard_weight()).lower()
    upper = (2 * lower + ball(model.d).sqrt()).mid()
    for _ in range(64):
        if model.gap(weight, upper) > 0:
            break
        upper = 2 * upper
    return newton_root(
        lambda rho: model.gap(weight, rho),
        lambda rho: model.slope(weight + rho) + model.slope(weight - rho),
        lower,
        upper,
        digits,
    )
