"""Trained networks: times of a step of each method, on a small CNN."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, trained
from theory.papers.beyond.runs import SAID, STEPS
from theory.papers.sources import URLS

TABLE, MARGIN = "step-costs", "1/10"
RATIO, STATED = "gpu_experiments.papers.times:ratio", "gpu_experiments.papers.times:stated"

SECTION = Section("beyond", URLS["wei2023"], domain=STEPS, locator="beyond ", origin=Origin.OURS, source_note=SAID)


def over_st(method: str, value: str) -> dict[str, str]:
    """Return the sentence that a step takes a number of times that of ST, to one tenth."""
    return {"quantity": "time of a step over ST's", "of": method, "value": value, "margin": MARGIN}


def below(of: str, over: str, value: str) -> dict[str, str]:
    """Return the sentence that a step of one method takes less than a number of times that of another."""
    return {"quantity": "time of a step", "of": of, "over": over, "relation": "<", "value": value}


SECTION.empirical(
    "net-cost-sam",
    "Section 5, cost",
    "small CNN: a step of SAM takes twice the time of one of ST",
    "A step of SAM takes twice as long as one of ST, to one tenth.",
    over_st("SAM", "2"),
    trained(STATED, TABLE, over_st("SAM", "3"), over_st("SAM", "1.6")),
    uses="wei2023/sec-5-passes",
)
SECTION.empirical(
    "net-cost-at",
    "Section 5, cost",
    "small CNN: a step of AT takes 11 times that of ST",
    "A step of AT with PGD-10 takes 11 times as long as one of ST, to one tenth.",
    over_st("AT", "11"),
    trained(STATED, TABLE, over_st("AT", "6"), over_st("AT", "8.5")),
    uses="wei2023/sec-5-passes",
    reading="the attack here computes no gradient of the weights, so that its passes are cheaper than those of training",
)
SECTION.empirical(
    "net-cost-sam-below-at",
    "Section 5, RQ2",
    "small CNN: a step of SAM takes less time than one of AT",
    "A step of SAM takes less time than one of AT with PGD-10.",
    below("SAM", "AT", "1"),
    trained(RATIO, TABLE, below("SAM", "AT", "0.1"), below("AT", "SAM", "1")),
)
SECTION.empirical(
    "net-bisam-overhead",
    "Appendix B of Xie et al. (2024)",
    "a step of BiSAM takes at most 5% longer than one of SAM",
    r"With a vectorised loss a step of BiSAM ($-\log$) takes at most 5\% longer than a step of SAM.",
    below("BISAM-LOG", "SAM", "1.05"),
    trained(RATIO, TABLE, below("BISAM-LOG", "SAM", "0.9"), below("BSAM", "SAM", "1.05")),
    reading="'essentially no computational overhead' read as at most 5%",
)
