"""Bounds of the balance's rate by exact inequalities between the factors' lengths."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.expressions import compare
from theory.papers.li2024b.balance.checks import rate_of_balance
from theory.papers.li2024b.decrease.claims import CONVEX
from theory.papers.li2024b.products import POINT, XX, XY, YY, inner, names
from theory.papers.li2024b.words import PRODUCT
from theory.papers.tools.derivation import confirm

LENGTHS = tuple(
    (Fraction(a), Fraction(b)) for a, b in (("5/4", "1"), ("3", "1/5"), ("2", "0"), ("101/100", "1"), ("40", "39"))
)
"""|x| and |y| at which bounds are tried."""


def check_bounds(formula: dict[str, str]) -> Result:
    """|dB/dt| = 2 rho |f'| B/n to leading order; squares of non-negative sides are compared through |x| = |y| + more."""
    rho, slope = symbols()["rho"], sp.Symbol("slope", positive=True)
    small, more = sp.symbols("small more", nonnegative=True)
    n, balance = sp.sqrt((small + more) ** 2 + small**2), ((small + more) ** 2 - small**2) / 2
    leading = 2 * rho * slope * balance / n
    words = {"slope": slope, "gap": more, "B": balance}
    stated = {key: parse(text, **words) for key, text in formula.items()}
    left = {"at least": leading**2 - stated["at least"] ** 2, "at most": stated["at most"] ** 2 - leading**2}
    for size, other in LENGTHS:
        values = {small: sp.Rational(other), more: sp.Rational(size - other), rho: 1, slope: 1}
        wrong = [key for key, value in left.items() if value.subs(values) < 0]
        if wrong:
            shown = {"|x|": str(size), "|y|": str(other), "rate": str(sp.N(leading.subs(values), 20))}
            shown |= {key: str(sp.N(stated[key].subs(values), 20)) for key in wrong}
            return Result(Verdict.FAILS, expected=formula, counterexample=shown)
    above = {key: sp.expand(sp.numer(sp.together(value))) for key, value in left.items()}
    verdict = Verdict.HOLDS if all(value.is_nonnegative for value in above.values()) else Verdict.INCONCLUSIVE
    covered = Domain.of(f"{PRODUCT}; f' != 0 is Lipschitz; rho -> 0")
    return Result(
        verdict, observed={key: str(value) for key, value in above.items()}, expected=formula, covered=covered
    )


def check_shift(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The product of the perturbed factors; it is linear in x.y, which lies between -n^2/2 and n^2/2."""
    rho, n = symbols()["rho"], names()["n"]
    sign, along = sp.symbols("sign along", real=True)
    climbed = rho * sign / n
    product = inner((1, climbed), (climbed, 1)) - XY
    shift = sp.expand(product * sign).subs(XX, n**2 - YY).subs(XY, sign * along)
    shift = sp.expand(shift).subs({sign**4: 1, sign**2: 1})
    confirm(sp.expand(inner((1, 1), (1, 1)) - (XX + YY) - 2 * XY) == 0, "n^2 + 2 x.y = |x + y|^2 >= 0: x.y >= -n^2/2")
    least = shift.subs(along, -(n**2) / 2)
    confirm(sp.diff(shift, along).is_positive, "the shift rises with x.y")
    (radius,) = sp.solve(sp.expand(least / rho), rho)
    point = {**POINT, "along": "1/2"}
    derived = {"shift": shift, "least": least, "radius": radius}
    return compare(derived, formula, point, {**names(), "along": along}, domain, f"{PRODUCT}; n > 0; rho > 0")


def check_rate(formula: str) -> Result:
    """|f'| at a product further uphill of a convex loss is |f'| and more: insert it into the rate of the balance."""
    rho = symbols()["rho"]
    n, slope, balance = (sp.Symbol(name, positive=True) for name in ("n", "slope", "B"))
    gain = sp.Symbol("gain", nonnegative=True)
    table = names()
    rate = rate_of_balance(rho).subs(table["u"], 1 / n)  # B > 0 and f' > 0; both signs at once give the same
    rate = sp.expand(rate.subs(XX, 2 * balance + YY)).subs(table["F"], slope + gain)
    word = sp.Symbol("rate", real=True)
    relation = parse(formula, rate=word, slope=slope, n=n, B=balance)
    if not isinstance(relation, sp.Le | sp.Ge):
        raise ValueError(f"formula: expected an inequality, got {formula!r}")
    left = sp.expand((relation.gts - relation.lts).subs(word, rate))
    if left.is_nonnegative:
        return Result(Verdict.HOLDS, observed=str(rate), expected=formula, covered=Domain.of(CONVEX))
    at: dict[Any, Any] = {rho: 1, n: 2, slope: 1, balance: 1}
    for more in (0, 1):
        if left.subs({**at, gain: more}) < 0:
            shown = {str(symbol): str(value) for symbol, value in at.items()} | {"f' uphill": str(1 + more)}
            return Result(Verdict.FAILS, observed=str(rate), expected=formula, counterexample=shown)
    return Result(Verdict.INCONCLUSIVE, observed=str(rate), expected=formula)
