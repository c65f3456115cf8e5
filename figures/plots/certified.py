"""Certified weights of SAM against Theorem 4.4 as quoted and corrected, and how narrow the enclosures are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullLocator

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory import BinaryModel, SharpnessAware, optimal_weight
from theory.rigour.enclosure import Enclosure, ExactModel

P, ETA = "7/10", "1/10"  # exact
DIMENSIONS = (1, 30, 1000)
RHO = tuple(f"{rho:.2g}" for rho in np.geomspace(0.01, 10.0, 25))  # decimals, which are exact
DIGITS = 30
ASKED = (5, 10, 20, 40, 60, 80, 100, 150, 200)
CASE_RADII = ("10", "0.5", "0.1")  # rho of each d in (b)


def relative_width(found: Enclosure) -> float:
    """Return the width over the middle, rounded once."""
    return float(found.width / found.midpoint)


def certified_weight_data(p: str, eta: str, dimensions: tuple[int, ...]) -> Table:
    """Columns ``series``, ``d``, ``rho``, ``digits`` asked for, and ``value``, relative to the certified weight.

    series: printed, corrected, double (distance of the two forms of Theorem 4.4 and of the solver in double precision
    to the middle of the enclosure), width (of the enclosure).
    """
    rows: list[tuple[str, int, str, int, float]] = []
    for d in dimensions:
        model = ExactModel(p, eta, d)
        star = model.standard_weight(2 * DIGITS).midpoint
        doubles = BinaryModel(float(Fraction(p)), float(Fraction(eta)), d)
        for rho in RHO:
            found, square = model.sam_weight(rho, DIGITS), Fraction(rho) ** 2
            forms = {
                "printed": star * (1 + 2 * square / 3),
                "corrected": star * (1 + square / (3 * d)),
                "double": Fraction(optimal_weight(doubles, SharpnessAware(float(rho)))),
            }
            rows += [(name, d, rho, DIGITS, float(abs(w / found.midpoint - 1))) for name, w in forms.items()]
    for d, rho in zip(dimensions, CASE_RADII, strict=False):
        model = ExactModel(p, eta, d)
        rows += [("width", d, rho, digits, relative_width(model.sam_weight(rho, digits))) for digits in ASKED]
    return stack(*(table(series=s, d=float(d), rho=float(r), digits=float(n), value=v) for s, d, r, n, v in rows))


_COLOURS = (style.VERMILION, style.BLUE, style.GREEN)
_FORMS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("printed", r"quoted, $w^*(1+2\rho^2/3)$", {"linestyle": style.PRINTED}),
    ("corrected", r"corrected, $w^*(1+\frac{\rho^2}{3d})$", {"linestyle": style.CORRECTED}),
    ("double", "double precision", {"linestyle": "none", "marker": "x", "markersize": 2.5}),
)


def draw_certified_weight(data: Table, dimensions: tuple[int, ...]) -> Canvas:
    """Draw the distances over rho, and the widths over the digits asked for."""
    figure = style.canvas(style.DOUBLE, 3.2)
    left, right = style.row(figure, 2, width_ratios=(1.3, 1.0))
    _draw_distances(left, data, dimensions)
    asked = data.select(series="width")
    digits = np.unique(asked["digits"])
    right.plot(digits, 10.0**-digits, color=style.GREY, linestyle=style.DASHED, label="$10^{-n}$")
    for d, rho, colour, marker in zip(dimensions, CASE_RADII, _COLOURS, "sov", strict=False):
        part = asked.select(d=float(d))
        drawn: dict[str, Any] = {
            "color": colour,
            "marker": marker,
            "markersize": 3.5,
            "linewidth": 0.8,
            "linestyle": style.SOLID,
        }
        right.plot(part["digits"], part["value"], label=rf"$d={d}$, $\rho={rho}$", **drawn)
    right.set(yscale="log", ylim=(1e-275, 1e10), xlim=(0.0, 208.0))
    right.set(xlabel="significant digits $n$ asked for", ylabel="relative width of the enclosure")
    right.yaxis.set_major_locator(FixedLocator([10.0**-power for power in range(0, 300, 50)]))
    right.legend(loc="lower left")
    style.panel_letter(left, "a")
    style.panel_letter(right, "b")
    return figure


def _draw_distances(axes: Axes, data: Table, dimensions: tuple[int, ...]) -> None:
    for name, _, drawn in _FORMS:
        for d, colour in zip(dimensions, _COLOURS, strict=False):
            part = data.select(series=name, d=float(d))
            seen = part["value"] > 0.0  # a weight can be the double nearest to the enclosure's middle
            axes.plot(part["rho"][seen], part["value"][seen], color=colour, **drawn)
            if name == "corrected":
                start = (part["rho"][4], part["value"][4])
                style.note(axes, f"$d={d}$", start, (6.0, -1.0), color=colour, ha="left", va="top")
    rho = np.unique(data["rho"])
    axes.set(xscale="log", yscale="log", xlim=(0.8 * rho[0], 1.25 * rho[-1]), ylim=(1e-18, 1e5))
    axes.yaxis.set_major_locator(FixedLocator([10.0**-power for power in range(-4, 20, 4)]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set(xlabel=r"radius $\rho$ of SAM", ylabel=r"relative distance to $w_\mathrm{SAM}$")
    handles = [Line2D([], [], color=style.GREY, label=label, **drawn) for _, label, drawn in _FORMS]
    axes.legend(handles=handles, loc="upper left")


def certified_weight_caption(p: str, eta: str) -> str:
    """Return the caption of the certified weights."""
    return (
        rf"Relative distance to the certified weight of SAM ($p={float(Fraction(p)):g}$, $\eta={float(Fraction(eta)):g}$): (a) "
        "Theorem 4.4 as quoted from memory, with the corrected constant, and the solver in double precision; (b) width of the "
        "enclosure that ball arithmetic proves to hold the weight and no other root, against the digits asked for, which "
        "interval Newton steps surpass."
    )


CERTIFIED_WEIGHT = Figure(
    "certified-weight",
    certified_weight_caption,
    certified_weight_data,
    draw_certified_weight,
    parameters=(
        replace(told.P, default=P, range=told.exactly(told.ABOVE_HALF)),
        replace(told.ETA, default=ETA, range=told.exactly(told.POSITIVE)),
        told.Parameter("dimensions", DIMENSIONS, "numbers of non-robust features", told.whole(1, 10**6), len(_COLOURS)),
    ),
)
