"""Trained networks that fit: F-SAM, its parts, label noise and stronger attacks on a reduced CIFAR-10."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, trained
from theory.papers.beyond.runs import FITTED, FITTED_WITH_AT, NOISY, SAID, THRESHOLD, sentence
from theory.papers.sources import URLS

SENTENCES, ORDER = "gpu_experiments.papers.accuracies:sentences", "gpu_experiments.papers.accuracies:order"
PARTS, STRONGER = "cifar10-fitted-parts", "cifar10-fitted-stronger"
NATURAL = ("natural",)
ONE, STRONG_RADII = ", rho = 0.1", ", rho in {0.1, 0.2}"
UNTUNED = "at one rho for all, which was not tuned for each"

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    locator="beyond ",
    origin=Origin.OURS,
    source_note=SAID,
    reading=f"{UNTUNED}; {THRESHOLD}",
)

for name, place, better, worse, words in (
    ("fsam-better", "experiments", "F-SAM", "SAM", "F-SAM generalises better than SAM"),
    (
        "full-gradient-worse",
        "decomposition of SAM's perturbation",
        "SAM",
        "full gradient alone",
        "SAM with the full-gradient part of its perturbation alone generalises worse than SAM",
    ),
):
    SECTION.empirical(
        f"net-fitted-{name}",
        f"Li et al. (2024), {place}",
        f"CIFAR-10 reduced, fitted: {words}",
        f"Where networks fit a reduced CIFAR-10, {words}.",
        {"order": f"{worse} < {better}", "quantity": "test accuracy"},
        trained(ORDER, PARTS, {"order": f"{better} < {worse}", "quantity": "test accuracy"}),
        domain=FITTED + ONE,
    )
for percent, domain in NOISY.items():
    noisy = f"cifar10-fitted-noise-{percent}"
    SECTION.empirical(
        f"net-noise-{percent}-sam-better",
        "Xie et al. (2024), label noise",
        f"CIFAR-10 reduced, {percent}% label noise: SAM generalises better than ST",
        rf"Where {percent}% of the training labels are replaced, SAM generalises better than ST.",
        sentence("SAM 0.1", "ST", NATURAL, ">"),
        trained(
            SENTENCES, noisy, sentence("SAM 0.1", "ST", NATURAL, "<"), sentence("SAM 0.1", "ST", NATURAL, ">", "50")
        ),
        domain=domain + ONE,
        reading=UNTUNED,
    )
    SECTION.empirical(
        f"net-noise-{percent}-bisam-better",
        "Xie et al. (2024), label noise",
        f"CIFAR-10 reduced, {percent}% label noise: BiSAM generalises better than SAM",
        rf"Where {percent}% of the training labels are replaced, BiSAM ($-\log$) generalises better than SAM.",
        sentence("BISAM-LOG 0.1", "SAM 0.1", NATURAL, ">"),
        trained(
            SENTENCES,
            noisy,
            sentence("BISAM-LOG 0.1", "SAM 0.1", NATURAL, "<"),
            sentence("BISAM-LOG 0.1", "SAM 0.1", NATURAL, ">", "50"),
        ),
        domain=domain + ONE,
        reading=UNTUNED,
    )
for name, attack, words in (
    ("restarts", "linf 1/255 pgd-50x5", "PGD with 50 steps and 5 restarts"),
    ("autoattack", "linf 1/255 autoattack", "AutoAttack"),
):
    SECTION.empirical(
        f"net-fitted-{name}",
        "Section 5",
        f"CIFAR-10 reduced, fitted: SAM's gain survives {words}",
        rf"Where networks fit a reduced CIFAR-10, SAM is more robust than ST under {words} at $\ell_\infty$ 1/255 too.",
        sentence("SAM", "ST", (attack,), ">"),
        trained(
            SENTENCES,
            STRONGER,
            sentence("SAM", "ST", (attack,), "<"),
            sentence("SAM", "ST", (attack,), ">", "50"),
        ),
        domain=FITTED_WITH_AT + STRONG_RADII,
        reading=THRESHOLD,
    )
