"""Xie et al., "Improving SAM Requires Rethinking its Optimization Formulation" (BiSAM, ICML 2024, arXiv 2407.12993)."""

from __future__ import annotations

from theory.papers.xie2024 import ascent, binary, bound, costs, example, experiments, gradients, losses, tightness

PARTS = (losses, ascent, example, bound, tightness, gradients, costs, experiments, binary)

CLAIMS = tuple(claim for part in PARTS for claim in part.CLAIMS)
CHECKS = tuple(check for part in PARTS for check in part.CHECKS)
