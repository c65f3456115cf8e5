"""How Theorem 4.4 and its corrections are tested: the limit, the series coefficient by coefficient, its first term."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.deciding import polynomial_sign
from theory.papers.tools.derivation import confirm
from theory.papers.wei2023.shift.checks import check_remainder, check_shift
from theory.papers.wei2023.shift.numerics import LEAST, remainder_orders, shift_of
from theory.papers.wei2023.shift.series import covered_by_series, implicit_steps, series_of_shift, shift_coefficients
from theory.rigour.compare import compare


def check_theorem(formula: str, domain: Domain = ANY) -> Result:
    """Theorem 4.4: the limit of (formula - w*)/(w* rho**2) against that of the exact weight."""
    return check_shift(f"({formula}) - w_star", domain)


def check_theorem_remainder(formula: str) -> Result:
    """Eq. 35, corrected: what the formula leaves of w_SAM is O(rho**4)."""
    return check_remainder(f"({formula}) - w_star")


def check_series(formula: str, remainder: int, domain: Domain = ANY) -> Result:
    """The series of w_SAM/w* - 1 in e, up to the stated order of what it leaves."""
    for step, true in implicit_steps().items():
        confirm(true, step)
    claimed = parse(formula) / symbols()["w_star"] - 1
    return series_compared(series_of_shift(remainder - 2), claimed, remainder, domain)


def series_compared(
    derived: Any, claimed: Any, remainder: int, domain: Domain, of: Callable[[Any], Any] = shift_of
) -> Result:
    """Compare two series in e coefficient by coefficient, and certified digits with the derived one.

    A coefficient that is wrong would leave a remainder of its own order; a term that is missing counts as one of 0.

    Args:
        derived, claimed: polynomials in e.
        remainder: the stated order of what the claimed one leaves, in e.
        domain: the claim's.
        of: the quantity, as a function of w_SAM/w*.
    """
    e = symbols()["e"]
    expected, stated = (sp.Poly(sp.expand(one), e).rem(sp.Poly(e**remainder, e)) for one in (derived, claimed))
    result = replace(coefficients_compared(expected, stated, domain), covered=covered_by_series(expected.as_expr()))
    orders = remainder_orders(expected.as_expr(), of)
    if result.verdict is Verdict.HOLDS and not all(order > remainder - 2 + LEAST for order in orders.values()):
        note = f"certified digits leave a remainder of order {orders}"
        return replace(result, verdict=Verdict.INCONCLUSIVE, note=note)
    return result


def coefficients_compared(derived: Any, claimed: Any, domain: Domain) -> Result:
    """Return whether two polynomials have the same coefficients; the terms that differ make the counterexample."""
    variable = derived.gen
    powers = sorted({k for poly in (derived, claimed) for (k,) in poly.monoms()})
    pairs = {
        f"{variable}^{k}": (derived.coeff_monomial(variable**k), claimed.coeff_monomial(variable**k)) for k in powers
    }
    return compare(pairs, domain)


def check_order(formula: dict[str, Any]) -> Result:
    """The first term of the series that is not zero: its power and its sign."""
    table = symbols()
    for step, true in implicit_steps().items():
        confirm(true, step)
    power, coefficient = next((k, c) for k, c in shift_coefficients(8).items() if c != 0)
    sign = polynomial_sign(coefficient)
    if not sign:
        return Result(Verdict.INCONCLUSIVE, observed=str(coefficient))
    moved = table["w_star"] + sign * sp.Symbol("q", positive=True)
    side = sp.simplify(parse(formula["side"]).subs(table["w_SAM"], moved))
    if side not in (sp.true, sp.false):
        return Result(Verdict.INCONCLUSIVE, observed=str(side))
    return Result(
        verdict_of(formula["order"] == power and side == sp.true),
        observed={"order": power, "first term over w*": f"{coefficient} e^{power}"},
        expected=dict(formula),
        covered=covered_by_series(coefficient),
    )
