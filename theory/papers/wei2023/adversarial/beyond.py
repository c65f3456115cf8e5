"""Adversarial training where Theorem 4.2's condition does not hold: a radius eps of eta or more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mpmath as mp
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import decisions, derivation
from theory.papers.wei2023 import samples
from theory.papers.wei2023.adversarial.checks import compare_probes, signs_around
from theory.rigour.compare import limit_confirmed

BEYOND = {"p": "9/10", "eta": "1/10", "d": "10", "eps": "1/5"}  # a radius of twice eta


def _negative_mean() -> Any:
    return -sp.Symbol("m", positive=True)  # eta - eps for any eps > eta


def check_supremum(formula: dict[str, str]) -> Result:
    """For eps >= eta: racc rises for good from some weight on, and its limits at both ends are p and 1 - p.

    At eps = eta the slope is positive everywhere. Beyond it racc falls up to its one stationary point and rises from
    there on. In both cases every value lies strictly below the larger of the two limits, which is reached at infinity.
    """
    s = symbols()
    w, lam = s["w"], s["Lambda"]
    q, mean = sp.Symbol("q", positive=True), _negative_mean()
    stationary = lam / (2 * mean)
    shape = {
        "eps = eta, everywhere": derivation.shifted_slope_sign(sp.Integer(0), w),
        "eps > eta, left of the stationary weight": derivation.shifted_slope_sign(mean, stationary - q),
        "eps > eta, right of it": derivation.shifted_slope_sign(mean, stationary + q),
    }
    if list(shape.values()) != [1, -1, 1]:
        return Result(Verdict.INCONCLUSIVE, observed=shape)
    ends: dict[Any, Any] = {}
    for end in (sp.oo, -sp.oo):
        at_zero, beyond = (sp.limit(derivation.accuracy(w, m), w, end) for m in (sp.Integer(0), mean))
        derivation.confirm(sp.expand(at_zero - beyond) == 0, "the limits do not depend on eps")
        for m in (sp.Integer(0), mean):
            outwards = derivation.accuracy(sp.sign(end) * w, m)
            seen = limit_confirmed(outwards, w, beyond, decisions.ODDS, to=sp.oo)
            derivation.confirm(seen, "numbers further out come nearer to the limit")
        ends[end] = sp.expand(beyond)
    larger = sp.simplify(derivation.in_log_odds(ends[sp.oo] - ends[-sp.oo]))
    # the difference is tanh(Lambda/2); its sign shows once it is written with exp(Lambda) = 1 + q > 1
    derivation.confirm(sp.factor(sp.simplify(larger.subs(lam, sp.log(1 + q)))).is_positive, "p exceeds 1 - p")
    value = decisions.compare(ends[sp.oo], parse(formula["supremum"]))
    place = sp.sympify(formula["approached at"]) == sp.oo
    observed = {"limits": {str(end): str(limit) for end, limit in ends.items()}, "signs of the slope": shape}
    if value.verdict is Verdict.HOLDS and not place:
        return Result(Verdict.FAILS, observed=observed, expected=formula, counterexample=observed["limits"])
    meaning = {"m": "eps >= eta"}  # eps = eta and eps > eta are both decided above
    covered = decisions.covered(derivation.shifted_slope_factor(mean).at(w), meaning=meaning)
    return Result(value.verdict, observed, formula, counterexample=value.counterexample, covered=covered)


def check_supremum_numerically(formula: dict[str, str]) -> Result:
    """Random settings with eps/eta in [1.02, 2]: racc stays below the supremum and comes near it far out."""
    supremum = samples.evaluator(parse(formula["supremum"]), "p")
    direction = 1 if formula["approached at"] == "oo" else -1
    broken: dict[str, Any] | None = None
    tried = 0
    with mp.workdps(200):  # at 20 sqrt(d) racc is between 10**-136 and 10**-49 below its limit
        for one in samples.settings(50, ratio=(1.02, 2.0)):
            eta = mp.mpf(one.eta)
            for eps in (eta, eta * mp.mpf(one.ratio)):
                limit = supremum(mp.mpf(one.p))
                points = [step * mp.sqrt(one.d) for step in (-20, -5, -1, 0, 1, 5, 20)]
                values = [samples.accuracy(one.p, eta - eps, one.d, w) for w in points]
                tried += len(points)
                far = samples.accuracy(one.p, eta - eps, one.d, direction * points[-1])
                if max(values) >= limit or abs(limit - far) > mp.mpf(10) ** -40:
                    inputs = {"p": one.p, "eta": one.eta, "d": one.d, "eps/eta": mp.nstr(eps / eta, 17)}
                    broken = broken or {**inputs, "highest seen": mp.nstr(max(values), 20), "far out": mp.nstr(far, 20)}
    return Result(
        verdict_of(broken is None),
        observed={"weights": tried},
        expected=formula,
        counterexample=broken,
        seed=samples.SEED,
        covered=samples.region("eps >= eta"),
    )


def check_robust_minimiser(formula: str) -> Result:
    """Beyond eta: racc falls left of the claimed weight and rises right of it; digits for one case are shown."""
    result = signs_around(formula, _negative_mean(), {"left": -1, "right": 1}, BEYOND)
    s = symbols()
    robust = derivation.accuracy(s["w"], s["eta"] - s["eps"])
    weights = {"at the formula": parse(formula), "at w = 0": 0, "at w = 20": 20}
    racc = {place: str(decisions.digits_at(robust.subs(s["w"], w), BEYOND)) for place, w in weights.items()}
    observed = {"signs of the slope": result.observed, "case": BEYOND, "racc": racc}
    return replace(result, observed=observed)


def check_robust_minimiser_numerically(formula: str) -> Result:
    """Random settings with eps/eta in [1.1, 4]: every probed weight has a higher robust accuracy."""
    return compare_probes(formula, (1.1, 4.0), -1)
