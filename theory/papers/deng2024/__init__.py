"""Deng, Pang, Zhang and Huang, "Bilateral Sharpness-Aware Minimization for Flatter Minima" (BSAM, arXiv 2409.13173)."""

from __future__ import annotations

from theory.papers.deng2024.curvature import claims as curvature
from theory.papers.deng2024.indicator import claims as indicator
from theory.papers.deng2024.minimum import claims as minimum
from theory.papers.deng2024.networks import claims as networks
from theory.papers.deng2024.update import claims as update

PARTS = (curvature, minimum, indicator, update, networks)
