"""The record of a run: one JSON file; its part "result" has the same bytes when the run is made again on a CPU.

{"schema": 1, "settings": {...}, "seed": 0, "code": digest of what `training` imports, "libraries": {...}, "device": {...},
 "result": {"data": {...}, "parameters": ..., "epochs": [{"epoch": 1, "loss": ..., "train_accuracy": ...}, ...],
            "evaluations": {"natural": {"correct": ..., "n": ...}, "linf 1/255 pgd-10": {...}},
            "train": {"correct": ..., "n": ...}, "weights": digest},
 "timings": {"epochs": [seconds], "evaluations": {name: seconds}}}

"train" counts the training images that are right at the end, in evaluation mode and without augmentation, by the labels
that the run was trained with; earlier records have none.  "evaluated" is there where other code than that which trained
the weights evaluated them, and is its digest.

With signs of gradient masking the evaluation without attack also has "vanishing", and those by PGD have
"scale-free": {"margin": {"correct": ..., "lost": ..., "gained": ...}, "normalised": {...}, "transfer": {...}}; see `masking`.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import torch

from gpu_experiments.runs.settings import RunSettings, from_json, to_json
from theory import files

SCHEMA = 1
EVALUATIONS = ".evaluations.json"
"""How the names of later evaluations of a run end."""

UNFIT = "unfit"
"""In a result of an experiment as it is read: why its row is not compared, its run does not fit; never in a file."""

_LIBRARIES = ("torch", "numpy", "scikit-learn")
Record = dict[str, Any]


def make(
    settings: RunSettings,
    seed: int,
    code: str,
    device: Mapping[str, Any],
    result: Mapping[str, Any],
    timings: Mapping[str, Any],
) -> Record:
    """The record of a run.  Raises ValueError for a NaN in it."""
    record = {
        "schema": SCHEMA,
        "settings": to_json(settings),
        "seed": seed,
        "code": code,
        "libraries": {"python": platform.python_version(), **{name: metadata.version(name) for name in _LIBRARIES}},
        "device": dict(device),
        "result": dict(result),
        "timings": dict(timings),
    }
    return files.plain(record, "record")


def device_information(device: torch.device, precision: str) -> dict[str, Any]:
    """What a record says of the device."""
    if device.type == "cuda":
        name, threads = torch.cuda.get_device_name(device), None
    else:
        name, threads = platform.machine(), torch.get_num_threads()
    return {"type": device.type, "name": name, "threads": threads, "precision": precision}


def path_of(out: Path, settings: RunSettings, seed: int) -> Path:
    """The file of a run's record in a folder of runs."""
    return out / f"{settings.name(seed)}.json"


def write(path: Path, record: Record) -> None:
    """Write a record whole or not at all."""
    files.write_text(path, files.dumps(record))


def read(path: Path) -> Record:
    """The record in a file.  Raises ValueError that names the file if it is none of this schema."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        schema = record.get("schema") if isinstance(record, dict) else None
        if schema != SCHEMA:
            raise ValueError(f"expected schema {SCHEMA}, got {schema!r}")
        missing = [part for part in ("settings", "seed", "code", "device", "result", "timings") if part not in record]
        if missing:
            raise ValueError(f"expected a record of a run, but it has no {', '.join(missing)}")
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
    return record


def read_folder(folder: Path) -> list[Record]:
    """All records in a folder of runs, by file name.  Raises ValueError for a file that is none."""
    paths = sorted(path for path in folder.glob("*-seed*.json") if not path.name.endswith(EVALUATIONS))
    return [read(path) for path in paths]


def settings_of(record: Record) -> RunSettings:
    """The settings of a record.  Raises ValueError if they are none of this code."""
    return from_json(record["settings"])
