"""Numbers that claims state: their formulas at parameters, to double precision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from theory import BinaryModel
from theory.ledger.formulas import parse


def number(formula: str, values: Mapping[str, Any]) -> float:
    """Return the value of a claim's formula to double precision.

    Args:
        formula: in the language of `theory.ledger.formulas.parse`.
        values: numbers by name, names beyond the language included.

    Raises:
        ValueError: the formula has a symbol that ``values`` does not name, or its value is not a finite number.
    """
    table = {name: sp.Symbol(name) for name in values}
    value = parse(formula, **table).subs({table[name]: sp.Float(values[name], 40) for name in values}).evalf(30)
    if not (value.is_number and value.is_real and value.is_finite):
        raise ValueError(f"formula: expected a finite number for {formula!r}, got {value}")
    return float(value)


def parameters(model: BinaryModel) -> dict[str, float]:
    """Return the model's parameters and what is made of them, by their names in formulas."""
    return {
        "p": float(model.p),
        "eta": float(model.eta),
        "d": float(model.d),
        "Lambda": float(model.log_odds),
        "w_star": float(model.standard_weight),
        "kappa": float(model.kappa),
        "t_star": float(model.t_star),
    }
