"""The full command: what the small version leaves out.  Its records are committed and stand behind their claims."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpu_experiments.experiments.experiment import RUNS, Experiment, run
from gpu_experiments.experiments.quick import EPS, RHO, adversarial, planted_rows
from gpu_experiments.runs.presets import WEI2023_ATTACKS
from gpu_experiments.runs.settings import RunSettings

COMPARED_RHO = 0.1
"""At which the methods of the SAM family are compared on CIFAR-10."""


def _cifar_rows(rho: tuple[float, ...], eps: tuple[int, ...], compared: float, **base: Any) -> tuple[RunSettings, ...]:
    """ST, SAM, l_inf AT (eps of 255), and BiSAM, the parts of F-SAM, and BSAM at one rho."""
    base = {"dataset": "cifar10", "test_attacks": WEI2023_ATTACKS, **base}
    return (
        RunSettings(**base),
        *(RunSettings(**base, method="sam", rho=one, flips=_FLIPS) for one in rho),
        *(RunSettings(**base, **adversarial(one / 255)) for one in eps),
        RunSettings(**base, method="bisam-log", rho=compared, flips=_FLIPS),
        *(RunSettings(**base, method=name, rho=compared) for name in ("fsam", "fsam-full", "bsam")),
    )


_FLIPS = 500  # training images on which flipped predictions are counted after every epoch
_OUTSIDE = "no augmentation; neither the network nor the length of training of the papers"
_REDUCED = f"AT by PGD-5, {_OUTSIDE}"
CIFAR10 = Experiment(
    "cifar10-reduced",
    "CIFAR-10 reduced to 2000 training and 1000 test images, a CNN with 16 channels and global pooling, 25 epochs, "
    f"10 seeds, {_REDUCED}",
    _cifar_rows(
        (0.05, 0.1, 0.2),
        (1, 2, 4),
        COMPARED_RHO,
        model="cnn-pooled",
        subset=2000,
        test_subset=1000,
        epochs=25,
        lr=0.1,
    ),
    10,
)
CIFAR10_SHORT = Experiment(
    "cifar10-short",
    "CIFAR-10 reduced to 2000 training and 500 test images, a CNN with 8 channels, 10 epochs, 5 seeds, " + _REDUCED,
    _cifar_rows(
        (0.02, 0.05, 0.1), (1, 2), 0.05, model="cnn", width=8, subset=2000, test_subset=500, epochs=10, lr=0.03
    ),
    5,
)

_SHOWN = ("ST", "SAM 0.1")
CIFAR10_SHORT_AGAIN = Experiment(
    "cifar10-short-again",
    "ST and SAM of cifar10-short at 10 other seeds: 2000 training and 500 test images, a CNN with 8 channels, 10 epochs, "
    + _OUTSIDE,
    tuple(row for row in CIFAR10_SHORT.rows if row.label in _SHOWN),
    10,
    first_seed=CIFAR10_SHORT.seeds,
)

STRONGER = "pgd-50x5"
"""50 steps, the best of 5 random starts; of each start the last iterate."""

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
    "the networks of small-digits and others like them under PGD with 50 steps and 5 restarts, and top Hessian eigenvalues",
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
    "the planted data of small-planted, a CNN with 16 channels, 5 epochs, 10 seeds",
    planted_rows("cnn", 5),
    10,
)

_ENSEMBLE: dict[str, Any] = {**_ATTACKED, "test_attacks": ("linf 0.1 pgd-10", "linf 0.1 autoattack")}
DIGITS_AUTOATTACK = Experiment(
    "digits-autoattack",
    "networks of small-digits under AutoAttack, 10 seeds",
    (
        RunSettings(**_ENSEMBLE),
        RunSettings(**_ENSEMBLE, method="sam", rho=RHO[1]),
        RunSettings(**_ENSEMBLE, **adversarial(EPS[0])),
    ),
    10,
)

_WATCHED: dict[str, Any] = {"dataset": "digits", "model": "mlp", "epochs": 15, "curve_every": 1}
DIGITS_CURVES = Experiment(
    "digits-curves",
    "digits and perceptron of small-digits, evaluated after every epoch, 5 seeds",
    (
        RunSettings(**_WATCHED),
        RunSettings(**_WATCHED, method="sam", rho=RHO[1]),
        RunSettings(**_WATCHED, **adversarial(EPS[1])),
        RunSettings(**_WATCHED, method="bisam-log", rho=RHO[1]),
    ),
    5,
)

EXPERIMENTS = (
    DIGITS_STRONGER,
    DIGITS_AUTOATTACK,
    DIGITS_CURVES,
    PLANTED_CNN,
    CIFAR10_SHORT,
    CIFAR10_SHORT_AGAIN,
    CIFAR10,
)


def run_all(folder: Path = RUNS, *, workers: int = 2, fresh: bool = False) -> None:
    """Train all that is missing: hours on a CPU."""
    for experiment in EXPERIMENTS:
        run(experiment, folder, workers=workers, fresh=fresh)
