"""Rigorous checks of which radii of SAM and AT give the same weight: Theorem 4.5 and its conclusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from theory.formulas import parse, symbols
from theory.intervals import Interval, Polynomial
from theory.ledger import Result, Verdict
from theory.papers.wei2023 import barrier, bounds
from theory.papers.wei2023 import proof_functions as pf
from theory.papers.wei2023.rigorous_results import broken, prove_all, result_of, undecided
from theory.papers.wei2023.rigorous_shift import Jobs, ratio_jobs, sign_on_sizes, upper_jobs
from theory.papers.wei2023.settings import LARGE, MIDDLE, SMALL, digits_of
from theory.prover import Box, Plan


def check_relation(formula: str, plan: Plan) -> Result:
    """Theorem 4.5: the relation's limit of eta rho^2/eps as rho -> 0 against 3d.

    eps = eta h/(t + h) with h/(t e^2/3) -> 1, proved by the two-sided bound: so rho^2/eps -> 3d/eta.
    """
    import sympy as sp

    from theory.papers.wei2023.relation_checks import eps_of

    s = symbols()
    claimed_eps = eps_of(parse(formula))
    if claimed_eps is None:
        return undecided("the relation does not give one eps", formula)
    claimed = sp.limit(s["eta"] * s["rho"] ** 2 / claimed_eps, s["rho"], 0)
    expected = f"eta rho^2/eps -> {claimed}"
    proofs = prove_all("wei2023/thm-4.5", formula, plan, ratio_jobs())
    outcome = result_of(proofs, expected, "eta rho^2/eps -> 3 d by 1 - O(e^2) <= (w_SAM - w*)/(w* rho^2/(3d)) <= 1 + O(e^2)")
    if outcome.verdict is not Verdict.HOLDS:
        return outcome
    sign = sign_on_sizes(claimed - 3 * s["d"])
    if sign == 0:
        return outcome
    if sign is None:
        return undecided("the difference of the limits has no certified sign", expected)
    examples = {f"d = {one.d}": _compared(one, claimed_eps) for one in (SMALL, MIDDLE, LARGE)}
    note = f"the limits differ for every d >= 1; {outcome.note}"
    return Result(Verdict.FAILS, outcome.observed, expected, counterexample=examples, note=note)


def _compared(setting: Any, claimed: Any) -> dict[str, Any]:
    from theory.ball_formulas import ball_value

    with setting.balls() as values:
        value = ball_value(claimed, values)
        ratio = value / values["eps"]
        return setting.shown(
            **{"eps": digits_of(values["eps"]), "eps by the relation": digits_of(value), "their ratio": digits_of(ratio)}
        )


@dataclass(frozen=True)
class SeriesBelow:
    """With eps < eta S/(1 + S): eps < eta c e^2 if (c z (1 + S) - S)/z^2 >= 0; a polynomial of (z, S2) on boxes of z."""

    excess: Polynomial

    def __call__(self, sides: Sequence[Interval]) -> Any:
        return self.excess([sides[0], pf.rising(pf.series_tail, sides[0])]).low


def bound_jobs(bound: Any, reach: int) -> Jobs | None:
    """Return the proofs that the matched eps is below a bound, {} where Theorem 4.3 suffices; None for none known.

    - bound = eta c, c >= 1: eps = eta (1 - w*/w_SAM) < eta.
    - bound = eta r with kappa r/e >= 1 for d >= 1 (rho, rho/d): at h = t r/(1 - r) the gap is negative, by an
      integral of positive terms; where r >= 1 the first case applies.
    - bound = eta c e^2: from h < t S, that is eps < eta S/(1 + S), for c e^2 < 1.
    """
    import sympy as sp

    s = symbols()
    e, kappa, d = s["e"], s["kappa"], s["d"]
    ratio = sp.simplify((bound / s["eta"]).subs({s["rho"]: e * sp.sqrt(d), s["eta"]: kappa / sp.sqrt(d)}))
    if ratio.is_Rational and ratio >= 1:
        return {}
    contact = sp.simplify(kappa * ratio / e)
    if contact.free_symbols <= {d}:
        if sign_on_sizes(contact - 1) not in (0, 1) and sign_on_sizes(contact) != 1:
            return None
        if not (contact.subs(d, 1) >= 1 and sign_on_sizes(contact - 1) in (0, 1, None)):
            return None
        box = Box.of(**{"w_SAM rho/d": (0, 1000 * reach), "eta rho": (0, 1000 * reach), "e": (0, 1000 * reach)})
        return {f"eps < {bound}": (pf.BelowContact(), box)}
    factor = sp.simplify(ratio / e**2)
    if not factor.is_Rational or factor <= 0:
        return None
    z, s2 = sp.symbols("z S2", positive=True)
    series = z / 3 + z**2 * s2
    excess = sp.cancel((factor * z * (1 + series) - series) / z**2)
    upper = upper_jobs(bounds.UPPER, 2, 1)
    if upper is None or factor < sp.Rational(1, 3):
        return None
    return upper | {f"eps < {bound}": (SeriesBelow(Polynomial(excess, [z, s2])), Box.of(z=(0, str(1 / factor))))}
