"""The eps-rho relation of Wei et al. (2023), Theorems 4.4 and 4.5: exact, corrected, as quoted; and what it gives up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory import Adversarial, BinaryModel, SharpnessAware, Standard, matching_eps, optimal_weight, weight_shift
from theory.model.arrays import FloatArray, RealLike
from theory.sam.radii import corrected_matching_eps, corrected_sam_weight, printed_matching_eps, printed_sam_weight

P, ETA = 0.8, 0.3
DIMENSIONS = (1.0, 30.0, 1000.0)
TRADE_OFF_P, TRADE_OFF_ETA, TRADE_OFF_D = 0.9, 0.5, 10.0
TEST_EPS = 0.25
TRADE_OFF_RHO = (2.0, 3.0, 4.0, 5.0, 6.5, 8.0, 10.0)
_DIMENSION_COLOURS = (style.VERMILION, style.BLUE, style.GREEN, style.PURPLE, style.SKY)


def eps_rho_relation_data(p: float, eta: float, dimensions: tuple[float, ...]) -> Table:
    """Columns ``form`` (exact, corrected, printed), ``d``, ``rho`` and ``eps``."""
    rho, d = np.geomspace(0.03, 100.0, 141), np.array(dimensions)[:, None]
    model = BinaryModel(p, eta, d)
    forms = {"exact": matching_eps, "corrected": corrected_matching_eps, "printed": printed_matching_eps}
    return stack(*(table(form=form, d=d, rho=rho, eps=relation(model, rho)) for form, relation in forms.items()))


def draw_eps_rho_relation(data: Table, eta: float, dimensions: tuple[float, ...]) -> Canvas:
    """Draw eps against rho on logarithmic axes, a colour for each d and a line style for each form."""
    figure = style.canvas(style.COLUMN, 3.0)
    axes = figure.add_subplot()
    rho = np.unique(data["rho"])
    axes.set(xscale="log", yscale="log", xlim=(rho[0], rho[-1]), ylim=(0.33 * data["eps"].min(), 3.3 * eta))
    axes.set(xlabel=r"radius $\rho$ of SAM", ylabel=r"matching radius $\epsilon$ of AT")
    axes.plot(rho, rho, color=style.GREY, linewidth=0.7)
    style.note(axes, r"$\epsilon=\rho$", (0.1, 0.1), (-3.0, 3.0), color=style.GREY, ha="right", va="bottom")
    axes.axhline(eta, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
    style.note(axes, r"$\epsilon=\eta$", (rho[-1], eta), (-3.0, 2.0), color=style.GREY, ha="right", va="bottom")
    for d, colour in zip(dimensions, _DIMENSION_COLOURS, strict=False):
        for form, dashes in (("exact", style.EXACT), ("corrected", style.CORRECTED)):
            curve = data.select(form=form, d=d)
            axes.plot(curve["rho"], curve["eps"], color=colour, linestyle=dashes)
        exact = data.select(form="exact", d=d)
        start = (0.3, float(np.interp(0.3, exact["rho"], exact["eps"])))
        style.note(axes, f"$d={d:g}$", start, (2.0, -2.0), color=colour, ha="left", va="top")
    printed = data.select(form="printed", d=dimensions[0])  # the printed relation has no d in it
    axes.plot(printed["rho"], printed["eps"], color=style.BLACK, linestyle=style.PRINTED)
    handles: list[Artist] = [
        Line2D([], [], color=style.GREY, linestyle=style.EXACT, label="exact"),
        Line2D([], [], color=style.GREY, linestyle=style.CORRECTED, label=r"$\eta\rho^2/(3d+\rho^2)$"),
        Line2D([], [], color=style.BLACK, linestyle=style.PRINTED, label="quoted, any $d$"),
    ]
    axes.legend(handles=handles, loc="lower right")
    return figure


def formula_error_data(p: float, eta: float) -> Table:
    """Columns ``form`` (printed, corrected), ``d``, ``rho``, ``error``: the signed relative error of w_SAM - w*."""
    rho, d = np.geomspace(0.03, 30.0, 91), np.geomspace(1.0, 1000.0, 91)[:, None]
    model = BinaryModel(p, eta, d)
    shift = weight_shift(model, SharpnessAware(rho))
    forms = {"printed": printed_sam_weight, "corrected": corrected_sam_weight}
    return stack(
        *(
            table(form=form, d=d, rho=rho, error=(weight(model, rho) - model.standard_weight) / shift - 1.0)
            for form, weight in forms.items()
        )
    )


_ERROR_LEVELS = (-0.1, -0.01, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)
_ERROR_LABELS = {  # places (rho, d) near which a line is labelled
    "printed": [(0.3, 500.0), (0.3, 50.0), (0.3, 5.5)],
    "corrected": [
        (1.6, 200.0),
        (5.0, 200.0),
        (20.0, 400.0),
        (0.8, 6.0),
        (4.0, 9.0),
        (0.5, 1.5),
        (1.2, 1.4),
        (4.0, 2.0),
    ],
}


_FORM_TEXT = {"printed": r"quoted, $w^*(1+2\rho^2/3)$", "corrected": r"corrected, $w^*(1+\frac{\rho^2}{3d})$"}


def draw_formula_error(data: Table) -> Canvas:
    """Draw the two maps of the error over (rho, d) on one colour scale, with lines of equal error."""
    figure = style.canvas(style.COLUMN, 4.3)
    panels = figure.subplots(2, 1, sharex=True)
    scale = LogNorm(1e-4, 1e4)
    for axes, form, letter, ink in zip(panels, ("printed", "corrected"), "ab", ("black", "white"), strict=True):
        part = data.select(form=form)
        rho, d = np.unique(part["rho"]), np.unique(part["d"])
        error = part["error"].reshape(len(d), len(rho))
        axes.set(xscale="log", yscale="log", xlim=(rho[0], rho[-1]), ylim=(d[0], d[-1]))
        shown = axes.pcolormesh(rho, d, np.abs(error), norm=scale, shading="gouraud", rasterized=True)
        # Lines of the signed error: its absolute value has a cusp where the sign changes, which would make them ragged.
        lines = axes.contour(rho, d, error, levels=_ERROR_LEVELS, colors=ink, linewidths=0.7, linestyles=style.SOLID)
        axes.clabel(lines, fontsize=6.0, fmt=lambda level: f"{abs(level):g}", manual=_ERROR_LABELS[form])
        axes.set_ylabel("number of features $d$")
        style.panel_letter(axes, letter)
        axes.set_title(_FORM_TEXT[form], loc="right")
    panels[1].set_xlabel(r"radius $\rho$ of SAM")
    figure.colorbar(shown, ax=panels, label=r"relative error of $w_\mathrm{SAM}-w^*$", extend="min", aspect=35)
    return figure


def trade_off_data(p: float, eta: float, d: float, radii: tuple[float, ...], eps_test: float) -> Table:
    """Columns ``series`` (curve, Pareto part, ST, SAM, AT), ``radius`` (0 on curves), ``w``, ``natural``, ``robust``.

    The points of AT have the radii that match those of SAM.
    """
    model = BinaryModel(p, eta, d)
    if eps_test >= eta:
        raise ValueError(f"eps_test must be below eta = {eta:g}, got {eps_test:g}")
    rho = np.array(radii)
    eps = matching_eps(model, rho)
    w_sam = optimal_weight(model, SharpnessAware(rho))
    w_star, w_end = optimal_weight(model, Standard()), optimal_weight(model, Adversarial(eps_test))

    def rows(series: str, radius: RealLike, weight: RealLike) -> Table:
        natural, robust = model.accuracy(weight), model.robust_accuracy(weight, eps_test)
        return table(series=series, radius=radius, w=weight, natural=natural, robust=robust)

    return stack(
        rows("curve", 0.0, _along(w_star, w_end, w_sam)),
        rows("Pareto part", 0.0, np.linspace(w_star, w_end, 120)),
        rows("ST", 0.0, w_star),
        rows("SAM", rho, w_sam),
        rows("AT", eps, optimal_weight(model, Adversarial(eps))),
    )


def _along(w_star: float, w_end: float, w_sam: FloatArray) -> FloatArray:
    """Return weights along the curve, from before ST to far beyond all others."""
    digits = 1 - int(np.floor(np.log10(w_star)))
    start, middle = round(0.87 * w_star, digits), round(1.12 * max(w_end, float(w_sam.max())), digits)
    return np.concatenate([np.linspace(start, middle, 325), np.geomspace(1.01 * middle, 4.0 * middle, 60)])


def draw_trade_off(data: Table, p: float, radii: tuple[float, ...], eps_test: float) -> Canvas:
    """Draw the curve w -> (natural, robust accuracy) with the points of ST, SAM and AT on it."""
    figure = style.canvas(style.COLUMN, 2.9)
    axes = figure.add_subplot()
    points = [data.select(series=name) for name in ("Pareto part", "ST", "SAM")]
    for limit, name, least, sides in (
        (axes.set_xlim, "natural", [p], (0.06, 0.115)),  # p: where all weights end
        (axes.set_ylim, "robust", [], (0.27, 0.21)),
    ):
        seen = 100 * np.concatenate([least, *(part[name] for part in points)])
        limit(seen.min() - sides[0] * np.ptp(seen), seen.max() + sides[1] * np.ptp(seen))
    axes.set_xlabel("natural accuracy (%)")
    axes.set_ylabel(rf"robust accuracy, $\epsilon_\mathrm{{test}}={eps_test:g}$ (%)")
    looks: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("Pareto part", "Pareto optimal", {"color": style.SKY, "linewidth": 4.0, "solid_capstyle": "butt"}),
        ("curve", "all $w$", {"color": style.BLACK, "linewidth": 0.9}),
        ("ST", "ST", {"color": style.BLACK, "marker": "*", "markersize": 8.0}),
        (
            "SAM",
            r"SAM, $\rho$",
            {"color": style.SAM.color, "marker": "o", "markersize": 6.5, "markerfacecolor": "none"},
        ),
        ("AT", r"AT, $\epsilon$", {"color": style.AT.color, "marker": "x", "markersize": 4.5}),
    )
    for name, label, drawn in looks:
        part = data.select(series=name)
        joined: dict[str, Any] = {"linestyle": style.SOLID if len(part) > len(radii) else "none"}
        axes.plot(100 * part["natural"], 100 * part["robust"], label=label, **joined, **drawn)
    _label_pairs(axes, data)
    axes.legend(loc="lower left")
    return figure


def _label_pairs(axes: Axes, data: Table) -> None:
    """Write rho outside the curve and eps inside it, along the curve's normal on the page."""
    curve, sam, at = (data.select(series=name) for name in ("curve", "SAM", "AT"))
    x_scale, y_scale = np.diff(axes.get_xlim())[0], np.diff(axes.get_ylim())[0]
    along_x = np.interp(sam["w"], curve["w"], np.gradient(curve["natural"], curve["w"])) / x_scale
    along_y = np.interp(sam["w"], curve["w"], np.gradient(curve["robust"], curve["w"])) / y_scale
    length = np.hypot(along_x, along_y)
    for i in range(len(sam)):
        normal = np.array([along_y[i], -along_x[i]]) / length[i]
        point = (100 * sam["natural"][i], 100 * sam["robust"][i])
        centred = {"ha": "center", "va": "center"}
        style.note(axes, f"{sam['radius'][i]:g}", point, tuple(9.0 * normal), color=style.SAM.color, **centred)
        inside = (-14.0 * normal[0], -10.0 * normal[1])
        style.note(axes, f"{at['radius'][i]:.2f}", point, inside, color=style.AT.color, **centred)


def trade_off_caption(p: float, eta: float, d: float, eps_test: float) -> str:
    """Return the caption of the trade-off."""
    return (
        rf"Natural and robust accuracy along $w$ ($p={p:g}$, $\eta={eta:g}$, $d={d:g}$, attack radius "
        rf"$\epsilon_\mathrm{{test}}={eps_test:g}$). SAM at the radius $\rho$ outside a circle and AT at the matching radius "
        r"$\epsilon$ inside it give the same classifier; both move along one curve."
    )


def eps_rho_relation_caption(p: float, eta: float) -> str:
    """Return the caption of the relation."""
    return (
        rf"The radius $\epsilon$ at which AT has the weight that SAM has at radius $\rho$ ($p={p:g}$, $\eta={eta:g}$): "
        r"exact, $\eta\rho^2/(3d+\rho^2)$ (corrected), and relation 13 as quoted from memory, which has no $d$ in it."
    )


def formula_error_caption(p: float, eta: float) -> str:
    """Return the caption of the errors."""
    return (
        r"Relative error of the shift $w_\mathrm{SAM}-w^*$ by Theorem 4.4 as quoted from memory (a) and with "
        rf"the constant $1/(3d)$ (b), over $\rho$ and $d$ ($p={p:g}$, $\eta={eta:g}$)."
    )


DIMENSION = told.Parameter(
    "dimensions", DIMENSIONS, "numbers of non-robust features, one a curve", told.AT_LEAST_ONE, len(_DIMENSION_COLOURS)
)
_P_ETA = told.model(P, ETA, 1.0)[:2]
EPS_RHO_RELATION = Figure(
    "eps-rho-relation",
    eps_rho_relation_caption,
    eps_rho_relation_data,
    draw_eps_rho_relation,
    parameters=(*_P_ETA, DIMENSION),
)
FORMULA_ERROR = Figure(
    "formula-error", formula_error_caption, formula_error_data, draw_formula_error, parameters=_P_ETA
)
TRADE_OFF = Figure(
    "trade-off",
    trade_off_caption,
    trade_off_data,
    draw_trade_off,
    parameters=(
        *told.model(TRADE_OFF_P, TRADE_OFF_ETA, TRADE_OFF_D),
        told.Parameter("radii", TRADE_OFF_RHO, "SAM's radii", told.POSITIVE, 12),
        replace(told.EPS, name="eps_test", default=TEST_EPS, meaning="the attack's radius, below eta"),
    ),
)
