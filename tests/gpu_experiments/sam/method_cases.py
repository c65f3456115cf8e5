"""Every method of the family, as test cases with readable names."""

from collections.abc import Callable

from torch import nn

from gpu_experiments.sam.family import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM
from gpu_experiments.sam.geometry import absolute_weight
from gpu_experiments.sam.losses import log_lower_bound, tanh_lower_bound
from gpu_experiments.sam.perturbation import Perturbation
from gpu_experiments.sam.variants import AWP, WSAM, LookSAM

METHODS: dict[str, Callable[[nn.Module, float], Perturbation]] = {
    "SAM": lambda m, rho: SAM(m, rho),
    "ASAM": lambda m, rho: ASAM(m, rho),
    "ASAM-eta": lambda m, rho: ASAM(m, rho, form="weight+eta"),
    "mSAM": lambda m, rho: MSAM(m, rho, m=4),
    "ESAM": lambda m, rho: ESAM(m, rho, beta=0.5, gamma=0.5, seed=1),
    "BiSAM-tanh": lambda m, rho: BiSAM(m, rho, ascent_loss=tanh_lower_bound),
    "BiSAM-log": lambda m, rho: BiSAM(m, rho),
    "A-BiSAM": lambda m, rho: BiSAM(m, rho, geometry=absolute_weight),
    "E-BiSAM": lambda m, rho: ESAM(m, rho, beta=0.5, gamma=0.5, seed=1, ascent_loss=log_lower_bound),
    "F-SAM": lambda m, rho: FSAM(m, rho),
    "F-SAM-full": lambda m, rho: FSAM(m, rho, part="full"),
    "BSAM": lambda m, rho: BSAM(m, rho, rho_min=rho),
    "GSAM": lambda m, rho: GSAM(m, rho),
    "AWP": lambda m, rho: AWP(m, rho),
    "LookSAM": lambda m, rho: LookSAM(m, rho, k=2),
    "WSAM": lambda m, rho: WSAM(m, rho),
}
"""From the model and rho to the method."""
