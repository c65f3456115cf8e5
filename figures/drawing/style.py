"""How every figure looks: sizes of a paper column, colours that colour-blind readers tell apart, files without dates.

Figures are made as ``matplotlib.figure.Figure`` objects; pyplot and its global state are not used, so no display is
needed and the order of drawing changes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, NamedTuple

import matplotlib.style
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Annotation

from figures.drawing.parameters import ONE_COLUMN, PAPER, PICTURES, SLIDE, TWO_COLUMNS

COLUMN = 3.4  # inches, the width of one column of a two-column paper
DOUBLE = 7.0  # inches, the width of both

# The palette of Okabe and Ito (2008), without its yellow, which is too pale for lines on white.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
BROWN = "#7F4A1E"  # an eighth, darker than all but black and blue: for markers beside the other seven
PALETTE = (BLACK, ORANGE, SKY, GREEN, BLUE, VERMILION, PURPLE, BROWN)
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


class Page(NamedTuple):
    """What a figure is drawn for: its width in inches, None for the figure's own, and how much larger than in a paper."""

    width: float | None = None
    zoom: float = 1.0


_WIDTHS = {PAPER: None, ONE_COLUMN: COLUMN, TWO_COLUMNS: DOUBLE, SLIDE: None}
_SLIDE = (13.3, 7.5)  # inches

_ENLARGED = {
    "axes.labelpad": 4.0,
    "axes.titlepad": 6.0,
    "legend.fontsize": _SETTINGS["legend.fontsize"],
    **{f"{axis}tick.{which}.size": size for axis in "xy" for which, size in (("major", 3.5), ("minor", 2.0))},
    **{f"{axis}tick.{which}.pad": size for axis in "xy" for which, size in (("major", 3.5), ("minor", 3.4))},
    **{name: _SETTINGS[name] for name in _SETTINGS if name.endswith((".width", "labelsize", "titlesize"))},
    **{name: _SETTINGS[name] for name in ("axes.linewidth", "hatch.linewidth")},
}
"""Sizes in points of what matplotlib sets by itself; `enlarge` does the rest."""

_PUBLISHED = Page()
_CURRENT: ContextVar[Page] = ContextVar("page", default=_PUBLISHED)


def page(style: str, width: float | None) -> Page:
    """Return the page of a style and a width; a ValueError says where they do not go together."""
    if width is not None and style != PAPER:
        raise ValueError(f"width: expected none beside the style {style}, which has its own, got {width:g}")
    return Page(width or _WIDTHS[style])


@contextmanager
def context(drawn_for: Page | None = None) -> Iterator[None]:
    """Give the context in which figures are made and saved; a user's own matplotlibrc has no effect in it."""
    drawn_for = drawn_for or _PUBLISHED
    token = _CURRENT.set(drawn_for)
    larger = {name: value * drawn_for.zoom for name, value in _ENLARGED.items()} if drawn_for.zoom != 1.0 else {}
    try:
        with matplotlib.style.context(["default", {**_SETTINGS, **larger}]):
            yield
    finally:
        _CURRENT.reset(token)


def points(size: float) -> float:
    """Return a size of what is not in the axes, as a legend's text, on the page that is drawn for."""
    return size * _CURRENT.get().zoom


def canvas(width: float, height: float) -> Canvas:
    """Return an empty figure of the given size in inches, or as wide as the page has it."""
    wanted, zoom = _CURRENT.get()
    figure = Canvas(figsize=(zoom * (wanted or width), zoom * height))
    FigureCanvasAgg(figure)
    return figure


def row(figure: Canvas, count: int, **options: Any) -> list[Axes]:
    """Return panels side by side, or one below the other on a page that has no room for that."""
    width, height = figure.get_size_inches()
    if width >= 0.75 * points(DOUBLE):
        return [*figure.subplots(1, count, squeeze=False, **options)[0]]
    options.pop("width_ratios", None)
    figure.set_size_inches(width, count * height)
    return [*figure.subplots(count, 1, squeeze=False, **options)[:, 0]]


def legend_below(figure: Canvas, handles: Sequence[Artist], ncols: int, **options: Any) -> None:
    """Write the figure's legend below its panels, in fewer columns on a page that is narrower than two of a paper."""
    share = min(1.0, figure.get_size_inches()[0] / points(DOUBLE))
    options.setdefault("loc", "outside lower center")
    figure.legend(handles=handles, ncols=max(1, int(share * ncols)), **options)


def fill_slide(figure: Canvas) -> Page:
    """Return the page on which a figure is as large as a slide."""
    width, height = figure.get_size_inches()
    return Page(None, float(min(_SLIDE[0] / width, _SLIDE[1] / height)))


def enlarge(figure: Canvas) -> None:
    """Enlarge what was drawn into the axes and legends as the page has it; `canvas` and `context` do so with the rest."""
    zoom = _CURRENT.get().zoom
    boxes = [one for one in (*figure.legends, *(axes.get_legend() for axes in figure.axes)) if one is not None]
    for axes in figure.axes:
        for text in axes.texts:
            text.set_fontsize(zoom * float(text.get_fontsize()))
            if isinstance(text, Annotation):
                text.xyann = (zoom * text.xyann[0], zoom * text.xyann[1])
        for shape in axes.patches:
            shape.set_linewidth(zoom * shape.get_linewidth())
            if isinstance(shape, FancyArrowPatch):
                shape.set_mutation_scale(zoom * shape.get_mutation_scale())
        for collection in axes.collections:
            collection.set_linewidth((zoom * np.asarray(collection.get_linewidth())).tolist())
    lines = [line for axes in figure.axes for line in axes.lines]
    for line in (*lines, *(line for box in boxes for line in box.get_lines())):
        line.set(linewidth=zoom * line.get_linewidth(), markersize=zoom * line.get_markersize())
        line.set_markeredgewidth(zoom * line.get_markeredgewidth())


def settle(figure: Canvas) -> None:
    """Lay the figure out once, so that every format has the same layout, whichever is rendered first."""
    for axes in figure.axes:
        # How many ticks there are would else depend on what is set when the figure is saved.
        axes.tick_params(labelsize=points(_SETTINGS["xtick.labelsize"]))
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def render(figure: Canvas, file_format: str) -> bytes:
    """Return the figure as a file of the given format, the same bytes each time (no date goes in)."""
    undated = {"png": {}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}
    if file_format not in PICTURES:
        raise ValueError(f"file_format: expected one of {', '.join(PICTURES)}, got {file_format!r}")
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
