"""What BSAM's authors report or prove elsewhere: convergence, flatness and accuracy on networks."""

from __future__ import annotations

from theory.ledger.claims import Claim, Kind
from theory.papers.sources import deng2024

CLAIMS = (
    Claim(
        id="deng2024/thm-1",
        kind=Kind.CITED,
        source=deng2024("Theorem 1"),
        summary="BSAM converges to a local minimum",
        statement=r"Under smoothness BSAM converges to a local minimum.",
        domain="conditions only partly known",
        reading="the abstract says 'converges to local minima'; the statement was only partly legible and is not checked",
    ),
    Claim(
        id="deng2024/b-flatter",
        kind=Kind.EMPIRICAL,
        source=deng2024("experiments: top eigenvalues of the Hessian"),
        summary="networks: BSAM finds flatter minima than SAM and SGD",
        statement=r"The largest eigenvalues of the Hessian after BSAM are below those after SAM and after SGD.",
        formula={"smaller": ["BSAM < SAM", "BSAM < SGD"], "quantity": "top eigenvalue of the Hessian"},
        domain="networks",
        reading=(
            "known from the abstract and summaries; the numbers were not available. BilS itself gives no reason: see "
            "deng2024/b-flatter-curvature and deng2024/b-flatter-minimum"
        ),
    ),
    Claim(
        id="deng2024/b-better",
        kind=Kind.EMPIRICAL,
        source=deng2024("experiments"),
        summary="networks: BSAM generalises better than SAM on five tasks",
        statement=(
            r"BSAM generalises better than SAM in classification, transfer learning, human pose estimation and network "
            r"quantisation, and is more robust."
        ),
        formula={"better": "SAM < BSAM", "quantity": "test accuracy"},
        domain="networks",
        uses=("deng2024/b-flatter",),
        reading="known from the abstract; a later version adds semantic segmentation; the numbers were not available",
    ),
)
CHECKS = ()
