"""What BSAM's authors report or prove elsewhere: convergence, flatness and accuracy on networks."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section
from theory.papers.sources import URLS
from theory.papers.tools.settled import settled

ABSTRACT = "from the abstract and summaries; the numbers were not at hand"
WHERE = "the networks and data of the paper, of which the summaries name no full list"
EIGENVALUES = "eigenvalues of the Hessian after training in the paper's setting, each method at a rho of its own"
RUNS = "the methods trained in the paper's setting with at least 5 seeds each, each at a rho of its own"
NO_REASON = "BilS itself gives no reason: deng2024/b-flatter-curvature, deng2024/b-flatter-minimum"

SECTION = Section(
    "deng2024", URLS["deng2024"], domain=WHERE, origin=Origin.SECOND_HAND, source_note=ABSTRACT, reading=NO_REASON
)

SECTION.cited(
    "thm-1",
    "Theorem 1",
    "BSAM converges to a local minimum",
    r"Under smoothness BSAM converges to a local minimum.",
    domain="; conditions only partly known",
    reading="the abstract says 'converges to local minima'; the statement was only partly legible and is not checked",
)
SECTION.empirical(
    "b-flatter",
    "experiments: top eigenvalues of the Hessian",
    "networks: BSAM finds flatter minima than SAM and SGD",
    r"The largest eigenvalues of the Hessian after BSAM are below those after SAM and after SGD.",
    parts="b-flatter-than-sam b-flatter-than-sgd",
)
SECTION.empirical(
    "b-flatter-than-sam",
    "experiments: top eigenvalues of the Hessian",
    "networks: BSAM finds flatter minima than SAM",
    r"The largest eigenvalue of the Hessian after BSAM is below that after SAM.",
    {"order": "BSAM < SAM", "quantity": "top eigenvalue of the Hessian"},
    elsewhere="beyond/net-digits-bsam-flatter-than-sam",
    reading=settled(EIGENVALUES, NO_REASON),
)
SECTION.empirical(
    "b-flatter-than-sgd",
    "experiments: top eigenvalues of the Hessian",
    "networks: BSAM finds flatter minima than SGD",
    r"The largest eigenvalue of the Hessian after BSAM is below that after SGD.",
    {"order": "BSAM < SGD", "quantity": "top eigenvalue of the Hessian"},
    elsewhere="beyond/net-digits-bsam-flatter-than-sgd",
    reading=settled(EIGENVALUES, NO_REASON),
)
SECTION.empirical(
    "b-better",
    "experiments",
    "networks: BSAM generalises better than SAM in classification",
    r"BSAM generalises better than SAM in classification.",
    {"order": "SAM < BSAM", "quantity": "test accuracy"},
    uses="b-flatter",
    elsewhere="beyond/net-fitted-bsam-better beyond/net-reduced-bsam-better",
    reading=settled(RUNS),
)
SECTION.empirical(
    "b-better-tasks",
    "experiments",
    "networks: BSAM is better than SAM on other tasks, and more robust",
    r"BSAM generalises better than SAM in transfer learning, human pose estimation and network quantisation, and is more "
    r"robust.",
    uses="b-flatter",
    reading=settled("runs on these tasks", "a later version adds semantic segmentation"),
)
