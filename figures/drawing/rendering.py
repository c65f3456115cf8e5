"""A figure as files: PNG, PDF, SVG and the CSV behind them."""

from __future__ import annotations

from figures.drawing import style
from figures.drawing.figure import Figure


def files(figure: Figure) -> dict[str, bytes]:
    """Return the content of every file of one figure, by file name; nothing is written."""
    table = figure.data()
    made = {f"{figure.name}.csv": table.csv().encode()}
    with style.context():
        canvas = figure.draw(table)
        style.settle(canvas)
        for file_format in style.FORMATS:
            made[f"{figure.name}.{file_format}"] = style.render(canvas, file_format)
    return made
