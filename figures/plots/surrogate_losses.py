"""The surrogates of Xie et al. (2024), "BiSAM": their curves, and how far their lower bound is from the 0-1 loss."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory.model.arrays import FloatArray
from theory.surrogates.losses import Log, Tanh, lower_bound
from theory.surrogates.risk import BISAM_LOG, BISAM_TANH, CROSS_ENTROPY

# One look for each loss, the same in every figure.
STEP = style.Look(style.BLACK, style.SOLID)
TANH = style.Look(style.GREEN, style.DASH_DOT)
LOG = style.Look(style.PURPLE, style.DASHED)
ENTROPY = style.Look(style.ORANGE, style.SHORT_DASHES)
LOOKS = {"0-1": STEP, "tanh": TANH, "-log": LOG, "cross-entropy": ENTROPY}
LABELS = {"0-1": "0-1 loss", "tanh": "BiSAM (tanh)", "-log": r"BiSAM ($-\log$)", "cross-entropy": "cross-entropy"}

SHORT = {"0-1": "0-1", "tanh": "tanh", "-log": r"$-\log$", "cross-entropy": "cross-entropy"}

TANH_ALPHA = 0.1
SETTINGS: dict[str, tuple[Tanh | Log, float]] = {
    "tanh": (Tanh(TANH_ALPHA), 10.0),
    "-log": (Log(), 1.0),
}  # the published phi and mu
SETTING_TEXT = r"$\alpha=0.1$, $\mu=10$ (tanh) and $\mu=1$ ($-\log$)"
RELAXATIONS = {"tanh": BISAM_TANH, "-log": BISAM_LOG, "cross-entropy": CROSS_ENTROPY}
INFORMATIVE = 0.1  # of the largest slope
REACH = 30.0


def surrogates_data() -> Table:
    """Columns ``panel`` (value, slope, ascent, informative), ``curve``, ``F`` and ``y``.

    The rows of ``informative`` are the margins where the slope of phi falls to a tenth of its largest; its y is that slope.
    """
    margin = np.linspace(-REACH, REACH, 601)
    parts = [
        table(panel="value", curve="0-1", F=[-REACH, 0.0, 0.0, REACH], y=[0.0, 0.0, 1.0, 1.0]),
        *(table(panel="value", curve=name, F=margin, y=phi(margin)) for name, (phi, _) in SETTINGS.items()),
        *(table(panel="slope", curve=name, F=margin, y=phi.derivative(margin)) for name, (phi, _) in SETTINGS.items()),
        *(table(panel="ascent", curve=name, F=margin, y=loss.slope(margin)) for name, loss in RELAXATIONS.items()),
    ]
    # phi_tanh' = alpha sech^2(alpha x) is a tenth of alpha at +-arcosh(sqrt 10)/alpha; phi_log' = sigmoid(gamma - x).
    ends = {
        "tanh": [sign * np.arccosh(np.sqrt(1.0 / INFORMATIVE)) / TANH_ALPHA for sign in (-1.0, 1.0)],
        "-log": [np.log(np.e - 1.0) - np.log(INFORMATIVE / (1.0 - INFORMATIVE))],
    }
    parts += [
        table(panel="informative", curve=name, F=where, y=SETTINGS[name][0].derivative(np.array(where)))
        for name, where in ends.items()
    ]
    return stack(*parts)


def draw_surrogates(data: Table) -> Canvas:
    """Draw phi beside the step, its slope with the informative region, and the slope of the whole objective."""
    figure = style.canvas(style.DOUBLE, 2.35)
    panels = figure.subplots(1, 3)
    labels = {
        "value": (r"$\varphi(F)$", (-3.0, 1.6)),
        "slope": (r"slope $\varphi'(F)$", (0.0, 1.28)),
        "ascent": (r"slope of the objective $|\partial Q/\partial F|$", (0.0, 1.28)),
    }
    for axes, (panel, (label, limits)), letter in zip(panels, labels.items(), "abc", strict=True):
        part = data.select(panel=panel)
        for name in dict.fromkeys(part["curve"].tolist()):
            curve = part.select(curve=name)
            axes.plot(curve["F"], curve["y"], label=SHORT[name], **LOOKS[name].line())
        axes.set(xlim=(-REACH, REACH), ylim=limits, ylabel=label, xlabel=r"margin of a wrong class $F=z_j-z_y$")
        style.panel_letter(axes, letter)
    panels[0].legend(loc="lower right")
    style.note(
        panels[2], SHORT["cross-entropy"], (REACH, 1.0), (-4.0, 3.0), color=ENTROPY.color, ha="right", va="bottom"
    )
    style.note(panels[0], "right", (-REACH, 1.6), (4.0, -5.0), va="top", color=style.GREY)
    style.note(panels[0], "wrong", (REACH, 1.6), (-4.0, -5.0), va="top", ha="right", color=style.GREY)
    _draw_regions(panels[1], data.select(panel="informative"))
    return figure


def _draw_regions(axes: Axes, data: Table) -> None:
    """Mark with bars where each slope is at least a tenth of its largest."""
    for name, height in (("tanh", 1.2), ("-log", 1.1)):
        ends = data.select(curve=name)["F"]
        start, stop = (float(ends[0]), float(ends[1])) if len(ends) == 2 else (-REACH, float(ends[0]))
        axes.plot([start, stop], [height, height], color=LOOKS[name].color, linewidth=3.0, solid_capstyle="butt")
        style.note(axes, name if name == "tanh" else r"$-\log$", (stop, height), (4.0, 0.0), va="center",
                   color=LOOKS[name].color)  # fmt: skip


CLASSES = (10, 100)
FAR = 100.0  # how far the remaining classes lie below the label
WRONG = ("one", "all")


def lower_bound_data() -> Table:
    """Columns ``K``, ``curve`` (0-1, tanh, -log), ``wrong`` (one, all: the classes at margin F), ``F``, ``y``.

    With one wrong class at F the others lie 100 below the label.
    """
    margin = np.concatenate([np.linspace(-12.0, 12.0, 241), np.linspace(12.25, 42.0, 120)])
    parts = []
    for classes in CLASSES:
        parts.append(table(K=classes, curve="0-1", wrong="one", F=[-12.0, 0.0, 0.0, 42.0], y=[0.0, 0.0, 1.0, 1.0]))
        for name, (phi, mu) in SETTINGS.items():
            for wrong in WRONG:
                logits = _logits(margin, classes, wrong)
                bound = lower_bound(logits, np.zeros(len(margin), dtype=int), phi, mu)
                parts.append(table(K=classes, curve=name, wrong=wrong, F=margin, y=bound))
    return stack(*parts)


def _logits(margin: FloatArray, classes: int, wrong: str) -> FloatArray:
    """Return logits with label 0 at 0 and one or all other classes at the margin."""
    logits = np.full((len(margin), classes), -FAR)
    logits[:, 0] = 0.0
    logits[:, 1 : 2 if wrong == "one" else classes] = margin[:, None]
    return logits


def draw_lower_bound(data: Table) -> Canvas:
    """Draw the bounds of one sample and its 0-1 loss, a panel for each K; line width tells one class from all."""
    figure = style.canvas(style.DOUBLE, 2.6)
    panels = figure.subplots(1, 2)
    for axes, classes, letter in zip(panels, CLASSES, "ab", strict=True):
        axes.axhline(0.0, color=style.GREY, linewidth=0.6, linestyle=style.DOTTED)
        for name in ("0-1", *SETTINGS):
            part = data.select(K=classes, curve=name)
            for wrong in dict.fromkeys(part["wrong"].tolist()):
                curve = part.select(wrong=wrong)
                width, label = (2.0, "all at $F$") if wrong == "all" else (0.9, "one at $F$, rest far below")
                text = "0-1 loss" if name == "0-1" else f"{SHORT[name]}, {label}"
                axes.plot(curve["F"], curve["y"], linewidth=width, label=text, **LOOKS[name].line())
        axes.set(
            xlim=(-12.0, 42.0),
            ylim=(-1.22 * np.log(classes), 0.9 + 0.2 * np.log(classes)),
            ylabel="loss of a sample and its lower bound",
        )
        axes.set(xlabel=r"margin $F$ of the wrong class or classes")
        style.panel_letter(axes, letter)
        style.note(axes, f"$K={classes}$", (0.0, 1.0), (6.0, -6.0), va="top", xycoords="axes fraction")
    panels[1].legend(loc="center right", bbox_to_anchor=(1.0, 0.53))
    return figure


SURROGATES = Figure(
    "surrogates",
    "BiSAM's two lower bounds of the 0-1 loss (Xie et al. 2024, Figure 1; tanh with "
    r"$\alpha=0.1$): (a) beside the step, (b) their slopes, with bars where a slope is at least a tenth of its largest, "
    r"(c) the slope of the whole objective $\frac{1}{\mu}\log(1+e^{\mu\varphi(F)})$ for two classes and of cross-entropy: "
    r"on confidently right samples all three vanish, on confidently wrong ones both of BiSAM's.",
    surrogates_data,
    draw_surrogates,
)
LOWER_BOUND = Figure(
    "lower-bound",
    "The right-hand side of Lemma 3.1 of Xie et al. (2024) for one sample against its 0-1 loss, at the published settings "
    rf"({SETTING_TEXT}), for (a) $K=10$ and (b) $K=100$ classes: all wrong classes at the margin $F$ (thick), or one of "
    "them with the rest far below the label (thin).",
    lower_bound_data,
    draw_lower_bound,
)
