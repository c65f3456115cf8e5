"""``python -m gpu_experiments plot``: accuracy and robustness of recorded runs against rho."""

from __future__ import annotations

import argparse
import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gpu_experiments.experiments.radius_curves import Point, points
from gpu_experiments.experiments.reading import read_runs
from theory import files

HELP = "draw accuracy and robustness of recorded runs against rho"
DESCRIPTION = """\
Draw the natural accuracy of recorded runs and that under each attack against rho, with 95% intervals: over seeds (Student's)
where a point has several runs, else over test images (exact binomial). Methods without a radius are level lines. Each data
set and network has a picture of its own, with its points beside it as CSV.

  python -m gpu_experiments plot out/runs/radii.jsonl
  python -m gpu_experiments plot out/runs --columns natural "linf 0.1 pgd-10" --formats pdf --width 3.4
"""
OUT = Path("out") / "plots"
FORMATS = ("png", "pdf", "svg")
MARKS = "osD^vPX*"
_HEIGHT = 2.6  # inches a row of panels
_STYLE = {
    "figure.constrained_layout.use": True,
    "figure.dpi": 300.0,
    "font.size": 8.0,
    "axes.titlesize": 8.0,
    "legend.frameon": False,
    "svg.hashsalt": "sharpcheck",
    "pdf.fonttype": 42,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = DESCRIPTION
    parser.add_argument("records", type=Path, metavar="RECORDS", help="a record, a file .jsonl, or a folder of them")
    parser.add_argument("--columns", nargs="+", metavar="NAME", help="natural and names of attacks (all)")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="where pictures go (%(default)s)")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=["png"], help="of the pictures (png)")
    parser.add_argument("--width", type=float, default=7.0, metavar="INCHES", help="of a picture (%(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    if not 1.0 <= arguments.width < math.inf:
        raise ValueError(f"--width: expected inches >= 1, got {arguments.width:g}")
    found = _chosen(points(read_runs(arguments.records)), arguments.columns)
    for panel in dict.fromkeys(one.panel for one in found):
        shown = [one for one in found if one.panel == panel]
        name = re.sub(r"[^\w.-]+", "-", f"{arguments.records.stem or 'runs'}-{panel}").strip("-.")
        files.write_text(arguments.out / f"{name}.csv", table(shown))
        for kind in arguments.formats:
            files.write_bytes(arguments.out / f"{name}.{kind}", picture(shown, panel, arguments.width, kind))
            print(arguments.out / f"{name}.{kind}")
    return 0


def _chosen(found: Sequence[Point], columns: Sequence[str] | None) -> list[Point]:
    known = list(dict.fromkeys(one.column for one in found))
    if not known:
        raise ValueError("records: expected runs that were trained to the end, got none")
    if missing := [name for name in columns or () if name not in known]:
        raise ValueError(f"--columns: expected some of {', '.join(map(repr, known))}, got {missing[0]!r}")
    return [one for one in found if columns is None or one.column in columns]


def table(found: Sequence[Point]) -> str:
    """The points as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [one.name for one in fields(Point)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(asdict, found))
    return text.getvalue()


def picture(found: Sequence[Point], title: str, width: float, kind: str) -> bytes:
    """A panel for each column, as a file of that kind, the same bytes for the same points."""
    columns = list(dict.fromkeys(one.column for one in found))
    across = min(len(columns), max(1, int(width / 2.2)))
    down = -(-len(columns) // across)
    buffer = io.BytesIO()
    with matplotlib.style.context(["default", _STYLE]):
        figure = Figure(figsize=(width, _HEIGHT * down + 0.4))
        FigureCanvasAgg(figure)
        panels = list(figure.subplots(down, across, squeeze=False).flat)
        for axes, column in zip(panels, columns, strict=False):
            _draw(
                axes, [one for one in found if one.column == column], list(dict.fromkeys(one.series for one in found))
            )
            axes.set(title=column, xlabel=r"radius $\rho$", ylabel="accuracy (%)")
        for axes in panels[len(columns) :]:
            axes.remove()
        figure.suptitle(title, fontsize=8.0)
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=max(1, int(width / 1.7)), fontsize=7.0)
        undated = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind)
        figure.savefig(buffer, format=kind, metadata=undated)
    return buffer.getvalue()


def _draw(axes: Axes, found: Sequence[Point], every: Sequence[str]) -> None:
    """The series of one column: over rho with bars, those without a radius as a level line in a band."""
    for number, series in enumerate(every):
        own = [one for one in found if one.series == series]
        colour, middle = f"C{number % 10}", [one.accuracy for one in own]
        if own and own[0].rho is None:
            axes.axhline(middle[0], color=colour, linestyle=(0, (4, 1 + number % 4)), linewidth=1.0, label=series)
            axes.axhspan(own[0].low, own[0].high, color=colour, alpha=0.15, linewidth=0.0)
        else:
            bars = [[one.accuracy - one.low for one in own], [one.high - one.accuracy for one in own]]
            look: dict[str, Any] = {
                "color": colour,
                "marker": MARKS[number % len(MARKS)],
                "markersize": 3.5,
                "linewidth": 1.0,
            }
            axes.errorbar([one.rho or 0.0 for one in own], middle, bars, capsize=2.0, label=series, **look)
