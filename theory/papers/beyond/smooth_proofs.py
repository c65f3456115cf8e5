"""Proofs of the claims on smooth losses."""

from __future__ import annotations

from collections.abc import Mapping

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import cdf, parse, pdf, symbols


def check_logistic(formula: Mapping[str, str]) -> Result:
    """The log odds of the label given x, from the model's densities: linear, so the logistic model is well specified.

    Its coefficients minimise the expected logistic loss, alone because the loss is strictly convex and the features are
    linearly independent.
    """
    import sympy as sp

    table = symbols()
    eta, lam = table["eta"], table["Lambda"]
    x = sp.Symbol("x_i", real=True)
    weak = sp.expand(-((x - eta) ** 2) / 2 + (x + eta) ** 2 / 2)  # ln of the density ratio of one weak feature
    # x_1 = +-1 agrees with y with probability p: the log odds are Lambda at x_1 = 1 and -Lambda at -1
    chances = {1: sp.exp(lam), -1: sp.exp(-lam)}
    strong = {value: sp.simplify(sp.log(ratio)) for value, ratio in chances.items()}
    slope = sp.simplify((strong[1] - strong[-1]) / 2)
    linear = sp.simplify(strong[1] - slope) == 0 and sp.simplify(strong[-1] + slope) == 0
    derived = {"w_1": slope, "w_rest": weak.coeff(x, 1)}
    exact = linear and sp.expand(weak - derived["w_rest"] * x) == 0
    convex = _is_convex("log(1 + exp(-x))")
    same = all(sp.simplify(derived[name] - parse(formula[name])) == 0 for name in derived)
    if not (exact and convex):
        return Result(Verdict.INCONCLUSIVE, observed=str(derived))
    return Result(verdict_of(same), observed={k: str(v) for k, v in derived.items()}, expected=dict(formula))


def check_hinge(formula: str) -> Result:
    """The loss near (1, 0), which by convexity decides where the minimum is.

    Put s = v sqrt(d) > 0 and w_1 = 1 + u, and minimise the slope in s over the direction u/s.
    To first order, a sample with y x_1 = 1 loses (-u - s(kappa + Z))_+ and one with y x_1 = -1 loses 2 + u - s kappa.
    Per unit of s, with a = -(u/s + kappa): p E(a - Z)_+ - (1-p)(a + 2 kappa), convex in a.
    """
    import sympy as sp

    table = symbols()
    p, kappa = table["p"], table["kappa"]
    a, z = sp.symbols("a z", real=True)
    excess = sp.integrate((a - z) * sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi), (z, -sp.oo, a))
    rate = p * sp.expand(excess.rewrite(sp.erf)) - (1 - p) * (a + 2 * kappa)
    stationary = sp.diff(rate, a)  # p Phi(a) - (1 - p)
    if sp.simplify(stationary - (p * cdf(a) - (1 - p))) != 0:
        return Result(Verdict.INCONCLUSIVE, observed=str(stationary))
    # at p Phi(a) = 1 - p the terms in a cancel
    least = sp.expand(sp.expand(rate) - a * (p * sp.expand(cdf(a)) - (1 - p)))
    threshold = sp.solve(sp.simplify(least), kappa)
    derived = threshold[0] if len(threshold) == 1 else sp.nan
    falls = sp.simplify(sp.diff(least, kappa) + 2 * (1 - p)) == 0  # more weak signal, lower slope
    same = sp.simplify(derived - parse(formula, a=a).rewrite(sp.exp)) == 0
    expected_form = sp.simplify(derived - p * pdf(a) / (2 * (1 - p))) == 0
    if not falls or not expected_form:
        return Result(Verdict.INCONCLUSIVE, observed=str(derived))
    return Result(verdict_of(same), observed=str(sp.simplify(derived)), expected=formula)


def _is_convex(loss: str) -> bool | None:
    """Whether the second derivative is positive everywhere; None where sympy does not tell."""
    import sympy as sp

    x, u = symbols()["x"], sp.Symbol("u", positive=True)
    second = sp.simplify(sp.diff(parse(loss), x, 2))
    at = sp.factor(sp.simplify(second.subs(x, sp.log(u))))  # u = exp(x) > 0 makes it rational
    if at.is_positive:
        return True
    numerator, denominator = sp.fraction(sp.together(at))
    if sp.factor(denominator).is_positive and numerator.is_polynomial(u):
        coefficients = sp.Poly(numerator, u).coeffs()
        if all(c.is_positive for c in coefficients):
            return True
    sample = [at.subs(u, value) for value in (sp.Rational(1, 10), 1, 10)]
    return False if any((value <= 0) == True for value in sample) else None  # noqa: E712 (sympy's true)


def check_one_step(formula: str) -> Result:
    """The loss of the margin is strictly convex; then the two inequalities of the statement follow for any w and rho.

    phi(s) = g . grad L(w + s g/|g|) has phi' = |g| E[l''(m) (x . g/|g|)^2] > 0, so phi(rho) >= phi(0) = |g|^2 > 0: the
    perturbed gradient does not vanish and the flow lowers L at a rate of at least |g|^2.
    """
    convex = _is_convex(formula)
    if convex is None:
        return Result(Verdict.INCONCLUSIVE, observed="the sign of the second derivative is open")
    import sympy as sp

    second = sp.simplify(sp.diff(parse(formula), symbols()["x"], 2))
    return Result(verdict_of(convex), observed=f"l'' = {second}", expected="positive everywhere")
