"""Training of networks: loss and accuracy over epochs, flipped predictions, curvature, and what a step costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure as Canvas

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from figures.plots.network_accuracy import LEVEL, MARKS, NAMES, RECORDS, files_of, interval, series_of
from gpu_experiments.experiments import step_costs
from gpu_experiments.experiments.experiment import HESSIAN_EIGENVALUES, HESSIAN_SAMPLES
from gpu_experiments.experiments.quick import RHO
from gpu_experiments.experiments.recorded import CIFAR10, COMPARED_RHO, DIGITS_CURVES, DIGITS_STRONGER

_LOOKS = {
    "ST": style.ST,
    "SAM 0.4": style.SAM,
    "AT linf 0.1": style.AT,
    "BISAM-LOG 0.4": style.Look(style.GREEN, style.DASHED),
}


CURVE_ATTACK = "linf 0.1 pgd-10"


def training_curves_data(records: Path) -> Table:
    """Columns ``row``, ``epoch``, ``quantity`` (loss, natural and robust accuracy in percent), ``value``, ``low``, ``high``."""
    results = DIGITS_CURVES.read(records)
    parts = []
    for row in _LOOKS:
        runs = {one["seed"]: one["result"]["epochs"] for one in results if one["label"] == row}
        for index in range(len(next(iter(runs.values())))):
            named = {"row": row, "epoch": float(index + 1)}
            for quantity in ("loss", "natural", "robust"):
                low, middle, high = interval({seed: _value(rows[index], quantity) for seed, rows in runs.items()})
                parts.append(table(**named, quantity=quantity, value=middle, low=low, high=high))
    return stack(*parts)


def _value(epoch: dict[str, Any], quantity: str) -> float:
    if quantity == "loss":
        return float(epoch["loss"])
    counts = epoch["evaluations"]["natural" if quantity == "natural" else CURVE_ATTACK]
    return 100.0 * counts["correct"] / counts["n"]


def draw_training_curves(data: Table) -> Canvas:
    """Draw training loss, natural and robust accuracy on the test set over epochs."""
    figure = style.canvas(style.DOUBLE, 2.5)
    panels = style.row(figure, 3)
    labels = ("training loss at w", "natural accuracy (%)", "robust accuracy (%)")
    for axes, quantity, label in zip(panels, ("loss", "natural", "robust"), labels, strict=True):
        for row, look in _LOOKS.items():
            part = data.select(quantity=quantity, row=row)
            axes.fill_between(part["epoch"], part["low"], part["high"], color=look.color, alpha=0.2, linewidth=0.0)
            axes.plot(part["epoch"], part["value"], label=_shown(row), **look.line())
        axes.set(xlabel="epoch", ylabel=label)
    panels[0].set_yscale("log")
    style.legend_below(figure, list(panels[0].lines), len(_LOOKS))
    for axes, letter in zip(panels, "abc", strict=True):
        style.panel_letter(axes, letter)
    return figure


def flips_data(records: Path) -> Table:
    """Columns ``method``, ``epoch``, ``value`` (percent of right training samples turned wrong), ``low``, ``high``."""
    results = CIFAR10.read(records)
    parts = []
    for method in ("SAM", "BISAM-LOG"):
        row = f"{method} {COMPARED_RHO:g}"
        runs = {one["seed"]: one["result"]["epochs"] for one in results if one["label"] == row}
        for index in range(len(next(iter(runs.values())))):
            seen = {seed: _share(rows[index]["flips"]) for seed, rows in runs.items()}
            low, middle, high = interval(seen)
            parts.append(table(method=method, epoch=float(index + 1), value=middle, low=low, high=high))
    return stack(*parts)


def _share(counts: dict[str, int]) -> float:
    return 100.0 * counts["flipped"] / max(counts["correct"], 1)


def draw_flips(data: Table) -> Canvas:
    """Draw the share of flipped predictions over epochs."""
    figure = style.canvas(style.COLUMN, 2.5)
    axes = figure.add_subplot()
    for method, look in (("SAM", style.SAM), ("BISAM-LOG", style.Look(style.GREEN, style.DASHED))):
        part = data.select(method=method)
        axes.fill_between(part["epoch"], part["low"], part["high"], color=look.color, alpha=0.2, linewidth=0.0)
        axes.plot(part["epoch"], part["value"], label=NAMES.get(method, method), **look.line())
    axes.set(xlabel="epoch", ylabel="right samples turned wrong (%)")
    axes.set_ylim(top=float(data["high"].max()) * 1.3)
    axes.legend(loc="upper right")
    return figure


def spectrum_data(records: Path) -> Table:
    """Columns ``row``, ``number`` (1 for the largest), ``value`` (eigenvalue of the Hessian), ``low``, ``high``."""
    results = DIGITS_STRONGER.read(records)
    parts = []
    for row in dict.fromkeys(one["label"] for one in results):
        runs = {one["seed"]: one["hessian"]["eigenvalues"] for one in results if one["label"] == row}
        for index in range(len(next(iter(runs.values())))):
            low, middle, high = interval({seed: values[index] for seed, values in runs.items()})
            parts.append(table(row=row, number=float(index + 1), value=middle, low=low, high=high))
    return stack(*parts)


def draw_spectrum(data: Table) -> Canvas:
    """Draw the largest eigenvalues in their order, a marker a method; methods stand side by side at each number."""
    figure = style.canvas(style.DOUBLE, 2.9)
    axes = figure.add_subplot()
    rows = list(dict.fromkeys(data["row"].tolist()))
    for i, row in enumerate(rows):
        part = data.select(row=row)
        colour, marker = MARKS[series_of(row)]
        marker = "*" if row == f"SAM {RHO[1]:g}" else marker  # SAM has two radii here
        x = part["number"] + 0.09 * (i - (len(rows) - 1) / 2)
        axes.vlines(x, part["low"], part["high"], color=colour, linewidth=0.7)
        axes.plot(x, part["value"], color=colour, linestyle="none", marker=marker, label=_shown(row))
    axes.set(yscale="log", xlabel="number of the eigenvalue", ylabel="eigenvalue of the Hessian")
    axes.set_xticks(np.unique(data["number"]))
    figure.legend(loc="outside right upper")
    return figure


def _shown(row: str) -> str:
    series = series_of(row)
    return row.replace(series, NAMES.get(series, series), 1)


PASSES: dict[str, int] = {
    "ST": 1,
    "SAM": 2,
    "BISAM-LOG": 2,
    "BISAM-TANH": 2,
    "ESAM": 2,
    "FSAM": 2,
    "GSAM": 2,
    "BSAM": 3,
    step_costs.AT: step_costs.AT_STEPS + 1,
}
_COST_NAMES = {
    "BISAM-LOG": r"BiSAM ($-\log$)",
    "BISAM-TANH": "BiSAM (tanh)",
    "FSAM": "F-SAM",
    step_costs.AT: f"AT, PGD-{step_costs.AT_STEPS}",
}


def step_cost_data(records: Path) -> Table:
    """Columns ``method``, ``passes`` (gradient passes a step), ``value`` (time of a step over ST's), ``low``, ``high``."""
    record = step_costs.read(records)
    parts = []
    for method, passes in PASSES.items():
        ratios: dict[int, Any] = dict(step_costs.ratios(record, method, "ST"))
        low, middle, high = interval(ratios) if method != "ST" else (1.0, 1.0, 1.0)
        parts.append(table(method=method, passes=float(passes), value=middle, low=low, high=high))
    return stack(*parts)


def draw_step_cost(data: Table) -> Canvas:
    """Draw the time of a step over ST's beside the number of passes."""
    figure = style.canvas(style.COLUMN, 2.8)
    axes = figure.add_subplot()
    names = data["method"].tolist()
    y = np.arange(len(names))
    axes.plot(
        data["passes"], y, linestyle="none", marker="|", markersize=9.0, color=style.GREY, label="gradient passes"
    )
    axes.hlines(y, data["low"], data["high"], color=style.BLUE, linewidth=0.9)
    axes.plot(data["value"], y, linestyle="none", marker="o", color=style.BLUE, label="time")
    axes.set_yticks(y, [_COST_NAMES.get(name, name) for name in names])
    axes.set(xscale="log", xlabel="time of a step, passes; over those of ST", ylim=(len(names) - 0.5, -0.5))
    axes.set_ylabel("method")
    axes.set_xticks([1, 2, 3, 5, 10], ["1", "2", "3", "5", "10"])
    axes.tick_params(axis="y", length=0.0)
    axes.minorticks_off()
    axes.legend(loc="upper right")
    return figure


TRAINING_CURVES = Figure(
    "training-curves",
    "Over the epochs, (a) the training loss at the unperturbed weights (of AT on attacked images), (b) natural accuracy "
    rf"and (c) robust accuracy (PGD-10, $\ell_\infty$, 0.1) on the test set: {DIGITS_CURVES.note}. Bands: "
    f"{LEVEL:.0%}, over seeds.",
    training_curves_data,
    draw_training_curves,
    files_of(DIGITS_CURVES),
    parameters=RECORDS,
)
FLIPS = Figure(
    "flipped-predictions",
    "Right training samples that the ascent turns wrong, by SAM and by BiSAM "
    rf"($-\log$) at $\rho={COMPARED_RHO:g}$, each in its own training: {CIFAR10.note}. Bands: {LEVEL:.0%}, over seeds.",
    flips_data,
    draw_flips,
    files_of(CIFAR10),
    parameters=RECORDS,
)
SPECTRUM = Figure(
    "hessian-spectrum",
    f"The {HESSIAN_EIGENVALUES} largest eigenvalues of the Hessian of the training loss after training digits with a "
    f"perceptron, on {HESSIAN_SAMPLES} training images. Intervals: {LEVEL:.0%}, over seeds.",
    spectrum_data,
    draw_spectrum,
    files_of(DIGITS_STRONGER),
    parameters=RECORDS,
)
STEP_COST = Figure(
    "step-cost",
    "Time of a training step over that of standard training, beside the number of gradient passes: a CNN on 128 images of "
    f"32 x 32. Intervals: {LEVEL:.0%}, over rounds of interleaved steps.",
    step_cost_data,
    draw_step_cost,
    lambda records: (step_costs.path(records),),
    parameters=RECORDS,
)
