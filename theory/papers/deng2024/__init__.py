"""Deng, Pang, Zhang and Huang, "Bilateral Sharpness-Aware Minimization for Flatter Minima" (BSAM, arXiv 2409.13173)."""

from __future__ import annotations

from theory.papers.deng2024 import curvature, definitions, indicator, minimum, update, update_terms
from theory.papers.deng2024.networks import claims as networks

PARTS = (definitions, curvature, minimum, indicator, update, update_terms, networks)

CLAIMS = tuple(claim for part in PARTS for claim in (part.SECTION.claims if hasattr(part, "SECTION") else part.CLAIMS))
CHECKS = tuple(check for part in PARTS if not hasattr(part, "SECTION") for check in part.CHECKS)
