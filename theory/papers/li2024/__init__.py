"""Li, Zhou, He, Cheng and Huang, "Friendly Sharpness-Aware Minimization" (F-SAM, arXiv 2403.12350)."""

from __future__ import annotations

from theory.papers.li2024 import average, decomposition, direction, drift
from theory.papers.li2024.networks import claims as networks

PARTS = (decomposition, average, drift, direction, networks)

CLAIMS = tuple(claim for part in PARTS for claim in (part.SECTION.claims if hasattr(part, "SECTION") else part.CLAIMS))
CHECKS = tuple(check for part in PARTS if not hasattr(part, "SECTION") for check in part.CHECKS)
