"""Wei, Zhu and Zhang, "Sharpness-Aware Minimization Alone can Improve Adversarial Robustness" (arXiv 2305.05392v2)."""

from __future__ import annotations

from theory.papers.wei2023.adversarial import claims as adversarial
from theory.papers.wei2023.costs import claims as costs
from theory.papers.wei2023.linear_layer import claims as linear_layer
from theory.papers.wei2023.model import claims as model
from theory.papers.wei2023.networks import claims as networks
from theory.papers.wei2023.normalisation import claims as normalisation
from theory.papers.wei2023.one_rho import claims as one_rho
from theory.papers.wei2023.radii import claims as radii
from theory.papers.wei2023.radius_bound import claims as radius_bound
from theory.papers.wei2023.sam import claims as sam
from theory.papers.wei2023.sam_optimum import claims as sam_optimum
from theory.papers.wei2023.section3 import claims as section3
from theory.papers.wei2023.shift import claims as shift
from theory.papers.wei2023.shift_bounds import claims as shift_bounds
from theory.papers.wei2023.significance import claims as significance
from theory.papers.wei2023.tables import claims as tables
from theory.papers.wei2023.tradeoff import claims as tradeoff

PARTS = (
    section3,
    linear_layer,
    model,
    normalisation,
    adversarial,
    sam,
    sam_optimum,
    shift,
    shift_bounds,
    radii,
    radius_bound,
    tradeoff,
    tables,
    one_rho,
    significance,
    costs,
    networks,
)
