"""Bartlett, Long and Bousquet, "The Dynamics of Sharpness-Aware Minimization" (JMLR 24, 2023): cycles, alignment, drift."""

from __future__ import annotations

from theory.papers.bartlett2023.cycle import claims as cycle
from theory.papers.bartlett2023.momentum import claims as momentum

PARTS = (cycle, momentum)
