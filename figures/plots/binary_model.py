"""The binary model of Wei et al. (2023): accuracy along the weight w, and the optimal weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory import Adversarial, BinaryModel, SharpnessAware, Standard, optimal_weight, weight_shift
from theory.model.arrays import RealLike
from theory.sam.radii import corrected_sam_weight, printed_sam_weight
from theory.sam.series import series_sam_weight

P, ETA, D = 0.8, 0.3, 10.0
SERIES_ORDER = 3  # terms up to rho^6
CURVE_RHO, CURVE_EPS = 3.0, 0.2
RHO_MAX = 5.0
_SMALLEST = 1.0 / 500.0  # of rho_max, where the logarithmic axis begins


def model_text(p: float, eta: float, d: float) -> str:
    """Return the parameters as a caption has them."""
    return rf"$p={p:g}$, $\eta={eta:g}$, $d={d:g}$"


def window(least: float, most: float) -> tuple[float, float]:
    """Return round ends of an axis that leave a third of the width to either side of what is to be seen."""
    step = 0.5 * 10.0 ** np.floor(np.log10(most - least))
    margin = 0.36 * (most - least)
    return float(step * np.round((least - margin) / step)), float(step * np.round((most + margin) / step))


def accuracy_curve_data(p: float, eta: float, d: float, rho: float, eps: float) -> Table:
    """Columns ``series`` (curve, ST, AT, SAM, SAM low end, SAM high end), ``w`` and ``accuracy``."""
    model = BinaryModel(p, eta, d)
    if eps >= eta:
        raise ValueError(f"eps must be below eta = {eta:g}, where the weight of AT is finite, got {eps:g}")
    w_sam = optimal_weight(model, SharpnessAware(rho))
    points = {
        "ST": optimal_weight(model, Standard()),
        "AT": optimal_weight(model, Adversarial(eps)),
        "SAM": w_sam,
        "SAM low end": w_sam - rho,
        "SAM high end": w_sam + rho,
    }
    w = np.linspace(*window(min(points.values()), max(points.values())), 481)
    return stack(
        table(series="curve", w=w, accuracy=model.accuracy(w)),
        *(table(series=name, w=value, accuracy=model.accuracy(value)) for name, value in points.items()),
    )


def draw_accuracy_curve(data: Table, p: float) -> Canvas:
    """Draw the accuracy with the three optimal weights and the interval of SAM."""
    figure = style.canvas(style.COLUMN, 2.6)
    axes = figure.add_subplot()
    curve = data.select(series="curve")
    start, end = curve["w"][0], curve["w"][-1]
    heights = [data.select(series=name)["accuracy"][0] for name in ("ST", "AT", "SAM low end")]
    lowest, span = min(p, *heights), max(heights) - min(p, *heights)
    axes.set(xlim=(start, end), ylim=(lowest - 0.31 * span, max(heights) + 0.16 * span))
    axes.set(xlabel="weight of the robust feature $w$", ylabel=r"natural accuracy $\mathrm{acc}(w)$")
    axes.axhline(p, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
    style.note(axes, "$p$", (start, p), (4.0, -2.0), color=style.GREY, va="top", fontsize=8.0)
    axes.plot(curve["w"], curve["accuracy"], color=style.BLACK)
    for name, look, symbol, marker, offset, side in (
        ("ST", style.ST, "$w^*$", "o", -3.0, "right"),
        ("SAM", style.SAM, r"$w_\mathrm{SAM}$", "s", 4.0, "left"),
        ("AT", style.AT, r"$w_\mathrm{AT}$", "D", 4.0, "left"),
    ):
        point = data.select(series=name)
        w, accuracy = point["w"][0], point["accuracy"][0]
        axes.plot([w, w], [0.0, accuracy], linewidth=0.9, **look.line())
        axes.plot(w, accuracy, linestyle="none", marker=marker, color=look.color)
        style.note(axes, symbol, (w, accuracy), (offset, 3.0), color=look.color, ha=side, va="bottom", fontsize=8.0)
    _draw_interval(axes, data)
    return figure


def _draw_interval(axes: Axes, data: Table) -> None:
    """Draw the bar from w_SAM - rho to w_SAM + rho at the height of its two ends."""
    low, high, middle = (data.select(series=name) for name in ("SAM low end", "SAM high end", "SAM"))
    colour = style.SAM.color
    level = [low["accuracy"][0], high["accuracy"][0]]
    axes.plot([low["w"][0], high["w"][0]], level, color=colour, linewidth=0.9, marker="o", markerfacecolor="white")
    for end in (low, high):
        centre = 0.5 * (end["w"][0] + middle["w"][0])
        style.note(
            axes, r"$\rho$", (centre, level[0]), (0.0, 2.0), color=colour, ha="center", va="bottom", fontsize=8.0
        )
    style.note(axes, "equal ends", (high["w"][0], level[1]), (6.0, 1.0), color=colour, va="bottom")


def accuracy_curve_caption(p: float, eta: float, d: float, rho: float, eps: float) -> str:
    """Return the caption of the accuracy curve."""
    return (
        f"Natural accuracy of the binary model ({model_text(p, eta, d)}) against the weight of the robust feature, with the "
        rf"weights that ST, SAM ($\rho={rho:g}$) and AT ($\epsilon={eps:g}$) choose. The bar is SAM's interval "
        r"$[w_\mathrm{SAM}-\rho, w_\mathrm{SAM}+\rho]$, whose ends have the same accuracy."
    )


def optimal_weight_data(p: float, eta: float, d: float, rho_max: float) -> Table:
    """Columns ``curve``, ``radius``, ``w`` and ``coefficient``, which is (w - w*)/(w* radius^2).

    Curves: ST, AT, SAM, and of SAM corrected, series, printed.
    """
    model = BinaryModel(p, eta, d)
    rho = np.geomspace(_SMALLEST * rho_max, 2.0 * rho_max, 181)
    least = min(_SMALLEST * rho_max, 0.1 * eta)
    eps = np.concatenate([np.geomspace(least, 0.5 * eta, 60), eta - np.geomspace(0.49 * eta, 0.002 * eta, 60)])
    w_star, at, sam = model.standard_weight, Adversarial(eps), SharpnessAware(rho)

    def rows(curve: str, radius: RealLike, weight: RealLike, shift: RealLike) -> Table:
        return table(curve=curve, radius=radius, w=weight, coefficient=shift / (w_star * np.square(radius)))

    approximations = {
        "corrected": corrected_sam_weight(model, rho),
        "series": series_sam_weight(model, rho, SERIES_ORDER),
        "printed": printed_sam_weight(model, rho),
    }
    return stack(
        rows("ST", rho, w_star, 0.0),
        rows("AT", eps, optimal_weight(model, at), weight_shift(model, at)),
        rows("SAM", rho, optimal_weight(model, sam), weight_shift(model, sam)),
        *(rows(name, rho, weight, weight - w_star) for name, weight in approximations.items()),
    )


_WEIGHT_CURVES = (
    ("ST", "ST", style.ST),
    ("AT", r"AT, radius $\epsilon$", style.AT),
    ("SAM", r"SAM, radius $\rho$, exact", style.SAM),
    ("corrected", r"corrected, $w^*(1+\frac{\rho^2}{3d})$", style.Look(style.SKY, style.CORRECTED)),
    ("series", rf"series to $\rho^{2 * SERIES_ORDER}$", style.Look(style.GREEN, style.SERIES)),
    ("printed", r"quoted, $w^*(1+2\rho^2/3)$", style.Look(style.ORANGE, style.PRINTED)),
)


def draw_optimal_weight(data: Table, eta: float, d: float, rho_max: float) -> Canvas:
    """Draw the weights on linear axes, and of SAM's forms the coefficient of rho^2."""
    figure = style.canvas(style.COLUMN, 4.3)
    upper, lower = figure.subplots(2, 1, height_ratios=(1.25, 1.0))
    for name, label, look in _WEIGHT_CURVES:
        curve = data.select(curve=name)
        width = 1.7 if name == "SAM" else 1.2  # the approximations lie on it for small radii
        upper.plot(curve["radius"], curve["w"], label=label, linewidth=width, **look.line())
        if name not in ("ST", "AT"):
            lower.plot(curve["radius"], curve["coefficient"], label=label, linewidth=width, **look.line())
    w_star, sam = data.select(curve="ST")["w"][0], data.select(curve="SAM")
    end = max(rho_max, 1.5 * eta)
    seen = sam["w"][sam["radius"] <= end].max()
    upper.set(xlim=(0.0, end), ylim=(0.87 * w_star, max(3.46 * w_star, 1.2 * seen)))
    upper.set(xlabel=r"radius $\epsilon$ of AT or $\rho$ of SAM", ylabel="optimal weight $w$")
    upper.axvline(eta, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
    style.note(upper, r"$\eta$", (eta, upper.get_ylim()[1]), (3.0, -3.0), color=style.GREY, va="top", fontsize=8.0)
    quoted_leaves = np.sqrt(1.5 * (upper.get_ylim()[1] / w_star - 1.0))  # the radius at which it does so at the top
    free = max(eta, float(quoted_leaves)) < 0.4 * end and seen < 2.5 * w_star
    upper.legend(loc="upper right" if free else "best")
    radii, least = sam["radius"], min(sam["coefficient"].min(), 1.0 / (3.0 * d))
    lower.set(xscale="log", yscale="log", xlim=(radii[0], radii[-1]), ylim=(0.75 * least, 1.5))
    lower.set(xlabel=r"radius $\rho$ of SAM", ylabel=r"$(w_\mathrm{SAM}-w^*)\,/\,(w^*\rho^2)$")
    for name, text, colour in (("printed", "$2/3$", style.BLACK), ("SAM", "$1/(3d)$", style.SAM.color)):
        at_zero = data.select(curve=name)["coefficient"][0]
        style.note(lower, text, (radii[0], at_zero), (5.0, 2.0), color=colour, va="bottom")
    style.panel_letter(upper, "a")
    style.panel_letter(lower, "b")
    return figure


def optimal_weight_caption(p: float, eta: float, d: float) -> str:
    """Return the caption of the optimal weights."""
    return (
        f"Optimal weight against the radius ({model_text(p, eta, d)}): (a) ST, AT, which diverges at "
        r"$\epsilon=\eta$, and SAM: exact, by Theorem 4.4 as quoted from memory, with the corrected constant, and by its "
        r"series; (b) SAM's relative shift over $\rho^2$, whose limit at small radii is the constant of Theorem 4.4."
    )


ACCURACY_CURVE = Figure(
    "accuracy-curve",
    accuracy_curve_caption,
    accuracy_curve_data,
    draw_accuracy_curve,
    parameters=(*told.model(P, ETA, D), replace(told.RHO, default=CURVE_RHO), replace(told.EPS, default=CURVE_EPS)),
)
OPTIMAL_WEIGHT = Figure(
    "optimal-weight",
    optimal_weight_caption,
    optimal_weight_data,
    draw_optimal_weight,
    parameters=(
        *told.model(P, ETA, D),
        told.Parameter("rho_max", RHO_MAX, "where the axis of radii ends; (b) goes twice as far", told.POSITIVE),
    ),
)
