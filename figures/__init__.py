"""The figures: drawn from ``theory`` and from recorded results, never by running an experiment.

import figures

picture = figures.draw("optimal-weight", p="7/10", eta=0.2, d=50, width=3.4)
picture.save("plots")  # a notebook shows the picture as it stands
picture.data.to_pandas()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from figures.drawing.rendering import Picture

__all__ = ["draw"]


def draw(name: str, **options: Any) -> Picture:
    """Return a figure, drawn with one's own numbers.

    Args:
        name: of the figure, as ``python -m figures --list`` tells them.
        options: its parameters by name, numbers or text such as 7/10, and ``width`` in inches, or ``style``: column,
            two-columns or slide.

    Raises:
        ValueError: no such figure, a parameter that it does not take, or a value out of its range.
    """
    from figures.drawing.rendering import Picture
    from figures.plots.catalogue import choose

    (figure,) = choose([name])
    own = figure.told(**options)
    return Picture(own, own.data())
