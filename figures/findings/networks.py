"""Findings on trained networks; small ones, in settings that each sentence names."""

from __future__ import annotations

from figures.findings.finding import Finding, Sentence
from gpu_experiments.experiments.quick import PLANTED
from gpu_experiments.experiments.recorded import CIFAR10

B = "beyond/net"
_ROW = CIFAR10.rows[0]
REDUCED = (
    f"on a reduced CIFAR-10 ({_ROW.subset} images, a small CNN, {_ROW.epochs} epochs: not the setting of the papers)"
)
_PLANTED = next(row for row in PLANTED.rows if row.method == "sam")
BATCHES = f"With batches of {_PLANTED.batch_size} and rho = {_PLANTED.rho:.2g}"


def mean(claim: str, comparison: str) -> str:
    """Return the field of the mean of a comparison in the evidence of a claim."""
    return f"{{{claim}|NETWORK|observed.{comparison}.mean}}"


_GAIN = mean(f"{B}-digits-sam-more-robust", "small-digits: SAM 0.4 against ST, linf 0.1, difference > 0")
_REDUCED_GAIN, _REDUCED_COST = (
    mean(f"{B}-reduced-sam-{claim}", f"cifar10-reduced: SAM 0.2 against ST, {what}")
    for claim, what in (("more-robust", "linf 2/255, difference > 0"), ("no-loss", "natural, difference >= -0.5"))
)
_STRONG = mean(f"{B}-digits-stronger-attack", "digits-stronger: SAM 0.4 against ST, linf 0.1 pgd-50x5, difference > 0")
_ENSEMBLE = mean(f"{B}-digits-autoattack", "digits-autoattack: SAM 0.4 against ST, linf 0.1 autoattack, difference > 0")
_EXPONENT = mean(f"{B}-digits-exponent", "small-digits: exponent from SAM 0.1 to SAM 0.4, value > 1.5")
_AT_TIME = mean(f"{B}-cost-at", "step-costs: time of a step of AT over ST, ratio > 9.9")
_SAM_EIGENVALUE, _ST_EIGENVALUE = (
    mean(
        f"{B}-digits-bsam-flatter-than-{name}",
        f"digits-stronger: {row} against BSAM 0.1, top eigenvalue, difference > 0",
    )
    for name, row in (("sam", "SAM 0.1"), ("sgd", "ST"))
)

NETWORKS = (
    Finding(
        "Networks: SAM is more robust than ST, at no natural cost",
        Sentence(
            f"{B}-reduced-sam-robust",
            f"{REDUCED[0].upper()}{REDUCED[1:]} SAM is more robust than ST at every rho and under every attack, and loses no "
            "natural accuracy.",
            f"'SAM is more robust than ST without sacrificing natural accuracy' does not hold throughout {REDUCED}: at "
            f"rho = 0.2 the change is {_REDUCED_GAIN} points under PGD-10 (l_inf, 2/255), and {_REDUCED_COST} without attack.",
        ),
        Sentence(
            f"{B}-digits-sam-robust",
            f"On digits it holds: under PGD-10 (l_inf, 0.1) SAM at rho = 0.4 is {_GAIN} points above ST, and natural accuracy "
            "stays within half a point.",
            "On digits SAM is not more robust throughout, or loses natural accuracy.",
        ),
    ),
    Finding(
        "Networks: SAM's gain survives a stronger attack",
        Sentence(
            f"{B}-digits-stronger-attack",
            f"On digits it does: under PGD with 50 steps and 5 restarts SAM at rho = 0.4 is {_STRONG} points above ST.",
            "On digits SAM's gain vanishes under a stronger attack.",
        ),
        Sentence(
            f"{B}-digits-autoattack",
            f"Under AutoAttack, an ensemble that also follows no gradient, it is {_ENSEMBLE} points.",
            "Under AutoAttack it is not more robust.",
        ),
    ),
    Finding(
        "Networks: the eps that matches a rho",
        Sentence(
            f"{B}-digits-eps-below-rho",
            "On digits the eps of AT that is as robust as SAM is below rho.",
            "On digits the eps of AT that is as robust as SAM is not below rho.",
        ),
        Sentence(
            f"{B}-digits-exponent",
            f"It grows like rho^2, as in the binary model: between rho = 0.1 and 0.4 with the exponent {_EXPONENT}.",
            "It does not grow like rho^2, which the binary model has at small radii: between rho = 0.1 and 0.4 the exponent is "
            f"{_EXPONENT}.",
        ),
    ),
    Finding(
        "Planted data: SAM and AT rest on the robust feature",
        Sentence(
            f"{B}-reliance-sam",
            f"{BATCHES} a linear model and a perceptron trained by SAM rest more on the robust feature than by ST.",
            f"{BATCHES} a linear model or a perceptron trained by SAM does not rest more on the robust feature than by ST.",
        ),
        Sentence(
            f"{B}-reliance-at-amount",
            "A linear model's robust weight under AT is the predicted one to a tenth.",
            "A linear model's robust weight under AT is not the predicted one.",
        ),
    ),
    Finding(
        "Networks: training time",
        Sentence(
            f"{B}-cost-at",
            "A step of AT (PGD-10) takes 11 times as long as one of ST, to a tenth, on a small CNN.",
            f"'AT takes 11 times ST's training time' does not hold to a tenth on a small CNN: {_AT_TIME} times, with an attack "
            "that computes no gradients of the weights.",
        ),
        Sentence(
            f"{B}-cost-sam",
            "A step of SAM takes twice as long as one of ST, to a tenth, on a small CNN.",
            "A step of SAM does not take twice as long as one of ST, to a tenth, on a small CNN.",
        ),
    ),
    Finding(
        "Networks: BiSAM's ascent flips more predictions",
        Sentence(
            f"{B}-reduced-bisam-flips",
            f"At equal rho BiSAM (-log) turns more right predictions wrong than SAM {REDUCED}.",
            f"At equal rho BiSAM (-log) does not turn more right predictions wrong than SAM {REDUCED}.",
        ),
        Sentence(
            f"{B}-bisam-overhead",
            "With a vectorised loss a step of BiSAM (-log) takes at most 5% longer than one of SAM.",
            "Even with a vectorised loss a step of BiSAM (-log) takes over 5% longer than one of SAM.",
        ),
    ),
    Finding(
        "Networks: BSAM's minima",
        Sentence(
            f"{B}-digits-bsam-flatter-than-sam",
            "On digits the top Hessian eigenvalue after BSAM is below that after SAM.",
            "On digits the top Hessian eigenvalue after BSAM is not below that after SAM: SAM's minus BSAM's is "
            f"{_SAM_EIGENVALUE}, SGD's minus BSAM's {_ST_EIGENVALUE}.",
        ),
        Sentence(
            f"{B}-reduced-bsam-better",
            f"BSAM generalises better than SAM at one untuned rho = 0.1 {REDUCED}.",
            f"BSAM does not generalise better than SAM at one untuned rho = 0.1 {REDUCED}.",
        ),
    ),
    Finding(
        "Networks: SAM without the full-gradient part of its perturbation",
        Sentence(
            f"{B}-reduced-full-gradient-worse",
            f"With that part alone SAM generalises worse {REDUCED}.",
            f"That SAM generalises worse with that part alone fails {REDUCED}.",
        ),
        Sentence(
            f"{B}-reduced-fsam-better",
            f"F-SAM generalises better than SAM {REDUCED}.",
            f"F-SAM does not generalise better than SAM {REDUCED}.",
        ),
    ),
)
