"""The record of a run: one JSON file; its part "result" has the same bytes when the run is made again on a CPU.

{"checksum": of the rest, "schema": 1, "settings": {...}, "seed": 0, "code": digest of what `training` imports,
 "libraries": {...}, "device": {...},
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

import platform
from collections.abc import Callable, Mapping
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
    """Write a record, with its checksum, whole or not at all."""
    files.write_text(path, files.dumps(files.sealed(record)))


_FIELDS: Mapping[str, files.Kinds] = {
    "schema": (int,),
    "settings": (dict,),
    "seed": (int,),
    "code": (str,),
    "device": (dict,),
    "result": (dict,),
    "timings": (dict,),
}
_OPTIONAL: Mapping[str, files.Kinds] = {files.CHECKSUM: (str,), "libraries": (dict,), "evaluated": (str,)}


def read(path: Path, tell: Callable[[str], None] = files.tell) -> Record:
    """The record in a file, without its checksum.

    `tell` is called with a line about a record without one, which an older version wrote.
    Raises ValueError that names the file if it is none of this schema, or its content has another checksum.
    """
    try:
        record = files.read_json(path)
    except OSError as error:
        raise ValueError(f"{path}: {error}") from error
    if isinstance(record, dict) and record.get("schema") != SCHEMA:
        raise ValueError(f"{path}: expected schema {SCHEMA}, got {record.get('schema')!r}")
    files.check_fields(record, _FIELDS, str(path), _OPTIONAL)
    if not files.is_sealed(record, str(path)):
        tell(f"{path}: the record is of an older version, without a checksum; it is read as it is")
    return {name: value for name, value in record.items() if name != files.CHECKSUM}


def paths_in(folder: Path) -> list[Path]:
    """The files of the records in a folder of runs, by name."""
    return sorted(path for path in folder.glob("*-seed*.json") if not path.name.endswith(EVALUATIONS))


def read_folder(folder: Path) -> list[Record]:
    """All records in a folder of runs, by file name.  Raises ValueError for a file that is none."""
    return [read(path) for path in paths_in(folder)]


def settings_of(record: Record) -> RunSettings:
    """The settings of a record.  Raises ValueError if they are none of this code."""
    return from_json(record["settings"])
