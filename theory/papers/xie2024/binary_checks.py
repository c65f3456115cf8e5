"""The surrogates on the binary model, in exact terms: from the two normal densities of the margin and from l'.

With A(u) = p n(u; eta d + w, d) - (1-p) n(u; eta d - w, d) the slope is dQ/dw = -c int l'(-c u) A(u) du.
"""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import symbols
from theory.papers.xie2024.forms import compare, names, phis, read


def _u() -> Any:
    import sympy as sp

    return sp.Symbol("u", positive=True)


def slope_of(name: str, v: Any) -> Any:
    """Return l'(v) = phi'(v)/(1 + exp(-mu phi(v))); -log at mu = 1."""
    import sympy as sp

    x = names()["x"]
    phi = x if name == "ce" else phis()[name](x)
    power = names()["mu"] if name == "tanh" else sp.Integer(1)
    return (sp.diff(phi, x) / (1 + sp.exp(-power * phi))).subs(x, v)


def density_difference(u: Any, w: Any) -> Any:
    """Return A(u) less a factor that does not depend on u or the sign of a margin, p in terms of Lambda."""
    import sympy as sp

    s = symbols()
    p = 1 / (1 + sp.exp(-s["Lambda"]))
    exponents = [-((u - s["eta"] * s["d"] - sign * w) ** 2) / (2 * s["d"]) for sign in (1, -1)]
    return p * sp.exp(exponents[0]) - (1 - p) * sp.exp(exponents[1])


def margin_ratio() -> Any:
    """Return log(A(u)/-A(-u)) at w = w*: by how much margins u outweigh -u. Both are positive for u > 0."""
    import sympy as sp

    s, u = symbols(), _u()
    w = s["Lambda"] / (2 * s["eta"])
    ratio = sp.simplify(density_difference(u, w) / -density_difference(-u, w))
    return sp.expand_log(sp.powsimp(sp.logcombine(sp.log(ratio), force=True)), force=True)


def slope_ratio(name: str, v: Any) -> Any:
    """Return log(l'(v)/l'(-v)) simplified: v for cross-entropy, mu tanh(alpha v) for tanh."""
    import sympy as sp

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


def check_calibrated(formula: Any) -> Result:
    """Derive -dQ/dw at w* as an integral over u > 0 whose integrand has the sign of 2 eta u - log(l'(cu)/l'(-cu))."""
    u = _u()
    return compare({"log ratio": (margin_ratio() - slope_ratio("ce", names()["c"] * u), read(formula, u=u))})


def check_tanh(formula: Any) -> Result:
    """The same for tanh; at the stated scale the log ratio starts with slope 0 and rises, below it rises faster."""
    import sympy as sp

    s, u = symbols() | names(), _u()
    derived = margin_ratio() - slope_ratio("tanh", s["c"] * u)
    (scale,) = sp.solve(sp.diff(derived, u).subs(u, 0), s["c"])
    result = compare({"log ratio": (derived, read(formula["ratio"], u=u)), "scale": (scale, read(formula["scale"]))})
    rising = sp.simplify(sp.diff(derived.subs(s["c"], scale), u).rewrite(sp.tanh))
    by_scale = sp.simplify(sp.diff(derived, s["c"]).rewrite(sp.exp))
    if result.verdict is Verdict.HOLDS and not (rising.is_nonnegative and by_scale.is_negative):
        return Result(Verdict.INCONCLUSIVE, note=f"the signs of {rising} and {by_scale} are open")
    return result


def check_log(formula: Any) -> Result:
    """Derive l'(v)/l'(-v) of -log in q = exp(-v) and decide that it is below 1 for 0 < q < 1."""
    import sympy as sp

    q, more = sp.Symbol("q", positive=True), sp.Symbol("more", positive=True)
    derived = sp.factor(sp.simplify(sp.exp(slope_ratio("log", -sp.log(q)))))
    result = compare({"ratio": (derived, read(formula, q=q))})
    room = sp.factor(sp.together((1 - derived).subs(q, 1 / (1 + more))))  # q in (0, 1)
    constant = sp.factor(sp.simplify(room / (more * (more + 2))))
    if result.verdict is Verdict.HOLDS and not constant.is_positive:
        return Result(Verdict.INCONCLUSIVE, note=f"the sign of {constant} is open")
    return result


def check_small_scale(formula: Any) -> Result:
    """Solve (1-p) l'(x) = p l'(-x), the stationary point of the limit p l(-cw) + (1-p) l(cw), x = cw."""
    import sympy as sp

    s, x = symbols() | names(), sp.Symbol("cw", positive=True)
    pairs: dict[str, tuple[Any, Any]] = {}
    for name, stated in formula.items():
        if name == "log":
            falls = check_log("(q + E - 1)*((E + 1)*q + E - 1)/((1 + (E - 1)*q)*(E + 1 + (E - 1)*q))").verdict
            if falls is not Verdict.HOLDS:
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
    return compare(pairs)


def check_finite(formula: Any) -> Result:
    """Compare the tails: l'(v) ~ a e^v and b e^-v, averaged over the normal margin, at w -> oo.

    dQ/dw ~ c exp(-c w + c^2 d/2) ((1-p) b e^(c eta d) - p a e^(-c eta d)), by E exp(-c(+-eta d + sqrt(d) Z)).
    """
    import sympy as sp

    s, y = symbols() | names(), sp.Symbol("y", positive=True)
    right = sp.limit(sp.simplify(slope_of("log", -sp.log(y)) / y), y, 0, "+")
    left = sp.limit(sp.simplify(slope_of("log", sp.log(y)) / y), y, 0, "+")
    exponent = 2 * s["c"] * s["eta"] * s["d"] + sp.log(right / left) - s["Lambda"]
    (least,) = sp.solve(exponent, s["c"])
    if not sp.diff(exponent, s["c"]).is_positive:
        return Result(Verdict.INCONCLUSIVE)
    return compare({"scale": (sp.simplify(least), read(formula))})


def check_large_scale(formula: Any) -> Result:
    """Expand the risk in 1/c: H (err(w) + (-m1/c) h_w(0)) with h_w the density of the margin, and move the minimum.

    For -log at mu = 1, l' is the density of a uniform variable on [b, a] plus a logistic one, times a - b.
    """
    import sympy as sp

    s, w, u = symbols() | names(), sp.Symbol("w", real=True), sp.Symbol("u", real=True)
    lam, eta, d = s["Lambda"], s["eta"], s["d"]
    p = 1 / (1 + sp.exp(-lam))
    normal = [sp.exp(-((u - eta * d - sign * w) ** 2) / (2 * d)) for sign in (1, -1)]
    density = (p * normal[0] + (1 - p) * normal[1]).subs(u, 0)
    slope = -(p * normal[0] - (1 - p) * normal[1]).subs(u, 0)  # err'(w), by differentiating the two cdfs
    best = lam / (2 * eta)
    if sp.simplify(slope.subs(w, best)) != 0:
        return Result(Verdict.INCONCLUSIVE, note="err' does not vanish at w*")
    m1 = sp.Symbol("m1", real=True)
    moved = -(-m1 / s["c"]) * sp.diff(density, w) / sp.diff(slope, w)
    shift = sp.simplify(moved.subs(w, best))
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
        }
    )
