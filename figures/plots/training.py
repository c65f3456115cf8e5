"""Training on samples: the share of the robust weight under SAM, and its direction when all weights move."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from simulate.model.intervals import mean_interval
from simulate.studies import sign_map
from simulate.studies.training_plan import EXACT, FULL, FULL_BATCH, LOWERED, RAISED, all_cells, record, shifts
from simulate.sweeps import store
from theory import BinaryModel
from theory.sam.all_weights import full_weight_shift
from theory.smooth.losses import per_sample_optimum
from theory.smooth.minimax import minimax_optimum

PANELS = {"raised": RAISED, "lowered": LOWERED}
CURVES = np.linspace(0.05, 1.0, 20)
ERROR = 0.05
LEVEL = 1.0 - ERROR
_THEORY = {
    "m = 1": style.Look(style.BLUE, style.SOLID),
    "exact": style.Look(style.VERMILION, style.DASHED),
    "one step": style.Look(style.BLACK, style.DOTTED),
}
_POINTS = {
    "1": (style.BLUE, "o", "$m=1$"),
    "8": (style.SKY, "s", "$m=8$"),
    "64": (style.GREEN, "^", "$m=64$"),
    "512": (style.ORANGE, "D", "$m=512$"),
    FULL_BATCH: (style.BLACK, "v", "all samples"),
    EXACT: (style.VERMILION, "P", "all, exact maximum"),
}


def trained_ratio_data() -> Table:
    """Columns ``panel``, ``series`` (theory or how many samples share a perturbation), ``rho``, ``ratio`` over that of
    standard training, and its 95% interval ``low``, ``high``.
    """
    parts = []
    for panel, parameters in PANELS.items():
        model = BinaryModel(*parameters)
        star = float(model.standard_weight)
        theory = {
            "m = 1": np.array([per_sample_optimum(model, rho).ratio / star for rho in CURVES]),
            "exact": np.array([minimax_optimum(model, rho).ratio / star for rho in CURVES]),
            "one step": np.ones(len(CURVES)),
        }
        for name, ratio in theory.items():
            parts.append(table(panel=panel, series=f"theory, {name}", rho=CURVES, ratio=ratio, low=ratio, high=ratio))
    for one in all_cells(FULL):
        found = record(FULL, one)
        series = _series(found["settings"])
        if series is None:
            continue
        values = shifts(found)
        ends = mean_interval(values, ERROR)
        low, middle, high = np.exp(np.array([ends[0], values.mean(), ends[1]]))
        parameters = tuple(found["settings"][key] for key in ("p", "eta", "d"))
        panel = next(key for key, model in PANELS.items() if model == parameters)
        parts.append(table(panel=panel, series=series, rho=found["settings"]["rho"], ratio=middle, low=low, high=high))
    return stack(*parts)


def _series(settings: dict[str, Any]) -> str | None:
    """Return the series of a record, None where it belongs to no curve of the figure."""
    if settings["method"] != "SAM" or "batch" in settings or "ascent" in settings:
        return None
    if settings.get("inner") == "exact":
        return EXACT
    name = str(settings.get("micro_batch", FULL_BATCH))
    in_full = settings.get("in_plane") or settings["n"] == FULL.n
    return name if name in _POINTS and in_full else None


def draw_trained_ratio(data: Table) -> Canvas:
    """Draw the trained ratio against rho, one panel a model."""
    figure = style.canvas(style.DOUBLE, 3.1)
    for axes, (panel, model), letter in zip(style.row(figure, 2), PANELS.items(), "ab", strict=True):
        for name, look in _THEORY.items():
            curve = data.select(panel=panel, series=f"theory, {name}")
            axes.plot(curve["rho"], curve["ratio"], **look.line())
        for name, (colour, marker, _) in _POINTS.items():
            points = data.select(panel=panel, series=name)
            spread = np.array([points["ratio"] - points["low"], points["high"] - points["ratio"]])
            drawn: dict[str, Any] = {"color": colour, "marker": marker, "markersize": 4.5, "markerfacecolor": "white"}
            axes.errorbar(points["rho"], points["ratio"], spread, linestyle="none", elinewidth=0.8, **drawn)
        p, eta, d = model
        axes.set(xlim=(0.0, 1.05), xlabel=r"$\rho$", ylabel=r"$(w_1/w_\mathrm{rest})\,/\,w^*$")
        axes.set_title(rf"$\mathbf{{({letter})}}$  $p={p:g}$, $\eta={eta:g}$, $d={d:g}$")
    left, right = figure.axes
    left.set_ylim(0.95, 2.2)
    right.set_ylim(0.82, 1.02)
    left.legend(handles=_point_handles(), loc="upper left", title="samples a perturbation", title_fontsize=7.0)
    right.legend(handles=_theory_handles(), loc="lower left", title="population", title_fontsize=7.0)
    return figure


def _point_handles() -> list[Artist]:
    drawn: dict[str, Any] = {"linestyle": "none", "markersize": 4.5, "markerfacecolor": "white"}
    return [Line2D([], [], color=c, marker=marker, label=text, **drawn) for c, marker, text in _POINTS.values()]


def _theory_handles() -> list[Artist]:
    texts = {"m = 1": "one sample", "exact": "exact maximum", "one step": "all samples, one step"}
    return [Line2D([], [], label=texts[name], **look.line()) for name, look in _THEORY.items()]


TRAINED_RATIO = Figure(
    "trained-ratio",
    r"The ratio $w_1/w_\mathrm{rest}$ to which SAM with the logistic loss trains all weights, over that of standard "
    rf"training, against $\rho$: markers are training on samples (mean of eight, {LEVEL:.0%} intervals, mostly smaller than "
    r"the marker), by how many samples share a perturbation; lines are the population's optima. With the gradient of all "
    r"samples one step moves nothing; small batches raise the ratio at (a) and lower it at (b).",
    trained_ratio_data,
    draw_trained_ratio,
    FULL.files,
)

FINE = (
    np.linspace(0.065, 1.535, 99),
    np.linspace(0.526, 0.974, 113),
)  # kappa, p: the cells of the sample's map, cut fine


def sign_map_data() -> Table:
    """Columns ``panel`` (theory, samples, threshold, small radius), ``kappa``, ``p`` and ``raised``: whether, or for which
    fraction of the samples, the robust weight is above w*; 1/2 on the lines.
    """
    kappa, p = np.meshgrid(*FINE)
    raised = full_weight_shift(BinaryModel(p, kappa, 1.0), sign_map.RHO) > 0.0
    parts = [table(panel="theory", kappa=kappa, p=p, raised=raised.astype(float))]
    for found in store.read(sign_map.RESULTS):
        moved = np.array([float(value) for value in found["result"]["shifts"]])
        where = {"kappa": found["settings"]["eta"], "p": found["settings"]["p"]}
        parts.append(table(panel="samples", **where, raised=float(np.mean(moved > 0.0))))
    # The sign changes once along p; log-odds are bisected between those of the map's border.
    low, high = (np.full(FINE[0].shape, np.log(q / (1.0 - q))) for q in (0.5001, 0.9999))
    for _ in range(40):
        middle = 0.5 * (low + high)
        up = full_weight_shift(BinaryModel(1.0 / (1.0 + np.exp(-middle)), FINE[0], 1.0), sign_map.RHO) > 0.0
        low, high = np.where(up, low, middle), np.where(up, middle, high)
    for name, odds in (("threshold", low), ("small radius", 2.0 * np.sqrt(2.0) * FINE[0])):
        border = 1.0 / (1.0 + np.exp(-odds))
        inside = border < FINE[1][-1]
        parts.append(table(panel=name, kappa=FINE[0][inside], p=border[inside], raised=0.5))
    return stack(*parts)


def draw_sign_map(data: Table) -> Canvas:
    """Draw the population's map beside the samples'."""
    figure = style.canvas(style.DOUBLE, 3.0)
    panels = style.row(figure, 2, sharey=True)
    for axes, panel, letter in zip(panels, ("theory", "samples"), "ab", strict=True):
        part = data.select(panel=panel)
        kappa, p = np.unique(part["kappa"]), np.unique(part["p"])
        order = np.lexsort((part["kappa"], part["p"]))
        shown = part["raised"][order].reshape(len(p), len(kappa))
        colours = axes.pcolormesh(kappa, p, shown, vmin=0.0, vmax=1.0, shading="nearest", rasterized=True)
        _draw_borders(axes, data)
        axes.set(
            xlim=(FINE[0][0], FINE[0][-1]),
            ylim=(FINE[1][0], FINE[1][-1]),
            xlabel=r"$\kappa=\eta\sqrt{d}$",
            ylabel="$p$",
        )
        style.panel_letter(axes, letter)
    figure.colorbar(colours, ax=panels, label="fraction of samples with $w>w^*$")
    panels[0].legend(loc="lower right", frameon=True, edgecolor="none", framealpha=1.0)
    return figure


def _draw_borders(axes: Axes, data: Table) -> None:
    exact, small = data.select(panel="threshold"), data.select(panel="small radius")
    axes.plot(
        exact["kappa"], exact["p"], color=style.VERMILION, linestyle=style.SOLID, label=rf"$\rho={sign_map.RHO:g}$"
    )
    axes.plot(small["kappa"], small["p"], color=style.BLACK, linestyle=style.DASHED, label=r"$\rho\to0$")


FULL_WEIGHT_SIGNS = Figure(
    "full-weight-signs",
    r"Which way SAM over all weights moves the robust weight (0-1 loss, $d=1$, $\rho=0.5$): up (light) or down (dark), over "
    rf"$\kappa=\eta\sqrt{{d}}$ and $p$. (a) The population. (b) Exact minimisers on samples of {sign_map.N:,}, "
    rf"{sign_map.REPEATS} for each cell. Lines: where the population's sign changes, exactly and as $\rho\to0$, where it is "
    r"$\ln\frac{p}{1-p}=2\sqrt{2}\,\kappa$.",
    sign_map_data,
    draw_sign_map,
    (sign_map.RESULTS,),
)
