"""Planted data: how far networks rest on the robust feature, beside what theory predicts."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure as Canvas

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from figures.plots.network_accuracy import LEVEL, RECORDS, files_of, interval
from gpu_experiments.experiments.quick import ETA, PLANTED, PLANTED_EPS, PLANTED_RHO, D, P
from gpu_experiments.experiments.recorded import PLANTED_CNN
from gpu_experiments.judging import predictions
from gpu_experiments.judging.measured import RELIANCE, WEIGHT
from gpu_experiments.papers.tables import read
from theory import BinaryModel
from theory.smooth.losses import per_sample_optimum
from theory.smooth.minibatch_limit import large_batch_shift

NETWORKS = ("linear", "mlp", "cnn")
BATCH = PLANTED.rows[0].batch_size
THEORY = {
    "ST": style.ST,
    "AT": style.AT,
    "SAM, batches of 1": style.Look(style.BLUE, style.DASHED),
    f"SAM, batches of {BATCH}": style.Look(style.BLUE, style.SHORT_DASHES),
}
METHODS = {"ST": (style.BLACK, "o"), "SAM": (style.BLUE, "s"), "AT": (style.VERMILION, "^")}


def reliance_data(records: Path) -> Table:
    """Columns ``quantity`` (reliance in percent, or weight), ``network`` (or theory), ``method``, ``value``, and the ends of
    its interval, ``low`` and ``high``.
    """
    model = BinaryModel(P, ETA, D)
    # One linear margin, whose weights are the difference of the two classes', has sqrt(2) times their radius.
    rho = math.sqrt(2.0) * PLANTED_RHO
    alone = per_sample_optimum(model, rho)
    predicted = {
        "ST": predictions.standard_weight(model),
        "AT": predictions.adversarial_weight(model, PLANTED_EPS),
        "SAM, batches of 1": alone.robust / alone.rest,
        f"SAM, batches of {BATCH}": predictions.standard_weight(model)
        * math.exp(large_batch_shift(model, rho) / math.sqrt(BATCH)),
    }
    parts = []
    for method, weight in predicted.items():
        share = 100.0 * predictions.reliance(model, weight)
        for quantity, value in (("weight", weight), ("reliance", share)):
            parts.append(table(quantity=quantity, network="theory", method=method, value=value, low=value, high=value))
    for network in NETWORKS:
        measured = read(PLANTED_CNN if network == "cnn" else PLANTED, records, network)
        for row in measured.cells:
            for quantity, column in (("weight", WEIGHT), ("reliance", RELIANCE)):
                if column in measured.cells[row]:
                    low, middle, high = interval(measured.column(row, column))
                    named = {"quantity": quantity, "network": network, "method": row.split()[0]}
                    parts.append(table(**named, value=middle, low=low, high=high))
    return stack(*parts)


def draw_reliance(data: Table) -> Canvas:
    """Draw the weights of the linear model, and the share of changed predictions of each network; lines are theory's."""
    figure = style.canvas(style.DOUBLE, 2.7)
    first, second = style.row(figure, 2, width_ratios=(1.0, 2.2))
    for axes, quantity, networks in ((first, "weight", NETWORKS[:1]), (second, "reliance", NETWORKS)):
        part = data.select(quantity=quantity)
        for k, (method, (colour, marker)) in enumerate(METHODS.items()):
            for i, network in enumerate(networks):
                seen = part.select(network=network, method=method)
                x = i + 0.22 * (k - 1)
                axes.vlines(x, seen["low"], seen["high"], color=colour, linewidth=0.9)
                axes.plot(x, seen["value"][0], color=colour, linestyle="none", marker=marker)
        for method, look in THEORY.items():  # of linear classifiers, and of no other network
            line = part.select(network="theory", method=method)["value"][0]
            axes.plot([-0.45, 0.45], [line, line], linewidth=0.8, **look.line())
        axes.set_xticks(range(len(networks)), ["linear", "perceptron", "CNN"][: len(networks)])
        axes.tick_params(axis="x", which="both", length=0.0)
        low, high = float(part["low"].min()), float(part["high"].max())
        axes.set(
            xlabel="network",
            xlim=(-0.6, len(networks) - 0.4),
            ylim=(low - 0.1 * (high - low), high + 0.1 * (high - low)),
        )
    first.set_ylabel(r"$w_1/\bar w_\mathrm{rest}$")
    second.set_ylabel("predictions that change\nwith the sign of $x_1$ (%)")
    for method, (colour, marker) in METHODS.items():
        second.plot(np.nan, np.nan, color=colour, linestyle="none", marker=marker, label=method)
    for method, look in THEORY.items():
        second.plot([], [], linewidth=0.8, label=f"theory, {method}{_side(data, method)}", **look.line())
    handles, _ = second.get_legend_handles_labels()
    style.legend_below(figure, handles, 3)
    style.panel_letter(first, "a")
    style.panel_letter(second, "b")
    return figure


def _side(data: Table, method: str) -> str:
    """Return a word where theory has SAM's linear weight on the other side of ST's than it was measured."""
    if not method.startswith("SAM"):
        return ""
    weights = data.select(quantity="weight")
    theory, seen = (
        weights.select(network=network, method=name)["value"][0]
        - weights.select(network=network, method="ST")["value"][0]
        for network, name in (("theory", method), ("linear", "SAM"))
    )
    return " (measured on the other side of ST)" if theory * seen < 0.0 else ""


RELIANCE_FIGURE = Figure(
    "planted-reliance",
    rf"Networks trained on the binary model ($p={P:g}$, $\eta={ETA:g}$, $d={D}$) planted into images, by ST, SAM "
    rf"($\rho={PLANTED_RHO:.2g}$, all weights) and AT ($\ell_\infty$, $\epsilon={PLANTED_EPS:g}$, all pixels): (a) weight of "
    "the robust feature in a linear model, (b) share of test predictions that change with its sign. Lines, for the linear "
    "model only: minimisers of the "
    "population's natural, adversarial and per-sample SAM logistic loss among linear classifiers; to leading order in large "
    f"batches, where SAM with batches of {BATCH} ends. Intervals: {LEVEL:.0%}, over seeds.",
    reliance_data,
    draw_reliance,
    files_of(PLANTED, PLANTED_CNN),
    parameters=RECORDS,
)
