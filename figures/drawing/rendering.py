"""A figure as files: PNG, PDF, SVG and the CSV behind them; and as a picture that a notebook shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from matplotlib.figure import Figure as Canvas

from figures.drawing import parameters, style
from figures.drawing.figure import Figure, Table
from figures.drawing.parameters import DATA, FORMATS
from theory import files as project_files


@dataclass(frozen=True)
class Picture:
    """A figure that is drawn; a notebook shows it as it stands.

    Attributes:
        figure: what is drawn.
        data: the table behind it.
    """

    figure: Figure
    data: Table

    @property
    def caption(self) -> str:
        """What is drawn, with its parameters."""
        return self.figure.caption

    @cached_property
    def canvas(self) -> Canvas:
        """The drawing, as matplotlib has it."""
        return self.figure.draw(self.data)

    def content(self, file_format: str) -> bytes:
        """Return the picture or its data as a file of one of `FORMATS`.

        Raises:
            ValueError: another format.
        """
        if file_format == DATA:
            return self.data.csv().encode()
        with style.context():
            return style.render(self.canvas, file_format)

    def save(self, folder: str | Path = ".", formats: str | Sequence[str] = FORMATS) -> list[Path]:
        """Write files, called by the figure's name and what it was told, into a folder and return their paths.

        Raises:
            ValueError: a format that is none of `FORMATS`.
        """
        made = {f"{self.figure.stem}.{one}": self.content(one) for one in parameters.formats(formats)}
        for name, content in made.items():
            project_files.write_bytes(Path(folder) / name, content)
        return [Path(folder) / name for name in made]

    def _repr_png_(self) -> bytes:
        return self.content("png")

    def _repr_svg_(self) -> str:
        return self.content("svg").decode()


def files(figure: Figure, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
    """Return the content of the files of one figure, by file name; nothing is written."""
    picture = Picture(figure, figure.data())
    return {f"{figure.stem}.{one}": picture.content(one) for one in FORMATS if one in formats}
