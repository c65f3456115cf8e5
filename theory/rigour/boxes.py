"""Boxes of parameters: products of closed intervals, cut in halves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theory.rigour.intervals import Interval

Ends = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A product of closed intervals with doubles as ends, which are exact."""

    names: tuple[str, ...]
    sides: tuple[Ends, ...]

    @classmethod
    def of(cls, **sides: tuple[Any, Any]) -> Box:
        """Return the smallest such box around the given ends (numbers or strings such as "1/3").

        Raises:
            ValueError: a side is empty or not finite.
        """
        ends = []
        for name, (low, high) in sides.items():
            below, above = _double(Fraction(low), -math.inf), _double(Fraction(high), math.inf)
            if not below <= above or not (math.isfinite(below) and math.isfinite(above)):
                raise ValueError(f"{name} must be a finite interval (low, high), got ({low}, {high})")
            ends.append((below, above))
        return cls(tuple(sides), tuple(ends))

    def halves(self, root: Box) -> tuple[Box, Box]:
        """Cut the side that is longest relative to the root's; at the geometric mean where it spans decades."""
        sizes = [(b - a) / (d - c) if d > c else 0.0 for (a, b), (c, d) in zip(self.sides, root.sides, strict=True)]
        decades = [math.log2(b / a) / 8 if a > 0 else 0.0 for a, b in self.sides]
        at = max(range(len(sizes)), key=lambda i: (max(sizes[i], decades[i]), -i))
        low, high = self.sides[at]
        middle = math.sqrt(low * high) if low > 0 and high > 4 * low else (low + high) / 2
        return self._with(at, (low, middle)), self._with(at, (middle, high))

    def _with(self, at: int, side: Ends) -> Box:
        return Box(self.names, (*self.sides[:at], side, *self.sides[at + 1 :]))

    def tiles(self, count: int) -> list[Box]:
        """Return at least `count` boxes that make up this one, by repeated halving."""
        tiles = [self]
        while len(tiles) < count:
            tiles = [half for tile in tiles for half in tile.halves(self)]
        return tiles

    def intervals(self) -> list[Interval]:
        """Return the sides as intervals."""
        import flint

        return [Interval(flint.arb(low), flint.arb(high)) for low, high in self.sides]

    def middle(self) -> Box:
        """Return the box's midpoint as a box without extension."""
        return Box(self.names, tuple(((low + high) / 2,) * 2 for low, high in self.sides))

    def text(self) -> str:
        """The box in words."""
        parts = [f"{n} in [{low:.10g}, {high:.10g}]" for n, (low, high) in zip(self.names, self.sides, strict=True)]
        return ", ".join(parts)


def _double(value: Fraction, towards: float) -> float:
    nearest = float(value)
    inside = Fraction(nearest) <= value if towards < 0 else Fraction(nearest) >= value
    return nearest if inside else math.nextafter(nearest, towards)
