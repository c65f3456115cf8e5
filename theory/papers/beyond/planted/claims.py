"""Trained networks: how far they rest on the robust feature of planted data."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, trained
from theory.papers.beyond.runs import OURS, PLANTED, PLANTED_CNN, PLANTED_LINEAR, sentence
from theory.papers.sources import URLS

RELIANCE, WEIGHT = ("reliance",), ("linear weight",)
TABLE, CNN = "small-planted", "planted-cnn"
BY_NETWORK, RATIO = "gpu_experiments.papers.planted:by_network", "gpu_experiments.papers.planted:linear_weight"
SENTENCES = "gpu_experiments.papers.accuracies:sentences"
RHO, EPS = ", rho = 0.353553", ", eps = 0.02"

SECTION = Section("beyond", URLS["wei2023"], locator="beyond ", origin=Origin.OURS, source_note=OURS)


def ratio(row: str, value: str) -> dict[str, str]:
    """Return the sentence that a linear model's weight is the predicted one, to one tenth."""
    return {"row": row, "value": value, "margin": "1/10"}


def both(rows: str, than: str = "ST", relation: str = ">", value: str = "0") -> dict[str, Any]:
    """Return a sentence on the weight of the linear model, and one on the reliance of the perceptron."""
    return {
        "linear": sentence(rows, than, WEIGHT, relation),
        "mlp": sentence(rows, than, RELIANCE, ">", value),
    }


SECTION.empirical(
    "net-reliance-st",
    "Theorem 4.1",
    "planted data: a linear model's robust weight is w*",
    r"Standard training of a linear model reaches $w_1/\bar w_{rest} = w^*$, to one tenth.",
    ratio("ST", "w_star"),
    trained(RATIO, TABLE, ratio("ST", "w_AT"), ratio("AT", "w_star")),
    domain=PLANTED_LINEAR,
    uses="wei2023/thm-4.1",
    reading="logistic loss: its population optimum has the ratio w*",
)
SECTION.empirical(
    "net-reliance-at",
    "Theorem 4.2",
    "planted data: AT rests more on the robust feature than ST",
    r"AT rests more on the robust feature than ST: the linear model's weight on it is larger, and more of the perceptron's "
    r"predictions change with its sign.",
    both("AT"),
    trained(BY_NETWORK, TABLE, both("AT", relation="<"), both("AT", value="50")),
    domain=PLANTED + EPS,
    uses="wei2023/thm-4.2",
    reading="an l_inf attack on all pixels: it moves the robust feature as well, by eps of its 1",
)
SECTION.empirical(
    "net-reliance-at-amount",
    "Theorem 4.2",
    "planted data: AT's robust weight in a linear model is as predicted",
    r"AT of a linear model reaches the $w_1/\bar w_{rest}$ that minimises the population's adversarial logistic loss, to "
    r"one tenth.",
    ratio("AT", "w_AT"),
    trained(RATIO, TABLE, ratio("AT", "w_star"), ratio("ST", "w_AT")),
    domain=PLANTED_LINEAR + EPS,
    reading="an l_inf attack on all pixels; computed by quadrature: with every input attacked Theorem 4.2's formula does not "
    "apply",
)
SECTION.empirical(
    "net-reliance-sam",
    "Theorem 4.3",
    "planted data: SAM rests more on the robust feature than ST",
    r"SAM rests more on the robust feature than ST: the linear model's weight on it is larger, and more of the perceptron's "
    r"predictions change with its sign.",
    both("SAM"),
    trained(BY_NETWORK, TABLE, both("SAM", relation="<"), {**both("SAM"), "mlp": sentence("ST", "SAM", RELIANCE, ">")}),
    domain=PLANTED + RHO,
    uses="wei2023/thm-4.3",
    reading="all weights are perturbed, by one step for each batch, which the theorem does not cover",
)
SECTION.empirical(
    "net-reliance-cnn",
    "Theorems 4.2 and 4.3",
    "planted data: SAM and AT rest more on it than ST in a CNN too",
    r"In a CNN as well, predictions of SAM and of AT change more often with the sign of the robust feature.",
    parts="net-reliance-cnn-sam net-reliance-cnn-at",
    domain=PLANTED_CNN,
    uses="wei2023/thm-4.2 wei2023/thm-4.3",
)
for method, radius in (("SAM", RHO), ("AT", EPS)):
    SECTION.empirical(
        f"net-reliance-cnn-{method.lower()}",
        "Theorems 4.2 and 4.3",
        f"planted data: {method} rests more on it than ST in a CNN too",
        f"In a CNN as well, predictions of {method} change more often with the sign of the robust feature than those of ST.",
        sentence(method, "ST", RELIANCE, ">"),
        trained(SENTENCES, CNN, sentence(method, "ST", RELIANCE, "<"), sentence(method, "ST", RELIANCE, ">", "50")),
        domain=PLANTED_CNN + radius,
    )
