"""How much natural accuracy SAM pays for robust accuracy to leading order, and the curve it shares with AT."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.random_models import SEED, case, moderate_models, rounded, small_radii
from theory.papers.wei2023.tradeoff_checks import SLOPE_NOISE, sam_weights


def _leading(claimed: str, derived: Any) -> Result:
    from theory.papers.tools.derivation import in_log_odds, vanishes

    holds = vanishes(in_log_odds(derived - parse(claimed)))
    return Result(verdict_of(holds), observed=str(derived), expected=claimed)


def _leading_shift() -> Any:
    from theory.papers.wei2023.shift_series import shift_limit

    table = symbols()
    return table["w_star"] * table["rho"] ** 2 * shift_limit()


def check_loss_order(formula: str) -> Result:
    """-acc''(w*) h**2/2 with the leading h, acc differentiated twice (acc'(w*) = 0)."""
    import sympy as sp

    from theory.papers.tools.derivation import accuracy

    table = symbols()
    second = sp.diff(accuracy(table["w"]), table["w"], 2).subs(table["w"], table["w_star"])
    return _leading(formula, -second * _leading_shift() ** 2 / 2)


def check_gain(formula: str) -> Result:
    """racc'(w*) h with the leading h, the attacked accuracy (mean eta - eps) differentiated."""
    import sympy as sp

    from theory.papers.tools.derivation import accuracy

    table = symbols()
    attacked = accuracy(table["w"], table["eta"] - table["eps"])
    return _leading(formula, sp.diff(attacked, table["w"]).subs(table["w"], table["w_star"]) * _leading_shift())


def check_gain_numerically(formula: str) -> Result:
    """The robust gain itself over the formula at a small radius, wherever floating point resolves it."""
    import sympy as sp

    from theory.model.objectives import SharpnessAware
    from theory.sam.optima import weight_shift

    table = symbols()
    model, generator = moderate_models(2000)
    eps = model.eta * generator.uniform(0.05, 0.9, model.eta.shape)
    rho = small_radii(model, 1e-4)
    best = model.standard_weight
    shift = weight_shift(model, SharpnessAware(rho))
    gain = model.robust_accuracy(best + shift, eps) - model.robust_accuracy(best, eps)
    names = ("p", "eta", "d", "w_star", "rho", "eps")
    value = sp.lambdify([table[name] for name in names], parse(formula), "numpy")
    claimed = value(model.p, model.eta, model.d, best, rho, eps)
    resolved = np.flatnonzero(np.abs(gain) > 1e4 * SLOPE_NOISE)
    ratio = claimed[resolved] / gain[resolved]
    worst = int(np.argmax(np.abs(ratio - 1.0)))
    holds = bool(np.abs(ratio[worst] - 1.0) < 1e-2)  # noise 1e-4, and h racc''/racc' below 5e-3 at these radii
    return Result(
        verdict_of(holds),
        observed={"resolved": int(resolved.size), "least": rounded(ratio.min()), "largest": rounded(ratio.max())},
        expected="claimed / actual gain within 1% of 1",
        counterexample=None if holds else case(model, int(resolved[worst]), rho=rho, eps=eps, gain=gain),
        seed=SEED,
    )


def check_same_curve(formula: str) -> Result:
    """Every w > w* is one AT weight, and by continuity some SAM weight: w_SAM runs from w* to infinity."""
    import sympy as sp

    from theory.papers.tools.derivation import accuracy, in_log_odds, slope_sign
    from theory.papers.wei2023.contact import polynomial_sign, slope_steps
    from theory.papers.wei2023.relation_checks import adversarial_swing

    table = symbols()
    w, p = table["w"], table["p"]
    q = sp.Symbol("q", positive=True)
    beyond = table["Lambda"] / (2 * table["eta"]) + q
    eps = in_log_odds(parse(formula)).subs(w, beyond)
    condition = adversarial_swing(beyond)
    natural = accuracy(w)
    far = {side: sp.simplify(sp.limit(natural, w, side)) for side in (sp.oo, -sp.oo)}
    steps = {
        "w_AT(eps) = w": sp.simplify(condition.subs(table["eps"], eps)) == 0,
        "the only such eps": polynomial_sign(sp.expand(sp.cancel(sp.diff(condition, table["eps"])))) == 1,
        "0 < eps < eta": polynomial_sign(eps) == 1 and polynomial_sign(sp.cancel(table["eta"] - eps)) == 1,
        "w_SAM > w*": all(slope_steps().values()),
        # acc(w_SAM - rho) = acc(w_SAM + rho) > p > 1 - p: the lower end stays bounded, so w_SAM grows with rho
        "acc falls to p beyond w*": slope_sign(q) == -1 and sp.simplify(far[sp.oo] - p) == 0,
        "acc tends to 1 - p < p at -infinity": sp.simplify(far[-sp.oo] - (1 - p)) == 0
        and sp.simplify(in_log_odds(2 * p - 1).rewrite(sp.tanh)).is_positive is True,
    }
    return Result(
        verdict_of(all(steps.values())),
        observed=steps,
        expected="every step true",
        note="w_SAM is continuous in rho and tends to w* as rho -> 0, so it takes every value above w*",
    )


def check_same_curve_numerically(formula: str) -> Result:
    """Natural and robust accuracy of SAM's classifier and of AT's at the formula's radius are the same numbers."""
    import sympy as sp

    from theory.model.objectives import Adversarial
    from theory.sam.optima import optimal_weight

    table = symbols()
    model, generator, rho, weight = sam_weights(0.05, 3.0)
    test = model.eta * generator.uniform(0.05, 0.9, model.eta.shape)
    radius = sp.lambdify([table[n] for n in ("eta", "w_star", "w")], parse(formula), "numpy")
    eps = radius(model.eta, model.standard_weight, weight)
    if not np.all((eps > 0) & (eps < model.eta)):
        return Result(Verdict.FAILS, observed="eps outside (0, eta)", seed=SEED)
    other = optimal_weight(model, Adversarial(eps))
    apart = np.maximum(
        np.abs(model.accuracy(weight) - model.accuracy(other)),
        np.abs(model.robust_accuracy(weight, test) - model.robust_accuracy(other, test)),
    )
    worst = int(np.argmax(apart))
    holds = bool(apart[worst] < SLOPE_NOISE)
    return Result(
        verdict_of(holds),
        observed="the same within rounding" if holds else rounded(apart[worst]),
        expected="the same within rounding",
        counterexample=None if holds else case(model, worst, rho=rho, eps=eps, apart=apart),
        seed=SEED,
    )
