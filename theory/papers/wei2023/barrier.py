"""Bounds on SAM's shift as barriers: what has to be positive, and functions that enclose it on boxes.

In units of sqrt(d) (w = w_SAM, t = w*, e = rho, kappa = eta, h = w - t) let b(e) = t e^2 beta be a bound on h. Along
w = t + b(e) the gap of the ends, acc(w + e) - acc(w - e), is 0 at e = 0, and where 0 < b < e and |b'| < 1 its
derivative in e has the sign of -R,

    R = artanh(b') + artanh(coth(kappa e) tanh(kappa b)) - (t + b) e,

because acc'(w) = C exp(-w^2/2) sinh(kappa (t - w)) (the sign form of eq. 15). The gap is negative exactly right of
w_SAM, so R > 0 for all e proves h < b, and R < 0 where b > 0 proves h > b (where b <= 0, Theorem 4.3 does). With

    z = e^2, k = (kappa e)^2, a = (t e)^2, gamma = b'/(t e), g = kappa e coth(kappa e) = 1 + k y/3

R/(t e) = L + a (T + gamma^3 A + beta^3 J), L + a T = gamma + beta g - 1 - z beta, L free of a,
A = (artanh x - x)/x^3 at x = b', J = (artanh(coth(kappa e) tanh(kappa b)) - kappa b coth(kappa e)) (e/b)^3:
no d, no zeros left at e, t, kappa -> 0, and z, k, a = rho^2/d, (eta rho)^2, (w* rho/d)^2 cover every p, eta and d.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from theory.papers.wei2023 import proof_functions as pf
from theory.rigour.intervals import Interval, Polynomial, at_least, power


@dataclass(frozen=True)
class Parts:
    """The polynomials of one case, in the variables that :func:`values` gives."""

    beta: Polynomial
    gamma: Polynomial
    at_0: Polynomial
    at_1: Polynomial
    mixed: Polynomial

    def linear_sign(self) -> int:
        """The sign of L where the coefficients show it: L is affine in y, 0 < y <= 1. 0 where they do not."""
        signs = {part.sign for part in (self.at_0, self.at_1) if not part.is_zero}
        return signs.pop() if len(signs) == 1 else 0


CASES = ("kappa^2 from 3", "kappa^2 up to 3")


def scaled(ratio: str) -> tuple[Any, Any]:
    """Return beta and gamma for the bound ``ratio`` on h/(t e^2/3), in kappa, t_star, e, S, H, y.

    S solves e S' = (S + 1) e^2 - S and H solves e H' = e^2 + H (e^2 - g); both begin with e^2/3.
    """
    import sympy as sp

    from theory.ledger.formulas import parse, symbols

    s, helper = symbols(), pf.helpers()
    e, z, g = s["e"], s["e"] ** 2, 1 + s["kappa"] ** 2 * s["e"] ** 2 * helper["y"] / 3
    beta = parse(ratio, S=helper["S"], H=helper["H"]) / 3
    slope = e * sp.diff(beta, e)
    slope += sp.diff(beta, helper["S"]) * ((helper["S"] + 1) * z - helper["S"])
    slope += sp.diff(beta, helper["H"]) * (z + helper["H"] * (z - g))
    return beta, 2 * beta + slope


@cache
def parts(ratio: str, case: str) -> Parts | None:
    """Return the polynomials for a bound on h/(t e^2/3); None where the bound is no polynomial in the variables.

    They are polynomials in (z, v, m, a, S2, y) with k = 3 (z + v), m = v S2 where kappa^2 >= 3, and in
    (k, u, m, a, S2, y) with z = k/3 + u, m = u S2 where kappa^2 <= 3; S = z/3 + z^2 S2. All are >= 0.
    """
    import sympy as sp

    from theory.ledger.formulas import symbols

    s, helper = symbols(), pf.helpers()
    first, second, a, s2, m = sp.symbols("first second a S2 m", positive=True)
    z, k = (first, 3 * (first + second)) if case == CASES[0] else (first / 3 + second, first)
    y = helper["y"]
    beta, gamma = scaled(ratio)
    table = {s["kappa"]: sp.sqrt(k / z), s["t_star"]: sp.sqrt(a / z), s["e"]: sp.sqrt(z)}
    table[helper["S"]] = z / 3 + z**2 * s2
    beta, gamma = (sp.cancel(decided(part.subs(table))) for part in (beta, gamma))
    residual = sp.expand(gamma + beta * (1 + k * y / 3) - 1 - z * beta)
    linear = residual.subs(a, 0)
    mixed = sp.expand((residual - linear) / a)
    found = []
    for part in (beta, gamma, linear.subs(y, 0), linear.subs(y, 1), mixed):
        try:
            found.append(Polynomial(paired(part, second, s2, m), (first, second, m, a, s2, y)))
        except ValueError:
            return None
    return Parts(*found)


def paired(polynomial: Any, x: Any, y: Any, product: Any) -> Any:
    """Write x y as one variable, as often as each monomial has both."""
    import sympy as sp

    terms = []
    for term in sp.Add.make_args(sp.expand(polynomial)):
        powers = term.as_powers_dict()
        pairs = min(powers.get(x, 0), powers.get(y, 0))
        terms.append(term * (product / (x * y)) ** pairs if pairs > 0 else term)
    return sp.Add(*terms)


def decided(expression: Any) -> Any:
    """Resolve each Max whose arguments, brought to lowest terms, have signs that sympy knows."""
    import sympy as sp

    return expression.replace(sp.Max, lambda *args: sp.Max(*(sp.factor(sp.together(arg)) for arg in args)))


@dataclass(frozen=True)
class Lower:
    """-R > 0 for a lower bound, on boxes of (z, m, a) or (k, u, a); boxes beyond z = ``most_z`` are left out."""

    ratio: str
    case: str
    most_z: float

    def __call__(self, sides: Sequence[Interval]) -> Any:
        """Return an interval below -R/(t e) (or below -R/(t e) over a)."""
        import flint

        one = at_least(flint.arb(1))  # nothing is asked here
        polynomials = parts(self.ratio, self.case)
        assert polynomials is not None
        z = sides[0] if self.case == CASES[0] else sides[0] * pf.third() + sides[1]
        if z.low > self.most_z:
            return one
        a, s2 = sides[2], pf.rising(pf.series_tail, z)
        if self.case == CASES[0]:
            v, m = Interval(sides[1].low / s2.high, sides[1].high / s2.low), sides[1]
            k, first = (z + v) * 3, [z, v, m]
        else:
            k, first = sides[0], [*sides[:2], sides[1] * s2]
        y = pf.falling(pf.coth_excess, k)
        values = [*first, a, s2, y]
        beta = polynomials.beta(values)
        if beta.high <= 0:
            return one
        beta = beta.clipped()
        gamma = polynomials.gamma(values)
        root_a = a.high.sqrt()
        x = root_a * beta.high
        if not x < 1:
            return None
        if a.low.sqrt() * gamma.high <= -1:
            return one  # b' <= -1: the gap rises along the bound whatever R says
        bent = polynomials.mixed(values).high + power(beta.high, 3) * pf.coth_cubic(k, x).high
        if gamma.high > 0:
            square = a.high * power(gamma.high, 2)
            if not square < 1:
                return None
            bent = bent + power(gamma.high, 3) * pf.artanh_cubic(square)
        if bent < 0 and polynomials.linear_sign() == -1:
            return at_least(-bent)
        linear = (1 - y) * polynomials.at_0(values) + y * polynomials.at_1(values)
        return at_least(-(linear.high + (a.high if bent > 0 else a.low) * bent))
