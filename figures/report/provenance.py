"""How the results were made: libraries, times and seeds from the evidence and the records, and what was reduced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from figures.report.comparisons import network as network_name
from figures.report.recorded import Recorded
from gpu_experiments.runs.presets import preset
from gpu_experiments.runs.settings import RunSettings
from theory.ledger import show
from theory.ledger.claims import Evidence, Method
from theory.ledger.ledger import Ledger

REDUCED_FIELDS = {
    "model": "network",
    "subset": "training images",
    "test_subset": "test images",
    "epochs": "epochs",
    "batch_size": "batch",
    "lr": "learning rate",
    "schedule": "schedule",
    "augmentation": "augmentation",
}
SETTING_WORDS = {
    "steps": "steps: ×0.1 at 75%, ×0.01 at 90%",
    "cosine": "cosine to 0",
    "cosine-per-step": "cosine to 0, step by step",
    "crop-flip": "random crops and flips",
    "crop-flip-cutout": "random crops, flips and cutout",
}
_ALL = {"subset": "50000", "test_subset": "10000"}


@dataclass(frozen=True)
class MethodTime:
    """How many pieces of evidence a method gave, in how many seconds together."""

    method: Method
    pieces: int
    seconds: float
    command: str


def pieces(ledger: Ledger) -> list[Evidence]:
    """Return all evidence in the order of the claims."""
    return [item for items in ledger.evidence.values() for item in items]


def seconds(item: Evidence) -> float:
    """Return the time of a check, 0 where it is not recorded."""
    return float(item.run.get("seconds", 0.0))


def times(ledger: Ledger) -> list[MethodTime]:
    """Return count and time of the evidence by method."""
    found = []
    for method in Method:
        own = [item for item in pieces(ledger) if item.method is method]
        if own:
            found.append(MethodTime(method, len(own), sum(map(seconds, own)), show.command(method)))
    return found


def environments(ledger: Ledger, recorded: Sequence[Recorded]) -> list[tuple[str, int, str]]:
    """Return every set of libraries in words, how many results came from it, and what sort of results."""
    checks: Counter[str] = Counter()
    for item in pieces(ledger):
        if item.run:
            checks[_words({"python": item.run.get("python"), **item.run.get("versions", {})})] += 1
    runs: Counter[str] = Counter()
    for one in recorded:
        for run in one.runs:
            if "libraries" in run.found:
                runs[_words(run.found["libraries"])] += 1
    return [
        *((words, number, "checks") for words, number in sorted(checks.items())),
        *((words, number, "networks") for words, number in sorted(runs.items())),
    ]


def _words(versions: dict[str, Any]) -> str:
    return ", ".join(f"{name} {versions[name]}" for name in sorted(versions))


def reduced(recorded: Sequence[Recorded]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return a table of what experiments on CIFAR changed against Wei et al.: names of the columns, rows of cells."""
    shown = [one for one in recorded if one.experiment.rows[0].dataset.startswith("cifar")]
    columns = [preset("wei2023"), *(one.experiment.rows[0] for one in shown)]
    rows = [(title, [_setting(column, name) for column in columns]) for name, title in REDUCED_FIELDS.items()]
    rows.append(("seeds", ["3", *(str(one.experiment.seeds) for one in shown)]))
    return ["Wei et al. (2023)", *(one.experiment.name for one in shown)], rows


def _setting(settings: RunSettings, name: str) -> str:
    value = getattr(settings, name)
    if value is None:
        return _ALL.get(name, "none")
    if name == "model" and settings.width is not None:
        return f"{network_name(value)}, width {settings.width}"
    return network_name(value) if name == "model" else SETTING_WORDS.get(value, str(value))


def time_in_words(value: float) -> str:
    """Return a time: ``0.3 s``, ``12 s``, ``4 min``, ``2.5 h``."""
    if value < 10.0:
        return f"{value:.1f} s" if value >= 0.05 else "< 0.1 s"
    if value < 120.0:
        return f"{value:.0f} s"
    return f"{value / 60.0:.0f} min" if value < 7200.0 else f"{value / 3600.0:.1f} h"
