"""SAM on the binary model under the surrogates of Xie et al. (2024): where each finds the worst perturbation."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure as Canvas

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory import BinaryModel, SharpnessAware, optimal_weight
from theory.surrogates.risk import BISAM_LOG, BISAM_TANH, CROSS_ENTROPY, Loss
from theory.surrogates.worst_weight import equal_ends_weight, surrogate_weight

MODEL = BinaryModel(p=0.9, eta=0.2, d=10)
RHO = 2.0
SCALES = np.geomspace(0.1, 100.0, 31)
LOSSES: dict[str, Loss] = {"CE": CROSS_ENTROPY, "tanh": BISAM_TANH, "-log": BISAM_LOG}
_LOOKS = {
    "CE": style.Look(style.BLACK, style.DASHED),
    "tanh": style.Look(style.GREEN, style.DASH_DOT),
    "-log": style.Look(style.ORANGE, style.SHORT_DASHES),
}
_LABELS = {"CE": "cross-entropy", "tanh": r"BiSAM (tanh), $\mu=10$, $\alpha=0.1$", "-log": r"BiSAM ($-\log$), $\mu=1$"}
_TOP = 16.0  # weights above it, and losses that fall for ever, are not drawn


def surrogate_sharpness_data() -> Table:
    """Columns ``panel`` (step, maximum), ``loss`` (those names, or exact), ``scale`` and ``weight``.

    Below ``weight`` the perturbation of that loss lowers w, above it raises w, by rho; only finite weights are rows.
    """
    exact = optimal_weight(MODEL, SharpnessAware(RHO))
    parts = [table(panel=panel, loss="exact", scale=SCALES[[0, -1]], weight=exact) for panel in ("step", "maximum")]
    for name, loss in LOSSES.items():
        step = np.array([surrogate_weight(MODEL, loss, float(c)) for c in SCALES])
        full = np.array([equal_ends_weight(MODEL, loss, RHO, float(c)) for c in SCALES])
        for panel, weights in (("step", step), ("maximum", full)):
            kept = np.isfinite(weights)
            parts.append(table(panel=panel, loss=name, scale=SCALES[kept], weight=weights[kept]))
    return stack(*parts)


def draw_surrogate_sharpness(data: Table) -> Canvas:
    """Draw the weight at which each loss's perturbation turns, over the scale of the logits."""
    figure = style.canvas(style.COLUMN, 4.6)
    panels = figure.subplots(2, 1, sharex=True)
    for axes, panel, letter in zip(panels, ("step", "maximum"), "ab", strict=True):
        exact = data.select(panel=panel, loss="exact")
        axes.plot(exact["scale"], exact["weight"], label="0-1 loss, exact", **style.SAM.line())
        for name, look in _LOOKS.items():
            curve = data.select(panel=panel, loss=name)
            axes.plot(curve["scale"], curve["weight"], label=_LABELS[name], **look.line())
        axes.set(xscale="log", xlim=(SCALES[0], SCALES[-1]), ylim=(0.0, _TOP))
        axes.set_ylabel("weight $w$ where it turns")
        style.panel_letter(axes, letter)
    panels[0].legend(loc="upper right")
    panels[1].set_xlabel("scale $c$ of the logits")
    return figure


SURROGATE_SHARPNESS = Figure(
    "surrogate-sharpness",
    rf"Which way the perturbation of the robust weight goes ($p=0.9$, $\eta=0.2$, $d=10$, $\rho={RHO:g}$): below a curve "
    r"it lowers $w$, above it raises $w$, (a) by one gradient step on the loss, (b) by its exact maximum over "
    r"$[w-\rho,w+\rho]$. Between a curve and the exact one, at $w_{SAM}$, that loss perturbs the wrong way.",
    surrogate_sharpness_data,
    draw_surrogate_sharpness,
)
