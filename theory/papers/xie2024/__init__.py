"""Xie et al., "Improving SAM Requires Rethinking its Optimization Formulation" (BiSAM, ICML 2024, arXiv 2407.12993)."""

from __future__ import annotations

from theory.papers.xie2024 import ascent, binary, bound, example, gradients, losses, tightness
from theory.papers.xie2024.costs import claims as costs
from theory.papers.xie2024.experiments import claims as experiments

PARTS = (losses, ascent, example, bound, tightness, gradients, costs, experiments, binary)

CLAIMS = tuple(claim for part in PARTS for claim in (part.SECTION.claims if hasattr(part, "SECTION") else part.CLAIMS))
CHECKS = tuple(check for part in PARTS if not hasattr(part, "SECTION") for check in part.CHECKS)
