"""Proofs of the claims on other attacks: signs of derivatives, expansions, and certified optima."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols


def _slope_terms(norm: str, coordinates: str) -> tuple[Any, Any, Any, Any]:
    """Return (weight of the gain, of the loss, exponent of the gain, of the loss) of d accuracy/dt, and t > 0.

    The margin's mean falls by eps times the dual norm of the attacked weights; differentiating
    p Phi(A) + (1-p) Phi(B) gives p phi(A) A' + (1-p) phi(B) B'.
    """
    import sympy as sp

    table = symbols()
    eta, d, eps, kappa = (table[name] for name in ("eta", "d", "eps", "kappa"))
    t = sp.Symbol("t", positive=True)
    dual = {
        ("linf", "all"): eps * (sp.sqrt(d) + t),
        ("l2", "non-robust"): eps,
        ("l2", "all"): eps * sp.sqrt(1 + t**2),
    }[norm, coordinates]
    mean = (kappa if norm == "l2" and coordinates == "all" else eta * sp.sqrt(d)) - dual
    upper, lower = mean + t, mean - t
    return sp.diff(upper, t), -sp.diff(lower, t), upper, lower


def _log_ratio(norm: str, coordinates: str) -> Any:
    """ln of (gain over loss) in d accuracy/dt > 0: ln(p A'/((1-p)(-B'))) - (A^2 - B^2)/2, where both are positive."""
    import sympy as sp

    gain, loss, upper, lower = _slope_terms(norm, coordinates)
    lam = symbols()["Lambda"]
    exponent = sp.expand(sp.factor((upper - lower) * (upper + lower))) / 2
    return lam + sp.log(gain / loss) - exponent


def check_l2_rest(formula: str) -> Result:
    """The rise ends where the log ratio, linear in t, is zero."""
    import sympy as sp

    table = symbols()
    t = sp.Symbol("t", positive=True)
    ratio = sp.expand(sp.simplify(_log_ratio("l2", "non-robust")))
    room = sp.Symbol("room", positive=True)
    falls = sp.simplify(ratio.coeff(t, 1).subs(table["eta"], (table["eps"] + room) / sp.sqrt(table["d"]))).is_negative
    derived = sp.solve(ratio, t)[0] * sp.sqrt(table["d"])
    holds = sp.simplify(derived - parse(formula)) == 0
    return Result(verdict_of(bool(falls and holds)), observed=str(sp.simplify(derived)), expected=formula)


def check_linf_all(formula: str) -> Result:
    """The log ratio is a quadratic in t with positive leading coefficient: its smaller zero ends the first rise."""
    import sympy as sp

    table = symbols()
    t, m, tilted = sp.Symbol("t", positive=True), sp.Symbol("m", positive=True), sp.Symbol("L", positive=True)
    eps, d, lam = table["eps"], table["d"], table["Lambda"]
    ratio = _log_ratio("linf", "all")
    constant = sp.log((1 - eps) / (1 + eps))
    derived_constant = sp.simplify(ratio.subs(t, 0) - lam - constant)
    quadratic = sp.expand((ratio - ratio.subs(t, 0)).subs(table["eta"], m + eps))
    quadratic = sp.Poly(sp.simplify(quadratic), t)
    opens = quadratic.LC().is_positive and quadratic.degree() == 2
    roots = sp.solve(quadratic.as_expr() + tilted, t)
    # the smaller root: the one that stays finite as eps -> 0
    small = [root for root in roots if sp.limit(root, eps, 0).is_finite]
    if derived_constant != 0 or not opens or len(small) != 1:
        return Result(Verdict.INCONCLUSIVE, observed=[str(root) for root in roots])
    derived = small[0] * sp.sqrt(d)
    stated = parse(formula, m=m, L=tilted)
    point = {m: sp.Rational(1, 2), tilted: sp.Rational(1, 3), eps: sp.Rational(1, 7), d: 4}
    difference = sp.simplify(derived - stated)
    if difference == 0:
        return Result(Verdict.HOLDS, observed=str(derived), expected=formula)
    value = sp.N(difference.subs(point), 30)
    fails = abs(value) > sp.Float("1e-20")
    return Result(
        Verdict.FAILS if fails else Verdict.INCONCLUSIVE,
        observed=str(derived),
        expected=formula,
        counterexample={str(k): str(v) for k, v in point.items()} | {"difference": str(value)} if fails else None,
    )


def check_l2_all(formula: str) -> Result:
    """Compare the log ratio, then its second derivative's sign with eps^2 = 1/(1 + b), b >= 0."""
    import sympy as sp

    table = symbols()
    t = sp.Symbol("t", positive=True)
    derived = _log_ratio("l2", "all")
    stated = parse(formula, t=t)
    slopes = sp.simplify(sp.diff(derived - stated, t))
    at = {t: sp.Rational(3, 4)}
    same = slopes == 0 and sp.simplify((derived - stated).subs(at)) == 0
    if not same:
        point = {**at, table["Lambda"]: 1, table["kappa"]: 2, table["eps"]: sp.Rational(1, 3)}
        values = [sp.N(x.subs(point), 20) for x in (derived, stated)]
        fails = abs(values[0] - values[1]) > sp.Float("1e-15")
        return Result(
            Verdict.FAILS if fails else Verdict.INCONCLUSIVE, observed=str(values[0]), expected=str(values[1])
        )
    b = sp.Symbol("b", nonnegative=True)
    second = sp.factor(sp.simplify(sp.diff(derived, t, 2).subs(table["eps"], 1 / sp.sqrt(1 + b))))
    positive = all(_is_positive(factor, t, b) for factor in sp.Mul.make_args(second))
    return Result(
        Verdict.HOLDS if positive else Verdict.INCONCLUSIVE,
        observed=f"second derivative at eps^2 = 1/(1 + b): {second}",
        expected="positive",
    )


def _is_positive(factor: Any, t: Any, b: Any) -> bool:
    """Whether a factor is positive for t > 0, b >= 0: by assumptions, as a polynomial without negative coefficients,
    or as an even power of a number whose product with its mirror image t -> -t is such a polynomial.
    """
    import sympy as sp

    base, power = factor.as_base_exp()
    if factor.is_positive or base.is_positive:
        return True
    if power.is_integer and power % 2 == 0:
        base = sp.expand(base * base.subs(t, -t))
    try:
        coefficients = sp.Poly(sp.expand(base), t, b).coeffs()
    except sp.PolynomialError:
        return False
    return all(c.is_positive for c in coefficients) or (power % 2 == 0 and all(c.is_negative for c in coefficients))


def check_small(formula: Mapping[str, str]) -> Result:
    """Differentiate the equation of the optimum implicitly at eps = 0, t = t*."""
    import sympy as sp

    table = symbols()
    t, eps, eta, d = sp.Symbol("t", positive=True), table["eps"], table["eta"], table["d"]
    start = table["w_star"] / sp.sqrt(d)
    found, holds = {}, True
    for norm in ("linf", "l2"):
        equation = _log_ratio(norm, "all").subs(table["kappa"], eta * sp.sqrt(d))
        slope = -sp.diff(equation, eps) / sp.diff(equation, t)
        derived = sp.simplify(
            (slope * sp.sqrt(d)).subs(eps, 0).subs(t, start).subs(table["Lambda"], 2 * eta * table["w_star"])
        )
        found[norm] = str(sp.factor(derived))
        holds = holds and sp.simplify(derived - parse(formula[norm])) == 0
    return Result(verdict_of(bool(holds)), observed=found, expected=dict(formula))


class _Attacked:
    """Balls for the l_inf attack on all features at rational parameters."""

    def __init__(self, p: str, eta: str, d: str, eps: Fraction) -> None:
        import flint

        from theory.papers.tools.digits import ball

        self.p, self.d = ball(p), ball(d)
        self.eps = flint.arb(flint.fmpq(eps.numerator, eps.denominator))
        self.m = ball(eta) - self.eps
        self.tilted = (self.p * (1 - self.eps) / ((1 - self.p) * (1 + self.eps))).log()

    def stationary(self) -> Any | None:
        """A ball around the smaller stationary weight, None unless it is certified to exist."""
        square = self.m**2 - 2 * self.eps * self.tilted / self.d
        if not (square > 0 and self.m > 0 and self.tilted > 0):
            return None
        return self.tilted / (self.m + square.sqrt())

    def accuracy(self, w: Any) -> Any:
        """A ball around the accuracy at w >= 0."""
        scale = (2 * self.d).sqrt()
        helped, hurt = self.m * self.d + w * (1 - self.eps), self.m * self.d - w * (1 + self.eps)
        return 1 - (self.p * (helped / scale).erfc() + (1 - self.p) * (hurt / scale).erfc()) / 2


def check_raises(formula: str) -> Result:
    """The certified weight at one setting: better than the limit p at infinity, and below w*."""
    import flint
    import sympy as sp

    from theory.papers.tools.digits import Point, decimals, standard_weight

    point = Point("3/5", "1/2", "10")
    with flint.ctx.workprec(256):
        attacked = _Attacked("3/5", "1/2", "10", Fraction(1, 10))
        weight, start = attacked.stationary(), standard_weight(point)
        if weight is None or not attacked.accuracy(weight) > attacked.p:
            return Result(Verdict.INCONCLUSIVE, observed="no certified optimum")
        sign = int(weight > start) - int(weight < start)
        shown = point.inputs(eps="1/10") | {"weight": decimals(weight), "w*": decimals(start)}
    if sign == 0:
        return Result(Verdict.INCONCLUSIVE, observed=shown)
    step, w = sp.Symbol("step", positive=True), sp.Symbol("w_attack", real=True)
    truth = sp.simplify(parse(formula, w_attack=w).subs(w, symbols()["w_star"] + sign * step))
    holds = truth == sp.true
    return Result(verdict_of(holds), observed=shown, expected=formula, counterexample=None if holds else shown)


def check_jump(formula: Mapping[tuple[str, str, str], str]) -> Result:
    """Certified: the local maximum beats p just below each ratio and not just above it (or is no longer there)."""
    import flint

    found, verdict = {}, Verdict.HOLDS
    with flint.ctx.workprec(512):
        for (p, eta, d), ratio in formula.items():
            signs = []
            for step in (-1, 1):
                attacked = _Attacked(p, eta, d, (Fraction(ratio) + step * Fraction(1, 10**8)) * Fraction(eta))
                weight = attacked.stationary()
                excess = None if weight is None else attacked.accuracy(weight) - attacked.p
                signs.append(-1 if excess is None else int(excess > 0) - int(excess < 0))
            found[f"p = {p}, eta = {eta}, d = {d}"] = {"ratio": ratio, "excess over p below, above": signs}
            if 0 in signs:
                verdict = Verdict.INCONCLUSIVE
            elif signs != [1, -1]:
                return Result(Verdict.FAILS, observed=found, expected="1 below, -1 above")
    return Result(verdict, observed=found, expected="1 below, -1 above")
