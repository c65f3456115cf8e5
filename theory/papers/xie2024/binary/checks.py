"""The surrogates on the binary model, in exact terms: from the two normal densities of the margin and from l'.

With A(u) = p n(u; eta d + w, d) - (1-p) n(u; eta d - w, d) the slope is dQ/dw = -c int l'(-c u) A(u) du.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import cdf, symbols
from theory.papers.xie2024.binary import exchange
from theory.papers.xie2024.forms import compare, limit, names, only_if, phis, read

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
    steps = {
        "the loss is convex": sp.simplify(sp.diff(slope, F)).is_positive,
        "its slope tends to 0 and 1": ends == [0, 1],
    }
    pairs = {"log ratio": (margin_ratio() - slope_ratio("ce", names()["c"] * u), read(formula, u=u))}
    return only_if(compare(pairs, domain, through=model_terms(), meaning=INTEGRATED), **steps)


def check_tanh(formula: Any, domain: Domain) -> Result:
    """The same for tanh; at the stated scale the log ratio starts with slope 0 and rises, below it rises faster."""
    s, u = symbols() | names(), _u()
    derived = margin_ratio() - slope_ratio("tanh", s["c"] * u)
    (scale,) = sp.solve(sp.diff(derived, u).subs(u, 0), s["c"])
    pairs = {"log ratio": (derived, read(formula["ratio"], u=u)), "scale": (scale, read(formula["scale"]))}
    result = compare(pairs, domain, through=model_terms(), meaning=INTEGRATED)
    at_scale = sp.simplify(sp.diff(derived, u).subs(u, 0).subs(s["c"], scale))
    return only_if(
        result, **{"slope 0 at the scale": at_scale == 0, "positive up to it": positive_up_to(derived, scale)}
    )


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
    steps = {"the ratio is below 1": below_one(derived, q), "margins u outweigh -u": margin_ratio().is_positive}
    return only_if(result, **steps)


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
    """Solve (1-p) l'(x) = p l'(-x), the stationary point of the limit p l(-cw) + (1-p) l(cw), x = cw.

    At a fixed x the scaled margins tend to -x and x, and dQ/dw over c to its limit: no further from it than their mean
    distances from -x and x times the bound on l'', whatever x is. Where l'(x)/l'(-x) rises, the limit changes its sign at the
    root: for small c the slope does so near it, and nowhere else on a bounded interval.
    """
    s, x = symbols() | names(), sp.Symbol("cw", positive=True)
    pairs: dict[str, tuple[Any, Any]] = {}
    steps: dict[str, Any] = {"the scaled margins gather": exchange.margins_gather()}
    for name, stated in formula.items():
        steps[f"{name}: l' is Lipschitz"] = exchange.is_lipschitz(slope_of(name, names()["x"]), name)
        if name == "log":
            q, ratio = _log_ratio()
            steps["log: the ratio is below 1"] = below_one(ratio, q)
            if stated != "none":  # the ratio stays below 1 < p/(1-p)
                return Result(Verdict.FAILS, counterexample={"log": "l'(x)/l'(-x) < 1 < p/(1-p) for every x > 0"})
            continue
        t = sp.Symbol("t", positive=True)
        if name == "tanh":
            (root,) = sp.solve(s["mu"] * t - s["Lambda"], t)  # mu tanh(alpha x) = Lambda
            root = sp.atanh(root) / s["alpha"]
        else:
            (root,) = sp.solve(slope_ratio(name, x) - s["Lambda"], x)
        steps[f"{name}: a root"] = sp.simplify(slope_ratio(name, root) - s["Lambda"]) == 0
        steps[f"{name}: the ratio rises"] = sp.simplify(sp.diff(slope_ratio(name, x), x).rewrite(sp.exp)).is_positive
        pairs[name] = (root, read(stated))
    result = compare(pairs, domain, through=model_terms(), meaning=INTEGRATED, assumed="c -> 0, Lambda < mu")
    return only_if(result, **steps)


def check_finite(formula: Any, domain: Domain) -> Result:
    """Compare the tails: l'(v) ~ a e^v for v -> -oo and b e^-v for v -> oo, averaged over the normal margin, at w -> oo.

    With probability p the margin is N(eta d + w, d) and v = -c y f -> -oo, else N(eta d - w, d) and v -> oo; so
    e^(c w) dQ/dw -> c ((1-p) b E e^(c u) - p a E e^(-c u)), u ~ N(eta d, d): e^(1 -+ c u) dominates, as l'(v) e^|v| < e.
    """
    s, y = symbols() | names(), sp.Symbol("y", positive=True)
    right = limit(sp.simplify(slope_of("log", -sp.log(y)) / y), y, 0)
    left = limit(sp.simplify(slope_of("log", sp.log(y)) / y), y, 0)
    means = tail_means()
    exponent = sp.expand(tail_ratio(*means)) + sp.log(right / left) - s["Lambda"]
    (least,) = sp.solve(exponent, s["c"])
    steps = {"the sign rises in c": sp.diff(exponent, s["c"]).is_positive}
    steps["a root"] = sp.simplify(exponent.subs(s["c"], least)) == 0
    steps["exponentials dominate l'"] = exchange.is_below_exponentials(slope_of("log", names()["x"]), "log")
    steps["they have means"] = all(map(exchange.is_finite, means))
    pairs = {"scale": (sp.simplify(least), read(formula))}
    result = compare(pairs, domain, through=model_terms(), meaning=INTEGRATED, assumed="mu = 1, w -> oo")
    return only_if(result, **steps)


def tail_means() -> list[Any]:
    """Return E e^(c y f) for y f in N(eta d - w, d) and E e^(-c y f) for y f in N(eta d + w, d)."""
    s, u, w = symbols() | names(), sp.Symbol("u", real=True), sp.Symbol("w", real=True)
    means = []
    for sign in (1, -1):
        normal = sp.exp(-((u - s["eta"] * s["d"] + sign * w) ** 2) / (2 * s["d"])) / sp.sqrt(2 * sp.pi * s["d"])
        means.append(sp.integrate(sp.exp(sign * s["c"] * u) * normal, (u, -sp.oo, sp.oo)))
    return means


def tail_ratio(above: Any, below: Any) -> Any:
    """Return the log of the quotient of two means of exponentials."""
    return sp.expand_log(sp.log(sp.powsimp(sp.simplify(above / below))), force=True)


def error_below(t: Any, w: Any) -> Any:
    """Return P(y f(x) < t), p in terms of Lambda; at t = 0 the error."""
    s = symbols()
    p, root = 1 / (1 + sp.exp(-s["Lambda"])), sp.sqrt(s["d"])
    below, above = (cdf((t - s["eta"] * s["d"] - sign * w) / root) for sign in (1, -1))
    return p * below + (1 - p) * above


def check_large_scale(formula: Any, domain: Domain) -> Result:
    """Expand the risk in 1/c and move the minimum of the error.

    By parts Q = const + int l'(v) P(y f < -v/c) dv: to first order H (P(y f < 0) - m1/c h(0)), H the integral of l', m1 the
    mean of l'/H and h the density of y f. By the bounds on the third derivatives what is left in dQ/dw is at most a multiple
    of the second moment over c^2, and of (w - w*)^2; the error bends at w*. So near w* the slope has one root, where it is
    stated up to c^-2. No other weight is best: Q over H differs from a constant and the error by a multiple of 1/c, whatever w
    is, and the error falls up to w* and rises from there (Theorem 4.1).
    For -log at mu = 1, l' is below e^(1 - |v|), so that it has moments; it is even about (a + b)/2, which is its mean; its
    integral is the rise of l = log(1 + exp(phi)).
    """
    s, w, t = symbols() | names(), sp.Symbol("w", real=True), sp.Symbol("t", real=True)
    best, m1 = s["Lambda"] / (2 * s["eta"]), sp.Symbol("m1", real=True)
    below = error_below(t, w)
    slope = sp.diff(below.subs(t, 0), w)
    steps = {"the error's slope vanishes at w*": sp.simplify(slope.subs(w, best)) == 0}
    steps["the error bends at w*"] = sp.simplify(sp.diff(slope, w).subs(w, best)).is_positive
    steps["the third derivatives are bounded"] = exchange.derivatives_are_bounded(below, t, w)
    steps["l' of -log has a second moment"] = exchange.is_below_exponentials(
        slope_of("log", names()["x"]), "log"
    ) and exchange.is_finite(exchange.second_moment_of_exponentials())
    first = -m1 / s["c"] * sp.diff(below, t).subs(t, 0)
    shift = sp.simplify((-sp.diff(first, w) / sp.diff(slope, w)).subs(w, best))
    x = names()["x"]
    a, b = sp.log(sp.E - 1), sp.log((sp.E - 1) / (sp.E + 1))
    uniform = 1 / (1 + sp.exp(x - a)) - 1 / (1 + sp.exp(x - b))
    steps["l' is a difference of logistic functions"] = sp.simplify(uniform - slope_of("log", x)) == 0
    beside = [uniform.subs(x, (a + b) / 2 + side * x) for side in (1, -1)]
    steps["l' is even about its mean"] = sp.simplify((beside[0] - beside[1]).rewrite(sp.exp)) == 0
    far, near = (limit(sp.log(1 + sp.exp(phis()["log"](x))), x, place) for place in (sp.oo, -sp.oo))
    steps["the rise of l"] = sp.simplify(sp.expand_log(far - near - (a - b), force=True)) == 0
    result = compare(
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
    return only_if(result, **steps)
