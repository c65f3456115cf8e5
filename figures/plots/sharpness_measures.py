"""Max-, min- and bilateral sharpness of Deng et al. (2024), "BSAM", along a line through a minimum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure as Canvas

from figures.drawing import parameters as told
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

EIGENVALUES = (1.0, 4.0)
DIRECTION = np.array([0.8, 0.6])  # of the line through the minimum, in the basis of the eigenvectors
RHO = 1.0
POSITIONS = np.concatenate([np.linspace(0.0, 1.0, 101), np.linspace(1.05, 4.0, 60)])  # in units of rho
SERIES_FROM = 0.35  # next to the minimum the series has a pole, which says nothing

LOOKS = {
    "MaxS": style.Look(style.VERMILION, style.DASHED),
    "MinS": style.Look(style.BLUE, style.DASH_DOT),
    "BilS": style.Look(style.BLACK, style.SOLID),
}
FIRST_ORDER = style.Look(style.ORANGE, style.SHORT_DASHES)
EXCESS = style.Look(style.PURPLE, style.SOLID)


def gradients(position: FloatArray, hessian: FloatArray) -> FloatArray:
    """Return the gradients at ``position`` along the line, shape (..., 2)."""
    return position[..., None] * (hessian @ DIRECTION)


def sharpness_measures_data(eigenvalues: tuple[float, ...], rho: float) -> Table:
    """Columns ``measure`` (MaxS, MinS, BilS), ``form`` (exact, series, excess loss, MaxS at minimum), ``x``, ``y``, ``rest``.

    ``series`` is the expansion up to rho^3; ``rest`` is y without its first order, rho |g| for each of the two sides.
    """
    if len(eigenvalues) != 2:
        raise ValueError(f"eigenvalues must be two numbers that differ, got {eigenvalues}")
    hessian = np.diag(eigenvalues)
    x = rho * POSITIONS
    g = gradients(x, hessian)
    far = x >= SERIES_FROM * rho
    near = x <= rho  # the minimum is within reach: MinS is the excess loss
    excess = 0.5 * DIRECTION @ hessian @ DIRECTION * x**2
    at_minimum = 0.5 * rho**2 * np.linalg.eigvalsh(hessian)[-1]
    size = rho * np.sqrt(np.sum(g**2, axis=-1))
    exact = {"MaxS": max_sharpness(g, hessian, rho), "MinS": min_sharpness(g, hessian, rho)}
    series = {
        "MaxS": max_sharpness_series(g[far], hessian, rho),
        "MinS": min_sharpness_series(g[far], hessian, rho),
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


def draw_sharpness_measures(data: Table, rho: float) -> Canvas:
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
    tall = float(data.select(measure="MaxS", form="exact")["y"].max())
    rest = data.select(form="exact")["rest"]
    low, high = 1.25 * float(rest.min()), 1.4 * float(rest.max())
    for axes, column, letter in ((upper, "y", "a"), (lower, "rest", "b")):
        axes.plot(point["x"], point[column], linestyle="none", marker="o", color=style.BLACK, clip_on=False,
                  label=r"$\rho^2\lambda_\mathrm{max}/2$")  # fmt: skip
        ends = (0.0, 0.55 * tall) if axes is upper else (low, high)  # below the legend
        axes.plot([rho, rho], ends, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
        style.panel_letter(axes, letter)
    upper.set(ylabel="sharpness", ylim=(0.0, 1.6 * tall))
    upper.legend(loc="upper left")
    lower.axhline(0.0, color=style.GREY, linewidth=0.7)
    lower.set(ylabel=r"sharpness minus $\rho\|g\|$ per side", xlim=(0.0, 4.0 * rho), ylim=(low, high))
    lower.set_xlabel("distance from the minimum along the line")
    for measure, text, offset in (
        ("MaxS", r"MaxS: $+\frac{1}{2}\rho^2u^{\!\top}\!Hu$", 3.0),
        ("BilS", "BilS: cancels", 3.0),
        ("MinS", r"MinS: $-\frac{1}{2}\rho^2u^{\!\top}\!Hu$", 5.0),
    ):
        last = data.select(measure=measure, form="exact")["rest"][-1]
        colour = LOOKS[measure].color
        style.note(lower, text, (4.0 * rho, last), (-4.0, offset), color=colour, ha="right", va="bottom", fontsize=8.0)
    style.note(lower, r"$\rho$", (rho, low), (3.0, 3.0), color=style.GREY, fontsize=8.0)
    return figure


UPDATE_RHO, UPDATE_RHO_MIN = 0.5, 0.5


def bilateral_update_data(rho: float, rho_min: float) -> Table:
    """Columns ``curve`` (plain, published, objective, side) and ``x``, ``y``: the step for L = x^2/2 in one weight.

    ``objective`` is the derivative of L + MaxS + MinS. The published step is not defined at x = 0 and at rho'.
    """
    edge = 2e-3 * rho_min
    x = np.concatenate([np.linspace(edge, rho_min - edge, 50), np.linspace(rho_min + edge, 4.0 * rho_min, 100)])
    sides = {"within": x < rho_min, "beyond": x > rho_min}
    column = x[:, None]
    published = bilateral_update(column, column + rho, column - rho_min)[:, 0]
    # MaxS = x rho + rho^2/2; MinS = x^2/2 within rho' of the minimum and x rho' - rho'^2/2 beyond.
    objective = x + rho + np.where(sides["within"], x, rho_min)
    return stack(
        table(curve="plain", x=x, y=x),
        table(curve="objective", x=x, y=objective),
        *(table(curve=f"published {side}", x=x[rows], y=published[rows]) for side, rows in sides.items()),
    )


def draw_bilateral_update(data: Table, rho_min: float) -> Canvas:
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
    axes.axvline(rho_min, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
    style.note(axes, r"$\rho'$", (rho_min, 0.0), (3.0, 3.0), color=style.GREY, fontsize=8.0)
    axes.set(
        xlim=(0.0, 4.0 * rho_min),
        ylim=(0.0, 1.4 * float(data["y"].max())),
        xlabel="weight $x$",
        ylabel="step / learning rate",
    )
    axes.legend(loc="upper right")
    return figure


def sharpness_measures_caption(eigenvalues: tuple[float, ...], rho: float) -> str:
    """Return the caption of the measures."""
    first, second = eigenvalues
    return (
        rf"Sharpness of the quadratic loss with Hessian eigenvalues {first:g} and {second:g} along a line through its minimum, "
        rf"both radii $\rho={rho:g}$: (a) max-, min- and bilateral sharpness; (b) the same without their first order, with the "
        r"expansion up to $\rho^3$ (thin). The curvature cancels in BilS, which is $2\rho\|g\|$ away from the minimum and "
        r"MaxS at it; within $\rho$ MinS is the excess loss."
    )


def bilateral_update_caption(rho: float, rho_min: float) -> str:
    """Return the caption of the step."""
    radii = rf"$\rho=\rho'={rho:g}$" if rho == rho_min else rf"$\rho={rho:g}$, $\rho'={rho_min:g}$"
    return (
        rf"The step of Deng et al. (2024) as published, for $L=x^2/2$ in one weight with {radii}: beyond $\rho'$ it is plain "
        r"gradient descent, since the ratio of norms cancels what the bilateral objective adds; within $\rho'$ the gradient at "
        "the lower point has turned and the step jumps."
    )


SHARPNESS_MEASURES = Figure(
    "sharpness-measures",
    sharpness_measures_caption,
    sharpness_measures_data,
    draw_sharpness_measures,
    parameters=(
        told.Parameter("eigenvalues", EIGENVALUES, "two of the Hessian", told.POSITIVE, 2),
        replace(told.RHO, default=RHO, meaning="both radii"),
    ),
)
BILATERAL_UPDATE = Figure(
    "bilateral-update",
    bilateral_update_caption,
    bilateral_update_data,
    draw_bilateral_update,
    parameters=(
        replace(told.RHO, default=UPDATE_RHO, meaning="radius of the upper point"),
        replace(told.RHO, name="rho_min", default=UPDATE_RHO_MIN, meaning="radius of the lower point"),
    ),
)
