"""The full command: what the small version leaves out.  Its records are committed and stand behind their claims."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpu_experiments.experiments import RUNS, Experiment, run
from gpu_experiments.presets import WEI2023_ATTACKS
from gpu_experiments.settings import RunSettings
from gpu_experiments.small_version import EPS, RHO, adversarial, planted_rows

CIFAR_SEEDS = 5
CIFAR_RHO = (0.02, 0.05, 0.1)
COMPARED_RHO = 0.05
"""At which the methods of the SAM family are compared."""
_FLIPS = 500  # training images on which flipped predictions are counted after every epoch
_CIFAR: dict[str, Any] = {
    "dataset": "cifar10",
    "model": "cnn",
    "width": 8,
    "subset": 2000,
    "test_subset": 500,
    "epochs": 10,
    "lr": 0.03,
    "test_attacks": WEI2023_ATTACKS,
}

CIFAR10 = Experiment(
    "cifar10-reduced",
    f"CIFAR-10 reduced to 2000 training and 500 test images, a CNN with 8 channels, 10 epochs, {CIFAR_SEEDS} seeds; AT by "
    "PGD-5; not the network and not the length of training of the papers",
    (
        RunSettings(**_CIFAR),
        *(RunSettings(**_CIFAR, method="sam", rho=rho, flips=_FLIPS) for rho in CIFAR_RHO),
        *(RunSettings(**_CIFAR, **adversarial(eps / 255)) for eps in (1, 2)),
        RunSettings(**_CIFAR, method="bisam-log", rho=COMPARED_RHO, flips=_FLIPS),
        *(RunSettings(**_CIFAR, method=name, rho=COMPARED_RHO) for name in ("fsam", "fsam-full", "bsam")),
    ),
    CIFAR_SEEDS,
)

STRONGER = "pgd-50x5"
"""50 steps, the best of 5 random starts, and of each the best iterate in the sense of `attacks.PGD`."""

_ATTACKED: dict[str, Any] = {
    "dataset": "digits",
    "model": "mlp",
    "epochs": 15,
    "test_attacks": tuple(
        f"{ball} {kind}" for ball in ("linf 0.05", "linf 0.1", "l2 0.5") for kind in ("pgd-10", STRONGER)
    ),
}
DIGITS_STRONGER = Experiment(
    "digits-stronger",
    "the digits of the small version under a stronger attack, and top Hessian eigenvalues",
    (
        RunSettings(**_ATTACKED),
        *(RunSettings(**_ATTACKED, method="sam", rho=rho) for rho in RHO),
        RunSettings(**_ATTACKED, **adversarial(EPS[0])),
        *(RunSettings(**_ATTACKED, method=name, rho=RHO[0]) for name in ("fsam", "fsam-full", "bsam")),
    ),
    10,
    ("hessian",),
)

PLANTED_CNN = Experiment(
    "planted-cnn",
    "the binary model of the small version, a CNN with 16 channels, 10 seeds",
    planted_rows("cnn", 5),
    10,
)

EXPERIMENTS = (DIGITS_STRONGER, PLANTED_CNN, CIFAR10)


def run_all(folder: Path = RUNS, *, workers: int = 2, fresh: bool = False) -> None:
    """Train all that is missing: hours on a CPU."""
    for experiment in EXPERIMENTS:
        run(experiment, folder, workers=workers, fresh=fresh)
