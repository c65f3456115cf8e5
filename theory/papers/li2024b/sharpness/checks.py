"""The Hessian of a function of the product at its minima, and which of them are the flattest."""

from __future__ import annotations

from functools import cache
from itertools import combinations_with_replacement
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse
from theory.papers.expressions import compare, equal
from theory.papers.li2024b.balance.checks import BALANCE, SQUARED_SPREAD
from theory.papers.li2024b.products import POINT, XX, XY, YY, names
from theory.papers.li2024b.words import MINIMA
from theory.papers.tools.derivation import confirm

W = sp.Symbol("w", real=True)
Q = sp.Symbol("Q", nonnegative=True)
B = sp.Symbol("B", real=True)
PAIRS = (((2, 1), (2, -1)), ((1, 2), (2, 1)), ((3, 1), (1, 1)), ((2, 1), (2, 1)), ((1, -2), (-1, 2)))
"""x and y in exact numbers, some balanced, some the flattest with their product."""


@cache
def eigenvalue() -> Any:
    """Return lambda_1 where f' = 0: by the chain rule, in two coordinates of each, the Hessian is f'' v v^T with v = (y, x).

    Each entry has two coordinates at most; v v^T has the one eigenvalue |v|^2 that is not 0.
    """
    slope, curvature = sp.Integer(0), names()["curvature"]
    x, y = sp.symbols("x_1:3", real=True), sp.symbols("y_1:3", real=True)
    product = sum(a * b for a, b in zip(x, y, strict=True))
    along = dict(zip((*x, *y), (*y, *x), strict=True))  # v
    for one, other in combinations_with_replacement(along, 2):
        entry = curvature * sp.diff(product, one) * sp.diff(product, other) + slope * sp.diff(product, one, other)
        confirm(sp.expand(entry - curvature * along[one] * along[other]) == 0, "the Hessian is f'' v v^T")
    return curvature * (YY + XX)


def check_eigenvalue(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """f'' times the squared length of (y, x)."""
    return compare({"lambda_1": eigenvalue()}, formula, POINT, names(), domain, MINIMA)


def check_spread(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """(|x|^2 + |y|^2)^2 = 4 (x.y)^2 + Q^2, by expanding; both sides are not negative."""
    curvature = names()["curvature"]
    confirm(sp.expand((XX + YY) ** 2 - 4 * XY**2 - SQUARED_SPREAD) == 0, "n^4 = 4 (x.y)^2 + Q^2")
    sharpness = (eigenvalue() / (XX + YY)) * sp.sqrt(4 * W**2 + Q**2)
    rest = sp.expand((sharpness / curvature) ** 2 - 4 * W**2)
    confirm(rest.is_nonnegative and rest.subs(Q, 0) == 0, "it is least where Q = 0")
    derived = {"lambda_1": sharpness, "least": sharpness.subs(Q, 0)}
    table = {**names(), "w": W, "Q": Q}
    return compare(derived, formula, POINT, table, domain, MINIMA)


def _shown(x: tuple[int, ...], y: tuple[int, ...]) -> dict[Any, Any]:
    """Return what a pair of vectors has: inner products, balance, spread."""
    products = {
        name: sum(a * b for a, b in zip(u, v, strict=True)) for name, u, v in ((XX, x, x), (YY, y, y), (XY, x, y))
    }
    return {B: BALANCE.subs(products), Q: sp.sqrt(SQUARED_SPREAD.subs(products)), W: products[XY]}


def check_criterion(formula: str) -> Result:
    """The excess of n^4 over 4 w^2 is Q^2: a stated criterion is tried at exact vectors, then compared with Q."""
    stated = parse(formula, B=B, Q=Q)
    confirm(sp.expand((XX + YY) ** 2 - 4 * XY**2 - SQUARED_SPREAD) == 0, "n^4 = 4 (x.y)^2 + Q^2")
    confirm(
        sp.expand(SQUARED_SPREAD - (2 * BALANCE) ** 2 - 4 * (XX * YY - XY**2)) == 0, "Q >= 2 |B|, by Cauchy and Schwarz"
    )
    for x, y in PAIRS:
        values = _shown(x, y)
        flattest = values[Q] == 0
        if (sp.simplify(stated.subs(values)) == 0) != flattest:
            size = sum(a * a for a in (*x, *y))
            shown = {"x": list(x), "y": list(y), "B": str(values[B]), "Q": str(values[Q])}
            least = {"lambda_1/f''": size, "least with this product": 2 * abs(values[W])}
            return Result(Verdict.FAILS, expected=formula, counterexample=shown | {k: int(v) for k, v in least.items()})
    ratio = sp.simplify(stated / Q)
    same = bool(ratio.is_positive) or (sp.simplify(stated / Q**2).is_positive is True)
    verdict = Verdict.HOLDS if same and not ratio.has(B) else Verdict.INCONCLUSIVE
    return Result(
        verdict, observed="lambda_1^2 = f''^2 (4 w^2 + Q^2)", expected=formula, covered=Domain.of(f"{MINIMA}; Q >= 0")
    )


def check_scalar(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Numbers have (x y)^2 = x^2 y^2, so that Q^2 = (x^2 - y^2)^2."""
    derived = sp.sqrt(sp.factor(sp.expand(SQUARED_SPREAD).subs(XY**2, XX * YY)))
    stated = parse(formula["Q"], B=BALANCE)
    return equal({"Q": (derived, stated)}, {"xx": "3", "yy": "5"}, domain, f"{MINIMA}; dimension = 1")
