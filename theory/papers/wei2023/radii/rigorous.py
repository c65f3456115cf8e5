"""Rigorous check of which radii of SAM and AT give the same weight for small radii: Theorem 4.5."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023.certified_settings import Setting, digits_of
from theory.papers.wei2023.radii.checks import eps_of, matched
from theory.papers.wei2023.rigorous_results import undecided
from theory.papers.wei2023.shift.rigorous import between_bounds, decided_limits
from theory.rigour.compare import limit_confirmed
from theory.rigour.formulas import ball_value
from theory.rigour.prover import STANDARD, Plan


def check_relation(formula: str, plan: Plan = STANDARD) -> Result:
    """Theorem 4.5: the relation's limit of eta rho^2/eps as rho -> 0 against 3d.

    eps = eta h/(t + h) with h/(t e^2/3) -> 1, proved by the two-sided bound: so rho^2/eps -> 3d/eta.
    """
    s = symbols()
    claimed_eps = eps_of(parse(formula))
    if claimed_eps is None:
        return undecided("the relation does not give one eps", formula)
    ratio = s["eta"] * s["rho"] ** 2 / claimed_eps
    claimed = sp.limit(ratio, s["rho"], 0)
    if not limit_confirmed(ratio, s["rho"], claimed):
        return undecided(f"values at small rho do not approach sympy's limit {claimed}", formula)
    expected = f"eta rho^2/eps -> {claimed}"
    note = "eta rho^2/eps -> 3 d by 1 - O(e^2) <= (w_SAM - w*)/(w* rho^2/(3d)) <= 1 + O(e^2)"
    found = between_bounds("wei2023/thm-4.5", formula, plan, expected, note)
    assert found.covered is not None
    found = replace(found, covered=matched(found.covered))
    return decided_limits(found, claimed - 3 * s["d"], lambda one: _compared(one, claimed_eps))


def _compared(setting: Setting, claimed: Any) -> dict[str, Any]:
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
