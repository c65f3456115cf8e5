"""Enclosures: numbers of the binary model between two fractions that provably contain them, to any asked digits.

Exact inputs go in, ball arithmetic (Arb, through python-flint) does the rest. The working precision is set locally
and raised until the asked width is reached; the caller's precision stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any

from theory.rigour import equal_ends as ends
from theory.rigour.exact import Exact, exact, within

MOST_BITS = 1 << 18  # beyond this working precision a search gives up


@dataclass(frozen=True)
class Enclosure:
    """A real number known to lie in [lower, upper]; `bits` is the precision it was computed with.

    `bracket` is given for roots: the wider interval in which there is no other root, and `steps` the number of
    interval Newton steps.
    """

    lower: Fraction
    upper: Fraction
    bits: int
    bracket: tuple[Fraction, Fraction] | None = field(default=None, repr=False)
    steps: int = 0

    @property
    def width(self) -> Fraction:
        """The exact width upper - lower."""
        return self.upper - self.lower

    @property
    def midpoint(self) -> Fraction:
        """The exact middle."""
        return (self.lower + self.upper) / 2

    def contains(self, value: Exact) -> bool:
        """Whether an exact number lies inside."""
        return self.lower <= exact("value", value) <= self.upper

    def decimals(self, digits: int) -> tuple[str, str]:
        """The middle rounded to `digits` significant digits, and a radius around it that covers the enclosure."""
        rounded = _decimal(self.midpoint, digits, ROUND_HALF_EVEN)
        radius = max(self.upper - Fraction(rounded), Fraction(rounded) - self.lower)
        return format(rounded, "f"), f"{_decimal(radius, 2, ROUND_CEILING):.1e}"

    def ball(self) -> Any:
        """The enclosure as a ball at the present precision."""
        return ends.ball(self.lower).union(ends.ball(self.upper))


def _decimal(value: Fraction, digits: int, rounding: str) -> Decimal:
    return Context(prec=digits, rounding=rounding).divide(Decimal(value.numerator), Decimal(value.denominator))


def _fraction(dyadic: Any) -> Fraction:
    """An exact ball as a fraction."""
    mantissa, exponent = (int(part) for part in dyadic.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def enclose(ball: Any, bits: int) -> Enclosure:
    """Return the ends of a finite ball."""
    return Enclosure(_fraction(ball.lower()), _fraction(ball.upper()), bits)


def _checked(digits: int) -> int:
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 10_000:
        raise ValueError(f"digits must be an integer from 1 to 10000, got {digits!r}")
    return digits


def to_digits(compute: Callable[[], Any | None], digits: int, what: str) -> Enclosure:
    """Return `compute()` at the first precision at which it is a ball of relative width below 10**-digits.

    Args:
        compute: gives a ball, or a :class:`ends.Root`, at the present precision; None where that does not suffice.
        digits: number of significant digits.
        what: names the number in the message.

    Raises:
        ArithmeticError: 2**18 bits do not suffice.
    """
    import flint

    bits = 64 + 4 * _checked(digits)
    while bits <= MOST_BITS:
        with flint.ctx.workprec(bits):
            found = compute()
            root = found if isinstance(found, ends.Root) else None
            ball = root.ball if root else found
            # half the width suffices for the radius, a quarter leaves room for the rounding of the ends
            if ball is not None and ball.is_finite() and ball.rad() * 4 <= abs(ball).lower() * flint.arb(10) ** -digits:
                result = enclose(ball, bits)
                if root is None:
                    return result
                bracket = _fraction(root.lower), _fraction(root.upper)
                return Enclosure(result.lower, result.upper, bits, bracket, root.steps)
        bits *= 2
    raise ArithmeticError(f"{what}: not known to {digits} digits at {MOST_BITS} bits")


class ExactModel:
    """The binary model with exact parameters; every method returns an :class:`Enclosure` (Wei et al., section 4).

    Args:
        p: accuracy of the robust feature, in (1/2, 1).
        eta: mean of a non-robust feature, > 0.
        d: number of non-robust features; any rational number > 0.

    All three, and every radius, are exact: int, Fraction, Decimal or a string such as "7/10".
    `digits` is the number of significant digits that the enclosure's width must allow.
    """

    def __init__(self, p: Exact, eta: Exact, d: Exact) -> None:
        self.p = within("p", p, Fraction(1, 2), 1)
        self.eta = within("eta", eta, 0)
        self.d = within("d", d, 0)
        self._balls = ends.Model(self.p, self.eta, self.d)

    def __repr__(self) -> str:
        return f"ExactModel(p={self.p}, eta={self.eta}, d={self.d})"

    def standard_weight(self, digits: int = 30) -> Enclosure:
        """Theorem 4.1: w* = log(p/(1-p))/(2 eta)."""
        return to_digits(self._balls.standard_weight, digits, "w*")

    def adversarial_weight(self, eps: Exact, digits: int = 30) -> Enclosure:
        """Theorem 4.2: w_AT = log(p/(1-p))/(2 (eta - eps)), 0 < eps < eta."""
        radius = within("eps", eps, 0, self.eta)
        return to_digits(lambda: self._balls.standard_weight(radius), digits, "w_AT")

    def sam_weight(self, rho: Exact, digits: int = 30) -> Enclosure:
        """The one root of acc(w - rho) = acc(w + rho) (eq. 25), rho > 0, by interval Newton.

        The enclosure's `bracket` lies in (w*, w* + rho), outside which the ends are not equal; inside it the gap of
        the ends has a negative slope throughout and changes its sign, so there is one root; the Newton step maps
        the returned interval into itself, which proves again that it holds one root and no other.
        """
        radius = within("rho", rho, 0)
        return to_digits(lambda: ends.sam_root(self._balls, radius, digits), digits, "w_SAM")

    def sam_shift(self, rho: Exact, digits: int = 30) -> Enclosure:
        """w_SAM - w*, relative to itself as accurate as asked."""
        radius = within("rho", rho, 0)

        def difference() -> Any | None:
            import flint

            root = ends.sam_root(self._balls, radius, int(flint.ctx.prec * 0.3))
            return None if root is None else root.ball - self._balls.standard_weight()

        return to_digits(difference, digits, "w_SAM - w*")

    def matching_eps(self, rho: Exact, digits: int = 30) -> Enclosure:
        """The AT radius whose weight is SAM's at rho: eps = eta (1 - w*/w_SAM(rho)), exact for every rho > 0."""
        radius = within("rho", rho, 0)

        def relation() -> Any | None:
            import flint

            root = ends.sam_root(self._balls, radius, int(flint.ctx.prec * 0.3))
            return None if root is None else ends.ball(self.eta) * (1 - self._balls.standard_weight() / root.ball)

        return to_digits(relation, digits, "eps")

    def matching_rho(self, eps: Exact, digits: int = 30) -> Enclosure:
        """The SAM radius whose weight is AT's at eps, 0 < eps < eta: the root in rho of equal ends at w_AT.

        There is no other one, because w_SAM rises strictly with rho; the Newton step proves it for the interval.
        """
        radius = within("eps", eps, 0, self.eta)
        return to_digits(lambda: ends.rho_root(self._balls, radius, digits), digits, "rho")

    def accuracy(self, weight: Exact | Enclosure, digits: int = 30, *, eps: Exact = 0) -> Enclosure:
        """Accuracy at a weight (eq. 14), under an l_inf attack of radius eps >= 0 on the d weak features (eq. 17).

        At an enclosed weight the result covers the accuracies of the whole enclosure; its width, which is stated,
        follows from that of the weight, and `digits` must not ask for more.
        """
        radius = exact("eps", eps)
        if radius < 0:
            raise ValueError(f"eps must be >= 0, got {eps!r}")
        known = weight if isinstance(weight, Enclosure) else exact("weight", weight)

        def value() -> Any:
            w = known.ball() if isinstance(known, Enclosure) else ends.ball(known)
            return self._balls.accuracy(w, radius)

        if isinstance(known, Enclosure):  # raising the precision does not narrow the weight
            spread = value_width(value, known)
            if spread > Fraction(1, 10 ** _checked(digits)):
                raise ValueError(
                    f"weight must be enclosed more narrowly for {digits} digits of the accuracy, got the width "
                    f"{float(known.width):.1e}"
                )
        return to_digits(value, digits, "accuracy")


def value_width(value: Callable[[], Any], weight: Enclosure) -> Fraction:
    """Return four times the radius of `value()` at the precision at which `weight` was computed."""
    import flint

    with flint.ctx.workprec(2 * weight.bits):
        return 4 * _fraction(value().rad().upper())
