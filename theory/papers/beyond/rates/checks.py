"""The curvature at the optimum, derived."""

from __future__ import annotations

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, pdf, symbols
from theory.papers.tools import derivation
from theory.papers.tools.deciding import covers, equal


def check_curvature(formula: str, domain: Domain) -> Result:
    """Differentiate the derived slope once more and put w = w*: eta times the density of steps, of both kinds alike.

    A sample turns right or wrong at the weight at which its margin is 0: with w_1's sign and against it.
    """
    s = symbols()
    p, eta, d, start = (s[name] for name in ("p", "eta", "d", "w_star"))
    curvature = -sp.diff(derivation.accuracy_slope(), s["w"]).subs(s["w"], start)
    right, wrong = p * pdf((eta * d + start) / sp.sqrt(d)), (1 - p) * pdf((eta * d - start) / sp.sqrt(d))
    derivation.confirm(derivation.vanishes(right - wrong), "both kinds of steps are equally dense at w*")
    derivation.confirm(derivation.vanishes(curvature - eta * (right + wrong) / sp.sqrt(d)), "eta times their density")
    return equal({"curvature": (curvature, parse(formula))}, covers(curvature), domain)
