"""The bounds on SAM's shift over w* rho^2/(3d), in the claims' language with the functions S and H of the radius."""

from __future__ import annotations

from typing import Any

from theory.ledger.domain import Domain, of_symbols

RATIO = "(w_SAM - w_star)/(w_star*e**2/3)"
LOWER = "1 - (Max(kappa**2/3 - 1, 0)*(3*S/e**2 - 1) + t_star**2*e**2/5*(1 + Max(1 - kappa**2/3, 0)*S)**3)"
UPPER = "3*S/e**2"
SHARPER = "3*H/e**2"


def covered(*expressions: Any, besides: str = "") -> Domain:
    """Return what the symbols of a proof about the bounds assume, and what is said besides.

    S, H, their integration variable and their values are no parameters: that they are positive is a step of the proofs.
    """
    used = set().union(*(one.free_symbols for one in expressions))
    shown = of_symbols(used, dict.fromkeys(("S", "H", "s"), ""))
    return Domain.of(", ".join(filter(None, [shown.text, besides])))
