"""Rigorous checks of which radii of SAM and AT give the same weight: Theorem 4.5 and its conclusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023 import bounds
from theory.papers.wei2023 import proof_functions as pf
from theory.papers.wei2023.certified_settings import LARGE, MIDDLE, SMALL, digits_of
from theory.papers.wei2023.rigorous_results import Jobs, broken, prove_all, result_of, undecided
from theory.papers.wei2023.rigorous_shift import ratio_jobs, upper_jobs, where_not_zero
from theory.rigour.boxes import Box
from theory.rigour.intervals import Interval, Polynomial
from theory.rigour.prover import Plan


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
    outcome = result_of(
        proofs, expected, "eta rho^2/eps -> 3 d by 1 - O(e^2) <= (w_SAM - w*)/(w* rho^2/(3d)) <= 1 + O(e^2)"
    )
    if outcome.verdict is not Verdict.HOLDS:
        return outcome
    where = where_not_zero(claimed - 3 * s["d"])
    if where is None:
        return undecided("where the limits differ is not decided", expected)
    if not where:
        return outcome
    examples = {f"d = {one.d}": _compared(one, claimed_eps) for one in (SMALL, MIDDLE, LARGE)}
    note = f"the limits differ for {where}; {outcome.note}"
    return Result(Verdict.FAILS, outcome.observed, expected, counterexample=examples, note=note)


def _compared(setting: Any, claimed: Any) -> dict[str, Any]:
    from theory.rigour.formulas import ball_value

    with setting.balls() as values:
        value = ball_value(claimed, values)
        ratio = value / values["eps"]
        return setting.shown(
            **{
                "eps": digits_of(values["eps"]),
                "eps by the relation": digits_of(value),
                "their ratio": digits_of(ratio),
            }
        )


@dataclass(frozen=True)
class SeriesBelow:
    """S/(1 + S) < z/3, that is (z/3 (1 + S) - S)/z^2 > 0: a polynomial of z and S2, on boxes of (z,)."""

    excess: Polynomial

    def __call__(self, sides: Sequence[Interval]) -> Any:
        """Return an interval around the polynomial."""
        return self.excess([sides[0], pf.rising(pf.series_tail, sides[0])])


def bound_jobs(bound: Any, reach: int) -> Jobs | None:
    """Return the proofs that the matched eps is below a bound, {} where Theorem 4.3 suffices; None for none known.

    - bound = eta c, c >= 1: eps = eta (1 - w*/w_SAM) < eta.
    - bound = eta r with kappa r/e >= 1 for d >= 1 (rho, rho/d): at h = t r/(1 - r) the gap is negative, by an
      integral of positive terms; where r >= 1 the first case applies.
    - bound = eta c e^2, c >= 1/3: h < t S gives eps < eta S/(1 + S) < eta e^2/3 where that is below eta.
    """
    import sympy as sp

    s = symbols()
    e, kappa, d = s["e"], s["kappa"], s["d"]
    ratio = sp.simplify((bound / s["eta"]).subs({s["rho"]: e * sp.sqrt(d), s["eta"]: kappa / sp.sqrt(d)}))
    if ratio.is_Rational and ratio >= 1:
        return {}
    contact = sp.simplify(kappa * ratio / e)
    if contact.free_symbols <= {d}:
        if not at_least_one(contact):
            return None
        far = 1000 * reach
        box = Box.of(**{"w_SAM rho/d": (0, far), "eta rho": (0, far), "rho/sqrt d": (0, far)})
        return {f"eps < {bound}": (pf.BelowContact(), box)}
    factor = sp.simplify(ratio / e**2)
    upper = upper_jobs(bounds.UPPER, 2, 1)
    if upper is None or not factor.is_Rational or factor < sp.Rational(1, 3):
        return None
    z, s2 = sp.symbols("z S2", positive=True)
    series = z / 3 + z**2 * s2
    excess = Polynomial(sp.cancel((z / 3 * (1 + series) - series) / z**2), [z, s2])
    return upper | {f"eps < {bound}": (SeriesBelow(excess), Box.of(z=(0, 3)))}


def at_least_one(expression: Any) -> bool:
    """Whether a polynomial of d is at least 1 for every d >= 1, seen from its coefficients in d - 1."""
    import sympy as sp

    growth = sp.Symbol("growth", positive=True)
    excess = sp.expand(expression.subs(symbols()["d"], 1 + growth) - 1)
    return excess.is_polynomial(growth) and all(c >= 0 for c in sp.Poly(excess, growth).coeffs())


def check_bound(formula: str, plan: Plan, *, name: str) -> Result:
    """eps below a bound, or the least of several, for the eps that gives SAM's weight: settings first, then boxes."""
    import sympy as sp

    s = symbols()
    relation = parse(formula)
    shown = broken([relation], {"eps": s["eps"], "sides": relation.lhs - relation.rhs})
    if shown is not None:
        return Result(Verdict.FAILS, expected=formula, counterexample=shown)
    if relation.lts != s["eps"] or not isinstance(relation, (sp.StrictLessThan, sp.StrictGreaterThan)):
        return undecided("no setting breaks it; the proofs are of eps < bound", formula)
    bound_list = relation.gts.args if isinstance(relation.gts, sp.Min) else (relation.gts,)
    far = 1000 * plan.reach
    box = Box.of(**{"w* rho/d": (0, far), "eta rho": (0, far), "rho/sqrt d": (0, far)})
    jobs: Jobs = {"w_SAM > w* > 0, so eps < eta": (pf.ReflectionGap(), box)}
    for bound in sorted(bound_list, key=str):
        found = bound_jobs(bound, plan.reach)
        if found is None:
            return undecided(f"no setting breaks it, and no proof is known of eps < {bound}", formula)
        jobs |= found
    proofs = prove_all(name, formula, plan, jobs)
    scope = f"every p, eta, d >= 1, rho > 0 with w_SAM rho/d, eta rho and rho/sqrt(d) at most {far}"
    return result_of(proofs, formula, scope=scope)
