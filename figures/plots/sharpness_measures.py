"""Max-, min- and bilateral sharpness of Deng et al. (2024), "BSAM", along a line through a minimum."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure as Canvas

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory.model.arrays import FloatArray
from theory.surrogates.sharpness import (
    bilateral_update,
    max_sharpness,
    max_sharpness_series,
    min_sharpness,
    min_sharpness_series,
)

HESSIAN = np.diag([1.0, 4.0])
DIRECTION = np.array([0.8, 0.6])  # of the line through the minimum
RHO = 1.0
POSITIONS = np.concatenate([np.linspace(0.0, 1.0, 101), np.linspace(1.05, 4.0, 60)])
SERIES_FROM = 0.35  # next to the minimum the series has a pole, which says nothing

LOOKS = {
    "MaxS": style.Look(style.VERMILION, style.DASHED),
    "MinS": style.Look(style.BLUE, style.DASH_DOT),
    "BilS": style.Look(style.BLACK, style.SOLID),
}
FIRST_ORDER = style.Look(style.ORANGE, style.SHORT_DASHES)
EXCESS = style.Look(style.PURPLE, style.SOLID)


def gradients(position: FloatArray) -> FloatArray:
    """Return the gradients at ``position`` along the line, shape (..., 2)."""
    return position[..., None] * (HESSIAN @ DIRECTION)


def sharpness_measures_data() -> Table:
    """Columns ``measure`` (MaxS, MinS, BilS), ``form`` (exact, series, excess loss, MaxS at minimum), ``x``, ``y``, ``rest``.

    ``series`` is the expansion up to rho^3; ``rest`` is y without its first order, rho |g| for each of the two sides.
    """
    x, g = POSITIONS, gradients(POSITIONS)
    far = x >= SERIES_FROM
    near = x <= RHO  # the minimum is within reach: MinS is the excess loss
    excess = 0.5 * DIRECTION @ HESSIAN @ DIRECTION * x**2
    at_minimum = 0.5 * RHO**2 * np.linalg.eigvalsh(HESSIAN)[-1]
    size = RHO * np.sqrt(np.sum(g**2, axis=-1))
    exact = {"MaxS": max_sharpness(g, HESSIAN, RHO), "MinS": min_sharpness(g, HESSIAN, RHO)}
    series = {
        "MaxS": max_sharpness_series(g[far], HESSIAN, RHO),
        "MinS": min_sharpness_series(g[far], HESSIAN, RHO),
    }
    parts = []
    for form, values, rows in (("exact", exact, x >= 0.0), ("series", series, far)):
        values["BilS"] = values["MaxS"] + values["MinS"]
        for measure, y in values.items():
            first = (2.0 if measure == "BilS" else 1.0) * size[rows]
            parts.append(table(measure=measure, form=form, x=x[rows], y=y, rest=y - first))
    return stack(
        *parts,
        table(measure="MinS", form="excess loss", x=x[near], y=excess[near], rest=excess[near] - size[near]),
        table(measure="BilS", form="MaxS at minimum", x=0.0, y=at_minimum, rest=at_minimum),
    )


def draw_sharpness_measures(data: Table) -> Canvas:
    """Draw the three measures, and what is left of them and of their expansions without the first order."""
    figure = style.canvas(style.COLUMN, 4.9)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1.0, 1.15))
    for measure, look in LOOKS.items():
        exact, series = (data.select(measure=measure, form=form) for form in ("exact", "series"))
        upper.plot(exact["x"], exact["y"], label=measure, **look.line())
        lower.plot(exact["x"], exact["rest"], **look.line())
        lower.plot(series["x"], series["rest"], color=look.color, linewidth=0.7)
    excess = data.select(measure="MinS", form="excess loss")
    upper.plot(excess["x"], excess["y"], label=r"$L-L_\mathrm{min}$", linewidth=0.7, **EXCESS.line())
    bilateral = data.select(measure="BilS", form="exact")
    first = bilateral["y"] - bilateral["rest"]
    upper.plot(bilateral["x"], first, label=r"$2\rho\|g\|$", **FIRST_ORDER.line())
    point = data.select(measure="BilS", form="MaxS at minimum")
    for axes, column, letter in ((upper, "y", "a"), (lower, "rest", "b")):
        axes.plot(point["x"], point[column], linestyle="none", marker="o", color=style.BLACK, clip_on=False,
                  label=r"$\rho^2\lambda_\mathrm{max}/2$")  # fmt: skip
        top = 8.0 if axes is upper else 3.0  # below the legend
        axes.plot([RHO, RHO], [-3.0, top], color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
        style.panel_letter(axes, letter)
    upper.set(yticks=[0, 5, 10, 15, 20], ylabel="sharpness", ylim=(0.0, 22.0))
    upper.legend(loc="upper left")
    lower.axhline(0.0, color=style.GREY, linewidth=0.7)
    lower.set(ylabel=r"sharpness minus $\rho\|g\|$ per side", xlim=(0.0, 4.0), ylim=(-2.6, 2.9))
    lower.set_xlabel("distance from the minimum along the line")
    for measure, text, offset in (
        ("MaxS", r"MaxS: $+\frac{1}{2}\rho^2u^{\!\top}\!Hu$", 3.0),
        ("BilS", "BilS: cancels", 3.0),
        ("MinS", r"MinS: $-\frac{1}{2}\rho^2u^{\!\top}\!Hu$", 5.0),
    ):
        rest = data.select(measure=measure, form="exact")["rest"][-1]
        colour = LOOKS[measure].color
        style.note(lower, text, (4.0, rest), (-4.0, offset), color=colour, ha="right", va="bottom", fontsize=8.0)
    style.note(lower, r"$\rho$", (RHO, -2.6), (3.0, 3.0), color=style.GREY, fontsize=8.0)
    return figure


UPDATE_RHO, UPDATE_RHO_MIN = 0.5, 0.5


def bilateral_update_data() -> Table:
    """Columns ``curve`` (plain, published, objective, side) and ``x``, ``y``: the step for L = x^2/2 in one weight.

    ``objective`` is the derivative of L + MaxS + MinS. The published step is not defined at x = 0 and at rho'.
    """
    edge = 1e-3
    x = np.concatenate([np.linspace(edge, UPDATE_RHO_MIN - edge, 50), np.linspace(UPDATE_RHO_MIN + edge, 2.0, 100)])
    sides = {"within": x < UPDATE_RHO_MIN, "beyond": x > UPDATE_RHO_MIN}
    column = x[:, None]
    published = bilateral_update(column, column + UPDATE_RHO, column - UPDATE_RHO_MIN)[:, 0]
    # MaxS = x rho + rho^2/2; MinS = x^2/2 within rho' of the minimum and x rho' - rho'^2/2 beyond.
    objective = x + UPDATE_RHO + np.where(sides["within"], x, UPDATE_RHO_MIN)
    return stack(
        table(curve="plain", x=x, y=x),
        table(curve="objective", x=x, y=objective),
        *(table(curve=f"published {side}", x=x[rows], y=published[rows]) for side, rows in sides.items()),
    )


def draw_bilateral_update(data: Table) -> Canvas:
    """Draw the published step beside plain descent and the derivative of the objective."""
    figure = style.canvas(style.COLUMN, 2.6)
    axes = figure.add_subplot()
    for curve, label, look, width in (
        ("published within", "published step", style.Look(style.VERMILION, style.SOLID), 1.6),
        ("published beyond", None, style.Look(style.VERMILION, style.SOLID), 1.6),
        ("objective", r"$(L+\mathrm{MaxS}+\mathrm{MinS})'$", style.Look(style.BLUE, style.DASHED), 1.2),
        ("plain", "gradient descent, $L'$", style.Look(style.BLACK, style.DOTTED), 1.6),
    ):
        part = data.select(curve=curve)
        axes.plot(part["x"], part["y"], label=label, linewidth=width, **look.line())
    axes.axvline(UPDATE_RHO_MIN, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
    style.note(axes, r"$\rho'$", (UPDATE_RHO_MIN, 0.0), (3.0, 3.0), color=style.GREY, fontsize=8.0)
    axes.set(xlim=(0.0, 2.0), ylim=(0.0, 4.2), xlabel="weight $x$", ylabel="step / learning rate")
    axes.legend(loc="upper right")
    return figure


SHARPNESS_MEASURES = Figure(
    "sharpness-measures",
    rf"Sharpness of the quadratic loss with Hessian eigenvalues 1 and 4 along a line through its minimum, both radii "
    rf"$\rho={RHO:g}$: (a) max-, min- and bilateral sharpness; (b) the same without their first order, with the expansion "
    r"up to $\rho^3$ (thin). The curvature cancels in BilS, which is $2\rho\|g\|$ away from the minimum and MaxS at it; "
    r"within $\rho$ MinS is the excess loss.",
    sharpness_measures_data,
    draw_sharpness_measures,
)
BILATERAL_UPDATE = Figure(
    "bilateral-update",
    r"The step of Deng et al. (2024) as published, for $L=x^2/2$ in one weight with "
    rf"$\rho=\rho'={UPDATE_RHO:g}$: beyond $\rho'$ it is plain gradient descent, since the ratio of norms cancels what the "
    r"bilateral objective adds; within $\rho'$ the gradient at the lower point has turned and the step jumps.",
    bilateral_update_data,
    draw_bilateral_update,
)
