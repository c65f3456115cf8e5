"""Exact mathematics of sharpness-aware minimisation and adversarial training, and the ledger of what papers claim."""

from __future__ import annotations

from theory.model.binary_model import BinaryModel
from theory.model.objectives import Adversarial, SharpnessAware, Standard
from theory.sam.optima import optimal_weight, weight_shift
from theory.sam.radii import matching_eps, matching_rho
from theory.version import __version__ as __version__

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
