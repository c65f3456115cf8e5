"""Every figure, in the order in which they are drawn."""

from __future__ import annotations

from figures.drawing.figure import Figure
from figures.plots.catalogue import ROWS, choose

__all__ = ["FIGURES", "choose"]

FIGURES: tuple[Figure, ...] = choose(ROWS)
