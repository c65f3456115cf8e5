"""Trained networks: natural against robust accuracy beside what a paper reports, matching radii, and what fitting changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from gpu_experiments.experiments.experiment import RESULTS, Experiment
from gpu_experiments.experiments.fitted import REDUCED_FITTED
from gpu_experiments.experiments.quick import DIGITS
from gpu_experiments.experiments.recorded import CIFAR10
from gpu_experiments.judging import matching
from gpu_experiments.judging.measured import NATURAL, Measured, mean_over, radius
from gpu_experiments.papers.tables import read
from gpu_experiments.runs.settings import RunSettings
from simulate.model.intervals import mean_interval
from theory.papers.wei2023.tables.reported import REPORTED, ROBUST

LEVEL = 0.95
PANELS = {
    "digits": "digits, perceptron",
    "CIFAR-10, reduced": "CIFAR-10 reduced, fitted",
    "CIFAR-10, reported": "CIFAR-10, reported",
}
MARKS: dict[str, tuple[str, str]] = {
    "ST": (style.BLACK, "o"),
    "SAM": (style.BLUE, "s"),
    "AT linf": (style.VERMILION, "^"),
    "AT l2": (style.ORANGE, "v"),
    "BISAM-LOG": (style.GREEN, "D"),
    "BISAM-TANH": (style.GREEN, "d"),
    "A-BISAM": (style.GREEN, "*"),
    "FSAM": (style.SKY, "P"),
    "FSAM-FULL": (style.BROWN, "X"),
    "BSAM": (style.PURPLE, "p"),
}
NAMES = {
    "BISAM-LOG": r"BiSAM ($-\log$)",
    "BISAM-TANH": r"BiSAM ($\tanh$)",
    "A-BISAM": "A-BiSAM",
    "FSAM": "F-SAM",
    "FSAM-FULL": "F-SAM, full part",
    "AT linf": r"AT $\ell_\infty$",
    "AT l2": r"AT $\ell_2$",
}


RECORDS = (told.records(RESULTS),)


def files_of(*experiments: Experiment) -> Callable[..., tuple[Path, ...]]:
    """Return the function that returns the experiments' files of records in a folder."""

    def files(records: Path) -> tuple[Path, ...]:
        return tuple(one.path(records) for one in experiments)

    return files


def series_of(row: str) -> str:
    """Return what a row has in common with rows of other radii."""
    words = row.split()
    return " ".join(words[:-1]) or row


def interval(values: Any) -> tuple[float, float, float]:
    """Return the mean of a cell's seeds between the ends of its own t interval at LEVEL."""
    seen = [values[seed] for seed in sorted(values)]
    low, high = mean_interval(seen, 1.0 - LEVEL)
    return low, float(np.mean(seen)), high


def accuracies(panel: str, measured: Measured) -> list[Table]:
    """Return a row for each method: natural and mean robust accuracy with their intervals."""
    parts = []
    for row in (one for one in measured.cells if one not in measured.unfit):
        natural = interval(measured.column(row, NATURAL))
        robust = interval(mean_over(measured, row, measured.attacks))
        parts.append(_row(panel, row, 0.0 if row == "ST" else radius(row), natural, robust))
    return parts


def _row(panel: str, row: str, size: float, natural: tuple[float, ...], robust: tuple[float, ...]) -> Table:
    ends = {"natural low": natural[0], "natural": natural[1], "natural high": natural[2]}
    ends |= {"robust low": robust[0], "robust": robust[1], "robust high": robust[2]}
    return table(panel=panel, series=series_of(row), radius=size, **ends)


def natural_robust_data(records: Path) -> Table:
    """Columns ``panel``, ``series`` (method), ``radius``, and natural and mean robust accuracy in percent, each with the
    ends of its interval; what is reported has none, its ends are the means.
    """
    parts = accuracies("digits", read(DIGITS, records)) + accuracies("CIFAR-10, reduced", read(REDUCED_FITTED, records))
    for row in REPORTED["cifar10"]:
        natural, robust = float(row.value(NATURAL)), float(sum(row.value(name) for name in ROBUST) / len(ROBUST))
        size = float(row.radius or 0.0) / (255.0 if row.norm else 1.0)
        parts.append(_row("CIFAR-10, reported", row.name, size, (natural,) * 3, (robust,) * 3))
    return stack(*parts)


def draw_natural_robust(data: Table) -> Canvas:
    """Draw one panel a table, a marker a method; a line joins the radii of a method in their order."""
    figure = style.canvas(style.DOUBLE, 3.1)
    panels = style.row(figure, len(PANELS))
    for axes, panel, letter in zip(panels, PANELS, "abc", strict=True):
        part = data.select(panel=panel)
        for series in dict.fromkeys(part["series"].tolist()):
            colour, marker = MARKS[series]
            seen = part.select(series=series)
            order = np.argsort(seen["radius"])
            x, y = seen["natural"][order], seen["robust"][order]
            axes.hlines(y, seen["natural low"][order], seen["natural high"][order], color=colour, linewidth=0.7)
            axes.vlines(x, seen["robust low"][order], seen["robust high"][order], color=colour, linewidth=0.7)
            axes.plot(x, y, color=colour, linestyle=style.DOTTED, linewidth=0.7)
            axes.plot(x, y, color=colour, linestyle="none", marker=marker, markersize=3.5)
        axes.set(xlabel="natural accuracy (%)", ylabel="mean robust accuracy (%)")
        axes.set_title(f"({letter}) {PANELS[panel]}")
        axes.margins(0.12)
    shown = [name for name in MARKS if name in data["series"].tolist()]
    handles = [
        panels[0].plot(
            [], [], color=MARKS[name][0], linestyle="none", marker=MARKS[name][1], label=NAMES.get(name, name)
        )[0]
        for name in shown
    ]
    columns = -(-len(handles) // (1 + len(handles) // 8))  # in two lines where there are many
    style.legend_below(figure, handles, columns, columnspacing=0.9, handletextpad=0.2)
    return figure


def matched_radius_data(records: Path) -> Table:
    """Columns ``series`` (SAM or AT: robust accuracy over the method's own radius; matched: eps over rho; model: eps that
    grows like rho^2 from the first matched pair), ``radius``, ``value``, ``low``, ``high``.
    """
    measured = read(DIGITS, records)
    parts = []
    for series, rows in (("SAM", measured.rows("SAM")), ("AT", measured.rows("AT linf"))):
        for row in ("ST", *rows):
            low, middle, high = interval(mean_over(measured, row, measured.attacks))
            size = 0.0 if row == "ST" else radius(row)
            parts.append(table(series=series, radius=size, value=middle, low=low, high=high))
    first: tuple[float, float] | None = None
    for row in sorted(measured.rows("SAM"), key=radius):
        low, middle, high = interval(matching.matched_eps(measured, row, measured.attacks))
        parts.append(table(series="matched", radius=radius(row), value=middle, low=low, high=high))
        first = first or (radius(row), middle)
    assert first is not None
    rho = np.array([radius(row) for row in measured.rows("SAM")])
    square = first[1] * (np.sort(rho) / first[0]) ** 2
    return stack(*parts, table(series="model", radius=np.sort(rho), value=square, low=square, high=square))


def draw_matched_radius(data: Table) -> Canvas:
    """Draw robust accuracy over both radii, and the matched pairs beside the exponent of the binary model."""
    figure = style.canvas(style.DOUBLE, 2.7)
    first, second = style.row(figure, 2)
    for series, look, marker, text in (
        ("SAM", style.SAM, "s", r"SAM, radius $\rho$"),
        ("AT", style.AT, "^", r"AT, radius $\epsilon$ ($\ell_\infty$)"),
    ):
        part = data.select(series=series)
        order = np.argsort(part["radius"])
        first.plot(part["radius"][order], part["value"][order], label=text, marker=marker, **look.line())
        first.vlines(part["radius"], part["low"], part["high"], color=look.color, linewidth=0.8)
    first.set(xlabel="radius of training", ylabel="mean robust accuracy (%)")
    first.legend(loc="lower right")
    _draw_pairs(second, data)
    style.panel_letter(first, "a")
    style.panel_letter(second, "b")
    return figure


def _draw_pairs(axes: Axes, data: Table) -> None:
    seen, model = data.select(series="matched"), data.select(series="model")
    axes.set(xscale="log", yscale="log", xlabel=r"radius $\rho$ of SAM", ylabel=r"$\epsilon$ of AT as robust")
    rho = np.array([0.9 * seen["radius"].min(), 1.1 * seen["radius"].max()])
    axes.plot(rho, rho, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED, label=r"$\epsilon=\rho$")
    axes.plot(
        model["radius"],
        model["value"],
        label=r"$\epsilon\propto\rho^2$, the model",
        color=style.BLACK,
        linestyle=style.DASHED,
    )
    axes.vlines(seen["radius"], seen["low"], seen["high"], color=style.BLUE, linewidth=0.9)
    axes.plot(
        seen["radius"],
        seen["value"],
        label=f"measured, {len(seen)} pairs",
        color=style.BLUE,
        marker="s",
        linestyle="none",
    )
    axes.legend(loc="upper left")
    axes.set_ylim(top=float(rho[1]) * 5.0)


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


NATURAL_ROBUST = Figure(
    "natural-robust",
    "Natural against mean robust accuracy (four PGD-10 attacks) of networks trained by each method, radii of a method joined: "
    f"(a) {DIGITS.note}; (b) {REDUCED_FITTED.note}; (c) what Wei et al. (2023) report for PreActResNet-18 on CIFAR-10. "
    f"Intervals: {LEVEL:.0%}, over seeds, on one test set. l2 PGD-10, as in the paper, is far from converged on digits.",
    natural_robust_data,
    draw_natural_robust,
    files_of(DIGITS, REDUCED_FITTED),
    parameters=RECORDS,
)
MATCHED_RADIUS = Figure(
    "matched-radius",
    r"Digits, a perceptron: (a) mean robust accuracy over the radius of training, of SAM in the weights and of AT in the "
    r"inputs; (b) the $\epsilon$ of AT that is as robust as SAM at $\rho$, by interpolation, beside $\epsilon\propto\rho^2$, "
    r"which the binary model has at small radii, drawn from the first pair: where the other pairs lie says whether they follow "
    rf"it, and is no estimate of an exponent. Intervals: {LEVEL:.0%}, over seeds.",
    matched_radius_data,
    draw_matched_radius,
    files_of(DIGITS),
    parameters=RECORDS,
)
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
