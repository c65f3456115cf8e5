"""Findings on trained networks that fit their training images, as the papers' do, and on what fitting changes."""

from __future__ import annotations

from figures.findings.finding import Finding, Sentence
from figures.findings.networks import REDUCED_COST, SMALL_CNN, B, mean
from gpu_experiments.experiments.fitted import FITTED, REDUCED_FITTED, SAM
from gpu_experiments.experiments.recorded import CIFAR10

_ROW = REDUCED_FITTED.rows[0]
FIT = (
    f"Where a small CNN fits {_ROW.subset} images of CIFAR-10 ({_ROW.epochs} epochs, {100 * FITTED:g}% of them right at the "
    "end or more; not the setting of the papers)"
)
SAM_FITS = FIT.replace("a small CNN fits", "SAM's small CNN fits")
"""Adversarial training is not asked to fit."""

TITLE = "Reduced CIFAR-10, networks that fit:"
*_SMALLER, LARGEST = (f"{rho:g}" for rho in sorted(SAM))
_GAIN = mean(
    f"fitted-sam-more-robust-{LARGEST}", f"cifar10-fitted: SAM {LARGEST} against ST, linf 1/255, difference > 0"
)
_COST = mean(f"fitted-sam-no-loss-{LARGEST}", f"cifar10-fitted: SAM {LARGEST} against ST, natural, difference >= -0.5")

MORE_ROBUST = Sentence(
    f"{B}-fitted-sam-more-robust-{LARGEST}",
    f"{FIT}, SAM at the largest rho that was tried, {LARGEST}, is more robust than ST under every attack: by {_GAIN} points "
    "under PGD-10 (l_inf, 1/255).",
    f"{FIT}, SAM at the largest rho that was tried, {LARGEST}, is not more robust than ST under every attack: {_GAIN} points "
    "under PGD-10 (l_inf, 1/255).",
)
NO_LOSS = Sentence(
    f"{B}-fitted-sam-no-loss-{LARGEST}",
    f"It loses no natural accuracy there, to half a point: the change is {_COST} points.",
    f"It loses natural accuracy there: the change is {_COST} points.",
)
AT_SMALLER = Sentence(
    " ".join(f"{B}-fitted-sam-{what}-{rho}" for rho in _SMALLER for what in ("more-robust", "no-loss")),
    "At the smaller rho both hold too.",
    "At the smaller rho they do not both hold.",
)

FINDINGS = (
    Finding(f"{TITLE} SAM is more robust than ST, at no natural cost", (MORE_ROBUST, NO_LOSS, AT_SMALLER)),
    Finding(
        "Reduced CIFAR-10, networks that fit and that did not fit: what SAM costs in natural accuracy",
        (
            Sentence(
                f"{B}-fitted-sam-no-loss-{LARGEST}",
                f"{FIT}, SAM at rho = {LARGEST} loses no natural accuracy, to half a point: the change is {_COST} points.",
                f"{FIT}, SAM at rho = {LARGEST} loses natural accuracy: the change is {_COST} points.",
            ),
            Sentence(
                f"{B}-reduced-sam-no-loss",
                f"After {CIFAR10.rows[0].epochs} epochs, which do not fit the images, it loses none either.",
                f"After {CIFAR10.rows[0].epochs} epochs, which do not fit the images, that fails: the change at rho = 0.2 is "
                f"{REDUCED_COST} points.",
            ),
        ),
    ),
    Finding(
        f"{TITLE} SAM as a lightweight substitute for AT",
        (
            MORE_ROBUST,
            NO_LOSS,
            AT_SMALLER,
            Sentence(
                f"{B}-cost-sam-below-at",
                f"A step of SAM takes less time than one of AT (PGD-10) {SMALL_CNN}.",
                f"A step of SAM does not take less time than one of AT (PGD-10) {SMALL_CNN}.",
            ),
        ),
    ),
    Finding(
        f"{TITLE} AT is more robust than SAM, at a natural cost",
        (
            Sentence(
                f"{B}-fitted-at-robust",
                f"{SAM_FITS}, AT is more robust than SAM at every eps and rho that were tried and under every attack.",
                f"{SAM_FITS}, AT is not more robust than SAM at every eps and rho that were tried and under every attack.",
            ),
            Sentence(
                f"{B}-fitted-at-natural",
                "AT has lower natural accuracy than ST at every eps that was tried.",
                "AT does not have lower natural accuracy than ST at every eps that was tried.",
            ),
        ),
    ),
    Finding(
        f"{TITLE} BiSAM's ascent flips more predictions",
        (
            Sentence(
                f"{B}-fitted-bisam-log-flips",
                f"{FIT}, BiSAM (-log) turns more right predictions wrong than SAM at the same rho = 0.1.",
                f"{FIT}, BiSAM (-log) does not turn more right predictions wrong than SAM at the same rho = 0.1.",
            ),
            Sentence(
                f"{B}-fitted-bisam-log-better",
                "It generalises better than SAM there.",
                "It does not generalise better than SAM there.",
            ),
        ),
    ),
    Finding(
        f"{TITLE} BSAM generalises better than SAM",
        (
            Sentence(
                f"{B}-fitted-bsam-better",
                f"{FIT}, BSAM generalises better than SAM, both at rho = 0.1, BSAM's least radius chosen on other seeds.",
                f"{FIT}, BSAM does not generalise better than SAM, both at rho = 0.1, BSAM's least radius chosen on other "
                "seeds.",
            ),
        ),
    ),
)
