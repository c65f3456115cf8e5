"""What F-SAM's authors report or cite: convergence, and the comparison with SAM on networks."""

from __future__ import annotations

from theory.ledger.claims import Claim, Kind
from theory.papers.sources import li2024

CLAIMS = (
    Claim(
        id="li2024/f-decomposition",
        kind=Kind.EMPIRICAL,
        source=li2024("decomposition of SAM's perturbation"),
        summary="networks: SAM generalises better without the full-gradient part",
        statement=(
            r"A batch gradient is the full gradient plus noise. SAM with the full-gradient part of its perturbation "
            r"alone generalises worse than SAM, without that part better; the full-gradient part raises the loss of the "
            r"whole data set, at odds with descending on the batch alone."
        ),
        formula={"worse": "full gradient alone < SAM", "better": "SAM < noise alone", "quantity": "test accuracy"},
        domain="networks; what the first-order rise of each part is, li2024/f-decomposition-rise decides",
        reading="known from summaries; the paper's numbers were not available",
    ),
    Claim(
        id="li2024/f-convergence",
        kind=Kind.CITED,
        source=li2024("convergence theorem"),
        summary="F-SAM converges on smooth non-convex losses",
        statement=r"For smooth non-convex losses F-SAM converges to a stationary point.",
        domain="smooth losses, bounded variance of the batch gradient, learning rate and rho that fall",
        reading="known from summaries, the conditions and the rate as is usual for SAM; stated, not checked",
    ),
    Claim(
        id="li2024/f-better",
        kind=Kind.EMPIRICAL,
        source=li2024("experiments; logs in the authors' repository"),
        summary="networks: F-SAM generalises better than SAM",
        statement=(
            r"F-SAM has better generalisation and robustness than SAM, and converges faster; "
            r"a summary gives +2.5 points on CIFAR-10, the authors' CIFAR-100 logs +0.41 and +0.54."
        ),
        formula={"better": "SAM < F-SAM", "quantity": "test accuracy"},
        domain="networks",
        reported={
            "summary, CIFAR-10": "+2.5",
            "logs, CIFAR-100": {
                "setting": "ResNet-18, rho 0.2, weight decay 1e-3, learning rate 0.05, 200 epochs, seed 1, last epoch",
                "SAM": "80.78",
                "F-SAM, lambda 0.6": "81.19",
                "F-SAM, lambda 0.95": "81.32",
            },
        },
        uses=("li2024/f-decomposition", "li2024/f-average"),
        reading="one run each in the logs, of which that with lambda 0.6 contains a restart: no spread is known",
    ),
)
CHECKS = ()
