"""The optimal weight of adversarial training under four attacks, with the radii at which it jumps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory import BinaryModel
from theory.model.attacks import attack_weight
from theory.model.choices import COORDINATES, NORMS, Coordinates, Norm

P, ETA, D = (0.9, 0.6), 0.5, 10.0
REACH = np.linspace(0.0, 1.3, 521)  # radius in units of the one that leaves non-robust features no mean
JUMP = 1e-3  # a change of w/(w + w*) at one radius by more than this is a jump
_STEEP = 0.01  # changes from one radius to the next that are looked at, several times the usual ones
_BISECTIONS = 45

FloatArray = NDArray[np.float64]


def unit_radius(eta: float, d: float, norm: Norm) -> float:
    """Return the radius at which an attack on the non-robust features takes all their mean."""
    return eta if norm == "linf" else eta * float(np.sqrt(d))


def weight_share(model: BinaryModel, reach: FloatArray, norm: Norm, coordinates: Coordinates) -> FloatArray:
    """Return w/(w + w*), 1 where the weight w is infinite, at the radius `reach` times `unit_radius`."""
    radius = reach * unit_radius(float(model.eta), float(model.d), norm)
    weight = np.asarray(attack_weight(model, radius, norm, coordinates))
    with np.errstate(divide="ignore"):
        return 1.0 / (1.0 + model.standard_weight / weight)


def jumps(model: BinaryModel, norm: Norm, coordinates: Coordinates) -> FloatArray:
    """Return the neighbouring radii (..., 2) between which the weight jumps, in units of `unit_radius`."""

    def share(reach: FloatArray) -> FloatArray:
        return weight_share(model, reach, norm, coordinates)

    steep = np.flatnonzero(np.abs(np.diff(share(REACH))) > _STEEP)
    low, high = REACH[steep], REACH[steep + 1]
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        first, inner, last = share(np.stack([low, middle, high]))
        left = np.abs(inner - first) > np.abs(last - inner)
        low, high = np.where(left, low, middle), np.where(left, middle, high)
    kept = np.abs(share(high) - share(low)) > JUMP
    return np.column_stack([low, high])[kept]


def attack_weights_data(p: tuple[float, ...], eta: float, d: float) -> Table:
    """Columns ``p``, ``eta``, ``d``, ``norm``, ``coordinates``, ``series``, ``eps``, ``reach`` and ``share``.

    series: weight, or before and after for the two sides of a jump.  reach is eps in units of `unit_radius`, share
    is w/(w + w*): 0 for w = 0, 1/2 for w*, 1 for infinity.
    """
    parts = []
    for one in p:
        model = BinaryModel(one, eta, d)
        for norm in NORMS:
            for coordinates in COORDINATES:
                sides = jumps(model, norm, coordinates)
                for series, reach in (("weight", REACH), ("before", sides[:, 0]), ("after", sides[:, 1])):
                    parts.append(
                        table(
                            p=one,
                            eta=eta,
                            d=d,
                            norm=norm,
                            coordinates=coordinates,
                            series=series,
                            eps=reach * unit_radius(eta, d, norm),
                            reach=reach,
                            share=weight_share(model, reach, norm, coordinates),
                        )
                    )
    return stack(*(part for part in parts if len(part)))


_CURVES: tuple[tuple[Norm, Coordinates, str, style.Look, float], ...] = (
    ("linf", "non-robust", r"$\ell_\infty$, non-robust features", style.Look(style.SKY, style.SOLID), 2.4),
    ("l2", "non-robust", r"$\ell_2$, non-robust features", style.Look(style.BLACK, style.DOTTED), 1.2),
    ("linf", "all", r"$\ell_\infty$, all features", style.Look(style.VERMILION, style.SOLID), 1.2),
    ("l2", "all", r"$\ell_2$, all features", style.Look(style.BLUE, style.DASHED), 1.2),
)
_TICKS = {0.0: "0", 0.2: "1/4", 1 / 3: "1/2", 0.5: "1", 2 / 3: "2", 5 / 6: "5", 1.0: r"$\infty$"}


def draw_attack_weights(data: Table, p: tuple[float, ...], eta: float, d: float) -> Canvas:
    """Draw w over w* against the radius, a panel for each model, on an axis that reaches infinity."""
    figure = style.canvas(style.DOUBLE, 3.0)
    panels = style.row(figure, len(p), sharey=True)
    for axes, one, letter in zip(panels, p, "abc", strict=False):
        part = data.select(p=one, eta=eta, d=d)
        for norm, coordinates, label, look, width in _CURVES:
            _draw_curve(axes, part.select(norm=norm, coordinates=coordinates), label, look, width)
        axes.axhline(0.5, color=style.GREY, linewidth=0.6, linestyle=style.DOTTED)
        axes.set(xlim=(0.0, REACH[-1]), ylim=(-0.03, 1.03))
        axes.set_xlabel(r"radius $\epsilon/\eta$ ($\ell_\infty$) or $\epsilon/(\eta\sqrt{d})$ ($\ell_2$)")
        axes.set_yticks(list(_TICKS), list(_TICKS.values()))
        style.panel_letter(axes, letter)
        axes.set_title(f"$p={one:g}$, $\\eta={eta:g}$, $d={d:g}$", loc="right")
    panels[0].set_ylabel("optimal weight $w/w^*$")
    style.legend_below(figure, panels[0].get_legend_handles_labels()[0], 4)
    return figure


def _draw_curve(axes: Axes, part: Table, label: str, look: style.Look, width: float) -> None:
    """Draw the weight between its jumps, and each jump as a thin line with an open and a filled end."""
    curve = part.select(series="weight")
    reach, share, norm = curve["reach"], curve["share"], curve["norm"][0]
    if (part["series"] == "before").any():
        before, after = part.select(series="before"), part.select(series="after")
        gaps = np.searchsorted(reach, after["reach"])
        reach = np.insert(reach, np.repeat(gaps, 3), np.repeat(before["reach"], 3))
        between = np.column_stack([before["share"], np.full(len(gaps), np.nan), after["share"]])
        share = np.insert(share, np.repeat(gaps, 3), between.ravel())
        for at, start, end in zip(before["reach"], before["share"], after["share"], strict=True):
            axes.plot([at, at], [start, end], color=look.color, linewidth=0.7, linestyle=style.DOTTED)
            for value, face in ((start, "white"), (end, look.color)):
                axes.plot(at, value, "o", color=look.color, markersize=3.6, markerfacecolor=face, zorder=4)
            beside = {"va": "center", "ha": "right" if norm == "l2" else "left", "color": look.color}
            offset = (-3.0 if norm == "l2" else 3.0, 0.0)
            style.note(axes, f"{at:.3f}", (at, start + 0.7 * (end - start)), offset, **beside)
    axes.plot(reach, share, label=label, linewidth=width, **look.line())


def _falls_to_zero(model: BinaryModel) -> bool:
    """Return whether the l_inf attack on all features has weight 0 just beyond eps = 2p - 1, where x_1 stops to help."""
    beyond = (2.0 * float(model.p) - 1.0) * (1.0 + 1e-6)
    return float(attack_weight(model, beyond, "linf", "all")) == 0.0


def attack_weights_caption(p: tuple[float, ...], eta: float, d: float) -> str:
    """Return the caption of the weights."""
    zero = [f"({letter})" for letter, one in zip("abc", p, strict=False) if _falls_to_zero(BinaryModel(one, eta, d))]
    lowered = rf"; in {' and '.join(zero)} the $\ell_\infty$ attack first lowers it, to 0 from $\epsilon=2p-1$ on"
    return (
        "Optimal weight of AT on the binary model under four attacks, against the radius in units of the one that takes "
        "the non-robust features' mean; on this axis the two attacks on non-robust features (Theorem 4.2) agree and reach "
        f"infinity continuously. Attacks on all features can make the weight jump, mostly to infinity{lowered if zero else ''}"
        ". A jump goes from the open to the filled circle, and its radius stands beside it."
    )


ATTACK_WEIGHTS = Figure(
    "attack-weights",
    attack_weights_caption,
    attack_weights_data,
    draw_attack_weights,
    parameters=(
        replace(told.P, default=P, meaning="accuracy of the robust feature, one a panel", most=3),
        *told.model(0.5, ETA, D)[1:],
    ),
)
