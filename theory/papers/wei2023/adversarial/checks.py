"""Adversarial training on the binary model: the worst attack, and Theorem 4.2 (appendix A.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mpmath as mp
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import ANY
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import decisions, derivation
from theory.papers.wei2023 import samples

LABELS = (sp.Integer(1), sp.Integer(-1))
KEPT = {True: {"m": "eps < eta"}, False: {"m": "eps > eta"}}
"""What it means that m > 0, by whether the kept mean eta - eps is m or -m."""


def check_attack(formula: str) -> Result:
    """The margin is linear in delta, with a positive weight: compare any move of the ball with the stated attack."""
    return decisions.worst(*(_worst_move(parse(formula, y=y), y, formula) for y in LABELS))


def _worst_move(attack: Any, y: Any, formula: str) -> Result:
    """Decide whether no move within eps lowers the margin y w_i x_i of a positive weight w_i more than the attack."""
    q, weight, eps = sp.Symbol("q", nonnegative=True), sp.Symbol("w_i", positive=True), symbols()["eps"]
    moves = [eps * (1 - q) / (1 + q), sp.sympify(-eps), eps]  # every point of [-eps, eps]
    gains = [sp.factor(sp.together(weight * y * (move - attack))) for move in moves]
    inside = (eps - sp.Abs(attack)).is_nonnegative
    if all(gain.is_nonnegative for gain in gains) and inside:
        return Result(Verdict.HOLDS, str(-eps * y), formula, covered=decisions.covered(weight * eps))
    lower = weight * y * (-eps * y - attack)  # the margin at the attack -eps y less the stated attack's
    shown = {"y": str(y), "margin at -eps*y less margin at the stated attack": str(sp.factor(lower))}
    decided = lower.is_negative or (eps - sp.Abs(attack)).is_negative
    return Result(Verdict.FAILS if decided else Verdict.INCONCLUSIVE, expected=formula, counterexample=shown)


def check_attacked_law(formula: dict[str, str]) -> Result:
    """Integrate one perturbed feature's moment generating function; its logarithm's two terms are mean and variance."""
    eps, eta = symbols()["eps"], symbols()["eta"]
    x, t = sp.symbols("x t", real=True)
    results = []
    for y in LABELS:
        density = sp.exp(-((x + eps * y - eta * y) ** 2) / 2) / sp.sqrt(2 * sp.pi)
        integral = sp.simplify(sp.integrate(sp.exp(t * x) * density, (x, -sp.oo, sp.oo)))
        log_mgf = sp.Poly(sp.expand(sp.expand_log(sp.log(integral), force=True)), t)
        derivation.confirm(sp.simplify(sp.exp(log_mgf.as_expr()) / integral) == 1, "that is its logarithm")
        derivation.confirm(log_mgf.degree() == 2 and log_mgf.coeff_monomial(1) == 0, "the law is normal")
        results += [
            decisions.compare(log_mgf.coeff_monomial(t), parse(formula["mean"], y=y)),
            decisions.compare(2 * log_mgf.coeff_monomial(t**2), parse(formula["variance"], y=y)),
        ]
    return decisions.worst(*results)


def check_robust_accuracy(formula: str) -> Result:
    """Eq. 17: the accuracy derived for features whose mean in the label's direction the attack lowers by eps.

    The other weights are 1, hence positive: the attack -eps y is the worst.
    """
    s = symbols()
    law = check_attacked_law({"mean": "(eta - eps)*y", "variance": "1"})
    derivation.confirm(check_attack("-eps*y").verdict is Verdict.HOLDS, "the worst attack")
    derivation.confirm(law.verdict is Verdict.HOLDS, "the law that it leaves")
    return decisions.compare(derivation.accuracy(s["w"], s["eta"] - s["eps"]), parse(formula))


def signs_around(formula: str, mean: Any, expected: dict[str, int], point: dict[str, str]) -> Result:
    """Compare the signs of racc's slope left of, at and right of the claimed weight with the expected ones.

    Args:
        formula: the claimed weight.
        mean: eta - eps, a symbol that carries its sign.
        expected: the sign (1, 0, -1) by place ("left", "at", "right").
        point: exact parameters at which digits are shown where the signs are not these.
    """
    s = symbols()
    q = sp.Symbol("q", positive=True)
    claimed = parse(formula).subs(s["eps"], s["eta"] - mean)
    steps = {"left": -q, "at": 0, "right": q}
    signs = {place: derivation.shifted_slope_sign(mean, claimed + steps[place]) for place in expected}
    if signs == expected:
        form = derivation.shifted_slope_factor(mean).at(s["w"])
        covered = decisions.covered(form, claimed, meaning=KEPT[mean.is_positive])
        note = "signs of the slope of racc"
        return Result(Verdict.HOLDS, observed=signs, expected=expected, note=note, covered=covered)
    robust = derivation.accuracy(s["w"], s["eta"] - s["eps"])
    shown = {name: point[name] for name in ("p", "eta", "d", "eps")}
    try:
        slope = decisions.digits_at(sp.diff(robust, s["w"]).subs(s["w"], parse(formula)), point)
    except ArithmeticError:
        decided = None not in signs.values()
        return Result(Verdict.FAILS if decided else Verdict.INCONCLUSIVE, observed=signs, expected=expected)
    shown["claimed weight"] = str(decisions.digits_at(parse(formula), point))
    shown["slope there, not 0"] = str(slope)
    return Result(Verdict.FAILS, observed=signs, expected=expected, counterexample=shown)


def _positive_mean() -> Any:
    return sp.Symbol("m", positive=True)  # eta - eps for any eps < eta


def check_robust_zero(formula: str) -> Result:
    """Eq. 18: the swing vanishes at the claimed weight and nowhere else."""
    return signs_around(formula, _positive_mean(), {"left": 1, "at": 0, "right": -1}, decisions.POINTS[0])


def check_robust_maximiser(formula: str) -> Result:
    """Theorem 4.2: racc rises left of the claimed weight and falls right of it, for every eps < eta."""
    s = symbols()
    result = signs_around(formula, _positive_mean(), {"left": 1, "right": -1}, decisions.POINTS[0])
    if result.verdict is not Verdict.HOLDS:
        return result
    same = decisions.compare(s["eta"] / (s["eta"] - s["eps"]) * s["w_star"], parse(formula))
    return decisions.worst(replace(same, covered=ANY), result)


def compare_probes(formula: str, ratio: tuple[float, float], better: int) -> Result:
    """Compare racc at the claimed weight with that at probed weights on both sides, at 100 random settings.

    Args:
        formula: the claimed weight.
        ratio: range of eps/eta.
        better: 1 where the claimed weight should have the highest robust accuracy, -1 where the lowest.
    """
    weight = samples.evaluator(parse(formula), "p", "eta", "eps")
    beaten: dict[str, Any] | None = None
    tried = failed = 0
    with mp.workdps(samples.DIGITS):
        for one in samples.settings(100, ratio=ratio):
            eta, eps = mp.mpf(one.eta), mp.mpf(one.ratio) * mp.mpf(one.eta)
            claimed = weight(mp.mpf(one.p), eta, eps)
            reached = samples.accuracy(one.p, eta - eps, one.d, claimed)
            for w in samples.probes(claimed, mp.sqrt(one.d)):
                tried += 1
                if better * (reached - samples.accuracy(one.p, eta - eps, one.d, w)) <= 0:
                    failed += 1
                    inputs = {"p": one.p, "eta": one.eta, "d": one.d, "eps/eta": one.ratio}
                    beaten = beaten or {**inputs, "w that beats it": mp.nstr(w, 20)}
    return Result(
        verdict_of(not failed),
        observed={"probes": tried, "beat the claimed weight": failed},
        expected={"probes": tried, "beat the claimed weight": 0},
        counterexample=beaten,
        seed=samples.SEED,
        covered=samples.region("0 < eps < eta" if ratio[1] < 1 else "eps > eta"),
    )


def check_robust_maximiser_numerically(formula: str) -> Result:
    """Theorem 4.2 at random parameters with eps/eta in [0.01, 0.9]."""
    return compare_probes(formula, (0.01, 0.9), 1)
