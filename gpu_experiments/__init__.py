"""The SAM family, attacks, networks and data sets: the predictions on real networks."""

from __future__ import annotations

from theory.commands import shell

shell.require("simulate")  # before it is imported

from gpu_experiments.attacks.autoattack import auto_attack
from gpu_experiments.attacks.inputs import Within
from gpu_experiments.attacks.pgd import PGD
from gpu_experiments.experiments.reading import read_records
from gpu_experiments.networks.normalization import Normalize
from gpu_experiments.runs.sharpness_log import SharpnessLog
from gpu_experiments.sam.family import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM, Standard
from gpu_experiments.sam.geometry import AbsoluteWeightPlus, absolute_weight, identity
from gpu_experiments.sam.losses import log_lower_bound, smoothed_cross_entropy, tanh_lower_bound
from gpu_experiments.sam.perturbation import Perturbation
from gpu_experiments.sam.variants import AWP, WSAM, LookSAM
from gpu_experiments.stepping.driver import Driver
from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer
from gpu_experiments.stepping.rho_schedule import RhoSchedule

__all__ = [
    "ASAM",
    "AWP",
    "BSAM",
    "ESAM",
    "FSAM",
    "GSAM",
    "MSAM",
    "PGD",
    "SAM",
    "WSAM",
    "AbsoluteWeightPlus",
    "BiSAM",
    "Driver",
    "LookSAM",
    "Normalize",
    "Perturbation",
    "RhoSchedule",
    "SharpnessAwareOptimizer",
    "SharpnessLog",
    "Standard",
    "Within",
    "absolute_weight",
    "auto_attack",
    "identity",
    "log_lower_bound",
    "read_records",
    "smoothed_cross_entropy",
    "tanh_lower_bound",
]
