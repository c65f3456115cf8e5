"""Xie et al., "Improving SAM Requires Rethinking its Optimization Formulation" (BiSAM, ICML 2024, arXiv 2407.12993)."""

from __future__ import annotations

from theory.papers.xie2024.ascent import claims as ascent
from theory.papers.xie2024.binary import claims as binary
from theory.papers.xie2024.bound import claims as bound
from theory.papers.xie2024.costs import claims as costs
from theory.papers.xie2024.example import claims as example
from theory.papers.xie2024.experiments import claims as experiments
from theory.papers.xie2024.gradients import claims as gradients
from theory.papers.xie2024.relaxation import claims as relaxation
from theory.papers.xie2024.tightness import claims as tightness
from theory.papers.xie2024.zero_one import claims as zero_one

PARTS = (zero_one, ascent, example, relaxation, bound, tightness, gradients, costs, experiments, binary)
