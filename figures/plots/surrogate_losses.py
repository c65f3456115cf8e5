"""The surrogates of Xie et al. (2024), "BiSAM": their curves, and how far their lower bound is from the 0-1 loss."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from theory.model.arrays import FloatArray
from theory.surrogates.losses import Log, Tanh, lower_bound
from theory.surrogates.risk import CROSS_ENTROPY, Relaxation

# One look for each loss, the same in every figure.
STEP = style.Look(style.BLACK, style.SOLID)
TANH = style.Look(style.GREEN, style.DASH_DOT)
LOG = style.Look(style.PURPLE, style.DASHED)
ENTROPY = style.Look(style.ORANGE, style.SHORT_DASHES)
LOOKS = {"0-1": STEP, "tanh": TANH, "-log": LOG, "cross-entropy": ENTROPY}
LABELS = {"0-1": "0-1 loss", "tanh": "BiSAM (tanh)", "-log": r"BiSAM ($-\log$)", "cross-entropy": "cross-entropy"}

SHORT = {"0-1": "0-1", "tanh": "tanh", "-log": r"$-\log$", "cross-entropy": "cross-entropy"}

ALPHA, MU, MU_LOG = 0.1, 10.0, 1.0  # the published settings
BISAM = (
    told.Parameter("alpha", ALPHA, "slope of BiSAM's tanh", told.POSITIVE),
    told.Parameter("mu", MU, "mu of BiSAM (tanh)", told.POSITIVE),
    told.Parameter("mu_log", MU_LOG, "mu of BiSAM (-log)", told.POSITIVE),
)


def settings(alpha: float, mu: float, mu_log: float) -> dict[str, tuple[Tanh | Log, float]]:
    """Return phi and mu of BiSAM's two losses by name."""
    return {"tanh": (Tanh(alpha), mu), "-log": (Log(), mu_log)}


def setting_text(alpha: float, mu: float, mu_log: float) -> str:
    """Return the settings as a caption has them."""
    return rf"$\alpha={alpha:g}$, $\mu={mu:g}$ (tanh) and $\mu={mu_log:g}$ ($-\log$)"


def source_text(alpha: float, mu: float, mu_log: float) -> str:
    """Return whose settings these are."""
    return "the published settings" if (alpha, mu, mu_log) == (ALPHA, MU, MU_LOG) else "own settings"


INFORMATIVE = 0.1  # of the largest slope
REACH = 30.0


def surrogates_data(alpha: float, mu: float, mu_log: float) -> Table:
    """Columns ``panel`` (value, slope, ascent, informative), ``curve``, ``F`` and ``y``.

    The rows of ``informative`` are the margins where the slope of phi falls to a tenth of its largest; its y is that slope.
    """
    reach = REACH * ALPHA / alpha
    margin = np.linspace(-reach, reach, 601)
    phis = settings(alpha, mu, mu_log)
    relaxations = {**{name: Relaxation(*one) for name, one in phis.items()}, "cross-entropy": CROSS_ENTROPY}
    parts = [
        table(panel="value", curve="0-1", F=[-reach, 0.0, 0.0, reach], y=[0.0, 0.0, 1.0, 1.0]),
        *(table(panel="value", curve=name, F=margin, y=phi(margin)) for name, (phi, _) in phis.items()),
        *(table(panel="slope", curve=name, F=margin, y=phi.derivative(margin)) for name, (phi, _) in phis.items()),
        *(table(panel="ascent", curve=name, F=margin, y=loss.slope(margin)) for name, loss in relaxations.items()),
    ]
    # phi_tanh' = alpha sech^2(alpha x) is a tenth of alpha at +-arcosh(sqrt 10)/alpha; phi_log' = sigmoid(gamma - x).
    ends = {
        "tanh": [sign * np.arccosh(np.sqrt(1.0 / INFORMATIVE)) / alpha for sign in (-1.0, 1.0)],
        "-log": [np.log(math.e - 1.0) - np.log(INFORMATIVE / (1.0 - INFORMATIVE))],
    }
    parts += [
        table(panel="informative", curve=name, F=where, y=phis[name][0].derivative(np.array(where)))
        for name, where in ends.items()
    ]
    return stack(*parts)


def draw_surrogates(data: Table) -> Canvas:
    """Draw phi beside the step, its slope with the informative region, and the slope of the whole objective."""
    figure = style.canvas(style.DOUBLE, 2.35)
    panels = style.row(figure, 3)
    reach = float(data["F"].max())
    labels = {
        "value": (r"$\varphi(F)$", (-3.0, 1.6)),
        "slope": (r"slope $\varphi'(F)$", (0.0, 1.28)),
        "ascent": (r"slope of the objective $|\partial Q/\partial F|$", (0.0, 1.28)),
    }
    for axes, (panel, (label, limits)), letter in zip(panels, labels.items(), "abc", strict=True):
        part = data.select(panel=panel)
        if panel != "value":
            limits = (0.0, max(limits[1], 1.28 * float(part["y"].max())))
        for name in dict.fromkeys(part["curve"].tolist()):
            curve = part.select(curve=name)
            axes.plot(curve["F"], curve["y"], label=SHORT[name], **LOOKS[name].line())
        axes.set(xlim=(-reach, reach), ylim=limits, ylabel=label, xlabel=r"margin of a wrong class $F=z_j-z_y$")
        style.panel_letter(axes, letter)
    panels[0].legend(loc="lower right")
    style.note(
        panels[2], SHORT["cross-entropy"], (reach, 1.0), (-4.0, 3.0), color=ENTROPY.color, ha="right", va="bottom"
    )
    style.note(panels[0], "right", (-reach, 1.6), (4.0, -5.0), va="top", color=style.GREY)
    style.note(panels[0], "wrong", (reach, 1.6), (-4.0, -5.0), va="top", ha="right", color=style.GREY)
    _draw_regions(panels[1], data.select(panel="informative"), reach)
    return figure


def _draw_regions(axes: Axes, data: Table, reach: float) -> None:
    """Mark with bars where each slope is at least a tenth of its largest."""
    top = axes.get_ylim()[1]
    for name, height in (("tanh", 0.94 * top), ("-log", 0.86 * top)):
        ends = data.select(curve=name)["F"]
        start, stop = (float(ends[0]), float(ends[1])) if len(ends) == 2 else (-reach, float(ends[0]))
        axes.plot([start, stop], [height, height], color=LOOKS[name].color, linewidth=3.0, solid_capstyle="butt")
        style.note(axes, name if name == "tanh" else r"$-\log$", (stop, height), (4.0, 0.0), va="center",
                   color=LOOKS[name].color)  # fmt: skip


CLASSES = (10, 100)
FAR = 100.0  # how far the remaining classes lie below the label
WRONG = ("one", "all")


def lower_bound_data(alpha: float, mu: float, mu_log: float, classes: tuple[int, ...]) -> Table:
    """Columns ``K``, ``curve`` (0-1, tanh, -log), ``wrong`` (one, all: the classes at margin F), ``F``, ``y``.

    With one wrong class at F the others lie 100 below the label.
    """
    margin = np.concatenate([np.linspace(-12.0, 12.0, 241), np.linspace(12.25, 42.0, 120)])
    parts = []
    for k in classes:
        parts.append(table(K=k, curve="0-1", wrong="one", F=[-12.0, 0.0, 0.0, 42.0], y=[0.0, 0.0, 1.0, 1.0]))
        for name, (phi, own_mu) in settings(alpha, mu, mu_log).items():
            for wrong in WRONG:
                logits = _logits(margin, k, wrong)
                bound = lower_bound(logits, np.zeros(len(margin), dtype=int), phi, own_mu)
                parts.append(table(K=k, curve=name, wrong=wrong, F=margin, y=bound))
    return stack(*parts)


def _logits(margin: FloatArray, classes: int, wrong: str) -> FloatArray:
    """Return logits with label 0 at 0 and one or all other classes at the margin."""
    logits = np.full((len(margin), classes), -FAR)
    logits[:, 0] = 0.0
    logits[:, 1 : 2 if wrong == "one" else classes] = margin[:, None]
    return logits


def draw_lower_bound(data: Table, classes: tuple[int, ...]) -> Canvas:
    """Draw the bounds of one sample and its 0-1 loss, a panel for each K; line width tells one class from all."""
    figure = style.canvas(style.DOUBLE, 2.6)
    panels = style.row(figure, len(classes))
    for axes, k, letter in zip(panels, classes, "abc", strict=False):
        axes.axhline(0.0, color=style.GREY, linewidth=0.6, linestyle=style.DOTTED)
        for name in ("0-1", "tanh", "-log"):
            part = data.select(K=k, curve=name)
            for wrong in dict.fromkeys(part["wrong"].tolist()):
                curve = part.select(wrong=wrong)
                width, label = (2.0, "all at $F$") if wrong == "all" else (0.9, "one at $F$, rest far below")
                text = "0-1 loss" if name == "0-1" else f"{SHORT[name]}, {label}"
                axes.plot(curve["F"], curve["y"], linewidth=width, label=text, **LOOKS[name].line())
        axes.set(
            xlim=(-12.0, 42.0),
            ylim=(-1.22 * np.log(k), 0.9 + 0.2 * np.log(k)),
            ylabel="loss of a sample and its lower bound",
        )
        axes.set(xlabel=r"margin $F$ of the wrong class or classes")
        style.panel_letter(axes, letter)
        style.note(axes, f"$K={k}$", (0.0, 1.0), (6.0, -6.0), va="top", xycoords="axes fraction")
    panels[-1].legend(loc="center right", bbox_to_anchor=(1.0, 0.53))
    return figure


def surrogates_caption(alpha: float) -> str:
    """Return the caption of the curves."""
    return (
        "BiSAM's two lower bounds of the 0-1 loss (Xie et al. 2024, Figure 1; tanh with "
        rf"$\alpha={alpha:g}$): (a) beside the step, (b) their slopes, with bars where a slope is at least a tenth of its "
        r"largest, (c) the slope of the whole objective $\frac{1}{\mu}\log(1+e^{\mu\varphi(F)})$ for two classes and of "
        "cross-entropy: on confidently right samples all three vanish, on confidently wrong ones both of BiSAM's."
    )


def lower_bound_caption(alpha: float, mu: float, mu_log: float, classes: tuple[int, ...]) -> str:
    """Return the caption of the bounds."""
    panels = " and ".join(f"({letter}) $K={k}$" for letter, k in zip("abc", classes, strict=False))
    return (
        "The right-hand side of Lemma 3.1 of Xie et al. (2024) for one sample against its 0-1 loss, at "
        f"{source_text(alpha, mu, mu_log)} ({setting_text(alpha, mu, mu_log)}), for {panels} classes: all wrong classes at the "
        "margin $F$ (thick), or one of them with the rest far below the label (thin)."
    )


SURROGATES = Figure("surrogates", surrogates_caption, surrogates_data, draw_surrogates, parameters=BISAM)
LOWER_BOUND = Figure(
    "lower-bound",
    lower_bound_caption,
    lower_bound_data,
    draw_lower_bound,
    parameters=(*BISAM, told.Parameter("classes", CLASSES, "number of classes, one a panel", told.whole(2, 10000), 3)),
)
