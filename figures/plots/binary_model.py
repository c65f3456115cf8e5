"""The binary model of Wei et al. (2023): accuracy along the weight w, the optimal weights, the trade-off."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory import Adversarial, BinaryModel, SharpnessAware, Standard, matching_eps, optimal_weight, weight_shift
from theory.model.arrays import RealLike
from theory.sam.radii import corrected_sam_weight, printed_sam_weight
from theory.sam.series import series_sam_weight

P, ETA, D = 0.8, 0.3, 10.0
MODEL = BinaryModel(P, ETA, D)
MODEL_TEXT = rf"$p={P:g}$, $\eta={ETA:g}$, $d={D:g}$"
SERIES_ORDER = 3  # terms up to rho^6
CURVE_RHO, CURVE_EPS = 3.0, 0.2

TRADE_OFF_MODEL = BinaryModel(p=0.9, eta=0.5, d=10)
TEST_EPS = 0.25
TRADE_OFF_RHO = (2.0, 3.0, 4.0, 5.0, 6.5, 8.0, 10.0)


def accuracy_curve_data() -> Table:
    """Columns ``series`` (curve, ST, AT, SAM, SAM low end, SAM high end), ``w`` and ``accuracy``."""
    w_sam = optimal_weight(MODEL, SharpnessAware(CURVE_RHO))
    points = {
        "ST": optimal_weight(MODEL, Standard()),
        "AT": optimal_weight(MODEL, Adversarial(CURVE_EPS)),
        "SAM": w_sam,
        "SAM low end": w_sam - CURVE_RHO,
        "SAM high end": w_sam + CURVE_RHO,
    }
    w = np.linspace(-2.5, 9.5, 481)
    return stack(
        table(series="curve", w=w, accuracy=MODEL.accuracy(w)),
        *(table(series=name, w=value, accuracy=MODEL.accuracy(value)) for name, value in points.items()),
    )


def draw_accuracy_curve(data: Table) -> Canvas:
    """Draw the accuracy with the three optimal weights and the interval of SAM."""
    figure = style.canvas(style.COLUMN, 2.6)
    axes = figure.add_subplot()
    curve = data.select(series="curve")
    axes.set(xlim=(-2.5, 9.5), ylim=(0.775, 0.892))
    axes.set(xlabel="weight of the robust feature $w$", ylabel=r"natural accuracy $\mathrm{acc}(w)$")
    axes.axhline(P, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
    axes.text(-2.3, P - 0.0015, "$p$", color=style.GREY, va="top")
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


def optimal_weight_data() -> Table:
    """Columns ``curve``, ``radius``, ``w`` and ``coefficient``, which is (w - w*)/(w* radius^2).

    Curves: ST, AT, SAM, and of SAM corrected, series, printed.
    """
    rho = np.geomspace(0.01, 10.0, 181)
    eps = np.concatenate([np.geomspace(0.01, 0.5 * ETA, 60), ETA - np.geomspace(0.49 * ETA, 0.002 * ETA, 60)])
    w_star, at, sam = MODEL.standard_weight, Adversarial(eps), SharpnessAware(rho)

    def rows(curve: str, radius: RealLike, weight: RealLike, shift: RealLike) -> Table:
        return table(curve=curve, radius=radius, w=weight, coefficient=shift / (w_star * np.square(radius)))

    approximations = {
        "corrected": corrected_sam_weight(MODEL, rho),
        "series": series_sam_weight(MODEL, rho, SERIES_ORDER),
        "printed": printed_sam_weight(MODEL, rho),
    }
    return stack(
        rows("ST", rho, w_star, 0.0),
        rows("AT", eps, optimal_weight(MODEL, at), weight_shift(MODEL, at)),
        rows("SAM", rho, optimal_weight(MODEL, sam), weight_shift(MODEL, sam)),
        *(rows(name, rho, weight, weight - w_star) for name, weight in approximations.items()),
    )


_WEIGHT_CURVES = (
    ("ST", "ST", style.ST),
    ("AT", r"AT, radius $\epsilon$", style.AT),
    ("SAM", r"SAM, radius $\rho$, exact", style.SAM),
    ("corrected", r"corrected, $w^*(1+\rho^2/3d)$", style.Look(style.SKY, style.CORRECTED)),
    ("series", rf"series to $\rho^{2 * SERIES_ORDER}$", style.Look(style.GREEN, style.SERIES)),
    ("printed", r"quoted, $w^*(1+2\rho^2/3)$", style.Look(style.ORANGE, style.PRINTED)),
)


def draw_optimal_weight(data: Table) -> Canvas:
    """Draw the weights on linear axes, and of SAM's forms the coefficient of rho^2."""
    figure = style.canvas(style.COLUMN, 4.3)
    upper, lower = figure.subplots(2, 1, height_ratios=(1.25, 1.0))
    for name, label, look in _WEIGHT_CURVES:
        curve = data.select(curve=name)
        width = 1.7 if name == "SAM" else 1.2  # the approximations lie on it for small radii
        upper.plot(curve["radius"], curve["w"], label=label, linewidth=width, **look.line())
        if name not in ("ST", "AT"):
            lower.plot(curve["radius"], curve["coefficient"], label=label, linewidth=width, **look.line())
    upper.set(xlim=(0.0, 5.0), ylim=(2.0, 8.0))
    upper.set(xlabel=r"radius $\epsilon$ of AT or $\rho$ of SAM", ylabel="optimal weight $w$")
    upper.axvline(ETA, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
    style.note(upper, r"$\eta$", (ETA, 7.9), (3.0, 0.0), color=style.GREY, va="top", fontsize=8.0)
    upper.legend(loc="upper right")
    lower.set(xscale="log", yscale="log", xlim=(0.01, 10.0), ylim=(0.015, 1.5))
    lower.set(xlabel=r"radius $\rho$ of SAM", ylabel=r"$(w_\mathrm{SAM}-w^*)\,/\,(w^*\rho^2)$")
    for name, text, colour in (("printed", "$2/3$", style.BLACK), ("SAM", "$1/(3d)$", style.SAM.color)):
        at_zero = data.select(curve=name)["coefficient"][0]
        style.note(lower, text, (0.01, at_zero), (5.0, 2.0), color=colour, va="bottom")
    style.panel_letter(upper, "a")
    style.panel_letter(lower, "b")
    return figure


def trade_off_data() -> Table:
    """Columns ``series`` (curve, Pareto part, ST, SAM, AT), ``radius`` (0 on curves), ``w``, ``natural``, ``robust``.

    The points of AT have the radii that match those of SAM.
    """
    model = TRADE_OFF_MODEL
    rho = np.array(TRADE_OFF_RHO)
    eps = matching_eps(model, rho)
    w_star, w_end = optimal_weight(model, Standard()), optimal_weight(model, Adversarial(TEST_EPS))

    def rows(series: str, radius: RealLike, weight: RealLike) -> Table:
        natural, robust = model.accuracy(weight), model.robust_accuracy(weight, TEST_EPS)
        return table(series=series, radius=radius, w=weight, natural=natural, robust=robust)

    return stack(
        rows("curve", 0.0, np.concatenate([np.linspace(1.9, 10.0, 325), np.geomspace(10.1, 40.0, 60)])),
        rows("Pareto part", 0.0, np.linspace(w_star, w_end, 120)),
        rows("ST", 0.0, w_star),
        rows("SAM", rho, optimal_weight(model, SharpnessAware(rho))),
        rows("AT", eps, optimal_weight(model, Adversarial(eps))),
    )


def draw_trade_off(data: Table) -> Canvas:
    """Draw the curve w -> (natural, robust accuracy) with the points of ST, SAM and AT on it."""
    figure = style.canvas(style.COLUMN, 2.9)
    axes = figure.add_subplot()
    axes.set(xlim=(89.6, 97.9), ylim=(88.6, 91.9), xlabel="natural accuracy (%)")
    axes.set_ylabel(rf"robust accuracy, $\epsilon_\mathrm{{test}}={TEST_EPS:g}$ (%)")
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
        joined: dict[str, Any] = {"linestyle": style.SOLID if len(part) > len(TRADE_OFF_RHO) else "none"}
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


ACCURACY_CURVE = Figure(
    "accuracy-curve",
    f"Natural accuracy of the binary model ({MODEL_TEXT}) against the weight of the robust feature, with the weights "
    rf"that ST, SAM ($\rho={CURVE_RHO:g}$) and AT ($\epsilon={CURVE_EPS:g}$) choose. The bar is SAM's interval "
    r"$[w_\mathrm{SAM}-\rho, w_\mathrm{SAM}+\rho]$, whose ends have the same accuracy.",
    accuracy_curve_data,
    draw_accuracy_curve,
)
OPTIMAL_WEIGHT = Figure(
    "optimal-weight",
    f"Optimal weight against the radius ({MODEL_TEXT}): (a) ST, AT, which diverges at "
    r"$\epsilon=\eta$, and SAM: exact, by Theorem 4.4 as quoted from memory, with the corrected constant, and by its series; "
    r"(b) SAM's relative shift over $\rho^2$, whose limit at small radii is the constant of Theorem 4.4.",
    optimal_weight_data,
    draw_optimal_weight,
)
TRADE_OFF = Figure(
    "trade-off",
    rf"Natural and robust accuracy along $w$ ($p={TRADE_OFF_MODEL.p:g}$, $\eta={TRADE_OFF_MODEL.eta:g}$, "
    rf"$d={TRADE_OFF_MODEL.d:g}$, attack radius $\epsilon_\mathrm{{test}}={TEST_EPS:g}$). SAM at the radius $\rho$ "
    r"outside a circle and AT at the matching radius $\epsilon$ inside it give the same classifier; both "
    r"move along one curve.",
    trade_off_data,
    draw_trade_off,
)
