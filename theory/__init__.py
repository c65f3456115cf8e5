"""Exact mathematics of sharpness-aware minimisation and adversarial training, and the ledger of what papers claim."""

from __future__ import annotations

from theory.binary_model import BinaryModel
from theory.equivalence import matching_eps, matching_rho
from theory.objectives import Adversarial, SharpnessAware, Standard
from theory.optima import optimal_weight, weight_shift

__all__ = [
    "Adversarial",
    "BinaryModel",
    "SharpnessAware",
    "Standard",
    "matching_eps",
    "matching_rho",
    "optimal_weight",
    "weight_shift",
]
