"""How the lines of Appendix A.5 are tested: the exact matched radius, its small-radius limit, and the algebra."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.random_models import (
    SEED,
    case,
    moderate_models,
    random_models,
    random_radii,
    rounded,
    small_radii,
)


def adversarial_swing(w: Any) -> Any:
    """Return the argument of the sinh in the robust accuracy's slope at ``w``: zero exactly at the optimum.

    The attack leaves the features normal with mean eta - eps (eq. 17), so it is the natural one with that mean.
    """
    from theory.papers.tools.derivation import accuracy_slope_factor, in_log_odds

    table = symbols()
    natural = in_log_odds(accuracy_slope_factor().swing.args[0])
    return natural.subs({table["eta"]: table["eta"] - table["eps"], table["w"]: w}, simultaneous=True)


def matched_limit() -> Any:
    """Return the exact limit of rho**2/eps over matched radii as rho tends to 0."""
    from theory.papers.wei2023.shift_series import series_of_matched_eps, unscaled

    table = symbols()
    return 1 / (table["eta"] * unscaled(series_of_matched_eps(2)).coeff(table["rho"], 2))


def eps_of(relation: Any) -> Any:
    """Return eps solved from a relation between eps and rho, None where there is not exactly one solution."""
    import sympy as sp

    unsigned = sp.Symbol("eps", real=True)  # a relation may wrongly give a negative radius
    solutions = sp.solve(relation.subs(symbols()["eps"], unsigned), unsigned)
    return solutions[0] if len(solutions) == 1 else None


def check_adversarial_weight(formula: str) -> Result:
    """Eq. 34: the formula is the zero of the robust accuracy's slope, which falls there as eps < eta."""
    import sympy as sp

    from theory.papers.tools.derivation import in_log_odds

    table = symbols()
    left = sp.simplify(adversarial_swing(in_log_odds(parse(formula))))
    (optimum,) = sp.solve(adversarial_swing(table["w"]), table["w"])
    return Result(verdict_of(left == 0), observed=str(optimum), expected=formula)


def check_exact_relation(formula: str) -> Result:
    """Theorem 4.5, exact: eps solved from the AT condition at w = w_SAM, and 0 < eps < eta since w_SAM > w*."""
    import sympy as sp

    from theory.papers.tools.derivation import in_log_odds
    from theory.papers.wei2023.contact import polynomial_sign

    table = symbols()
    (derived,) = sp.solve(adversarial_swing(table["w_SAM"]), table["eps"])
    equal = sp.simplify(derived - in_log_odds(parse(formula))) == 0
    standard = table["Lambda"] / (2 * table["eta"])
    beyond = derived.subs(table["w_SAM"], standard + sp.Symbol("q", positive=True))
    in_range = polynomial_sign(beyond) == 1 and polynomial_sign(table["eta"] - beyond) == 1
    return Result(verdict_of(equal and in_range), observed=str(derived), expected=formula)


def check_exact_relation_numerically(formula: str) -> Result:
    """Theorem 4.5, exact: at the formula's eps no weight 5% to either side of w_SAM is more robust than w_SAM."""
    import sympy as sp

    from theory.model.objectives import SharpnessAware
    from theory.sam.optima import optimal_weight

    table = symbols()
    model, generator = moderate_models(2000)
    rho = random_radii(model, generator, 0.05, 2.0)
    weight = optimal_weight(model, SharpnessAware(rho))
    names = ("eta", "w_star", "w_SAM")
    eps = sp.lambdify([table[n] for n in names], parse(formula), "numpy")(model.eta, model.standard_weight, weight)
    if not np.all((eps > 0) & (eps < model.eta)):
        return Result(Verdict.FAILS, observed="eps outside (0, eta)", seed=SEED)
    here = model.robust_accuracy(weight, eps)
    gain = np.maximum(model.robust_accuracy(0.95 * weight, eps), model.robust_accuracy(1.05 * weight, eps)) - here
    worst = int(np.argmax(gain))
    holds = bool(gain[worst] < 1e-15)  # the rounding of an accuracy; where the maximum is flatter it decides nothing
    return Result(
        verdict_of(holds),
        observed={"largest gain away from w_SAM": rounded(max(gain[worst], 0.0)) if not holds else "none"},
        expected="none",
        counterexample=None if holds else case(model, worst, rho=rho, eps=eps, gain=gain),
        seed=SEED,
    )


def check_limit(formula: str) -> Result:
    """Eqs. 36 and 13: the limit of rho**2/eps that the relation gives against that of the exact relation."""
    import sympy as sp

    from theory.papers.tools import digits

    table = symbols()
    rho, eps = table["rho"], eps_of(parse(formula))
    if eps is None:
        return Result(Verdict.INCONCLUSIVE, observed="the relation does not give one eps")
    claimed, derived = sp.simplify(sp.limit(rho**2 / eps, rho, 0)), matched_limit()
    holds = sp.simplify(claimed - derived) == 0
    counterexample = None
    if not holds:
        point, radius = digits.Point("7/10", "1/10", "1"), "1/100"
        values = {table[name]: sp.Rational(value) for name, value in point.inputs(rho=radius).items()}
        counterexample = point.inputs(rho=radius) | {
            "exact eps": digits.decimals(digits.matched_eps(point, radius), 25),
            "claimed eps": str(sp.cancel(eps).subs(values)),
        }
    return Result(
        verdict_of(holds),
        observed=f"rho^2/eps -> {derived}",
        expected=f"rho^2/eps -> {claimed}",
        counterexample=counterexample,
    )


def check_limit_numerically(formula: str) -> Result:
    """Eq. 13: the relation's eps over the exact one at a small radius, random parameters."""
    import sympy as sp

    from theory.sam.radii import matching_eps

    table = symbols()
    eps = eps_of(parse(formula))
    if eps is None:
        return Result(Verdict.INCONCLUSIVE, observed="the relation does not give one eps")
    model, _ = random_models(2000)
    rho = small_radii(model, 1e-4)
    claimed = sp.lambdify([table[n] for n in ("eta", "d", "rho")], eps, "numpy")(model.eta, model.d, rho)
    ratio = claimed / matching_eps(model, rho)
    worst = int(np.argmax(np.abs(ratio - 1.0)))
    holds = bool(np.abs(ratio[worst] - 1.0) < 1e-3)  # the next term of the series is below 1e-4 of the first
    return Result(
        verdict_of(holds),
        observed={"least ratio": rounded(ratio.min()), "largest ratio": rounded(ratio.max())},
        expected="claimed eps / exact eps within 0.1% of 1",
        counterexample=None if holds else case(model, worst, rho=rho, ratio=ratio),
        seed=SEED,
    )


def check_series(formula: str) -> Result:
    """The series of the matched eps coefficient by coefficient, through the formula's own order."""
    import sympy as sp

    from theory.papers.wei2023.shift_series import series_of_matched_eps

    table = symbols()
    claimed = sp.Poly(sp.expand(parse(formula) / table["eta"]), table["e"])
    derived = sp.Poly(sp.expand(series_of_matched_eps(max(2, claimed.degree()))), table["e"])
    return Result(verdict_of(claimed == derived), observed=str(derived.as_expr()), expected=str(claimed.as_expr()))


def check_equivalence(formula: str, premise: str) -> Result:
    """A step of algebra: both relations have the same solutions, as their differences have a ratio of one sign."""
    import sympy as sp

    from theory.papers.wei2023.contact import polynomial_sign

    table = symbols()
    before, after = parse(premise), parse(formula)
    ratio = sp.cancel((after.lhs - after.rhs) / (before.lhs - before.rhs))
    room = table["eps"] + sp.Symbol("m", positive=True)  # eta, as eps < eta
    same = polynomial_sign(ratio.subs(table["eta"], room)) in (1, -1)
    eps_before, eps_after = eps_of(before), eps_of(after)
    if not same and None not in (eps_before, eps_after) and sp.simplify(eps_before - eps_after) == 0:
        return Result(Verdict.INCONCLUSIVE, observed=str(ratio))
    return Result(verdict_of(same), observed=f"ratio {ratio}", expected="one sign for 0 < eps < eta")
