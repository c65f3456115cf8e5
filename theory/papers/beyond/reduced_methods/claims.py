"""Trained networks: F-SAM, its parts and BSAM against SAM on a reduced CIFAR-10."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, trained
from theory.papers.beyond.runs import REDUCED, SAID
from theory.papers.sources import URLS

ORDER, TABLE = "gpu_experiments.papers.accuracies:order", "cifar10-reduced"
UNTUNED = "at one rho for both that was not tuned; networks of this length have not fitted their training images"


def order(said: str) -> dict[str, str]:
    """Return the sentence that "A < B" says of natural test accuracies."""
    return {"order": said, "quantity": "test accuracy"}


SECTION = Section(
    "beyond",
    URLS["wei2023"],
    domain=REDUCED + ", rho = 0.1",
    locator="beyond ",
    reading=UNTUNED,
    origin=Origin.OURS,
    source_note=SAID,
)

SECTION.empirical(
    "net-reduced-full-gradient-worse",
    "Li et al. (2024), decomposition of SAM's perturbation",
    "CIFAR-10 reduced: SAM with the full-gradient part alone is worse",
    r"On a reduced CIFAR-10 SAM with the full-gradient part of its perturbation alone generalises worse than SAM.",
    order("full gradient alone < SAM"),
    trained(ORDER, TABLE, order("SAM < full gradient alone")),
)
SECTION.empirical(
    "net-reduced-fsam-better",
    "Li et al. (2024), experiments",
    "CIFAR-10 reduced: F-SAM generalises better than SAM",
    r"On a reduced CIFAR-10 F-SAM, SAM without the full-gradient part of its perturbation, generalises better than SAM.",
    order("SAM < F-SAM"),
    trained(ORDER, TABLE, order("F-SAM < SAM")),
)
SECTION.empirical(
    "net-reduced-bsam-better",
    "Deng et al. (2024), experiments",
    "CIFAR-10 reduced: BSAM generalises better than SAM",
    r"On a reduced CIFAR-10 BSAM generalises better than SAM.",
    order("SAM < BSAM"),
    trained(ORDER, TABLE, order("BSAM < SAM")),
)
