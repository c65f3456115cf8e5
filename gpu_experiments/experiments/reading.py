"""Records of runs read back, whoever made them: of `train`, one JSON file a run, or of `sweep` and `table`, one line a run.

Nothing of the user's own is imported for it: settings are read as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gpu_experiments.runs import records
from gpu_experiments.runs.evaluation import summary
from gpu_experiments.runs.settings import RunSettings, all_fields, label_of
from gpu_experiments.sam.methods import METHODS
from gpu_experiments.task_names import NAMES
from simulate.sweeps import store
from theory import files

LINES = ".jsonl"


@dataclass(frozen=True)
class RunRecord:
    """A recorded run.

    Attributes:
        file: where it is read from.
        settings: every field of the settings, as plain data.
        seed: of the run.
        found: what came out: "result" (see `gpu_experiments.runs.records`), "code", "device", "libraries"; or "diverged".
        seconds: how long it took, None where that is not recorded.
    """

    file: Path
    settings: Mapping[str, Any]
    seed: int
    found: Mapping[str, Any]
    seconds: float | None

    @property
    def diverged(self) -> str:
        """Where training diverged; empty if it did not."""
        return str(self.found.get("diverged", ""))


def read_records(path: Path | str, *, frame: bool = True) -> Any:
    """The records of runs as a table, one row a run.

    Columns: ``file``, every field of the run's settings (``method``, ``rho``, ``model``, ``dataset``, ...), ``seed``,
    ``label``, accuracies in percent (``natural`` and one by the name of each attack, on the test images; ``training`` on
    the training images), ``loss`` (the mean of the last epoch), ``parameters``, ``seconds``, ``code``, ``weights`` (a
    digest) and ``diverged`` (where; then there are no accuracies).

    Args:
        path: a record (.json) or a file of records (.jsonl), or a folder of such files, whose own folders are not read.
        frame: give a pandas DataFrame, for which pandas must be installed; else a list of dictionaries.

    Raises:
        ValueError: there is no record, or a file is damaged; the message names it.
        ImportError: a DataFrame is asked for and pandas is not installed.
    """
    if not frame:
        return [row(one) for one in read_runs(Path(path))]
    try:
        import pandas
    except ImportError as error:
        raise ImportError(
            "frame: a DataFrame needs pandas (pip install pandas); frame=False gives a list of dictionaries"
        ) from error
    return pandas.DataFrame([row(one) for one in read_runs(Path(path))])


def read_runs(path: Path) -> list[RunRecord]:
    """The recorded runs of a file or a folder, by file and then as they stand there.  Raises as `read_records`."""
    found = [run for runs in by_file(path).values() for run in runs]
    if not found:
        raise ValueError(f"path: expected records of runs in {path}, got none")
    return found


def by_file(path: Path) -> dict[Path, list[RunRecord]]:
    """The recorded runs by file; a folder's single records stand under the folder.  Raises as `read_records`."""
    if not path.exists():
        raise ValueError(f"path: expected a record, a file or a folder of records, got {path}, which is not there")
    if path.is_file():
        return {path: _lines(path) if path.suffix == LINES else [_single(path)]}
    singles = [_single(one) for one in records.paths_in(path)]
    lines = {one: _lines(one) for one in sorted(path.glob(f"*{LINES}")) if _is_of_runs(one)}
    return {file: runs for file, runs in {path: singles, **lines}.items() if runs}


def row(one: RunRecord) -> dict[str, Any]:
    """A run as one row, as `read_records` says."""
    told: dict[str, Any] = {"file": str(one.file), **one.settings, "seed": one.seed, "label": label(one)}
    result = one.found.get("result")
    if result is not None:
        told |= summary(result["evaluations"])
        if "train" in result:
            told["training"] = summary({"": result["train"]})[""]
        told["loss"] = result["epochs"][-1]["loss"] if result["epochs"] else None
        told |= {"parameters": result["parameters"], "weights": result["weights"]}
    return {**told, "seconds": one.seconds, "code": one.found.get("code"), "diverged": one.diverged}


def label(one: RunRecord) -> str:
    """The method in short, as `RunSettings.label` has it."""
    said = one.settings
    return label_of(said["method"], radius(one), said["attack"], said["eps"])


def radius(one: RunRecord) -> float | None:
    """The radius rho of a run; None where its method has none."""
    known = METHODS.get(one.settings["method"])
    has_one = known.passes > 1 if known is not None else one.settings["rho"] > 0.0
    return one.settings["rho"] if has_one else None


def _single(path: Path) -> RunRecord:
    record = records.read(path)
    seconds = sum(record["timings"].get("epochs", ()))
    return RunRecord(path, _all(record["settings"]), record["seed"], record, seconds)


def _lines(path: Path) -> list[RunRecord]:
    times = {cell: run["seconds"] for cell, run in store.read_timings(path).items()}
    return [
        RunRecord(
            path,
            _all(one["settings"]["settings"]),
            one["settings"]["seed"],
            one["result"],
            times.get(store.digest(one)),
        )
        for one in store.read(path)
    ]


def _is_of_runs(path: Path) -> bool:
    """Whether a file of lines holds runs, and not their times or something else."""
    first = next((value for _, value in files.read_lines(path)), None) if path.stat().st_size else None
    return isinstance(first, dict) and first.get("task") in NAMES


def _all(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Every field, those that are not written with their defaults."""
    return {**all_fields(RunSettings()), **settings}
