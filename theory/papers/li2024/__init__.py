"""Li, Zhou, He, Cheng and Huang, "Friendly Sharpness-Aware Minimization" (F-SAM, arXiv 2403.12350)."""

from __future__ import annotations

from theory.papers.li2024.average import claims as average
from theory.papers.li2024.decomposition import claims as decomposition
from theory.papers.li2024.direction import claims as direction
from theory.papers.li2024.networks import claims as networks

PARTS = (decomposition, average, direction, networks)
