"""Long and Bartlett, "Sharpness-Aware Minimization and the Edge of Stability" (arXiv 2309.12488)."""

from __future__ import annotations

from theory.papers.long2024.edge import claims as edge

PARTS = (edge,)
