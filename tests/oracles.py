"""Independent oracles: literal transcriptions of printed equations, and certified roots in ball arithmetic.

Parameters are taken as the exact values of the doubles that come in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import flint
import mpmath as mp


def eq14_accuracy(p: Any, eta: Any, d: Any, w: Any) -> Any:
    """Eq. 14: p Phi((eta d + w)/sqrt d) + (1-p) Phi((eta d - w)/sqrt d)."""
    p, eta, d, w = (mp.mpf(x) for x in (p, eta, d, w))
    return p * mp.ncdf((eta * d + w) / mp.sqrt(d)) + (1 - p) * mp.ncdf((eta * d - w) / mp.sqrt(d))


def eq15_derivative(p: Any, eta: Any, d: Any, w: Any) -> Any:
    """Eq. 15: (p phi((eta d + w)/sqrt d) - (1-p) phi((eta d - w)/sqrt d))/sqrt d."""
    p, eta, d, w = (mp.mpf(x) for x in (p, eta, d, w))
    return (p * mp.npdf((eta * d + w) / mp.sqrt(d)) - (1 - p) * mp.npdf((eta * d - w) / mp.sqrt(d))) / mp.sqrt(d)


def eq17_robust_accuracy(p: Any, eta: Any, d: Any, w: Any, eps: Any) -> Any:
    """Eq. 17: eq. 14 with eta - eps for eta."""
    return eq14_accuracy(p, mp.mpf(eta) - mp.mpf(eps), d, w)


def thm41_weight(p: Any, eta: Any) -> Any:
    """Theorem 4.1: (ln p - ln(1-p))/(2 eta)."""
    p, eta = mp.mpf(p), mp.mpf(eta)
    return (mp.log(p) - mp.log(1 - p)) / (2 * eta)


def thm42_weight(p: Any, eta: Any, eps: Any) -> Any:
    """Theorem 4.2: (ln p - ln(1-p))/(2 (eta - eps)), for eps < eta."""
    return thm41_weight(p, mp.mpf(eta) - mp.mpf(eps))


def thm44_weight(p: Any, eta: Any, rho: Any) -> Any:
    """Theorem 4.4 as quoted: w* + (2/3) w* rho^2."""
    w = thm41_weight(p, eta)
    return w + mp.mpf(2) / 3 * w * mp.mpf(rho) ** 2


def thm45_residual(eta: Any, eps: Any, rho: Any) -> Any:
    """Theorem 4.5 as quoted, left side less right side: 2 + 3/rho^2 - 2 eta/eps."""
    return 2 + 3 / mp.mpf(rho) ** 2 - 2 * mp.mpf(eta) / mp.mpf(eps)


def eq25_root(p: Any, eta: Any, d: Any, rho: Any, digits: int = 60) -> Any:
    """The root of acc(w + rho) - acc(w - rho), eq. 25 taken literally, by bisection in w* < w < w* + rho."""
    with mp.workdps(4 * digits):
        low = thm41_weight(p, eta)
        high = low + mp.mpf(rho)
        while high - low > mp.mpf(10) ** (-digits) * high:
            middle = (low + high) / 2
            gap = eq14_accuracy(p, eta, d, middle + rho) - eq14_accuracy(p, eta, d, middle - rho)
            low, high = (middle, high) if gap > 0 else (low, middle)
        return (low + high) / 2


@dataclass
class _EqualEnds:
    """Eq. 25 divided by its own size: ln[(P(k - w) / P(k + w)] - ln(p/(1-p)) in ball arithmetic, scaled by sqrt d.

    p [Phi(k+w+e) - Phi(k+w-e)] = (1-p) [Phi(k-w+e) - Phi(k-w-e)], with P the brackets; the literal difference of
    accuracies would need millions of digits for a large eta sqrt d.
    """

    p: float
    eta: float
    d: float
    rho: float

    def set_up(self, bits: int) -> None:
        flint.ctx.prec = bits
        p, eta, d, rho = (flint.arb(x) for x in (self.p, self.eta, self.d, self.rho))
        self.root_d = d.sqrt()
        self.kappa, self.e = eta * self.root_d, rho / self.root_d
        self.log_odds = (p / (1 - p)).log()
        self.t = self.log_odds / (2 * self.kappa)
        self.root_2 = flint.arb(2).sqrt()

    def log_mass(self, x: Any) -> tuple[Any, Any]:
        """ln P(x) for P(x) = Phi(x + e) - Phi(x - e), which is even in x, and the size of its derivative."""
        x = abs(x)
        near, far = (x - self.e) / self.root_2, (x + self.e) / self.root_2
        if near < 20:
            mass = 1 - ((-near).erfc() + far.erfc()) / 2 if near < 0 else (near.erfc() - far.erfc()) / 2
            ends = ((-near * near).exp() - (-far * far).exp()) / (2 * flint.arb.pi()).sqrt()
            return mass.log(), ends / mass
        # erfc underflows far out; there exp(z^2) erfc(z) is taken apart as a confluent hypergeometric function.
        decay = (near * near - far * far).exp()
        scaled = (_scaled_erfc(near) - decay * _scaled_erfc(far)) / 2
        return scaled.log() - near * near, (1 - decay) / (2 * flint.arb.pi()).sqrt() / scaled

    def gap(self, h: Any) -> Any:
        upper, lower = self.kappa + self.t + h, self.kappa - self.t - h
        return self.log_mass(lower)[0] - self.log_mass(upper)[0] - self.log_odds

    def slope(self, h: Any) -> Any:
        upper, lower = self.kappa + self.t + h, self.kappa - self.t - h
        return self.log_mass(upper)[1] + (1 if lower > 0 else -1) * self.log_mass(lower)[1]


def _scaled_erfc(z: Any) -> Any:
    """exp(z^2) erfc(z) = U(1/2, 1/2, z^2)/sqrt(pi) for z > 0."""
    half = flint.arb(1) / 2
    return (z * z).hypgeom_u(half, half) / flint.arb.pi().sqrt()


def certified_sam_shift(p: float, eta: float, d: float, rho: float, digits: int = 50) -> Any:
    """(w_SAM - w*) as an arb whose first `digits` digits are certified by a sign change of eq. 25 around it."""
    problem = _EqualEnds(p, eta, d, rho)
    before = flint.ctx.prec
    try:
        bits = 400
        while bits < 100_000:
            problem.set_up(bits)
            h = _newton(problem, digits)
            if h is not None:
                width = abs(h) * flint.arb(10) ** (-digits)
                if problem.gap((h - width).mid()) < 0 and problem.gap((h + width).mid()) > 0:
                    return h * problem.root_d
            bits *= 2
    finally:
        flint.ctx.prec = before
    raise RuntimeError(f"no certified root for {problem}")


def _newton(problem: _EqualEnds, digits: int) -> Any:
    low, high = flint.arb(0), problem.e
    h = (problem.e / 2).mid()
    for _ in range(1000):
        gap = problem.gap(h)
        if gap > 0:
            high = h
        elif gap < 0:
            low = h
        else:
            return None if not gap.is_finite() or gap.rad() > 1 else h
        new = (h - gap / problem.slope(h)).mid()
        if not (new > low and new < high):
            new = ((low + high) / 2).mid()
        if abs(new - h) < abs(new) * flint.arb(10) ** (-digits - 3):
            return new
        h = new
    return None


def relative_error(value: float, reference: Any) -> float:
    """|value - reference| / |reference| where the reference is an arb or an mpf."""
    if isinstance(reference, flint.arb):
        return float(abs((flint.arb(value) - reference) / reference))
    return float(abs((mp.mpf(value) - reference) / reference))
