"""The accuracy of the binary model and the sign of its slope, derived from the model's distribution (eq. 7).

Every function computes what it returns by integrating and differentiating; none of them knows a printed equation.
What is asserted on the way is decided by sympy and raises ``DerivationError`` where it is not. In results p and w*
are free symbols of the claims' language; ``in_log_odds`` writes both through Lambda = log(p/(1-p)) > 0, which makes
1/2 < p < 1 visible to sympy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.formulas import symbols


class DerivationError(ArithmeticError):
    """A step of a derivation that the algebra did not confirm."""


def confirm(truth: Any, step: str) -> None:
    """Raise ``DerivationError`` unless ``truth`` is exactly true; a truth that sympy leaves open counts as false."""
    if truth is not True and not (hasattr(truth, "is_Boolean") and truth == True):  # noqa: E712 (sympy's true)
        raise DerivationError(f"step not confirmed: {step} (got {truth})")


def in_log_odds(expression: Any) -> Any:
    """Return the expression with p = 1/(1 + exp(-Lambda)) and w_star = Lambda/(2 eta)."""
    s = symbols()
    return expression.subs({s["p"]: 1 / (1 + sp.exp(-s["Lambda"])), s["w_star"]: s["Lambda"] / (2 * s["eta"])})


@cache
def score_distribution() -> tuple[Any, Any, dict[str, Any]]:
    """Return mean and variance of y (w_2 x_2 + ... + w_{d+1} x_{d+1}) given y, and the symbols they are written in.

    The rest weights enter through s = sum w_i and n2 = sum w_i**2 only, ``mean`` is E[y x_i]. One feature's
    log moment generating function is integrated; those of independent terms add. For both labels the law is the
    same, which is confirmed.

    Returns:
        (mean s, n2, {"s", "n2", "mean"}).
    """
    x, t, c = sp.symbols("x t c", real=True)
    mean, total = sp.symbols("mean s", real=True)
    squares = sp.Symbol("n2", positive=True)
    moments = []
    for y in (1, -1):
        density = sp.exp(-((x - mean * y) ** 2) / 2) / sp.sqrt(2 * sp.pi)
        moment = sp.integrate(sp.exp(t * x) * density, (x, -sp.oo, sp.oo))
        log_mgf = sp.simplify(sp.expand(sp.log(moment), force=True))
        confirm(sp.simplify(sp.exp(log_mgf) / moment) == 1, "that is its logarithm")
        one = sp.Poly(sp.expand(log_mgf.subs(t, t * y * c)), c)  # of y w_i x_i, with w_i = c
        powers = {0: sp.Integer(0), 1: total, 2: squares}  # summed over i, c**k becomes the power sum
        moments.append(sp.Poly(sum(f * powers[k] for (k,), f in one.terms()), t))
    confirm(moments[0] == moments[1], "the margin's law is the same for both labels")
    first, second = moments[0].coeff_monomial(t), moments[0].coeff_monomial(t**2)
    confirm(sp.expand(moments[0].as_expr() - first * t - second * t**2) == 0, "the margin of the rest is normal")
    return first, 2 * second, {"s": total, "n2": squares, "mean": mean}


def general_accuracy(w: Any, s: Any, n2: Any, mean: Any) -> Any:
    """Return P(y f(x) > 0) for f(x) = w x_1 + sum w_i x_i with s = sum w_i and n2 = sum w_i**2 > 0.

    Both cases of y x_1 (+1 with probability p, -1 with 1 - p) shift the normal margin of the rest; its tail above 0
    is integrated.
    """
    return _probability(w, s, n2, mean, correct=True)


def accuracy(w: Any, mean: Any = None) -> Any:
    """Return the natural accuracy (eq. 14) at weight ``w``, the rest weights 1; ``mean`` (default eta) is E[y x_i]."""
    s = symbols()
    return general_accuracy(w, s["d"], s["d"], s["eta"] if mean is None else mean)


def error(w: Any, mean: Any = None) -> Any:
    """Return P(y f(x) <= 0), integrated by itself (the loss of eq. 14's classifier)."""
    s = symbols()
    return _probability(w, s["d"], s["d"], s["eta"] if mean is None else mean, correct=False)


def _probability(w: Any, s: Any, n2: Any, mean: Any, correct: bool) -> Any:
    p = symbols()["p"]
    centre, variance, names = score_distribution()
    values = {names["s"]: s, names["n2"]: n2, names["mean"]: mean}
    tail, shift = _normal_tail(variance, correct)
    return sum(
        chance * tail.subs(shift, centre + sign * sp.sympify(w)).subs(values, simultaneous=True)
        for chance, sign in ((p, 1), (1 - p, -1))
    )


@cache
def _normal_tail(variance: Any, above: bool) -> tuple[Any, Any]:
    """Return P(Z > 0) or P(Z <= 0) for Z ~ N(shift, variance), and the symbol of the shift."""
    z, shift = sp.symbols("z shift", real=True)
    density = sp.exp(-((z - shift) ** 2) / (2 * variance)) / sp.sqrt(2 * sp.pi * variance)
    return sp.integrate(density, (z, 0, sp.oo) if above else (z, -sp.oo, 0)).rewrite(sp.erf), shift


@cache
def accuracy_slope() -> Any:
    """Return d acc/dw at the symbol w (eq. 15), by differentiating the derived accuracy."""
    w = symbols()["w"]
    return sp.diff(accuracy(w), w)


@dataclass(frozen=True)
class SlopeFactors:
    """acc'(w) = scale * damping * swing, exactly.

    Attributes:
        scale: 2 sqrt(p(1-p)) exp(-eta**2 d/2) / sqrt(2 pi d), free of w and positive.
        damping: exp(-w**2/(2d)), positive.
        swing: sinh(eta (w_star - w)), which has the sign of w_star - w.
    """

    scale: Any
    damping: Any
    swing: Any

    def at(self, w: Any) -> Any:
        """Return the product at weight ``w``."""
        return self.scale * self.reduced(w)

    def reduced(self, w: Any) -> Any:
        """Return acc'(w)/scale at weight ``w``: the sign and the shape of the slope."""
        return (self.damping * self.swing).subs(symbols()["w"], w)


@cache
def accuracy_slope_factor() -> SlopeFactors:
    """Return the sign form of the slope, confirmed against the derivative of the derived accuracy.

    Raises:
        DerivationError: the identity or the sign of ``scale`` was not confirmed.
    """
    s = symbols()
    p, eta, d, w = s["p"], s["eta"], s["d"], s["w"]
    factors = SlopeFactors(
        scale=2 * sp.sqrt(p * (1 - p)) * sp.exp(-(eta**2) * d / 2) / sp.sqrt(2 * sp.pi * d),
        damping=sp.exp(-(w**2) / (2 * d)),
        swing=sp.sinh(eta * (s["w_star"] - w)),
    )
    confirm(vanishes(accuracy_slope() - factors.at(w)), "acc' is scale * damping * swing")
    confirm(factors.swing.func == sp.sinh and factors.swing.args[0] == eta * (s["w_star"] - w), "the swing is a sinh")
    confirm(sp.simplify(in_log_odds(factors.scale)).is_positive, "the scale is positive for 1/2 < p < 1")
    confirm(factors.damping.is_positive, "the damping is positive")
    return factors


def slope_sign(offset: Any) -> int | None:
    """Return the sign of acc' at w = w_star + offset, None where sympy does not decide the sign of ``offset``."""
    swing = accuracy_slope_factor().swing
    return _sinh_sign(swing.subs(symbols()["w"], symbols()["w_star"] + offset))


def shifted_slope_factor(mean: Any) -> SlopeFactors:
    """Return the sign form for features of any real mean, as an attack leaves them; swing = sinh(Lambda/2 - mean w).

    Raises:
        DerivationError: the identity or the sign of ``scale`` was not confirmed.
    """
    generic, symbol = _shifted_slope_factor()
    return SlopeFactors(*(part.subs(symbol, mean) for part in (generic.scale, generic.damping, generic.swing)))


@cache
def _shifted_slope_factor() -> tuple[SlopeFactors, Any]:
    """Return the sign form for a real symbol as mean, and that symbol."""
    s = symbols()
    p, d, w = s["p"], s["d"], s["w"]
    mean = sp.Symbol("mean", real=True)
    factors = SlopeFactors(
        scale=2 * sp.sqrt(p * (1 - p)) * sp.exp(-(mean**2) * d / 2) / sp.sqrt(2 * sp.pi * d),
        damping=sp.exp(-(w**2) / (2 * d)),
        swing=sp.sinh(s["Lambda"] / 2 - mean * w),
    )
    confirm(vanishes(sp.diff(accuracy(w, mean), w) - factors.at(w)), "acc' at any mean is scale * damping * swing")
    confirm(sp.simplify(in_log_odds(factors.scale)).is_positive, "the scale is positive for 1/2 < p < 1")
    return factors, mean


def shifted_slope_sign(mean: Any, w: Any) -> int | None:
    """Return the sign of the slope at weight ``w`` for features of mean ``mean``, None where it is not decided."""
    return _sinh_sign(shifted_slope_factor(mean).swing.subs(symbols()["w"], w))


def _sinh_sign(value: Any) -> int | None:
    """Return the sign of sinh(x), which is that of x: sinh is odd and increasing."""
    if value == 0:
        return 0
    coefficient, function = value.as_coeff_Mul()  # sympy writes sinh(-x) as -sinh(x)
    confirm(function.func == sp.sinh and coefficient in (1, -1), f"{value} is a sinh")
    argument = sp.factor(sp.simplify(in_log_odds(coefficient * function.args[0])))
    for sign, decided in ((1, argument.is_positive), (-1, argument.is_negative), (0, argument.is_zero)):
        if decided:
            return sign
    return None


def vanishes(expression: Any) -> bool:
    """Return whether sympy reduces the expression to exactly 0, p and w* written through Lambda.

    Hyperbolic functions become exponentials, and everything is expanded: enough for sums of products of
    exponentials and of erf with polynomial arguments.
    """
    rewritten = in_log_odds(sp.sympify(expression))
    odds = sp.Symbol("odds", positive=True)  # exp(Lambda/2): the roots of p(1-p) become rational in it
    lam = symbols()["Lambda"]
    for candidate in (rewritten, rewritten.rewrite(sp.exp).subs(lam, 2 * sp.log(odds))):
        reduced = sp.powsimp(sp.expand(sp.simplify(candidate)))
        if reduced == 0 or sp.simplify(reduced) == 0:
            return True
    return False
