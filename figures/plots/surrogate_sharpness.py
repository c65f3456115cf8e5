"""SAM on the binary model under the surrogates of Xie et al. (2024): where each finds the worst perturbation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure as Canvas

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from figures.plots.surrogate_losses import BISAM, settings
from theory import BinaryModel, SharpnessAware, optimal_weight
from theory.surrogates.risk import CROSS_ENTROPY, Loss, Relaxation
from theory.surrogates.worst_weight import equal_ends_weight, surrogate_weight

P, ETA, D, RHO = 0.9, 0.2, 10.0, 2.0
SCALES = np.geomspace(0.1, 100.0, 31)
_LOOKS = {
    "CE": style.Look(style.BLACK, style.DASHED),
    "tanh": style.Look(style.GREEN, style.DASH_DOT),
    "-log": style.Look(style.ORANGE, style.SHORT_DASHES),
}
_TOP = 2.9  # times w*: weights above it, and losses that fall for ever, are not drawn


def surrogate_sharpness_data(
    p: float, eta: float, d: float, rho: float, alpha: float, mu: float, mu_log: float
) -> Table:
    """Columns ``panel`` (step, maximum), ``loss`` (those names, or exact), ``scale`` and ``weight``.

    Below ``weight`` the perturbation of that loss lowers w, above it raises w, by rho; only finite weights are rows.
    """
    model = BinaryModel(p, eta, d)
    losses: dict[str, Loss] = {"CE": CROSS_ENTROPY}
    losses |= {name: Relaxation(*one) for name, one in settings(alpha, mu, mu_log).items()}
    exact = optimal_weight(model, SharpnessAware(rho))
    parts = [table(panel=panel, loss="exact", scale=SCALES[[0, -1]], weight=exact) for panel in ("step", "maximum")]
    for name, loss in losses.items():
        step = np.array([surrogate_weight(model, loss, float(c)) for c in SCALES])
        full = np.array([equal_ends_weight(model, loss, rho, float(c)) for c in SCALES])
        for panel, weights in (("step", step), ("maximum", full)):
            kept = np.isfinite(weights)
            parts.append(table(panel=panel, loss=name, scale=SCALES[kept], weight=weights[kept]))
    return stack(*parts)


_PANELS = {"step": "one gradient step", "maximum": r"exact maximum over $[w-\rho,w+\rho]$"}


def draw_surrogate_sharpness(data: Table, p: float, eta: float, alpha: float, mu: float, mu_log: float) -> Canvas:
    """Draw the weight at which each loss's perturbation turns, over the scale of the logits."""
    labels = {
        "CE": "cross-entropy",
        "tanh": rf"BiSAM (tanh), $\mu={mu:g}$, $\alpha={alpha:g}$",
        "-log": rf"BiSAM ($-\log$), $\mu={mu_log:g}$",
    }
    figure = style.canvas(style.COLUMN, 4.6)
    panels = figure.subplots(2, 1, sharex=True)
    for axes, panel, letter in zip(panels, _PANELS, "ab", strict=True):
        exact = data.select(panel=panel, loss="exact")
        axes.plot(exact["scale"], exact["weight"], label="0-1 loss, exact", **style.SAM.line())
        for name, look in _LOOKS.items():
            curve = data.select(panel=panel, loss=name)
            axes.plot(curve["scale"], curve["weight"], label=labels[name], **look.line())
        axes.set(xscale="log", xlim=(SCALES[0], SCALES[-1]), ylim=(0.0, _TOP * np.log(p / (1.0 - p)) / (2.0 * eta)))
        axes.set_ylabel("weight $w$ where it turns")
        style.panel_letter(axes, letter)
        axes.set_title(_PANELS[panel], loc="right")
    panels[0].legend(loc="upper right")
    panels[1].set_xlabel("scale $c$ of the logits")
    return figure


def surrogate_sharpness_caption(p: float, eta: float, d: float, rho: float) -> str:
    """Return the caption of the weights."""
    return (
        rf"Which way the perturbation of the robust weight goes ($p={p:g}$, $\eta={eta:g}$, $d={d:g}$, $\rho={rho:g}$): below "
        r"a curve it lowers $w$, above it raises $w$, (a) by one gradient step on the loss, (b) by its exact maximum over "
        r"$[w-\rho,w+\rho]$. Between a curve and the exact one, at $w_{SAM}$, that loss perturbs the wrong way."
    )


SURROGATE_SHARPNESS = Figure(
    "surrogate-sharpness",
    surrogate_sharpness_caption,
    surrogate_sharpness_data,
    draw_surrogate_sharpness,
    parameters=(*told.model(P, ETA, D), replace(told.RHO, default=RHO), *BISAM),
)
