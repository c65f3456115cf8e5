"""Findings on trained networks; small ones, in settings that each sentence names."""

from __future__ import annotations

from figures.findings.finding import Finding, Sentence
from gpu_experiments.experiments.quick import PLANTED
from gpu_experiments.experiments.recorded import CIFAR10

B = "beyond/net"
_ROW = CIFAR10.rows[0]
NOT_FITTED = (
    f"{_ROW.subset} images, a small CNN that {_ROW.epochs} epochs did not fit to them: not the setting of the papers"
)
REDUCED = f"on a reduced CIFAR-10 ({NOT_FITTED})"
TITLE = "Reduced CIFAR-10, networks that did not fit:"
_PLANTED = next(row for row in PLANTED.rows if row.method == "sam")
BATCHES = f"With batches of {_PLANTED.batch_size} and rho = {_PLANTED.rho:.2g}"
SMALL_CNN = "on a small CNN and one CPU thread"


def mean(claim: str, comparison: str) -> str:
    """Return the field of the mean of a comparison in the evidence of a claim."""
    return f"{{{B}-{claim}|NETWORK|observed.{comparison}.mean}}"


_GAIN = mean("digits-sam-more-robust", "small-digits: SAM 0.4 against ST, linf 0.1, difference > 0")
_DIGITS_COST = mean("digits-sam-no-loss", "small-digits: SAM 0.4 against ST, natural, difference >= -0.5")
REDUCED_COST = mean("reduced-sam-no-loss", "cifar10-reduced: SAM 0.2 against ST, natural, difference >= -0.5")
_STRONG = mean("digits-stronger-attack", "digits-stronger: SAM 0.4 against ST, linf 0.1 pgd-50x5, difference > 0")
_ENSEMBLE = mean("digits-autoattack", "digits-autoattack: SAM 0.4 against ST, linf 0.1 autoattack, difference > 0")
_EXPONENT = mean("digits-exponent", "small-digits: exponent from SAM 0.1 to SAM 0.4, value > 1.5")
_AT_TIME = mean("cost-at", "step-costs: time of a step of AT over ST, ratio > 9.9")
_SAM_TIME = mean("cost-sam", "step-costs: time of a step of SAM over ST, ratio > 1.8")
_SAM_EIGENVALUE, _ST_EIGENVALUE = (
    mean(f"digits-bsam-flatter-than-{name}", f"digits-stronger: {row} against BSAM 0.1, top eigenvalue, difference > 0")
    for name, row in (("sam", "SAM 0.1"), ("sgd", "ST"))
)

ROBUSTNESS = (
    Finding(
        "Digits: SAM is more robust than ST, at no natural cost",
        (
            Sentence(
                f"{B}-digits-sam-more-robust",
                "On scikit-learn's digits, a perceptron, SAM is more robust than ST at rho = 0.1 and 0.4 under every "
                f"attack: at 0.4 by {_GAIN} points under PGD-10 (l_inf, 0.1).",
                "On scikit-learn's digits, a perceptron, SAM is not more robust than ST at rho = 0.1 and 0.4 under "
                "every attack.",
            ),
            Sentence(
                f"{B}-digits-sam-no-loss",
                f"Natural accuracy stays within half a point below ST's; at rho = 0.4 the change is {_DIGITS_COST} "
                "points.",
                "Natural accuracy does not stay within half a point below ST's; at rho = 0.4 the change is "
                f"{_DIGITS_COST} points.",
            ),
        ),
    ),
    Finding(
        "Digits: SAM's gain survives stronger attacks",
        (
            Sentence(
                f"{B}-digits-stronger-attack",
                f"Under PGD with 50 steps and 5 restarts SAM at rho = 0.4 is {_STRONG} points above ST.",
                "Under PGD with 50 steps and 5 restarts SAM is not more robust than ST.",
            ),
            Sentence(
                f"{B}-digits-autoattack",
                "Under AutoAttack (l_inf, 0.1), one of whose attacks follows no gradient, at rho = 0.4 it is "
                f"{_ENSEMBLE} points.",
                "Under AutoAttack (l_inf, 0.1) at rho = 0.4 it is not more robust.",
            ),
        ),
    ),
    Finding(
        "Digits: the eps that matches a rho is below it, and grows like rho^2",
        (
            Sentence(
                f"{B}-digits-eps-below-rho",
                "The eps of l_inf AT with SAM's mean robust accuracy is below rho, at rho = 0.1 and 0.4.",
                "The eps of l_inf AT with SAM's mean robust accuracy is not below rho at rho = 0.1 and 0.4.",
            ),
            Sentence(
                f"{B}-digits-exponent",
                "It grows like rho^2, as in the binary model at small radii: between rho = 0.1 and 0.4 with the "
                f"exponent {_EXPONENT} (2, to a half).",
                "It does not grow like rho^2, which the binary model has at small radii: between rho = 0.1 and 0.4 "
                f"the exponent is {_EXPONENT}.",
            ),
        ),
    ),
)

OTHERS = (
    Finding(
        "Planted data: SAM and AT rest on the robust feature",
        (
            Sentence(
                f"{B}-reliance-sam",
                f"{BATCHES} SAM over all weights gives a linear model more weight on the robust feature than ST, and "
                "more of a perceptron's predictions change with that feature's sign.",
                f"{BATCHES} it fails that SAM over all weights gives a linear model more weight on the robust feature "
                "than ST, and that more of a perceptron's predictions change with that feature's sign.",
            ),
            Sentence(
                f"{B}-reliance-at-amount",
                "A linear model's robust weight under AT at eps = 0.02 on all pixels is the one that minimises the "
                "population's adversarial logistic loss, to a tenth.",
                "A linear model's robust weight under AT at eps = 0.02 on all pixels is not the one that minimises "
                "the population's adversarial logistic loss, to a tenth.",
            ),
        ),
    ),
    Finding(
        "A small CNN: time of a step",
        (
            Sentence(
                f"{B}-cost-at",
                f"A step of AT (PGD-10, no gradients of the weights in the attack) takes {_AT_TIME} times as long as "
                f"one of ST {SMALL_CNN}: 11 times, to a tenth.",
                f"A step of AT (PGD-10, no gradients of the weights in the attack) takes {_AT_TIME} times as long as "
                f"one of ST {SMALL_CNN}: not 11 times, to a tenth.",
            ),
            Sentence(
                f"{B}-cost-sam",
                f"A step of SAM takes {_SAM_TIME} times as long: twice, to a tenth.",
                f"A step of SAM takes {_SAM_TIME} times as long: not twice, to a tenth.",
            ),
        ),
    ),
    Finding(
        "A small CNN: the time of BiSAM's loss",
        (
            Sentence(
                f"{B}-bisam-overhead",
                f"With a vectorised loss a step of BiSAM (-log) takes at most 5% longer than one of SAM {SMALL_CNN}.",
                f"Even with a vectorised loss a step of BiSAM (-log) takes over 5% longer than one of SAM {SMALL_CNN}.",
            ),
        ),
    ),
    Finding(
        "Digits: BSAM finds flatter minima than SAM and SGD",
        (
            Sentence(
                f"{B}-digits-bsam-flatter-than-sam",
                "At one untuned rho = 0.1 the top Hessian eigenvalue after BSAM is below that after SAM.",
                "At one untuned rho = 0.1 the top Hessian eigenvalue after BSAM is not below that after SAM: SAM's "
                f"minus BSAM's is {_SAM_EIGENVALUE}.",
            ),
            Sentence(
                f"{B}-digits-bsam-flatter-than-sgd",
                f"It is below that after SGD: SGD's minus BSAM's is {_ST_EIGENVALUE}.",
                f"It is not below that after SGD: SGD's minus BSAM's is {_ST_EIGENVALUE}.",
            ),
        ),
    ),
    Finding(
        f"{TITLE} SAM without the full-gradient part of its perturbation",
        (
            Sentence(
                f"{B}-reduced-full-gradient-worse",
                f"At one untuned rho = 0.1, with that part alone, SAM generalises worse {REDUCED}.",
                f"At one untuned rho = 0.1, with that part alone, SAM does not generalise worse {REDUCED}.",
            ),
            Sentence(
                f"{B}-reduced-fsam-better",
                f"At one untuned rho = 0.1 F-SAM generalises better than SAM {REDUCED}.",
                f"At one untuned rho = 0.1 F-SAM does not generalise better than SAM {REDUCED}.",
            ),
        ),
    ),
)

FINDINGS = (*ROBUSTNESS, *OTHERS)
