"""Proofs of the claims on smooth losses."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import cdf, parse, pdf, symbols
from theory.papers.tools import derivation
from theory.papers.tools.deciding import covers, equal
from theory.rigour.compare import ball_at, limit_confirmed, points


def check_logistic(formula: Mapping[str, str], domain: Domain) -> Result:
    """The log odds of the label given x, from the model's densities: linear, so the logistic model is well specified.

    Its coefficients minimise the expected logistic loss, alone because the loss is strictly convex and the features are
    linearly independent.
    """
    table = symbols()
    eta, lam = table["eta"], table["Lambda"]
    x = sp.Symbol("x_i", real=True)
    weak = sp.expand(-((x - eta) ** 2) / 2 + (x + eta) ** 2 / 2)  # ln of the density ratio of one weak feature
    # x_1 = +-1 agrees with y with probability p: the log odds are Lambda at x_1 = 1 and -Lambda at -1
    odds = derivation.in_log_odds(table["p"] / (1 - table["p"]))
    strong = {1: sp.simplify(sp.log(sp.simplify(odds))), -1: sp.simplify(sp.log(sp.simplify(1 / odds)))}
    derivation.confirm(strong == {1: lam, -1: -lam}, "the log odds given x_1")
    derived = {"w_1": (strong[1] - strong[-1]) / 2, "w_rest": weak.coeff(x, 1)}
    derivation.confirm(sp.expand(weak - derived["w_rest"] * x) == 0, "the log odds given a weak feature are linear")
    derivation.confirm(_is_convex("log(1 + exp(-x))"), "the logistic loss is strictly convex")
    ratio = derivation.in_log_odds(derived["w_1"] / derived["w_rest"] - table["w_star"])
    derivation.confirm(sp.simplify(ratio) == 0, "the ratio is w*")
    pairs = {name: (value, parse(formula[name])) for name, value in derived.items()}
    return equal(pairs, covers(lam, eta), domain)


def check_hinge(formula: str, domain: Domain) -> Result:
    """The loss near (1, 0), which by convexity decides where the minimum is.

    Put s = |w_rest| > 0 and w_1 = 1 + u, and minimise the slope in s over the direction u/s.
    To first order, a sample with y x_1 = 1 loses (-u - s(kappa + Z))_+ and one with y x_1 = -1 loses 2 + u - s kappa.
    Per unit of s, with a = -(u/s + kappa): p E(a - Z)_+ - (1-p)(a + 2 kappa), convex in a and falling with kappa; rest
    weights at an angle to (1, ..., 1) have kappa cos(psi) for kappa, and are no better. At s = 0 the loss rises with |u|.
    """
    table = symbols()
    p, kappa = table["p"], table["kappa"]
    a, z = sp.symbols("a z", real=True)
    excess = sp.integrate((a - z) * sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi), (z, -sp.oo, a))
    derivation.confirm(sp.simplify(excess.rewrite(sp.erf) - (a * cdf(a) + pdf(a))) == 0, "E(a - Z)_+")
    rate = p * (a * cdf(a) + pdf(a)) - (1 - p) * (a + 2 * kappa)
    derivation.confirm(sp.simplify(sp.diff(rate, a) - (p * cdf(a) - (1 - p))) == 0, "least where p Phi(a) = 1 - p")
    derivation.confirm(sp.diff(rate, a, 2).is_positive, "convex in a")
    for slope in (2 * p - 1, 1 - p):  # of the loss to the left and to the right of w_1 = 1 at s = 0
        positive = derivation.in_log_odds(slope).subs(table["Lambda"], sp.log(1 + sp.Symbol("q", positive=True)))
        derivation.confirm(sp.simplify(positive).is_positive, "without weak features the loss is least at w_1 = 1")
    # at p Phi(a) = 1 - p the terms in a cancel
    least = sp.Poly(sp.expand(rate - a * (p * cdf(a) - (1 - p))), kappa)
    falls = sp.simplify(derivation.in_log_odds(-least.nth(1)))
    derivation.confirm(least.degree() == 1 and falls.is_positive, "more weak signal, lower slope")
    derived = sp.simplify(-least.nth(0) / least.nth(1))
    return equal({"kappa_h": (derived, parse(formula, a=a))}, covers(derived, kappa, bound=(a,)), domain)


def _is_convex(loss: str) -> bool | None:
    """Whether the second derivative is positive everywhere; None where sympy does not tell."""
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


def check_one_step(formula: str, domain: Domain) -> Result:
    """The loss of the margin is strictly convex; then the two inequalities of the statement follow for any w and rho.

    phi(s) = g . grad L(w + s g/|g|) has phi' = |g| E[l''(m) (x . g/|g|)^2] > 0, so phi(rho) >= phi(0) = |g|^2 > 0: the
    perturbed gradient does not vanish.
    """
    covered, table = _confirm_curved(), symbols()
    margin, along, size, s = sp.symbols("m k g s", real=True)  # k = x . g/|g|, so that x . g is |g| k
    loss = sp.Function("l")
    rate = sp.diff(sp.diff(loss(margin + s * along), s) * size, s)
    curved = sp.Subs(sp.Derivative(loss(margin), (margin, 2)), margin, margin + s * along).doit()
    derivation.confirm(sp.simplify((rate - size * along**2 * curved).doit()) == 0, "the slope of phi")
    convex = _is_convex(formula)
    if convex is None:
        return Result(Verdict.INCONCLUSIVE, observed="the sign of the second derivative is open")
    second = sp.simplify(sp.diff(parse(formula), table["x"], 2))
    if convex:
        found = [ball_at(second, point) for point in points([table["x"]])]
        derivation.confirm(bool(found) and all(bool(one > 0) for one in found), "it is positive in balls")
    # phi is followed from 0 up to rho
    covered = Domain.of(f"{covered}, {covers(second, table['rho'], bound=(table['x'],))}")
    return Result(verdict_of(convex), observed=f"l'' = {second}", expected="positive everywhere", covered=covered)


def _confirm_curved() -> Domain:
    """No direction v has x . v = 0 always: E(x . v)^2 > 0. Return the domain on which that is decided.

    With s the sum and n2 the squares' sum of v's weak entries it is (v_1 + (2p - 1) eta s)^2 + 4 p (1 - p) eta^2 s^2 + n2, and
    0 only at v = 0, where n2 = s = 0.
    """
    table = symbols()
    p, eta = table["p"], table["eta"]
    first, total = sp.symbols("v_1 s", real=True)
    squares = sp.Symbol("n2", nonnegative=True)
    mean, variance, names = derivation.score_distribution()  # of y (x . v) less its first term, given y
    known = {names["s"]: total, names["n2"]: squares, names["mean"]: eta}
    mean, variance = (one.subs(known, simultaneous=True) for one in (mean, variance))
    second = sum(chance * ((mean + side * first) ** 2 + variance) for chance, side in ((p, 1), (1 - p, -1)))
    rest = 4 * p * (1 - p) * (eta * total) ** 2 + squares
    derivation.confirm(sp.expand(second - (first + (2 * p - 1) * eta * total) ** 2 - rest) == 0, "E(x . v)^2")
    left = derivation.in_log_odds(rest)
    derivation.confirm(sp.simplify(left).is_nonnegative, "a sum of squares")
    return covers(left, table["d"], bound=(total, squares))


def check_flow_ends(formula: str, domain: Domain) -> Result:
    """h = L - min L falls along the flow at a rate of at least |g|^2, and |g| is at least h/R: bound h from above.

    R bounds the distance from the minimiser on the level set where the flow begins, which is bounded as L is strictly
    convex; by convexity min L >= L(w) + g . (w_min - w) >= L(w) - |g| R. So 1/h rises at a rate of at least 1/R^2.
    """
    covered = Domain.of(f"{_confirm_curved()}, {covers(symbols()['rho'])}")
    _confirm_tangents_lie_below()
    start, size, time, height = (sp.Symbol(name, positive=True) for name in ("h_0", "R", "t", "h"))
    more = sp.Symbol("q", nonnegative=True)
    falling = (height / size + more) ** 2  # |g|^2 with |g| = h/R + q
    h = sp.Function("h")(time)
    inverse = sp.diff(1 / h, time).subs(sp.Derivative(h, time), -falling).subs(h, height)
    derivation.confirm(sp.expand(inverse - 1 / size**2).is_nonnegative, "1/h rises at a rate of at least 1/R^2")
    bound = sp.simplify(1 / (1 / start + time / size**2))
    scaled = bound.subs(time, time * size**2 / start)  # time in units of R^2/h_0
    derivation.confirm(sp.limit(scaled, time, sp.oo) == 0, "the flow ends at the minimum")
    derivation.confirm(limit_confirmed(scaled, time, sp.Integer(0), to=sp.oo), "the same in balls")
    stated = parse(formula, h_0=start, R=size, t=time)
    return equal({"L - min L": (bound, stated)}, covered, domain)


def _confirm_tangents_lie_below() -> None:
    """l(m + k) less l(m) + l'(m) k is the integral of (1 - s) l''(m + s k) k^2 from 0 to 1, not negative where l'' > 0."""
    m, k, s = sp.symbols("m k s", real=True)
    along = sp.Function("l")(m + s * k)
    primitive = along + (1 - s) * sp.diff(along, s)
    derivation.confirm(sp.simplify(sp.diff(primitive, s) - (1 - s) * sp.diff(along, s, 2)) == 0, "a primitive")
    ends = primitive.subs(s, 1).doit() - sp.Function("l")(m + k)
    derivation.confirm(sp.simplify(ends) == 0, "its value at 1")
    first = sp.simplify(primitive.subs(s, 0).doit() - sp.Function("l")(m) - k * sp.diff(sp.Function("l")(m), m))
    derivation.confirm(first == 0, "its value at 0")
