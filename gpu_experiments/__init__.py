"""The SAM family, attacks, networks and data sets: the predictions on real networks."""

from __future__ import annotations

from gpu_experiments.attacks import PGD
from gpu_experiments.autoattack import auto_attack
from gpu_experiments.driver import Driver
from gpu_experiments.geometry import AbsoluteWeightPlus, absolute_weight, identity
from gpu_experiments.losses import log_lower_bound, smoothed_cross_entropy, tanh_lower_bound
from gpu_experiments.normalization import Normalize
from gpu_experiments.optimizer_adapter import SharpnessAwareOptimizer
from gpu_experiments.perturbation import Perturbation
from gpu_experiments.sam_family import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM, Standard

__all__ = [
    "ASAM",
    "BSAM",
    "ESAM",
    "FSAM",
    "GSAM",
    "MSAM",
    "PGD",
    "SAM",
    "AbsoluteWeightPlus",
    "BiSAM",
    "Driver",
    "Normalize",
    "Perturbation",
    "SharpnessAwareOptimizer",
    "Standard",
    "absolute_weight",
    "auto_attack",
    "identity",
    "log_lower_bound",
    "smoothed_cross_entropy",
    "tanh_lower_bound",
]
