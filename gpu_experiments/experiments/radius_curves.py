"""Accuracies of recorded runs over the radius rho: which runs belong together, and the interval of each point."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gpu_experiments.experiments.reading import RunRecord, label, radius
from gpu_experiments.runs.evaluation import NATURAL
from simulate.model.intervals import clopper_pearson, mean_interval

ERROR = 0.05
"""Of each interval."""


@dataclass(frozen=True)
class Point:
    """An accuracy in percent at one radius, with the ends of its 95% interval.

    panel: data and network.
    series: the method and the settings in which its runs differ from others of that method.
    rho: the radius; None for a method without one, which stands for all radii.
    column: "natural", or the name of an attack.
    runs: how many; of several the interval is Student's over seeds, of one the exact binomial one over test images.
    """

    panel: str
    series: str
    rho: float | None
    column: str
    accuracy: float
    low: float
    high: float
    runs: int


def points(runs: Sequence[RunRecord]) -> list[Point]:
    """The points of all runs that did not diverge, by panel, series, column and radius; methods without a
    radius first.

    Raises ValueError for two runs of equal settings and seed.
    """
    kept = [run for run in runs if not run.diverged]
    names = row_names(kept, without=("rho",))
    cells: dict[tuple[str, str, float | None, str], dict[int, Mapping[str, int]]] = {}
    for run, name in zip(kept, names, strict=True):
        panel = f"{run.settings['dataset']}, {run.settings['model']}"
        for column, counts in run.found["result"]["evaluations"].items():
            by_seed = cells.setdefault((panel, name, radius(run), column), {})
            if run.seed in by_seed:
                raise ValueError(
                    f"records: expected each run once, got {label(run)} with seed {run.seed} of equal settings twice "
                    f"(again in {run.file})"
                )
            by_seed[run.seed] = counts
    found = [Point(*key, *_interval(list(by_seed.values())), len(by_seed)) for key, by_seed in cells.items()]
    order = [list(dict.fromkeys(getattr(one, field) for one in found)) for field in ("panel", "series", "column")]
    return sorted(
        found,
        key=lambda one: (
            order[0].index(one.panel),
            one.rho is not None,
            order[1].index(one.series),
            one.column != NATURAL,
            order[2].index(one.column),
            one.rho or 0.0,
        ),
    )


def row_names(runs: Sequence[RunRecord], without: Iterable[str] = ()) -> list[str]:
    """The name of each run's row: its method in short, with the settings in which it differs from others of that name.

    without: settings that make no difference, and "rho" also not in the name of the method.
    """
    without = {*without, "method", "model", "dataset"}
    shorts = [_short(run) if "rho" in without else label(run) for run in runs]
    texts = [{key: json.dumps(value) for key, value in run.settings.items() if key not in without} for run in runs]
    seen: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for run, short, text in zip(runs, shorts, texts, strict=True):
        values = seen.setdefault(_like(run, short), {})
        for key, value in text.items():
            values.setdefault(key, set()).add(value)
    names = []
    for run, short, text in zip(runs, shorts, texts, strict=True):
        values = seen[_like(run, short)]
        own = [f"{key}={_plain(run.settings[key])}" for key in text if len(values[key]) > 1]
        names.append(", ".join([short, *own]))
    return names


def _like(run: RunRecord, short: str) -> tuple[str, ...]:
    return run.settings["dataset"], run.settings["model"], short


def _short(run: RunRecord) -> str:
    return label(run) if radius(run) is None else label(run).rpartition(" ")[0]


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={one}" for key, one in value.items())
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _interval(counts: Sequence[Mapping[str, int]]) -> tuple[float, float, float]:
    """Mean accuracy in percent, and the ends of its interval."""
    shares = [100.0 * one["correct"] / one["n"] for one in counts]
    if len(shares) > 1:
        return float(np.mean(shares)), *mean_interval(shares, ERROR)
    low, high = clopper_pearson(counts[0]["correct"], counts[0]["n"], ERROR)
    return shares[0], 100.0 * low, 100.0 * high
