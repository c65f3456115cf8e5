"""Trained networks: SAM and AT on all of CIFAR-10, by a small network that trains fast on a CPU."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, trained
from theory.papers.beyond.runs import ALL_IMAGES, ROBUST, SAID, THRESHOLD, sentence
from theory.papers.sources import URLS

SENTENCES, TABLE = "gpu_experiments.papers.accuracies:sentences", "cifar10-all"
NATURAL, CLEAR = ("natural",), ("linf 1/255", "linf 2/255")
RADII, EPS = ", rho in {0.1, 0.2, 0.4}", ", eps in {1/255, 2/255}"

SECTION = Section("beyond", URLS["wei2023"], locator="beyond ", origin=Origin.OURS, source_note=SAID, reading=THRESHOLD)

SECTION.empirical(
    "net-cifar10-sam-robust",
    "Section 5",
    "CIFAR-10, a small network: SAM is more robust than ST, at no natural cost",
    r"On all of CIFAR-10 SAM is more robust than ST under every attack and loses no natural accuracy.",
    parts="net-cifar10-sam-more-robust net-cifar10-sam-no-loss",
    domain=ALL_IMAGES + RADII,
)
SECTION.empirical(
    "net-cifar10-sam-more-robust",
    "Section 5",
    "CIFAR-10, a small network: SAM is more robust than ST",
    r"On all of CIFAR-10 SAM is more robust than ST, for every $\rho$ and under every attack.",
    sentence("SAM", "ST", ROBUST, ">"),
    trained(SENTENCES, TABLE, sentence("SAM", "ST", CLEAR, "<"), sentence("SAM", "ST", CLEAR, ">", "90")),
    domain=ALL_IMAGES + RADII,
)
SECTION.empirical(
    "net-cifar10-sam-no-loss",
    "Section 5",
    "CIFAR-10, a small network: SAM loses no natural accuracy",
    r"On all of CIFAR-10 SAM loses no natural accuracy, for any $\rho$: less than half a point.",
    sentence("SAM", "ST", NATURAL, ">="),
    trained(SENTENCES, TABLE, sentence("SAM", "ST", NATURAL, "<", "-5"), sentence("SAM", "ST", NATURAL, ">=", "50")),
    domain=ALL_IMAGES + RADII,
)
SECTION.empirical(
    "net-cifar10-rises-with-rho",
    "Section 5",
    "CIFAR-10, a small network: SAM's robustness rises with rho",
    r"On all of CIFAR-10 SAM's robust accuracy rises with $\rho$, under every attack.",
    sentence("SAM", "previous", ROBUST, ">"),
    trained(SENTENCES, TABLE, sentence("SAM", "previous", CLEAR, "<"), sentence("SAM", "previous", CLEAR, ">", "90")),
    domain=ALL_IMAGES + RADII,
)
SECTION.empirical(
    "net-cifar10-at-robust",
    "Section 5",
    "CIFAR-10, a small network: AT is more robust than SAM",
    r"On all of CIFAR-10 AT is more robust than SAM, for every $\epsilon$ and $\rho$ and under every attack.",
    sentence("AT", "SAM", ROBUST, ">"),
    trained(SENTENCES, TABLE, sentence("AT", "SAM", CLEAR, "<"), sentence("SAM", "AT", CLEAR, ">")),
    domain=ALL_IMAGES + RADII + EPS,
)
SECTION.empirical(
    "net-cifar10-at-natural",
    "Section 5",
    "CIFAR-10, a small network: AT is below ST in natural accuracy",
    r"On all of CIFAR-10 AT has lower natural accuracy than ST, for every $\epsilon$.",
    sentence("AT", "ST", NATURAL, "<"),
    trained(SENTENCES, TABLE, sentence("AT", "ST", NATURAL, ">"), sentence("AT", "ST", NATURAL, "<", "-50")),
    domain=ALL_IMAGES + EPS,
)
