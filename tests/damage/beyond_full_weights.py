"""Damaged formulas for the claims on SAM over all weights."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Method

TANGENTS = {"centre": "m*(1 - e**2)", "square of r": "e**2*(m**2 + 1/(1 - e**2))"}
ACCURACIES = (
    "p*Phi(kappa*c - t) + (1 - p)*Phi(kappa*c + t)",
    "p*Phi(2*kappa*c + t) + (1 - p)*Phi(2*kappa*c - t)",
)
UNIT_REST = ("(t_star**2 - 3)*rho**2/(3*d)", "(t_star**2 + 2)*rho**2/(3*d)", "t_star**2*rho**2/(3*d)")
UNIT_NORM = ("(t_star**2 - 2)*rho**2/3", "(1 - t_star**2)*(t_star**2 - 2)*rho**2/3")
RADII = {"9/10": -1, "91/100": 1, "root": "0.9075737"}
MAP = {"0.03": 1.41358, "0.1": 1.40712, "0.3": 1.34903, "0.5": 1.2252, "0.7": 1.01596, "0.9": 0.598545}

DAMAGED: dict[tuple[str, Method], tuple[Any, ...]] = {
    ("beyond/full-weights-reduction", Method.SYMBOLIC): ACCURACIES,
    ("beyond/full-weights-reduction", Method.NUMERICAL): (ACCURACIES[0],),
    ("beyond/full-weights-equal-ends", Method.SYMBOLIC): (
        TANGENTS | {"centre": "m*(1 + e**2)"},
        TANGENTS | {"square of r": "e**2*(m**2 + 1)"},
    ),
    ("beyond/full-weights-small-radius", Method.SYMBOLIC): UNIT_REST,
    ("beyond/full-weights-small-radius", Method.NUMERICAL): UNIT_REST,
    ("beyond/full-weights-small-radius-unit-norm", Method.SYMBOLIC): UNIT_NORM,
    ("beyond/full-weights-small-radius-unit-norm", Method.NUMERICAL): UNIT_NORM,
    ("beyond/full-weights-threshold", Method.SYMBOLIC): (
        "Lambda < 2*eta*sqrt(d)",
        "Lambda > 2*sqrt(2)*eta*sqrt(d)",
        "Lambda < 2*sqrt(3)*eta*sqrt(d)",
    ),
    ("beyond/full-weights-theorem-4.3", Method.RIGOROUS): ("w_all < w_star", "w_all <= w_star"),
    ("beyond/full-weights-lowered", Method.RIGOROUS): (({"t": "2", "e": "2/5"},), ({"t": "1", "e": "4/5"},)),
    ("beyond/full-weights-finite-radius", Method.RIGOROUS): (
        RADII | {"9/10": 1},
        {"9/10": -1, "91/100": -1},
    ),
    ("beyond/full-weights-finite-radius", Method.NUMERICAL): (RADII | {"root": "0.9076"}, RADII | {"root": "0.8"}),
    ("beyond/full-weights-sign-map", Method.NUMERICAL): (MAP | {"0.5": 1.2249},),
    ("beyond/full-weights-largest-radius", Method.SYMBOLIC): ("a", "a - sqrt(1 + a**2)", "2*a"),
    ("beyond/full-weights-largest-radius", Method.NUMERICAL): ("a", "a + sqrt(2 + a**2)"),
}
