"""What F-SAM's authors report or cite: convergence, and the comparison with SAM on networks."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section
from theory.papers.sources import URLS
from theory.papers.tools.settled import settled

SUMMARIES = "from summaries of the paper, whose numbers were not at hand"
WHERE = "the networks and data of the paper, of which the summaries name no full list"
RUNS = "the methods trained in the paper's setting with 20 or more seeds each: the effect in the authors' logs is half a point"
LOGS = {
    "setting": "ResNet-18, rho 0.2, weight decay 1e-3, learning rate 0.05, 200 epochs, seed 1, last epoch",
    "SAM": "80.78",
    "F-SAM, lambda 0.6": "81.19",
    "F-SAM, lambda 0.95": "81.32",
}
GAINS = [f"+{float(LOGS[name]) - float(LOGS['SAM']):.2f}" for name in LOGS if name.startswith("F-SAM")]

SECTION = Section(
    "li2024",
    URLS["li2024"],
    domain=WHERE,
    origin=Origin.SECOND_HAND,
    source_note=SUMMARIES,
    reading=settled(RUNS),
)

SECTION.empirical(
    "f-decomposition",
    "decomposition of SAM's perturbation",
    "networks: SAM generalises better without the full-gradient part",
    r"SAM with the full-gradient part of its perturbation alone generalises worse than SAM, without that part better.",
    parts="f-decomposition-worse f-decomposition-better",
    reading="that the full-gradient part raises the loss of the whole data set, to first order: li2024/f-decomposition-rise",
)
SECTION.empirical(
    "f-decomposition-worse",
    "decomposition of SAM's perturbation",
    "networks: SAM with the full-gradient part alone is worse",
    r"SAM with the full-gradient part of its perturbation alone generalises worse than SAM.",
    {"order": "full gradient alone < SAM", "quantity": "test accuracy"},
    elsewhere="beyond/net-reduced-full-gradient-worse",
)
SECTION.empirical(
    "f-decomposition-better",
    "decomposition of SAM's perturbation",
    "networks: SAM without the full-gradient part is better",
    r"SAM without the full-gradient part of its perturbation generalises better than SAM.",
    {"order": "SAM < noise alone", "quantity": "test accuracy"},
    elsewhere="beyond/net-reduced-fsam-better",
)
SECTION.cited(
    "f-convergence",
    "convergence theorem",
    "F-SAM converges on smooth non-convex losses",
    r"For smooth non-convex losses F-SAM converges to a stationary point.",
    domain="; smooth losses; bounded variance of the batch gradient; learning rate and rho that fall",
    reading="the conditions and the rate as is usual for SAM; stated, not checked",
)
SECTION.empirical(
    "f-better",
    "experiments; logs in the authors' repository",
    "networks: F-SAM generalises better than SAM",
    r"F-SAM generalises better than SAM: by +2.5 points on CIFAR-10 in a summary, by "
    f"{' and '.join(GAINS)} on CIFAR-100 in the authors' logs.",
    {"order": "SAM < F-SAM", "quantity": "test accuracy"},
    reported={"summary, CIFAR-10": "+2.5", "logs, CIFAR-100": LOGS},
    uses="f-decomposition f-average",
    elsewhere="beyond/net-reduced-fsam-better",
    source_note=f"{SUMMARIES}, and from the authors' logs",
    reading=settled(
        RUNS, "one run each in the logs, of which that with lambda 0.6 contains a restart: no spread is known"
    ),
)
SECTION.empirical(
    "f-faster",
    "experiments",
    "networks: F-SAM is more robust than SAM, and converges faster",
    r"F-SAM is more robust than SAM and converges faster.",
    reading=settled(f"{RUNS}, with a measure of robustness and of speed, which the summaries do not give"),
)
