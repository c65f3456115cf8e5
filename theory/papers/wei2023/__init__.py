"""Wei, Zhu and Zhang, "Sharpness-Aware Minimization Alone can Improve Adversarial Robustness" (arXiv 2305.05392v2)."""

from __future__ import annotations

from theory.papers.wei2023 import (
    adversarial,
    adversarial_beyond,
    bounds,
    costs,
    duality,
    expansion,
    margins,
    model,
    networks,
    normalisation,
    radius_bound,
    relation,
    reported,
    rigorous,
    sam,
    sam_optimum,
    sam_theorem,
    section3,
    shift_theorem,
    significance,
    tradeoff,
)

PARTS = (
    section3,
    duality,
    margins,
    model,
    normalisation,
    adversarial,
    adversarial_beyond,
    sam,
    sam_optimum,
    sam_theorem,
    expansion,
    shift_theorem,
    relation,
    radius_bound,
    bounds,
    rigorous,
    tradeoff,
    reported,
    significance,
    costs,
    networks,
)

CLAIMS = tuple(claim for part in PARTS for claim in part.CLAIMS)
CHECKS = tuple(check for part in PARTS for check in part.CHECKS)
