"""The surrogates on the binary model, in exact terms: from the two normal densities of the margin and from l'.

With A(u) = p n(u; eta d + w, d) - (1-p) n(u; eta d - w, d) the slope is dQ/dw = -c int l'(-c u) A(u) du.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.domain import Domain
from theory.formulas import cdf, symbols
from theory.ledger import Result, Verdict
from theory.papers.xie2024.forms import compare, limit, names, phis, read

INTEGRATED = {"u": "", "y": "", "q": "", "cw": "", "t": ""}
"""Symbols that the derivations integrate over, or put in place of a weight: they assume nothing."""


def _u() -> Any:
    return sp.Symbol("u", positive=True)


def slope_of(name: str, v: Any) -> Any:
    """Return l'(v) = phi'(v)/(1 + exp(-mu phi(v))); -log at mu = 1."""
    x = names()["x"]
    phi = x if name == "ce" else phis()[name](x)
    power = names()["mu"] if name == "tanh" else sp.Integer(1)
    return (sp.diff(phi, x) / (1 + sp.exp(-power * phi))).subs(x, v)


def density_difference(u: Any, w: Any) -> Any:
    """Return A(u) less a factor that does not depend on u or the sign of a margin, p in terms of Lambda."""
    s = symbols()
    p = 1 / (1 + sp.exp(-s["Lambda"]))
    exponents = [-((u - s["eta"] * s["d"] - sign * w) ** 2) / (2 * s["d"]) for sign in (1, -1)]
    return p * sp.exp(exponents[0]) - (1 - p) * sp.exp(exponents[1])


def model_terms() -> list[Any]:
    """Return what the derivations at w* go through: the densities there, and the logit scale."""
    s, u = symbols(), _u()
    return [density_difference(u, s["Lambda"] / (2 * s["eta"])), names()["c"]]


def margin_ratio() -> Any:
    """Return log(A(u)/-A(-u)) at w = w*: by how much margins u outweigh -u. Both are positive for u > 0."""
    s, u = symbols(), _u()
    w = s["Lambda"] / (2 * s["eta"])
    for sign in (1, -1):  # the log of the ratio of the two terms of A(+-u), of p and of 1-p
        exponents = [-((sign * u - s["eta"] * s["d"] - side * w) ** 2) / (2 * s["d"]) for side in (1, -1)]
        if not (sign * sp.simplify(s["Lambda"] + exponents[0] - exponents[1])).is_positive:
            raise ArithmeticError("the signs of A(u) and A(-u) are not seen")
    ratio = sp.simplify(density_difference(u, w) / -density_difference(-u, w))
    return sp.expand_log(sp.powsimp(sp.logcombine(sp.log(ratio), force=True)), force=True)


def slope_ratio(name: str, v: Any) -> Any:
    """Return log(l'(v)/l'(-v)) simplified: v for cross-entropy, mu tanh(alpha v) for tanh."""
    if name in ("ce", "tanh"):  # phi is odd and phi' even: the ratio of the logistic parts is exp(mu phi)
        x = names()["x"]
        phi = x if name == "ce" else phis()[name](x)
        power = names()["mu"] if name == "tanh" else sp.Integer(1)
        odd = sp.simplify(phi + phi.subs(x, -x)) == 0
        logistic = sp.simplify((1 + sp.exp(power * phi)) / (1 + sp.exp(-power * phi)) - sp.exp(power * phi)) == 0
        if not (odd and logistic):
            raise ArithmeticError(f"phi of {name} is not seen to be odd")
        return (power * phi).subs(x, v)
    return sp.log(slope_of(name, v) / slope_of(name, -v))


def check_calibrated(formula: Any, domain: Domain) -> Result:
    """Derive -dQ/dw at w* as an integral over u > 0 whose integrand has the sign of 2 eta u - log(l'(cu)/l'(-cu)).

    The loss is convex, and so is the risk: the minimiser lies above w* where the risk falls there.  There is one, as l'
    tends to 0 and 1, so that dQ/dw tends to -c p for w -> -oo and to c (1-p) for w -> oo.
    """
    u, F = _u(), names()["F"]
    slope = slope_of("ce", F)
    ends = [limit(slope, F, place) for place in (-sp.oo, sp.oo)]
    if not sp.simplify(sp.diff(slope, F)).is_positive or ends != [0, 1]:
        return Result(Verdict.INCONCLUSIVE, note="the risk is not seen to be convex with one minimiser")
    pairs = {"log ratio": (margin_ratio() - slope_ratio("ce", names()["c"] * u), read(formula, u=u))}
    return compare(pairs, domain, through=model_terms(), meaning=INTEGRATED)


def check_tanh(formula: Any, domain: Domain) -> Result:
    """The same for tanh; at the stated scale the log ratio starts with slope 0 and rises, below it rises faster."""
    s, u = symbols() | names(), _u()
    derived = margin_ratio() - slope_ratio("tanh", s["c"] * u)
    (scale,) = sp.solve(sp.diff(derived, u).subs(u, 0), s["c"])
    pairs = {"log ratio": (derived, read(formula["ratio"], u=u)), "scale": (scale, read(formula["scale"]))}
    result = compare(pairs, domain, through=model_terms(), meaning=INTEGRATED)
    if result.verdict is Verdict.HOLDS and not positive_up_to(derived, scale):
        return Result(Verdict.INCONCLUSIVE, note=f"the sign of {derived} up to {scale} is open")
    return result


def positive_up_to(ratio: Any, scale: Any) -> bool:
    """Return whether a log ratio that is 0 at u = 0 rises in u at a logit scale, and is larger at every smaller one."""
    u, c = _u(), names()["c"]
    rising = sp.simplify(sp.diff(ratio.subs(c, scale), u).rewrite(sp.tanh))
    by_scale = sp.simplify(sp.diff(ratio, c).rewrite(sp.exp))
    return bool(ratio.subs(u, 0) == 0 and rising.is_nonnegative and by_scale.is_negative)


def check_log(formula: Any, domain: Domain) -> Result:
    """Derive l'(v)/l'(-v) of -log in q = exp(-v) and decide that it is below 1 for 0 < q < 1.

    The log ratio by which margins u > 0 outweigh -u in -dQ/dw at w* is then above 2 eta u.
    """
    q, derived = _log_ratio()
    pairs = {"ratio": (derived, read(formula, q=q))}
    result = compare(pairs, domain, through=model_terms(), meaning=INTEGRATED, assumed="mu = 1")
    if result.verdict is Verdict.HOLDS and not (below_one(derived, q) and margin_ratio().is_positive):
        return Result(Verdict.INCONCLUSIVE, note=f"that {derived} is below 1 is open")
    return result


def _log_ratio() -> tuple[Any, Any]:
    """Return q = exp(-v) and l'(v)/l'(-v) of -log in it."""
    q = sp.Symbol("q", positive=True)
    return q, sp.factor(sp.simplify(sp.exp(slope_ratio("log", -sp.log(q)))))


def below_one(ratio: Any, q: Any) -> bool:
    """Return whether a quotient is seen to be below 1 for 0 < q < 1."""
    more = sp.Symbol("more", positive=True)
    room = sp.factor(sp.together((1 - ratio).subs(q, 1 / (1 + more))))
    return bool(sp.factor(sp.simplify(room / (more * (more + 2)))).is_positive)


def check_small_scale(formula: Any, domain: Domain) -> Result:
    """Solve (1-p) l'(x) = p l'(-x), the stationary point of the limit p l(-cw) + (1-p) l(cw), x = cw."""
    s, x = symbols() | names(), sp.Symbol("cw", positive=True)
    pairs: dict[str, tuple[Any, Any]] = {}
    for name, stated in formula.items():
        if name == "log":
            q, ratio = _log_ratio()
            if not below_one(ratio, q):
                return Result(Verdict.INCONCLUSIVE)
            if stated != "none":  # the ratio stays below 1 < p/(1-p)
                return Result(Verdict.FAILS, counterexample={"log": "l'(x)/l'(-x) < 1 < p/(1-p) for every x > 0"})
            continue
        t = sp.Symbol("t", positive=True)
        if name == "tanh":
            (root,) = sp.solve(s["mu"] * t - s["Lambda"], t)  # mu tanh(alpha x) = Lambda
            root = sp.atanh(root) / s["alpha"]
        else:
            (root,) = sp.solve(slope_ratio(name, x) - s["Lambda"], x)
        residual = sp.simplify(slope_ratio(name, root) - s["Lambda"])
        if residual != 0:
            return Result(Verdict.INCONCLUSIVE, note=f"{name}: {residual}")
        pairs[name] = (root, read(stated))
    return compare(pairs, domain, through=model_terms(), meaning=INTEGRATED, assumed="c -> 0, Lambda < mu")


def check_finite(formula: Any, domain: Domain) -> Result:
    """Compare the tails: l'(v) ~ a e^v and b e^-v, averaged over the normal margin, at w -> oo.

    dQ/dw ~ c exp(-c w + c^2 d/2) ((1-p) b e^(c eta d) - p a e^(-c eta d)), by E exp(-c(+-eta d + sqrt(d) Z)).
    """
    s, y = symbols() | names(), sp.Symbol("y", positive=True)
    right = limit(sp.simplify(slope_of("log", -sp.log(y)) / y), y, 0)
    left = limit(sp.simplify(slope_of("log", sp.log(y)) / y), y, 0)
    exponent = 2 * s["c"] * s["eta"] * s["d"] + sp.log(right / left) - s["Lambda"]
    (least,) = sp.solve(exponent, s["c"])
    if not sp.diff(exponent, s["c"]).is_positive:
        return Result(Verdict.INCONCLUSIVE)
    pairs = {"scale": (sp.simplify(least), read(formula))}
    return compare(pairs, domain, through=model_terms(), meaning=INTEGRATED, assumed="mu = 1, w -> oo")


def error_below(t: Any, w: Any) -> Any:
    """Return P(y f(x) < t), p in terms of Lambda; at t = 0 the error."""
    s = symbols()
    p, root = 1 / (1 + sp.exp(-s["Lambda"])), sp.sqrt(s["d"])
    below, above = (cdf((t - s["eta"] * s["d"] - sign * w) / root) for sign in (1, -1))
    return p * below + (1 - p) * above


def check_large_scale(formula: Any, domain: Domain) -> Result:
    """Expand the risk in 1/c and move the minimum of the error.

    By parts Q = const + int l'(v) P(y f < -v/c) dv: to first order H (P(y f < 0) - m1/c h(0)), H the integral of l', m1 the
    mean of l'/H and h the density of y f; what is left is bounded by the second moment, over c^2.
    For -log at mu = 1, l' is the density of a uniform variable on [b, a] plus a logistic one, times a - b.
    """
    s, w, t = symbols() | names(), sp.Symbol("w", real=True), sp.Symbol("t", real=True)
    best, m1 = s["Lambda"] / (2 * s["eta"]), sp.Symbol("m1", real=True)
    below = error_below(t, w)
    slope = sp.diff(below.subs(t, 0), w)
    if sp.simplify(slope.subs(w, best)) != 0:
        return Result(Verdict.INCONCLUSIVE, note="err' does not vanish at w*")
    first = -m1 / s["c"] * sp.diff(below, t).subs(t, 0)
    shift = sp.simplify((-sp.diff(first, w) / sp.diff(slope, w)).subs(w, best))
    x = names()["x"]
    a, b = sp.log(sp.E - 1), sp.log((sp.E - 1) / (sp.E + 1))
    uniform = 1 / (1 + sp.exp(x - a)) - 1 / (1 + sp.exp(x - b))
    if sp.simplify(uniform - slope_of("log", x)) != 0:
        return Result(Verdict.INCONCLUSIVE, note="l' is not seen to be a difference of logistic functions")
    return compare(
        {
            "shift": (shift, read(formula["shift"], m1=m1, w_star=best)),
            "log m1": ((a + b) / 2, read(formula["log m1"])),
            "log rise": (sp.expand_log(a - b, force=True), read(formula["log rise"])),
        },
        domain,
        through=model_terms(),
        meaning=INTEGRATED,
        assumed="c -> oo, l' with a finite second moment",
    )
