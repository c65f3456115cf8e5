"""Trained networks that fit: SAM and AT on a reduced CIFAR-10, and SAM under stronger attacks."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, trained
from theory.papers.beyond.runs import FITTED_WITH_AT, ROBUST, SAID, THRESHOLD, sentence
from theory.papers.sources import URLS

SENTENCES = "gpu_experiments.papers.accuracies:sentences"
TABLE = "cifar10-fitted"
NATURAL, CLEAR = ("natural",), ("linf 1/255", "linf 2/255")
RADII, EPS = ", rho in {0.05, 0.1, 0.2}", ", eps in {1/255, 2/255, 4/255}"

SECTION = Section("beyond", URLS["wei2023"], locator="beyond ", origin=Origin.OURS, source_note=SAID, reading=THRESHOLD)

SECTION.empirical(
    "net-fitted-sam-robust",
    "Section 5",
    "CIFAR-10 reduced, fitted: SAM is more robust than ST, at no natural cost",
    r"Where networks fit a reduced CIFAR-10, SAM is more robust than ST under every attack and loses no natural accuracy.",
    parts="net-fitted-sam-more-robust net-fitted-sam-no-loss",
    domain=FITTED_WITH_AT + RADII,
)
RHO = ("0.05", "0.1", "0.2")
SECTION.empirical(
    "net-fitted-sam-more-robust",
    "Section 5",
    "CIFAR-10 reduced, fitted: SAM is more robust than ST",
    r"Where networks fit a reduced CIFAR-10, SAM is more robust than ST, for every $\rho$ and under every attack.",
    parts=" ".join(f"net-fitted-sam-more-robust-{rho}" for rho in RHO),
    domain=FITTED_WITH_AT + RADII,
)
SECTION.empirical(
    "net-fitted-sam-no-loss",
    "Section 5",
    "CIFAR-10 reduced, fitted: SAM loses no natural accuracy",
    r"Where networks fit a reduced CIFAR-10, SAM loses no natural accuracy, for any $\rho$: less than half a point.",
    parts=" ".join(f"net-fitted-sam-no-loss-{rho}" for rho in RHO),
    domain=FITTED_WITH_AT + RADII,
)
SPLIT = f"stated for each radius after the records were read, for all radii at once before; {THRESHOLD}"
for rho in RHO:
    row, at = f"SAM {rho}", f", rho = {rho}"
    SECTION.empirical(
        f"net-fitted-sam-more-robust-{rho}",
        "Section 5",
        f"CIFAR-10 reduced, fitted: SAM at {rho} is more robust than ST",
        rf"Where networks fit a reduced CIFAR-10, SAM at $\rho = {rho}$ is more robust than ST under every attack.",
        sentence(row, "ST", ROBUST, ">"),
        trained(SENTENCES, TABLE, sentence(row, "ST", CLEAR, "<", "-20"), sentence(row, "ST", CLEAR, ">", "50")),
        domain=FITTED_WITH_AT + at,
        reading=SPLIT,
    )
    SECTION.empirical(
        f"net-fitted-sam-no-loss-{rho}",
        "Section 5",
        f"CIFAR-10 reduced, fitted: SAM at {rho} loses no natural accuracy",
        rf"Where networks fit a reduced CIFAR-10, SAM at $\rho = {rho}$ loses no natural accuracy: less than half a point.",
        sentence(row, "ST", NATURAL, ">="),
        trained(SENTENCES, TABLE, sentence(row, "ST", NATURAL, "<", "-5"), sentence(row, "ST", NATURAL, ">=", "50")),
        domain=FITTED_WITH_AT + at,
        reading=SPLIT,
    )
SECTION.empirical(
    "net-fitted-rises-with-rho",
    "Section 5",
    "CIFAR-10 reduced, fitted: SAM's robustness rises with rho",
    r"Where networks fit a reduced CIFAR-10, SAM's robust accuracy rises with $\rho$, under every attack.",
    sentence("SAM", "previous", ROBUST, ">"),
    trained(SENTENCES, TABLE, sentence("SAM", "previous", CLEAR, "<"), sentence("SAM", "previous", CLEAR, ">", "50")),
    domain=FITTED_WITH_AT + RADII,
)
SECTION.empirical(
    "net-fitted-at-robust",
    "Section 5",
    "CIFAR-10 reduced, fitted: AT is more robust than SAM",
    r"Where SAM's networks fit a reduced CIFAR-10, AT is more robust than SAM, for every $\epsilon$ and $\rho$ and under every "
    r"attack.",
    sentence("AT", "SAM", ROBUST, ">"),
    trained(SENTENCES, TABLE, sentence("AT", "SAM", CLEAR, "<"), sentence("SAM", "AT", CLEAR, ">")),
    domain=FITTED_WITH_AT + RADII + EPS,
)
SECTION.empirical(
    "net-fitted-at-natural",
    "Section 5",
    "CIFAR-10 reduced, fitted: AT is below ST in natural accuracy",
    r"Where ST's networks fit a reduced CIFAR-10, AT has lower natural accuracy than ST, for every $\epsilon$.",
    sentence("AT", "ST", NATURAL, "<"),
    trained(SENTENCES, TABLE, sentence("AT", "ST", NATURAL, ">"), sentence("AT", "ST", NATURAL, "<", "-50")),
    domain=FITTED_WITH_AT + EPS,
)


def _matching(relation: str, value: str) -> dict[str, Any]:
    return {"quantity": "rho/eps at equal robust accuracy", "relation": relation, "value": value}


SECTION.empirical(
    "net-fitted-rho-larger-than-eps",
    "Section 5",
    "CIFAR-10 reduced, fitted: equal robustness needs rho larger than eps",
    r"Where networks fit a reduced CIFAR-10, SAM's $\rho$ is larger than the $\epsilon$ of $\ell_\infty$ AT with the same mean "
    r"robust accuracy.",
    _matching(">", "1"),
    trained("gpu_experiments.papers.radii:matched", TABLE, _matching(">", "1000"), _matching("<", "1")),
    domain=FITTED_WITH_AT + RADII,
    reading=f"eps in pixel scale [0, 1], by interpolation between ST and AT; {THRESHOLD}",
)
