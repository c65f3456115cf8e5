"""Trained networks that fit: BiSAM and BSAM against SAM on a reduced CIFAR-10."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, trained
from theory.papers.beyond.runs import FITTED_WITH_AT, SAID, THRESHOLD, sentence
from theory.papers.sources import URLS

SENTENCES, ORDER = "gpu_experiments.papers.accuracies:sentences", "gpu_experiments.papers.accuracies:order"
TABLE = "cifar10-fitted"
NATURAL, FLIPS = ("natural",), ("flips",)
ONE = ", rho = 0.1"
UNTUNED = "at one rho for all, which was not tuned for each"

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    locator="beyond ",
    origin=Origin.OURS,
    source_note=SAID,
    reading=f"{UNTUNED}; {THRESHOLD}",
)

for name, form, row in (("log", r"$-\log$", "BISAM-LOG 0.1"), ("tanh", r"$\tanh$", "BISAM-TANH 0.1")):
    SECTION.empirical(
        f"net-fitted-bisam-{name}-flips",
        "Xie et al. (2024), Figure 2",
        f"CIFAR-10 reduced, fitted: BiSAM ({name}) turns more right samples wrong",
        r"Where networks fit a reduced CIFAR-10, more correctly classified samples turn wrong under BiSAM's perturbation "
        rf"({form}) than under SAM's, as shares of the right samples over all epochs, each method in its own training.",
        sentence(row, "SAM 0.1", FLIPS, ">"),
        trained(SENTENCES, TABLE, sentence(row, "SAM 0.1", FLIPS, "<"), sentence(row, "SAM 0.1", FLIPS, ">", "90")),
        domain=FITTED_WITH_AT + ONE,
    )
    SECTION.empirical(
        f"net-fitted-bisam-{name}-better",
        "Xie et al. (2024), experiments",
        f"CIFAR-10 reduced, fitted: BiSAM ({name}) generalises better than SAM",
        rf"Where networks fit a reduced CIFAR-10, BiSAM ({form}) generalises better than SAM.",
        sentence(row, "SAM 0.1", NATURAL, ">"),
        trained(SENTENCES, TABLE, sentence(row, "SAM 0.1", NATURAL, "<"), sentence(row, "SAM 0.1", NATURAL, ">", "50")),
        domain=FITTED_WITH_AT + ONE,
    )
SECTION.empirical(
    "net-fitted-bsam-better",
    "Deng et al. (2024), experiments",
    "CIFAR-10 reduced, fitted: BSAM generalises better than SAM",
    r"Where networks fit a reduced CIFAR-10, BSAM generalises better than SAM.",
    {"order": "SAM < BSAM", "quantity": "test accuracy"},
    trained(ORDER, TABLE, {"order": "BSAM < SAM", "quantity": "test accuracy"}),
    domain=FITTED_WITH_AT + ONE,
    reading=f"at one rho for both; BSAM's least radius was chosen on other seeds; {THRESHOLD}",
)
