"""How every figure looks: sizes of a paper column, colours that colour-blind readers tell apart, files without dates.

Figures are made as ``matplotlib.figure.Figure`` objects; pyplot and its global state are not used, so no display is
needed and the order of drawing changes nothing.
"""

from __future__ import annotations

import io
from contextlib import AbstractContextManager
from typing import Any, Literal, NamedTuple

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

COLUMN = 3.4  # inches, the width of one column of a two-column paper
DOUBLE = 7.0  # inches, the width of both
FORMATS = ("png", "pdf", "svg")

# The palette of Okabe and Ito (2008), without its yellow, which is too pale for lines on white.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
PALETTE = (BLACK, ORANGE, SKY, GREEN, BLUE, VERMILION, PURPLE)
GREY = "#767676"  # guides and bounds, never data
MAP_COLOURS = "viridis"  # perceptually uniform, its lightness alone carries the value


Dashes = Literal["-"] | tuple[float, tuple[float, ...]]


class Look(NamedTuple):
    """Colour and dashes of a curve; two curves of one panel never differ in colour alone."""

    color: str
    linestyle: Dashes

    def line(self) -> dict[str, Any]:
        """Return the arguments for ``Axes.plot``."""
        return {"color": self.color, "linestyle": self.linestyle}


SOLID: Dashes = "-"
DASHED: Dashes = (0.0, (4.5, 1.8))
DOTTED: Dashes = (0.0, (1.0, 1.3))
SHORT_DASHES: Dashes = (0.0, (2.0, 1.0))
DASH_DOT: Dashes = (0.0, (6.0, 1.5, 1.0, 1.5))
DASH_DOT_DOT: Dashes = (0.0, (5.0, 1.2, 1.0, 1.2, 1.0, 1.2))

# One look for each training method, the same in every figure.
ST = Look(BLACK, DOTTED)
AT = Look(VERMILION, DASH_DOT)
SAM = Look(BLUE, SOLID)
# And one line style for each form of a statement.
EXACT, CORRECTED, SERIES, PRINTED = SOLID, DASHED, SHORT_DASHES, DASH_DOT_DOT

_SETTINGS: dict[str, Any] = {
    "figure.constrained_layout.use": True,
    "figure.dpi": 300.0,
    "savefig.dpi": "figure",
    "font.family": "DejaVu Sans",
    "font.size": 8.0,
    "mathtext.fontset": "dejavusans",
    "axes.labelsize": 8.0,
    "axes.titlesize": 8.0,
    "axes.titlelocation": "left",
    "axes.linewidth": 0.6,
    "axes.axisbelow": True,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "lines.linewidth": 1.2,
    "lines.markersize": 4.0,
    "hatch.linewidth": 0.5,
    "legend.fontsize": 7.0,
    "legend.frameon": False,
    "legend.handlelength": 2.6,
    "legend.labelspacing": 0.35,
    "legend.borderaxespad": 0.6,
    "image.cmap": MAP_COLOURS,
    "pdf.fonttype": 42,  # TrueType: publishers refuse the Type 3 fonts that are the default
    "svg.fonttype": "path",
    "svg.hashsalt": "sharpcheck",  # fixed identifiers instead of random ones
}


def context() -> AbstractContextManager[None]:
    """Return the context in which figures are made and saved; a user's own matplotlibrc has no effect in it."""
    return matplotlib.style.context(["default", _SETTINGS])


def canvas(width: float, height: float) -> Canvas:
    """Return an empty figure of the given size in inches."""
    figure = Canvas(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def settle(figure: Canvas) -> None:
    """Lay the figure out once, so that every format has the same layout, whichever is rendered first."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def render(figure: Canvas, file_format: str) -> bytes:
    """Return the figure as a file of the given format, the same bytes each time (no date goes in)."""
    undated = {"png": {}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}
    if file_format not in undated:
        raise ValueError(f"file_format: expected one of {', '.join(undated)}, got {file_format!r}")
    buffer = io.BytesIO()
    figure.savefig(buffer, format=file_format, metadata=undated[file_format])
    return buffer.getvalue()


def panel_letter(axes: Axes, letter: str) -> None:
    """Write (a), (b), ... above the upper left corner of a panel."""
    axes.set_title(f"({letter})", fontweight="bold")


def note(axes: Axes, text: str, point: tuple[float, float], offset: tuple[float, float], **drawn: Any) -> None:
    """Write text beside a point in data coordinates, at an offset in typographic points."""
    drawn.setdefault("fontsize", 7.0)
    axes.annotate(text, point, offset, textcoords="offset points", **drawn)
