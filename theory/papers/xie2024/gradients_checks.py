"""How the claims on gradients are tested: exact limits, a series in the margins, balls over a box, seeded logits."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial
from typing import Any

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.papers.xie2024.forms import compare, compiled, names, phis, read

SEED = 20240715


def check_limits(formula: Any) -> Result:
    """Take the limits of both derivatives."""
    import sympy as sp

    x = names()["x"]
    pairs = {}
    for name, sides in formula.items():
        slope = sp.simplify(sp.diff(phis()[name](x), x).rewrite(sp.exp))
        for side, stated in sides.items():
            pairs[f"{name}, x -> {side}"] = (sp.limit(slope, x, sp.sympify(side)), read(stated))
    return compare(pairs)


def sample_slope(name: str, mu: Any) -> Any:
    """Return dQ/dF of one sample and two classes, Q = (1/mu) log(1 + exp(mu phi(F)))."""
    import sympy as sp

    x = names()["x"]
    phi = x if name == "cross-entropy" else phis()[name](x)
    power = 1 if name == "cross-entropy" else mu
    return sp.diff(phi.rewrite(sp.exp) if hasattr(phi, "rewrite") else phi, x) / (1 + sp.exp(-power * phi))


def _sided(slope: Any, side: str) -> Any:
    """Return a limit in F, taken in y = exp(-|F|) (times alpha) so that it is one of an algebraic expression."""
    import sympy as sp

    x, y, alpha = names()["x"], sp.Symbol("y", positive=True), names()["alpha"]
    scale = alpha if slope.has(alpha) else sp.Integer(1)
    moved = slope.subs(x, (sp.log(y) if side == "right" else -sp.log(y)) / scale)
    return sp.limit(sp.simplify(sp.powsimp(sp.expand_log(moved.rewrite(sp.exp)))), y, 0, "+")


def check_sample_limits(formula: Any) -> Result:
    """Take the limits of dQ/dF on confidently right and confidently wrong samples."""
    pairs = {}
    for name, sides in formula.items():
        for side, stated in sides.items():
            pairs[f"{name}, {side}"] = (_sided(sample_slope(name, names()["mu"]), side), read(stated))
    return compare(pairs)


def check_ratio(formula: Any) -> Result:
    """Take the limits of dQ/dF over cross-entropy's, at mu = 1."""
    pairs: dict[str, tuple[Any, Any]] = {}
    for name, sides in formula.items():
        ratio = sample_slope(name, 1) / sample_slope("cross-entropy", 1)
        pairs |= {f"{name}, {side}": (_sided(ratio, side), read(stated)) for side, stated in sides.items()}
    return compare(pairs)


def check_side(formula: Any) -> Result:
    """Decide whether the stated side is where the step of eq. 9 is 1."""
    import sympy as sp

    x, far = names()["x"], sp.Symbol("far", positive=True)
    relation = read(formula)
    inside = {sign: bool(relation.subs(x, sign * far)) for sign in (1, -1)}
    holds = inside == {1: True, -1: False}
    shown = None if holds else {"x": "1", "z": ["0", "1"], "label": 0, "misclassified": True, "stated": formula}
    return Result(verdict_of(holds), {"x > 0": inside[1], "x < 0": inside[-1]}, counterexample=shown)


def leading_misalignment(spread: Any, mean: Any) -> Any:
    """Return the leading 1 - cos when entry j != y of CE's gradient is multiplied by 1 + spread (f - m) + mean m.

    CE's gradient tends to (1, ..., 1, -(K-1))/K. With f_j, j != y, of mean m and variance V in a sample, averages
    over the batch E V = W, E m = M, E m^2 = M^2 + B; 1 - cos = (|p|^2/|v|^2 - (v.p)^2/|v|^4)/2 for v -> v + p.
    """
    import sympy as sp

    K = names()["K"]
    W, B, M = (sp.Symbol(name, nonnegative=True) for name in ("W", "B", "M"))
    wrong = K - 1
    squares = wrong + wrong**2
    along = wrong * mean * M + wrong**2 * mean * M  # the label's entry is minus the sum of the others
    square = wrong * (spread**2 * W + mean**2 * (M**2 + B)) + wrong**2 * mean**2 * (M**2 + B)
    return sp.simplify((square / squares - along**2 / squares**2) / 2)


def _log_weight(phi: Any, mu: Any, x: Any) -> Any:
    """Return log(exp(mu phi(x)) phi'(x)) - x, by which Q weights a class more than cross-entropy does."""
    import sympy as sp

    return mu * phi + sp.log(sp.diff(phi, x)) - x


def check_tanh_leading(formula: Any) -> Result:
    """Expand the weights for mu alpha = 1: -alpha^2 F^2, and the sum over the classes differs at third order only."""
    import sympy as sp

    x, alpha = names()["x"], names()["alpha"]
    phi = sp.tanh(alpha * x)
    weight = sp.series(_log_weight(phi, 1 / alpha, x) - sp.log(alpha), x, 0, 3).removeO()
    power = sp.series(phi / alpha - x, x, 0, 3).removeO()
    coefficient = sp.simplify(weight / x**2)
    if coefficient.has(x) or sp.simplify(power) != 0:
        return Result(Verdict.INCONCLUSIVE, {"weight": str(weight), "sum": str(power)})
    W, B = (sp.Symbol(name, nonnegative=True) for name in ("W", "B"))
    return compare({"1 - cos": (leading_misalignment(coefficient, coefficient), read(formula, W=W, B=B))})


def check_leading(formula: Any) -> Result:
    """Expand the weights of any smooth phi to first order, and insert -log at mu = 1."""
    import sympy as sp

    x, K = names()["x"], names()["K"]
    W, B = (sp.Symbol(name, nonnegative=True) for name in ("W", "B"))
    slope, curve, mu = sp.Symbol("slope", positive=True), sp.Symbol("curve", real=True), names()["mu"]
    phi = slope * x + curve * x**2 / 2
    weight = sp.series(_log_weight(phi, mu, x) - sp.log(slope), x, 0, 2).removeO().coeff(x, 1)
    power = sp.expand(mu * phi - x).coeff(x, 1)  # summed over all classes and divided by K: power (K-1)/K m
    derived = leading_misalignment(weight, weight - power * (K - 1) / K)
    log = phis()["log"](x)
    given = {slope: sp.diff(log, x).subs(x, 0), curve: sp.diff(log, x, 2).subs(x, 0), mu: 1}
    stated = read(formula["misalignment"], W=W, B=B, r=weight, a=power)
    return compare(
        {
            "1 - cos": (derived, stated),
            "r": (sp.simplify(weight.subs(given)), read(formula["r"])),
            "a": (sp.simplify(power.subs(given)), read(formula["a"])),
        }
    )


def check_two_classes(formula: Any) -> Result:
    """Differentiate Q in both logits: Q depends on their difference through a rising function."""
    import sympy as sp

    other, label = sp.symbols("other label", real=True)
    rise = sp.Symbol("rise", positive=True)  # dQ/dF = phi'(F) sigmoid(mu phi(F))
    entries = [rise * sp.diff(other - label, v) for v in (other, label)]
    result = compare({"ratio": (entries[1] / entries[0], read(formula["ratio"]))})
    if result.verdict is Verdict.HOLDS and (formula["sign"] == "+") != bool(entries[0].is_positive):
        return Result(Verdict.FAILS, counterexample={"entry": str(entries[0]), "stated sign": formula["sign"]})
    return result


@cache
def _weights(phi: str, mu: str) -> tuple[Any, Any]:
    """Return phi'(F) exp(mu phi(F) - F) and its logarithmic derivative as functions of a ball."""
    import sympy as sp

    x = names()["x"]
    value, power = read(phi), read(mu)
    slope = sp.diff(value, x)
    relative = sp.simplify(sp.diff(value, x, 2) / slope) + power * slope - 1
    return compiled(slope * sp.exp(power * value - x), x), compiled(relative, x)


def _weight(formula: Any, margin: Any) -> Any:
    """Return the weight over a ball of margins by the mean value theorem: it varies slowly."""
    weight, relative = _weights(formula["phi"], formula["mu"])
    middle = margin.mid()
    return weight(middle) + weight(margin) * relative(margin) * (margin - middle)


def box_gap(formula: Any, intervals: Any) -> Any:
    """Return a ball of 1 - (1 - u)^2 less the squared sine of the angle, over a box of two margins.

    g_i = h_i r_i, h_i = exp(F_i); a gradient (v_1, v_2, -v_1 - v_2) has the squared length 2 N(v), N(v) = v_1^2 +
    v_1 v_2 + v_2^2, and two have the squared sine 3 (g_1 h_2 - g_2 h_1)^2/(4 N(g) N(h)).  Positive: cos > 1 - u.
    """
    import flint

    most = Fraction(formula["misalignment"])
    sine = 1 - (1 - most) ** 2
    margins = [side.low.union(side.high) for side in intervals]
    ratios = [_weight(formula, f) for f in margins]
    t = (margins[1] - margins[0]).exp()  # h_2/h_1
    n_h = 1 / t + 1 + t  # both N divided by h_1 h_2
    n_g = ratios[0] ** 2 / t + ratios[0] * ratios[1] + ratios[1] ** 2 * t
    difference = ratios[0] - ratios[1]
    return flint.arb(flint.fmpq(sine.numerator, sine.denominator)) - 3 * difference * difference / (4 * n_g * n_h)


def check_box(formula: Any) -> Result:
    """Prove the cosine's bound over the box by bisection."""
    from theory.rigour.prover import Box, Plan, prove

    margin = Fraction(formula["margin"])
    box = Box.of(F1=(-margin, margin), F2=(-margin, margin))
    proof = prove(partial(box_gap, formula), box, Plan(budget=20000, tiles=1, folder=None), tell=lambda _: None)
    return Result(proof.verdict, proof.cost(), counterexample=proof.point)


def check_tanh_measured(formula: Any) -> Result:
    """Compare 1 - cos of small seeded logits with the stated leading term."""
    import numpy as np
    import sympy as sp

    from theory.surrogates import losses as surrogates
    from theory.surrogates.ascent_angle import ascent_gap

    W, B = (sp.Symbol(name, nonnegative=True) for name in ("W", "B"))
    stated = sp.lambdify((names()["alpha"], names()["K"], W, B), read(formula, W=W, B=B), "numpy")
    rng = np.random.default_rng(SEED)
    worst = 0.0
    for classes, batch, alpha in ((3, 1, 0.1), (10, 1, 0.1), (2, 8, 0.1), (10, 16, 0.1), (50, 4, 0.05), (5, 5, 1.0)):
        logits, labels = 1e-3 * rng.normal(size=(batch, classes)), rng.integers(0, classes, batch)
        scores = np.sort(
            surrogates.margins(logits, labels)[np.arange(classes) != labels[:, None]].reshape(batch, -1) ** 2
        )
        expected = stated(alpha, classes, scores.var(axis=1).mean(), scores.mean(axis=1).var())
        measured = ascent_gap(logits, labels, surrogates.Tanh(alpha), 1.0 / alpha)
        worst = max(worst, abs(measured / expected - 1.0))
    holds = worst < 0.02  # the next order is 1e-3 times constants of a few units
    shown = None if holds else {"largest relative difference": worst}
    return Result(verdict_of(holds), {"largest relative difference": worst}, 0.0, 0.02, shown, SEED)


def check_cosines(formula: Any) -> Result:
    """Measure the cosines on seeded normal logits."""
    import numpy as np

    from theory.surrogates import losses as surrogates
    from theory.surrogates.ascent_angle import ascent_cosine

    rng = np.random.default_rng(SEED)
    logits, labels = rng.normal(size=(20000, 10)), rng.integers(0, 10, 20000)
    settings: dict[str, tuple[surrogates.Surrogate, float]] = {
        "tanh": (surrogates.Tanh(0.1), 10.0),
        "log": (surrogates.Log(), 1.0),
    }
    observed, against = {}, {}
    for name, rows in formula.items():
        phi, mu = settings[name]
        for scale, stated in rows.items():
            value = ascent_cosine(float(scale) * logits, labels, phi, mu)
            observed[f"{name}, {scale}"] = round(float(value), 4)
            if abs(value - float(stated)) > 0.01:  # three standard errors of the cosine at this batch size
                against[f"{name}, {scale}"] = {"stated": stated, "measured": float(value)}
    return Result(verdict_of(not against), observed, uncertainty=0.01, counterexample=against or None, seed=SEED)
