"""Which direction an adversary climbs: BiSAM's example of section 2.2, and the angle to cross-entropy's direction."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray
from scipy import special

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from figures.plots.surrogate_losses import BISAM, LABELS, LOOKS, settings, source_text
from theory.model.arrays import FloatArray
from theory.surrogates.ascent_angle import ascent_gap, leading_gap
from theory.surrogates.losses import Tanh, cross_entropy

CLASSES = np.unique(np.geomspace(3.0, 1000.0, 61).round()).astype(int)
SHIFT = 0.5  # of 1/K, which is the largest s that leaves probabilities
_BISECTIONS = 60

OPTION_A = style.Look(style.BLUE, style.SOLID)
OPTION_B = style.Look(style.VERMILION, style.DASHED)


def threshold(classes: FloatArray) -> FloatArray:
    """Return the s below which softmax gives option A the larger cross-entropy, for K >= 3 classes.

    With x = e^s the two are equal where sqrt(e) (x^4 - 1) + (K - 2) x (x^2 - sqrt(e)) = 0, negative at x = 1 and positive
    at x = e^(1/4), with one root between by Descartes' rule of signs.
    """
    low, high = np.zeros(classes.shape), np.full(classes.shape, 0.25)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        rest = (classes - 2.0) * np.exp(middle) * (np.exp(2.0 * middle) - np.exp(0.5))
        below = np.exp(0.5) * np.expm1(4.0 * middle) + rest < 0.0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return low


def options(classes: int, s: float) -> FloatArray:
    """Return options A and B of section 2.2, shape (2, K); the first class is the right one."""
    a, b = np.full(classes, 1.0 / classes), np.zeros(classes)
    a[:2] += s, -s
    b[:2] = 0.5 - s, 0.5 + s
    return np.stack([a, b])


def ascent_example_data(shift: float) -> Table:
    """Columns ``reading`` (probabilities, logits), ``quantity`` (A, B, threshold, feasible), ``K`` and ``y``."""
    k = CLASSES.astype(float)
    pairs = [options(int(classes), shift / classes) for classes in CLASSES]
    entropies = {
        "probabilities": np.array([-np.log(pair[:, 0]) for pair in pairs]),
        "logits": np.array([cross_entropy(pair, np.zeros(2, dtype=int)) for pair in pairs]),
    }
    return stack(
        *(
            table(reading=reading, quantity=option, K=k, y=values[:, column])
            for reading, values in entropies.items()
            for column, option in enumerate("AB")
        ),
        table(reading="probabilities", quantity="threshold", K=k, y=0.25 - 0.5 / k),
        table(reading="logits", quantity="threshold", K=k, y=threshold(k)),
        table(reading="probabilities", quantity="feasible", K=k, y=1.0 / k),
    )


def draw_ascent_example(data: Table) -> Canvas:
    """Draw the two cross-entropies over K in both readings, and the thresholds of s."""
    figure = style.canvas(style.DOUBLE, 2.4)
    left, middle, right = style.row(figure, 3)
    for axes, reading, letter in ((left, "probabilities", "a"), (middle, "logits", "b")):
        for option, look, text in (("A", OPTION_A, "right"), ("B", OPTION_B, "wrong")):
            curve = data.select(reading=reading, quantity=option)
            axes.plot(curve["K"], curve["y"], label=f"option {option} ({text})", **look.line())
        axes.set(xscale="log", xlim=(3.0, 1000.0), ylim=(0.0, 8.6), ylabel="cross-entropy")
        style.note(axes, f"read as {reading}", (3.0, 8.6), (5.0, -4.0), va="top")
        style.panel_letter(axes, letter)
        axes.set_xlabel("number of classes $K$")
    left.legend(loc="upper left", bbox_to_anchor=(0.0, 0.9))
    for reading, quantity, colour, dashes, text in (
        ("logits", "threshold", style.BLUE, style.SOLID, "threshold, logits"),
        ("probabilities", "threshold", style.GREEN, style.DASHED, "threshold, probabilities"),
        ("probabilities", "feasible", style.GREY, style.DOTTED, "largest $s$, probabilities"),
    ):
        curve = data.select(reading=reading, quantity=quantity)
        right.plot(curve["K"], curve["y"], color=colour, linestyle=dashes, label=text)
    right.set(
        xscale="log",
        xlim=(3.0, 1000.0),
        ylim=(0.0, 0.42),
        ylabel="size $s$ of the shift",
        xlabel="number of classes $K$",
    )
    right.legend(loc="upper right")
    style.panel_letter(right, "c")
    return figure


BATCH_CLASSES = 10
SCALES = np.geomspace(0.03, 100.0, 121)


def batch(classes: int) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return logits (K, K) and labels (K,): evenly spread normal quantiles of unit variance, each class a label once."""
    z = special.ndtri((np.arange(classes) + 0.5) / classes)
    return np.tile(z / z.std(), (classes, 1)), np.arange(classes, dtype=np.int64)


def ascent_angle_data(alpha: float, mu: float, mu_log: float, classes: int) -> Table:
    """Columns ``loss`` (tanh, -log), ``form`` (exact, leading), ``scale`` and ``gap``, which is 1 - cosine."""
    logits, labels = batch(classes)
    parts = []
    for name, (phi, own_mu) in settings(alpha, mu, mu_log).items():
        exact = [ascent_gap(scale * logits, labels, phi, own_mu) for scale in SCALES]
        parts.append(table(loss=name, form="exact", scale=SCALES, gap=np.array(exact)))
        if own_mu * (phi.alpha if isinstance(phi, Tanh) else 1.0) == 1.0:  # else the first order is another
            leading = leading_gap(logits, labels, phi, SCALES)
            parts.append(table(loss=name, form="leading", scale=SCALES, gap=leading))
    return stack(*parts)


_ORDERS: dict[str, tuple[float, str, tuple[float, float], str, str]] = {
    "tanh": (0.1, "$c^4$", (4.0, -3.0), "left", "top"),
    "-log": (0.1, "$c^2$", (-3.0, 4.0), "right", "bottom"),
}
"""Beside which c the order of a leading term stands, and on which side."""


def draw_ascent_angle(data: Table) -> Canvas:
    """Draw the cosine, and on logarithmic axes its distance from 1 with the leading order."""
    figure = style.canvas(style.COLUMN, 4.2)
    upper, lower = figure.subplots(2, 1, sharex=True)
    for name in ("tanh", "-log"):
        curve = data.select(loss=name, form="exact")
        upper.plot(curve["scale"], 1.0 - curve["gap"], label=LABELS[name], **LOOKS[name].line())
        lower.plot(curve["scale"], curve["gap"], **LOOKS[name].line())
        if not (part := data.select(loss=name))["form"].tolist().count("leading"):
            continue
        leading = part.select(form="leading")
        shown = leading["gap"] < 1.0
        lower.plot(leading["scale"][shown], leading["gap"][shown], color=LOOKS[name].color, linewidth=0.7)
        at, text, offset, side, edge = _ORDERS[name]
        point = (at, float(np.interp(at, leading["scale"], leading["gap"])))
        style.note(lower, text, point, offset, color=LOOKS[name].color, ha=side, va=edge)
    upper.set(xscale="log", xlim=(SCALES[0], SCALES[-1]), ylim=(0.0, 1.08), ylabel="cosine to cross-entropy")
    upper.legend(loc="lower left")
    lower.set(
        yscale="log", ylim=(1e-9, 3.0), xlabel="standard deviation $c$ of the logits", ylabel=r"$1-\mathrm{cosine}$"
    )
    style.panel_letter(upper, "a")
    style.panel_letter(lower, "b")
    return figure


def ascent_example_caption(shift: float) -> str:
    """Return the caption of the example."""
    size = "1/(2K)" if shift == SHIFT else f"{shift:g}/K"
    return (
        rf"The example of section 2.2 of Xie et al. (2024) over the number of classes, with $s={size}$: cross-entropy of "
        "option A, which is right, and of option B, which is wrong, with the vectors read (a) as probabilities and (b) as "
        "logits, where B's does not stay constant; (c) the $s$ below which A has the larger cross-entropy."
    )


def ascent_angle_caption(alpha: float, mu: float, mu_log: float, classes: int) -> str:
    """Return the caption of the cosines."""
    source = source_text(alpha, mu, mu_log).removeprefix("the ")
    equal = r" With $\mu\alpha=1$ tanh differs from cross-entropy by order $c^4$ only." if mu * alpha == 1.0 else ""
    return (
        r"Cosine between the ascent directions of BiSAM and of cross-entropy in the space of logits over the logits' scale "
        rf"$c$ ($K={classes}$, logits at normal quantiles, each class once the label; {source}). Thin lines in "
        rf"(b): leading order.{equal}"
    )


ASCENT_EXAMPLE = Figure(
    "ascent-example",
    ascent_example_caption,
    ascent_example_data,
    draw_ascent_example,
    parameters=(told.Parameter("shift", SHIFT, "s times the number of classes", told.BELOW_ONE),),
)
ASCENT_ANGLE = Figure(
    "ascent-angle",
    ascent_angle_caption,
    ascent_angle_data,
    draw_ascent_angle,
    parameters=(*BISAM, told.Parameter("classes", BATCH_CLASSES, "number of classes", told.whole(2, 1000))),
)
