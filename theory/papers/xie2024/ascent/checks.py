"""How the claims on ascent directions are tested: by Hoelder's inequality coordinate by coordinate, and by sampling."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import numpy as np
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.papers.xie2024.example.checks import margins
from theory.papers.xie2024.forms import BITS, at, compare, digits, names, read
from theory.papers.xie2024.relaxation.checks import log_sum_exp
from theory.surrogates import losses as surrogates
from theory.surrogates import norm_ball

SEED = 20240714
TRIALS, POINTS = 40, 200
TOLERANCE = 1e-13  # a few roundings of numbers below 2
MEANING = {"norm1": "g not 0", "norm2": "g not 0", "norm_max": "g not 0", "norm_Tg": "g not 0", "size": ""}
"""What it says of a gradient that its norms are positive; the size of one entry says nothing."""


SAMPLED = Domain.of(f"g not 0, 0.1 <= rho <= 2, 2 <= dimension <= {1 + TRIALS}")


def _symbols() -> dict[str, Any]:
    positive = ("norm1", "norm2", "norm_max", "norm_Tg", "T", "size", "rho")
    return {name: sp.Symbol(name, positive=True) for name in positive} | {
        "g": sp.Symbol("g", real=True),
        "largest": sp.Symbol("largest", nonnegative=True),
    }


def _l2(formula: str, table: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return (length, radius) and (inner product, maximum) of a multiple of g.

    <e, g> = |g|/(2 rho) (|e|^2 + rho^2 - |e - rho g/|g||^2) is an identity; with |e| <= rho it is at most rho |g|, and
    reached at rho g/|g| only: the distance there is |e|^2 - rho^2 <= 0.
    """
    rho, norm, g = table["rho"], table["norm2"], table["g"]
    e2, inner = sp.Symbol("e2", nonnegative=True), sp.Symbol("inner", real=True)
    distance = e2 - 2 * rho / norm * inner + rho**2
    bound = sp.expand(norm / (2 * rho) * (e2 + rho**2 - distance))
    if sp.simplify(bound - inner) != 0:
        raise ArithmeticError("the identity behind Cauchy and Schwarz does not hold")
    if sp.expand(distance.subs(inner, rho * norm) - (e2 - rho**2)) != 0:
        raise ArithmeticError("the maximiser is not seen to be the only one")
    factor = sp.simplify(read(formula, **table) / g)
    return {"l2 length": (factor * norm, rho), "l2 inner product": (factor * norm**2, rho * norm)}


def _coordinates(formula: str, table: dict[str, Any], sign: int) -> Any:
    """Return the entry of a direction where the gradient's entry is sign * size."""
    return read(formula, **table).subs(table["g"], sign * table["size"])


def _linf(formula: str, table: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Each entry of e is at most rho: e_i g_i <= rho |g_i|, with equality at the dual vector, also for g_i = 0."""
    pairs = {"linf entry, g 0": (_coordinates(formula, table, 0), 0 * table["rho"])}
    for sign in (1, -1):
        entry = _coordinates(formula, table, sign)
        pairs[f"linf entry, g {sign:+}"] = (entry, sign * table["rho"])
        pairs[f"linf product, g {sign:+}"] = (entry * sign * table["size"], table["rho"] * table["size"])
    return pairs


def _l1(formula: str, table: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Sum e_i g_i <= max|g| sum|e_i| <= rho max|g|: all of rho on one largest entry, with the gradient's sign."""
    pairs = {}
    for sign in (1, -1):
        entry = _coordinates(formula, table, sign)
        on, off = (entry.subs(table["largest"], value) for value in (1, 0))
        pairs[f"l1 entry, g {sign:+}"] = (on, sign * table["rho"])
        pairs[f"l1 elsewhere, g {sign:+}"] = (off, 0 * table["rho"])
        product = (on * sign * table["size"]).subs(table["size"], table["norm_max"])
        pairs[f"l1 product, g {sign:+}"] = (product, table["rho"] * table["norm_max"])
    return pairs


def check_dual_vectors(formula: Any, domain: Domain) -> Result:
    """Decide that each direction is in the ball and attains the largest inner product, in any dimension."""
    parts = {"l2": _l2, "linf": _linf, "l1": _l1}
    pairs: dict[str, tuple[Any, Any]] = {}
    for norm, text in formula.items():
        pairs |= parts[norm](text, _symbols())
    return compare(pairs, domain, meaning=MEANING)


def check_sampled_dual_vectors(formula: Any) -> Result:
    """Compare the stated directions with dual_vector and with random points of the ball, on gradients of Q."""
    rng = np.random.default_rng(SEED)
    table = _symbols()
    order = ("g", "norm1", "norm2", "norm_max", "largest", "rho")
    worst = 0.0
    for norm, text in formula.items():
        direction = sp.lambdify([table[name] for name in order], read(text, **table), "numpy")
        for trial in range(TRIALS):
            classes = 2 + trial
            logits, label = 3 * rng.normal(size=classes), int(rng.integers(classes))
            phi, mu = (surrogates.Log(), 1.0) if trial % 2 else (surrogates.Tanh(0.1), 10.0)
            g = surrogates.q_gradient(logits, label, phi, mu)
            rho = float(rng.uniform(0.1, 2.0))
            largest = (np.arange(classes) == np.argmax(np.abs(g))).astype(float)
            sizes = (float(norm_ball.norm_of(g, kind)) for kind in ("l1", "l2", "linf"))
            e = np.asarray(direction(g, *sizes, largest, rho))
            expected = norm_ball.dual_vector(g, norm, rho)
            others = norm_ball.sample_ball(rng, (POINTS, classes), norm, rho)
            excess = float((others @ g).max() - e @ g) / float(np.abs(g).max())
            worst = max(worst, float(np.abs(e - expected).max()), excess)
    holds = worst <= TOLERANCE
    shown = None if holds else {"difference or excess of a random point": worst}
    return Result(verdict_of(holds), _counts(worst, len(formula)), 0.0, TOLERANCE, shown, SEED, covered=SAMPLED)


def _counts(worst: float, norms: int) -> dict[str, Any]:
    return {"gradients": TRIALS * norms, "points of the ball": TRIALS * POINTS * norms, "largest difference": worst}


def check_scaled_dual_vector(formula: Any, domain: Domain) -> Result:
    """Put e = T v: <e, g> = <v, T g> over |v| <= rho, whose maximiser is the dual vector of T g."""
    table = _symbols()
    factor = read(formula["direction"], **table) / (table["T"] ** 2 * table["g"])  # e = factor T^2 g, v = factor T g
    norm = table["norm_Tg"]
    return compare(
        {"length of e/T": (factor * norm, table["rho"]), "inner product": (factor * norm**2, table["rho"] * norm)},
        domain,
        meaning=MEANING,
        assumed="T > 0",
    )


def check_gradient(formula: Any, domain: Domain) -> Result:
    """Differentiate (1/mu) log(others + exp(mu phi(z_j - z_y))) for a function phi without further properties."""
    own, label, others = sp.Symbol("z_j", real=True), sp.Symbol("z_y", real=True), sp.Symbol("others", positive=True)
    mu, phi = names()["mu"], sp.Function("phi")
    power = sp.exp(mu * phi(own - label))
    value = sp.log(others + power) / mu
    given = {"phi_F": sp.Symbol("phi_F", real=True), "slope": sp.Symbol("slope", real=True)}
    total = names()["S"]

    def plain(derivative: Any) -> Any:
        x = sp.Dummy()
        slope = sp.Subs(sp.Derivative(phi(x), x), x, own - label)
        done = sp.simplify(derivative.doit())
        found = [part for part in done.atoms(sp.Subs) if part.expr.has(sp.Derivative)]
        done = done.subs(dict.fromkeys(found, given["slope"])).subs(slope, given["slope"])
        return done.subs(others, total - power).subs(phi(own - label), given["phi_F"])

    pairs = {
        "other": (plain(sp.diff(value, own)), read(formula["other"], **given)),
        "label": (plain(sp.diff(value, label)), read(formula["label"], **given)),
    }
    # the sum over the other classes is positive: there is the label's at least
    return compare(pairs, domain, assumed="K >= 2, phi differentiable")


def check_maximiser(formula: Any) -> Result:
    """Compare Q and the 0-1 loss of the two options, in balls: a maximiser of Q that is right refutes the statement."""
    x = names()["x"]
    phi, mu = sp.Lambda(x, read(formula["phi"])), read(formula["mu"])
    values = {names()["K"]: Fraction(formula["K"]), names()["s"]: Fraction(formula["s"])}
    with flint.ctx.workprec(BITS):
        risks = {option: at(log_sum_exp(option, phi, mu), values) for option in ("A", "B")}
        wrong = {option: any(at(v, values) > 0 for v in found) for option, found in margins().items()}
        observed = {o: {"Q": digits(risks[o], 12), "0-1 loss": int(wrong[o])} for o in risks}
        if risks["A"].overlaps(risks["B"]):
            return Result(Verdict.INCONCLUSIVE, observed)
        best = max(risks, key=lambda option: float(risks[option].mid()))
    holds = wrong[best] or not any(wrong.values())
    return Result(verdict_of(holds), observed, counterexample=None if holds else {"Q prefers": best, **observed})


def check_guarantee(formula: Any, domain: Domain) -> Result:
    """Write Lemma 3.1 in Q = top + log(S)/mu at the maximiser, and compare with a sample that meets the floor.

    All margins 0: phi(0) = 0, the loss is 0, top = 0 and S = K.
    """
    largest, table = sp.Symbol("largest", real=True), names()
    top, total, K, mu = (table[name] for name in ("top", "S", "K", "mu"))
    q = top + sp.log(total) / mu
    lemma = q - sp.log(K) / mu
    floor = read(formula["floor"], largest=largest)
    pairs = {
        "least loss": (sp.simplify(lemma.subs(top, largest - sp.log(total) / mu)), floor),
        "loss at equal logits": (sp.Integer(0), floor.subs(largest, q.subs({top: 0, total: K}))),
    }
    return compare(pairs, domain, assumed="phi at most the strict step, phi(0) = 0")
