"""Trained networks: what SAM costs in natural accuracy, by how far its networks fit their training images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure as Canvas

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from figures.plots.network_accuracy import LEVEL, RECORDS, files_of, interval
from gpu_experiments.experiments.experiment import Experiment
from gpu_experiments.experiments.fitted import REDUCED_FITTED
from gpu_experiments.experiments.recorded import CIFAR10
from gpu_experiments.judging.measured import NATURAL, radius
from gpu_experiments.papers.tables import read
from gpu_experiments.runs.settings import RunSettings

REGIMES = {CIFAR10.name: (CIFAR10, style.ORANGE, "v"), REDUCED_FITTED.name: (REDUCED_FITTED, style.BLUE, "s")}


def fitting_effect_data(records: Path) -> Table:
    """Columns ``experiment``, ``epochs``, ``radius`` (rho), ``train`` (SAM's share of right training images in its last epoch,
    in percent, mean over seeds), and ``value``, ``low``, ``high`` (SAM minus ST in natural accuracy, in points, paired by
    seed).
    """
    parts = []
    for name, (experiment, _, _) in REGIMES.items():
        measured, results = read(experiment, records), experiment.read(records)
        plain = measured.column("ST", NATURAL)
        for row in sorted(measured.rows("SAM"), key=radius):
            natural = measured.column(row, NATURAL)
            low, middle, high = interval({seed: natural[seed] - plain[seed] for seed in plain})
            seen = {"train": _last_train_accuracy(results, row), "value": middle, "low": low, "high": high}
            parts.append(table(experiment=name, epochs=float(_one(experiment).epochs), radius=radius(row), **seen))
    return stack(*parts)


def _one(experiment: Experiment) -> RunSettings:
    return experiment.rows[0]


def _last_train_accuracy(results: list[dict[str, Any]], row: str) -> float:
    """Return the mean over seeds, in percent, of the accuracy that a run saw in its last epoch."""
    shares = [one["result"]["epochs"][-1]["train_accuracy"] for one in results if one["label"] == row]
    return 100.0 * float(np.mean(shares))


def draw_fitting_effect(data: Table) -> Canvas:
    """Draw the change against ST over the training accuracy, a marker an experiment; each point says its rho."""
    figure = style.canvas(style.COLUMN, 2.6)
    axes = figure.add_subplot()
    axes.axhline(0.0, color=style.GREY, linewidth=0.7)
    for name, (experiment, colour, marker) in REGIMES.items():
        part = data.select(experiment=name)
        axes.vlines(part["train"], part["low"], part["high"], color=colour, linewidth=0.9)
        label = f"{_one(experiment).epochs} epochs"
        axes.plot(part["train"], part["value"], color=colour, linestyle="none", marker=marker, label=label)
        for x, y, rho in zip(part["train"], part["value"], part["radius"], strict=True):
            axes.annotate(f"{rho:g}", (x, y), xytext=(4, 3), textcoords="offset points", fontsize=6)
    axes.set(xlabel="right training images in the last epoch (%)", ylabel="SAM minus ST, natural (points)")
    axes.margins(0.12)
    axes.legend(loc="best")
    return figure


FITTING_EFFECT = Figure(
    "fitting-effect",
    f"What SAM costs in natural accuracy on CIFAR-10 reduced to {_one(REDUCED_FITTED).subset} training images, at the rho "
    f"beside each point: after {_one(CIFAR10).epochs} epochs, which do not fit the images, and after "
    f"{_one(REDUCED_FITTED).epochs}, which do. Intervals: {LEVEL:.0%}, over {CIFAR10.seeds} and {REDUCED_FITTED.seeds} seeds, "
    "paired with ST by seed; the two lengths were run on different seeds.",
    fitting_effect_data,
    draw_fitting_effect,
    files_of(CIFAR10, REDUCED_FITTED),
    parameters=RECORDS,
)
