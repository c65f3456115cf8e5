"""Tsipras, Santurkar, Engstrom, Turner and Madry, "Robustness May Be at Odds with Accuracy" (arXiv 1805.12152)."""

from __future__ import annotations

from theory.papers.tsipras2019.bound import claims as bound
from theory.papers.tsipras2019.frontier import claims as frontier
from theory.papers.tsipras2019.training import claims as training

PARTS = (bound, frontier, training)
