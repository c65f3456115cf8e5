"""The eps-rho relation of Wei et al. (2023), Theorems 4.4 and 4.5: exact, with the corrected constant, as quoted."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory import BinaryModel, SharpnessAware, matching_eps, weight_shift
from theory.sam.radii import corrected_matching_eps, corrected_sam_weight, printed_matching_eps, printed_sam_weight

P, ETA = 0.8, 0.3
DIMENSIONS = (1.0, 30.0, 1000.0)
_DIMENSION_COLOURS = (style.VERMILION, style.BLUE, style.GREEN)


def eps_rho_relation_data() -> Table:
    """Columns ``form`` (exact, corrected, printed), ``d``, ``rho`` and ``eps``."""
    rho, d = np.geomspace(0.03, 100.0, 141), np.array(DIMENSIONS)[:, None]
    model = BinaryModel(P, ETA, d)
    forms = {"exact": matching_eps, "corrected": corrected_matching_eps, "printed": printed_matching_eps}
    return stack(*(table(form=form, d=d, rho=rho, eps=relation(model, rho)) for form, relation in forms.items()))


def draw_eps_rho_relation(data: Table) -> Canvas:
    """Draw eps against rho on logarithmic axes, a colour for each d and a line style for each form."""
    figure = style.canvas(style.COLUMN, 3.0)
    axes = figure.add_subplot()
    rho = np.unique(data["rho"])
    axes.set(xscale="log", yscale="log", xlim=(rho[0], rho[-1]), ylim=(1e-6, 1.0))
    axes.set(xlabel=r"radius $\rho$ of SAM", ylabel=r"matching radius $\epsilon$ of AT")
    axes.plot(rho, rho, color=style.GREY, linewidth=0.7)
    style.note(axes, r"$\epsilon=\rho$", (0.1, 0.1), (-3.0, 3.0), color=style.GREY, ha="right", va="bottom")
    axes.axhline(ETA, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
    style.note(axes, r"$\epsilon=\eta$", (rho[-1], ETA), (-3.0, 2.0), color=style.GREY, ha="right", va="bottom")
    for d, colour in zip(DIMENSIONS, _DIMENSION_COLOURS, strict=True):
        for form, dashes in (("exact", style.EXACT), ("corrected", style.CORRECTED)):
            curve = data.select(form=form, d=d)
            axes.plot(curve["rho"], curve["eps"], color=colour, linestyle=dashes)
        exact = data.select(form="exact", d=d)
        start = (0.3, float(np.interp(0.3, exact["rho"], exact["eps"])))
        style.note(axes, f"$d={d:g}$", start, (2.0, -2.0), color=colour, ha="left", va="top")
    printed = data.select(form="printed", d=DIMENSIONS[0])  # the printed relation has no d in it
    axes.plot(printed["rho"], printed["eps"], color=style.BLACK, linestyle=style.PRINTED)
    handles: list[Artist] = [
        Line2D([], [], color=style.GREY, linestyle=style.EXACT, label="exact"),
        Line2D([], [], color=style.GREY, linestyle=style.CORRECTED, label=r"$\eta\rho^2/(3d+\rho^2)$"),
        Line2D([], [], color=style.BLACK, linestyle=style.PRINTED, label="quoted, any $d$"),
    ]
    axes.legend(handles=handles, loc="lower right")
    return figure


def formula_error_data() -> Table:
    """Columns ``form`` (printed, corrected), ``d``, ``rho``, ``error``: the signed relative error of w_SAM - w*."""
    rho, d = np.geomspace(0.03, 30.0, 91), np.geomspace(1.0, 1000.0, 91)[:, None]
    model = BinaryModel(P, ETA, d)
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
    panels[1].set_xlabel(r"radius $\rho$ of SAM")
    figure.colorbar(shown, ax=panels, label=r"relative error of $w_\mathrm{SAM}-w^*$", extend="min", aspect=35)
    return figure


EPS_RHO_RELATION = Figure(
    "eps-rho-relation",
    rf"The radius $\epsilon$ at which AT has the weight that SAM has at radius $\rho$ ($p={P:g}$, $\eta={ETA:g}$): "
    r"exact, $\eta\rho^2/(3d+\rho^2)$ (corrected), and relation 13 as quoted from memory, which has no $d$ in it.",
    eps_rho_relation_data,
    draw_eps_rho_relation,
)
FORMULA_ERROR = Figure(
    "formula-error",
    rf"Relative error of the shift $w_\mathrm{{SAM}}-w^*$ by Theorem 4.4 as quoted from memory (a) and with "
    rf"the constant $1/3d$ (b), over $\rho$ and $d$ ($p={P:g}$, $\eta={ETA:g}$).",
    formula_error_data,
    draw_formula_error,
)
