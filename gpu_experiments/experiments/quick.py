"""The small version: digits and planted data, minutes on a laptop's CPU; part of ``make reproduce``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpu_experiments.experiments.experiment import RUNS, Experiment, run
from gpu_experiments.runs.settings import RunSettings

SEEDS = 10
RHO = (0.1, 0.4)
EPS = (0.05, 0.1)  # l_inf, of 1: 0.8 and 1.6 of the 16 grey levels of the digits

_DIGITS: dict[str, Any] = {"dataset": "digits", "model": "mlp", "epochs": 15}


def adversarial(eps: float, norm: str = "linf", steps: int = 5) -> dict[str, Any]:
    """Settings of adversarial training by PGD with steps of eps/4, as in the evaluation."""
    return {"attack": norm, "eps": eps, "attack_step": eps / 4, "attack_steps": steps}


DIGITS = Experiment(
    "small-digits",
    f"scikit-learn's digits, a perceptron with 128 hidden units, 15 epochs, {SEEDS} seeds; AT by PGD-5, tests by PGD-10",
    (
        RunSettings(**_DIGITS),
        *(RunSettings(**_DIGITS, method="sam", rho=rho) for rho in RHO),
        *(RunSettings(**_DIGITS, **adversarial(eps)) for eps in EPS),
        RunSettings(**_DIGITS, method="bisam-log", rho=RHO[0]),
    ),
    SEEDS,
)

P, ETA, D = 0.9, 0.1, 40
PLANTED_RHO = 0.5 / 2**0.5
"""Both classes' logits have weights of their own: rho here is sqrt(2) rho = 0.5 for the one linear margin of theory."""
PLANTED_EPS = 0.02

_PLANTED: dict[str, Any] = {
    "dataset": "planted",
    "data_options": {"p": P, "eta": ETA, "d": D, "train": 8000, "test": 4000},
    "lr": 0.05,
    "weight_decay": 0.0,
    "test_attacks": (),
}


def planted_rows(network: str, epochs: int) -> tuple[RunSettings, ...]:
    """ST, SAM and AT of one network on planted data."""
    base = {**_PLANTED, "model": network, "epochs": epochs}
    return (
        RunSettings(**base),
        RunSettings(**base, method="sam", rho=PLANTED_RHO),
        RunSettings(**base, **adversarial(PLANTED_EPS)),
    )


PLANTED = Experiment(
    "small-planted",
    f"the binary model with p = {P}, eta = {ETA}, d = {D} planted into images, 8000 samples, a linear model and a perceptron "
    f"with 128 hidden units, {SEEDS} seeds; AT by PGD-5 on all pixels",
    (*planted_rows("linear", 10), *planted_rows("mlp", 10)),
    SEEDS,
    ("linear weight",),
)

EXPERIMENTS = (DIGITS, PLANTED)


def run_all(folder: Path = RUNS, *, workers: int = 2, fresh: bool = False) -> None:
    """Train all that is missing."""
    for experiment in EXPERIMENTS:
        run(experiment, folder, workers=workers, fresh=fresh)
