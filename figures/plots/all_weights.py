"""SAM over all weights: where it lowers the weight of the robust feature and where it raises it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory import BinaryModel
from theory.sam.all_weights import full_weight_excess

FloatArray = NDArray[np.float64]

RADII = (0.05, 0.5, 0.8, 0.95)  # rho/sqrt(d); the optimum is at infinity from 1 on
SCAN = np.linspace(0.005, 4.0, 19)  # of eta sqrt(d)
P = np.concatenate([np.linspace(0.505, 0.965, 24), np.linspace(0.97, 0.995, 11)])
D = 100.0  # by the scaling law any d > 1 gives the same map
BISECTIONS = 12
_RAISED, _LOWERED = "#F3CDB5", "#D5E8F3"  # pale vermilion and blue, the latter hatched as well


def threshold(p: FloatArray) -> FloatArray:
    """Return the kappa with ln(p/(1-p)) = 2 sqrt(2) kappa, where the coefficient of rho^2 changes its sign."""
    return np.log(p / (1.0 - p)) / (2.0 * np.sqrt(2.0))


def is_lowered(kappa: FloatArray, p: FloatArray, e: float) -> NDArray[np.bool_]:
    """Return whether SAM over all weights has a smaller robust weight than ST, at e = rho/sqrt(d)."""
    return np.asarray(full_weight_excess(BinaryModel(p, kappa / np.sqrt(D), D), e * np.sqrt(D)) > 0.0)


def boundary(p: FloatArray, e: float) -> FloatArray:
    """Return the kappa from which on SAM lowers the weight, or the end of the scan where it does not do so before.

    An ArithmeticError says that the sign changes more than once along the scan, or the other way.
    """
    lowered = is_lowered(np.broadcast_to(SCAN, (p.size, SCAN.size)), p[:, None], e)
    if (lowered[:, :-1] & ~lowered[:, 1:]).any():
        raise ArithmeticError(f"sign of w* - w: expected one change at most along kappa for rho/sqrt(d) = {e:g}")
    first = np.where(lowered.any(axis=1), lowered.argmax(axis=1), SCAN.size - 1)
    low, high = np.where(first > 0, SCAN[first - 1], 0.0), SCAN[first]
    rows = np.flatnonzero((first > 0) & lowered.any(axis=1))
    for _ in range(BISECTIONS):
        middle = 0.5 * (low[rows] + high[rows])
        above = is_lowered(middle, p[rows], e)
        low[rows], high[rows] = np.where(above, low[rows], middle), np.where(above, middle, high[rows])
    return high


def sign_map_data(radii: tuple[float, ...]) -> Table:
    """Columns ``series`` (boundary, threshold), ``e`` = rho/sqrt(d), ``p``, ``kappa``: w < w* beyond that kappa."""
    fine = np.linspace(P[0], P[-1], 197)
    return stack(
        *(table(series="boundary", e=e, p=P, kappa=boundary(P, e)) for e in radii),
        table(series="threshold", e=0.0, p=fine, kappa=threshold(fine)),
    )


def draw_sign_map(data: Table, radii: tuple[float, ...]) -> Canvas:
    """Draw one map a radius, each with the threshold of small radii."""
    figure = style.canvas(style.DOUBLE, 2.35)
    panels = style.row(figure, len(radii), sharey=True)
    limit = data.select(series="threshold")
    for axes, e, letter in zip(panels, radii, "abcd", strict=False):
        part = data.select(series="boundary", e=e)
        raised = axes.fill_betweenx(part["p"], 0.0, part["kappa"], facecolor=_RAISED, label="weight raised")
        lowered = axes.fill_betweenx(
            part["p"], part["kappa"], SCAN[-1], facecolor=_LOWERED, edgecolor=style.SKY, linewidth=0.0, hatch="////"
        )
        lowered.set_label("weight lowered")
        solid: dict[str, Any] = {"color": style.BLACK, "linewidth": 1.4, "label": "$w=w^*$"}
        found = part["kappa"] < SCAN[-1]
        edge = axes.plot(part["kappa"][found], part["p"][found], linestyle=style.EXACT, **solid)
        text = r"small radii: $\ln(p/(1-p))=2\sqrt{2}\,\kappa$"
        line = axes.plot(limit["kappa"], limit["p"], color=style.VERMILION, linestyle=style.CORRECTED, label=text)
        axes.set(xlim=(0.0, SCAN[-1]), ylim=(P[0], P[-1]), xlabel=r"$\kappa=\eta\sqrt{d}$")
        style.panel_letter(axes, letter)
        axes.set_title(rf"$\rho/\sqrt{{d}}={e:g}$", loc="right")
    panels[0].set_ylabel("accuracy $p$ of $x_1$")
    style.legend_below(figure, [raised, lowered, *edge, *line], 4)
    return figure


def sign_map_caption(radii: tuple[float, ...]) -> str:
    """Return the caption of the maps."""
    counted = {1: "one radius", 2: "two radii", 3: "three radii", 4: "four radii"}[len(radii)]
    return (
        r"Sign of $w-w^*$ for SAM that moves all weights of the binary model ($d>1$, unit non-robust weights) over "
        rf"$\eta\sqrt{{d}}$ and $p$, for {counted}: SAM lowers the weight of the robust feature in the hatched region. "
        r"Dashed: the threshold of small radii, $t^{*2}=2$; SAM on one weight (Theorem 4.3) raises the weight "
        "everywhere."
    )


SIGN_MAP = Figure(
    "full-weight-sign-map",
    sign_map_caption,
    sign_map_data,
    draw_sign_map,
    parameters=(told.Parameter("radii", RADII, "rho/sqrt(d), one a panel", told.BELOW_ONE, 4),),
)
