"""Boxes and arrows of a layered diagram, in inches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from figures.drawing import style
from figures.drawing.layers import Point

FONT = 6.0  # points
_LETTER, _LINE = 0.053, 0.1  # inches: an average letter of that size and a line, with room
_ROUND = 0.03
_HEAD = 0.06  # inches, the straight end that carries the arrow's head


@dataclass(frozen=True)
class Box:
    """A label and the size of the box around it."""

    lines: tuple[str, ...]
    width: float
    height: float

    @classmethod
    def of(cls, lines: Sequence[str]) -> Box:
        """Return a box with room for a sign before the lines."""
        return cls(tuple(lines), _LETTER * (max(map(len, lines)) + 2.6), 0.06 + _LINE * len(lines))


@dataclass(frozen=True)
class Page:
    """Where a layout lies: the size of the drawing, the distance of layers, and whether these run down or right."""

    width: float
    height: float
    step: float
    down: bool

    def at(self, point: Point) -> tuple[float, float]:
        """Return the place on the page of a layer and a place across."""
        along = self.step * (point[0] + 0.5)
        return (point[1], self.height - along) if self.down else (along, self.height - point[1])

    def along(self, box: Box) -> float:
        """Return the extent of a box in the direction of the layers."""
        return box.height if self.down else box.width

    def moved(self, place: tuple[float, float], by: float) -> tuple[float, float]:
        """Return the place farther along by some inches."""
        return (place[0], place[1] - by) if self.down else (place[0] + by, place[1])


def box(axes: Axes, centre: tuple[float, float], drawn: Box, sign: str, face: str, ink: str) -> None:
    """Draw a box with its sign and label."""
    corner = (centre[0] - 0.5 * drawn.width + _ROUND, centre[1] - 0.5 * drawn.height + _ROUND)
    inner = (drawn.width - 2.0 * _ROUND, drawn.height - 2.0 * _ROUND)
    shape = FancyBboxPatch(corner, *inner, boxstyle=f"round,pad={_ROUND}")
    shape.set(facecolor=face, edgecolor=style.BLACK, linewidth=0.4, zorder=2)
    axes.add_patch(shape)
    text = f"{sign} " + "\n".join(drawn.lines)
    axes.text(*centre, text, color=ink, fontsize=FONT, ha="center", va="center", zorder=3, linespacing=1.05)


def arrow(
    axes: Axes, page: Page, points: Sequence[Point], ends: tuple[Box, Box], thickness: float, **drawn: Any
) -> None:
    """Draw an arrow from box to box; it is straight within a layer's thickness and bends between layers only."""
    places = [page.at(point) for point in points]
    half = 0.5 * thickness
    stops = [(page.moved(place, -half), page.moved(place, half)) for place in places]
    stops[-1] = (page.moved(places[-1], -half - _HEAD), places[-1])
    start, end = page.moved(places[0], 0.5 * page.along(ends[0])), page.moved(places[-1], -0.5 * page.along(ends[1]))
    vertices, codes = [start, stops[0][1]], [Path.MOVETO, Path.LINETO]
    axis = 1 if page.down else 0
    for (_, before), (after, leaving) in pairwise(stops):
        by = 0.5 * abs(after[axis] - before[axis])
        vertices += [page.moved(before, by), page.moved(after, -by), after, leaving]
        codes += [Path.CURVE4] * 3 + [Path.LINETO]
    vertices[-1] = end
    shape = FancyArrowPatch(path=Path(vertices, codes), arrowstyle="-|>", mutation_scale=5.0, zorder=1, **drawn)
    axes.add_patch(shape)
