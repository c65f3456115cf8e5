"""Where the series of the SAM weight may be cut after rho^2: the region in which the cut costs at most 1%."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from numpy.typing import NDArray

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory import BinaryModel, SharpnessAware, weight_shift
from theory.sam.series import series_sam_weight

TOLERANCE = 0.01
GRID = np.linspace(0.05, 3.0, 119)  # of t* and of kappa, scaled so that d drops out
CUTS = (0.5, 2.0)  # the values of kappa in the lower panel
_SEARCH = np.geomspace(0.05, 6.0, 97)
_BISECTIONS = 24

FloatArray = NDArray[np.float64]


def _scaled_model(t_star: FloatArray, kappa: FloatArray) -> BinaryModel:
    """By the scaling law the shift over w* depends on t*, kappa and e = rho/sqrt(d) alone: d = 1 stands for all."""
    return BinaryModel(p=1.0 / (1.0 + np.exp(-2.0 * kappa * t_star)), eta=kappa, d=1.0)


def truncation_error(t_star: FloatArray, kappa: FloatArray, e: FloatArray) -> FloatArray:
    """Return |exact shift / term in rho^2 - 1| at scaled parameters, which broadcast."""
    model = _scaled_model(t_star, kappa)
    exact = weight_shift(model, SharpnessAware(e))
    return np.abs(exact / (model.standard_weight * e**2 / 3.0) - 1.0)


def largest_radius(t_star: FloatArray, kappa: FloatArray, tolerance: float = TOLERANCE) -> FloatArray:
    """Return the e = rho/sqrt(d) up to which the truncation error stays within the tolerance, for arrays of one shape.

    The first crossing on a grid of e, then bisection.  An ArithmeticError says that there was none.
    """
    over = truncation_error(t_star, kappa, _SEARCH.reshape(-1, *(1,) * t_star.ndim)) > tolerance
    if over[0].any() or not over.any(axis=0).all():
        raise ArithmeticError(f"e: expected the error to reach {tolerance:g} within [{_SEARCH[0]:g}, {_SEARCH[-1]:g}]")
    first = over.argmax(axis=0)
    low, high = _SEARCH[first - 1], _SEARCH[first]
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        too_far = truncation_error(t_star, kappa, middle) > tolerance
        low, high = np.where(too_far, low, middle), np.where(too_far, middle, high)
    return low


def next_term_radius(t_star: FloatArray, kappa: FloatArray, tolerance: float = TOLERANCE) -> FloatArray:
    """Return the e at which the term of the series in rho^4 is the tolerance times that in rho^2."""
    model = _scaled_model(t_star, kappa)
    first, second = (series_sam_weight(model, 1.0, order) for order in (1, 2))
    return np.sqrt(tolerance * (first - model.standard_weight) / np.abs(second - first))


def truncation_region_data(tolerance: float, kappas: tuple[float, ...]) -> Table:
    """Columns ``curve`` (map, cut, next term), ``t_star``, ``kappa`` and ``e``, the largest rho/sqrt(d)."""
    t_star, kappa = np.meshgrid(GRID, GRID)
    fine = np.linspace(GRID[0], GRID[-1], 237)
    cut_t, cut_kappa = np.meshgrid(fine, kappas)
    radius = next_term_radius(cut_t, cut_kappa, tolerance)
    # Next to the circle the term in rho^4 vanishes and the estimate has a pole, which says nothing.
    near = radius < 4.0
    return stack(
        table(curve="map", t_star=t_star, kappa=kappa, e=largest_radius(t_star, kappa, tolerance)),
        table(curve="cut", t_star=cut_t, kappa=cut_kappa, e=largest_radius(cut_t, cut_kappa, tolerance)),
        table(curve="next term", t_star=cut_t[near], kappa=cut_kappa[near], e=radius[near]),
    )


def draw_truncation_region(data: Table, tolerance: float, kappas: tuple[float, ...]) -> Canvas:
    """Draw the largest radius over (t*, kappa) and along two cuts."""
    figure = style.canvas(style.COLUMN, 4.7)
    upper, lower = figure.subplots(2, 1, height_ratios=(1.5, 1.0), sharex=True)
    _draw_map(upper, data.select(curve="map"), tolerance)
    sides = ("top", "bottom", "top")
    for kappa, colour, side in zip(kappas, (style.BLUE, style.VERMILION, style.GREEN), sides, strict=False):
        upper.axhline(kappa, color="white", linewidth=0.9, linestyle=style.DOTTED)
        for curve, dashes in (("cut", style.EXACT), ("next term", style.CORRECTED)):
            cut = data.select(curve=curve, kappa=kappa)
            lower.plot(cut["t_star"], cut["e"], color=colour, linestyle=dashes)
        start = data.select(curve="cut", kappa=kappa)["e"][0]
        offset = (9.0, 3.0 if side == "bottom" else -3.0)
        style.note(lower, rf"$\kappa={kappa:g}$", (GRID[0], start), offset, color=colour, va=side)
    seen = data.select(curve="cut")["e"]
    lower.set(
        yscale="log", ylim=(0.7 * seen.min(), 4.0), xlabel=r"$t^*=w^*/\sqrt{d}$", ylabel=r"largest $\rho/\sqrt{d}$"
    )
    _decimal_ticks(lower.yaxis)
    handles: list[Artist] = [
        Line2D([], [], color=style.GREY, linestyle=style.EXACT, label="exact"),
        Line2D([], [], color=style.GREY, linestyle=style.CORRECTED, label="estimate"),
    ]
    lower.legend(handles=handles, loc="upper left")
    style.panel_letter(upper, "a")
    style.panel_letter(lower, "b")
    return figure


def _draw_map(axes: Axes, data: Table, tolerance: float) -> None:
    t_star, kappa = np.unique(data["t_star"]), np.unique(data["kappa"])
    radius = data["e"].reshape(len(kappa), len(t_star))
    unit = float(np.sqrt(tolerance / TOLERANCE))  # the radius grows like it
    shown = axes.pcolormesh(t_star, kappa, radius, norm=LogNorm(0.1 * unit, 2.0), shading="nearest", rasterized=True)
    levels = [0.15 * unit, 0.2 * unit, 0.3 * unit]
    lines = axes.contour(t_star, kappa, radius, levels=levels, colors="white", linewidths=0.7)
    axes.clabel(lines, fontsize=6.0)
    angle = np.linspace(0.0, 0.5 * np.pi, 91)
    circle = np.sqrt(3.0) * np.array([np.cos(angle), np.sin(angle)])
    axes.plot(*circle, color=style.BLACK, linewidth=0.9, linestyle=style.DASHED)
    axes.set(xlim=(GRID[0], GRID[-1]), ylim=(GRID[0], GRID[-1]), ylabel=r"$\kappa=\eta\sqrt{d}$")
    bar = axes.figure.colorbar(
        shown, ax=axes, label=rf"largest $\rho/\sqrt{{d}}$ within {100 * tolerance:g}%", extend="both"
    )
    _decimal_ticks(bar.ax.yaxis)


def _decimal_ticks(axis: Axis) -> None:
    """Mark a short logarithmic axis with plain decimals."""
    axis.set_major_locator(FixedLocator([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0]))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def truncation_region_caption(tolerance: float) -> str:
    """Return the caption of the region."""
    return (
        r"The radius $\rho/\sqrt{d}$ up to which the series of SAM's shift, cut after $\rho^2$, stays within "
        rf"{100 * tolerance:g}% of the exact shift: (a) over $t^*$ and $\kappa$, (b) along the dotted lines of (a), with "
        r"the estimate from the term in $\rho^4$ alone. On the dashed circle $\kappa^2+t^{*2}=3$ that term is zero; where "
        r"the map jumps, the error just touches the limit and comes back."
    )


TRUNCATION_REGION = Figure(
    "truncation-region",
    truncation_region_caption,
    truncation_region_data,
    draw_truncation_region,
    parameters=(
        told.Parameter("tolerance", TOLERANCE, "relative error that a cut may cost", told.BELOW_ONE),
        told.Parameter("kappas", CUTS, "eta sqrt(d), one a curve", told.POSITIVE, 3),
    ),
)
