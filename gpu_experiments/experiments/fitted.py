"""Networks that fit their training images, as the papers' do: a reduced CIFAR-10, and all of it with a fast network.

The plan is stated before the judged runs: the regimes were looked at on seeds from 100 on, and before that on seeds below
10, so that judged runs have seeds from 10 on.  Several experiments evaluate the same weights: see `Experiment.training`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gpu_experiments.experiments import paper_tables
from gpu_experiments.experiments.experiment import Experiment
from gpu_experiments.experiments.recorded import STRONGER
from gpu_experiments.runs.presets import RECIPES, WEI2023_ATTACKS
from gpu_experiments.runs.settings import RunSettings

FITTED = 0.99
"""The share of training images that a run must get right at the end, where the papers' networks do."""

FIRST_SEED = 10
TRIAL_SEED = 100
ATTACKED = 2000
STRONGLY_ATTACKED = 500
RHO_MIN = 0.05
"""Of BSAM: the best of `TRIAL` in natural accuracy over its seeds, of those that fit; set before the judged runs."""

RHO_MINS = (0.01, 0.025, 0.05, 0.1)
_COMPARED = 0.1
_FLIPS = 500


def _on(names: tuple[str, ...], images: int) -> tuple[str, ...]:
    return tuple(f"{name} on {images}" for name in names)


def _adversarial(eps: int, steps: int, share: float) -> dict[str, Any]:
    """Adversarial training in l_inf at eps/255 by steps of a share of it."""
    return {"attack": "linf", "eps": eps / 255, "attack_step": share * eps / 255, "attack_steps": steps}


REDUCED: dict[str, Any] = {
    "dataset": "cifar10",
    "model": "cnn-pooled",
    "subset": 2000,
    "epochs": 100,
    "lr": 0.1,
    "precision": "bfloat16",
}
_EVALUATED: dict[str, Any] = {"test_attacks": _on(WEI2023_ATTACKS, ATTACKED)}
_WATCHED: dict[str, Any] = {"test_attacks": _on(WEI2023_ATTACKS, STRONGLY_ATTACKED), "masking_signs": True}
_STRONGLY: dict[str, Any] = {
    "test_attacks": _on(("linf 1/255 pgd-10", f"linf 1/255 {STRONGER}", "linf 1/255 autoattack"), STRONGLY_ATTACKED),
}
_NATURAL: dict[str, Any] = {"test_attacks": ()}

ST: dict[str, Any] = {}
SAM: dict[float, dict[str, Any]] = {rho: {"method": "sam", "rho": rho, "flips": _FLIPS} for rho in (0.05, 0.1, 0.2)}
AT: dict[int, dict[str, Any]] = {eps: _adversarial(eps, 5, 0.25) for eps in (1, 2, 4)}
BISAM: dict[str, Any] = {"method": "bisam-log", "rho": _COMPARED, "flips": _FLIPS}
PARTS: tuple[dict[str, Any], ...] = tuple({"method": name, "rho": _COMPARED} for name in ("fsam", "fsam-full"))


def _bsam(rho_min: float) -> dict[str, Any]:
    return {"method": "bsam", "rho": _COMPARED, "method_options": {"rho_min": rho_min}}


def _rows(evaluated: dict[str, Any], *rows: dict[str, Any]) -> tuple[RunSettings, ...]:
    return tuple(RunSettings(**REDUCED, **evaluated, **row) for row in rows)


_ALL = (
    ST,
    *SAM.values(),
    *AT.values(),
    BISAM,
    {**BISAM, "method": "bisam-tanh"},
    {"method": "a-bisam", "rho": _COMPARED},
    *PARTS,
)
_SETTING = (
    "CIFAR-10 reduced to 2000 training images, a CNN with 16 channels and global pooling, 100 epochs in bfloat16, no "
    f"augmentation, {100 * FITTED:g}% of the training images right at the end or more"
)
_TESTS = f"all test images, the first {ATTACKED} under attack"

REDUCED_FITTED = Experiment(
    "cifar10-fitted",
    f"{_SETTING}, not asked of AT by PGD-5; {_TESTS}, 10 seeds from {FIRST_SEED} on",
    _rows(_EVALUATED, *_ALL, _bsam(RHO_MIN)),
    10,
    first_seed=FIRST_SEED,
    fitted=FITTED,
)
STRONGER_FITTED = Experiment(
    "cifar10-fitted-stronger",
    f"{_SETTING}, not asked of AT by PGD-5; the first {STRONGLY_ATTACKED} of the test images under {STRONGER} and "
    f"AutoAttack, 5 seeds from {FIRST_SEED} on",
    _rows(_STRONGLY, ST, SAM[0.1], SAM[0.2], AT[1], BISAM),
    5,
    first_seed=FIRST_SEED,
    fitted=FITTED,
)
PARTS_FITTED = Experiment(
    "cifar10-fitted-parts",
    f"{_SETTING}; F-SAM and its parts, all test images without attack, 20 seeds from {FIRST_SEED} on",
    _rows(_NATURAL, ST, SAM[_COMPARED], *PARTS),
    20,
    first_seed=FIRST_SEED,
    fitted=FITTED,
)


def _noisy(noise: float) -> Experiment:
    return Experiment(
        f"cifar10-fitted-noise-{100 * noise:.0f}",
        f"{_SETTING}, not asked here, where {noise:.0%} of the training labels are replaced; {_TESTS}, "
        f"5 seeds from {FIRST_SEED} on",
        tuple(row.changed(label_noise=noise) for row in _rows(_EVALUATED, ST, SAM[_COMPARED], BISAM)),
        5,
        first_seed=FIRST_SEED,
        fitted=FITTED,
    )


NOISY_20, NOISY_40 = _noisy(0.2), _noisy(0.4)
TRIAL = Experiment(
    "cifar10-fitted-trial",
    f"{_SETTING}, not asked of AT by PGD-5; what the plan and rho_min of BSAM were chosen from: all test images without "
    f"attack, 2 seeds from {TRIAL_SEED} on",
    _rows(_NATURAL, *_ALL, *map(_bsam, RHO_MINS)),
    2,
    first_seed=TRIAL_SEED,
)


def _all_images(row: dict[str, Any], epochs: int) -> RunSettings:
    """A row on all of CIFAR-10 by the recipe for a CPU."""
    recipe = {**RECIPES["cpu-fast"], "epochs": epochs}
    return RunSettings(dataset="cifar10", **recipe, **_EVALUATED, **row)


def all_images(name: str, seeds: int, first_seed: int, *rows: dict[str, Any], epochs: int = 0) -> Experiment:
    """Rows on all of CIFAR-10 by the fast network; epochs as in the recipe unless others are given."""
    epochs = epochs or RECIPES["cpu-fast"]["epochs"]
    note = (
        f"all of CIFAR-10, a CNN of 498,080 parameters by the recipe cpu-fast, {epochs} epochs in bfloat16, crops of 2 pixels "
        f"and flips, {100 * FITTED:g}% of the training images right at the end or more, not asked of AT by PGD-3; {_TESTS}, "
        f"{seeds} seeds from {first_seed} on"
    )
    return Experiment(
        name, note, tuple(_all_images(row, epochs) for row in rows), seeds, first_seed=first_seed, fitted=FITTED
    )


_FAST_SAM = {rho: {"method": "sam", "rho": rho} for rho in (0.1, 0.2, 0.4)}
_FAST_AT = {eps: _adversarial(eps, 3, 0.5) for eps in (1, 2)}
ALL_FITTED = all_images(
    "cifar10-all", 3, FIRST_SEED, ST, _FAST_SAM[0.2], _FAST_SAM[0.4], _FAST_AT[1], _FAST_SAM[0.1], _FAST_AT[2]
)
"""The rows that are wanted most come first."""


def at_paper_scale(name: str) -> Experiment:
    """A table of Wei et al. (2023) as the command `table` makes it, when nothing is changed."""
    rows = tuple(paper_tables.table("wei2023", name))
    note = (
        f"{rows[0].dataset}, {rows[0].model} as in the paper, {rows[0].epochs} epochs, {100 * FITTED:g}% of the training "
        f"images right at the end or more, not asked of AT by PGD-5; all test images, {paper_tables.SEEDS} seeds"
    )
    return Experiment(f"wei2023-{name}", note, rows, paper_tables.SEEDS, fitted=FITTED)


def _watched(experiment: Experiment) -> Experiment:
    """The same weights under the same attacks on fewer images, with the signs of gradient masking."""
    return replace(
        experiment,
        name=f"{experiment.name}-masking",
        note=f"the networks of {experiment.name}: signs of gradient masking, attacks on the first {STRONGLY_ATTACKED}",
        rows=tuple(row.changed(**_WATCHED) for row in experiment.rows),
        fitted=None,
    )


PAPER_SCALE = (at_paper_scale("table-1"), at_paper_scale("table-2"))
JUDGED = (REDUCED_FITTED, STRONGER_FITTED, PARTS_FITTED, NOISY_20, NOISY_40, ALL_FITTED)
EXPERIMENTS = (TRIAL, *JUDGED, _watched(REDUCED_FITTED), _watched(ALL_FITTED))
