"""``python -m gpu_experiments evaluate``: a trained network under other attacks."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gpu_experiments.commands.accuracies import accuracy_lines
from gpu_experiments.commands.arguments import add_data_folder, add_own, device_of, pairs, use_data_folder
from gpu_experiments.data.datasets import DATASETS
from gpu_experiments.runs import checkpoints, records
from gpu_experiments.runs.evaluation import evaluate
from gpu_experiments.runs.settings import RunSettings, from_json
from gpu_experiments.runs.training import load_data, make_model, one_thread
from theory import files

HELP = "evaluate trained networks under attacks"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument(
        "records", type=Path, nargs="+", metavar="RECORD", help="records; their weights lie beside them"
    )
    parser.add_argument(
        "--attacks",
        nargs="*",
        metavar="NAME",
        help="for example 'linf 1/255 pgd-50x5' or 'linf 1/255 autoattack' (those of the record)",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the attacks (%(default)s)")
    parser.add_argument(
        "--masking-signs",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also count what shows gradient masking: four times the work of PGD",
    )
    add_own(parser)
    add_data_folder(parser)
    parser.add_argument("--device", help="cpu, cuda, cuda:1 (a GPU if there is one)")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    use_data_folder(arguments)
    place = device_of(arguments)
    for path in arguments.records:
        record = records.read(path)
        settings = _settings(record, arguments)
        attacks = settings.test_attacks if arguments.attacks is None else arguments.attacks
        with one_thread(place):
            data = load_data(settings, record["seed"]).to(place)
            others = {} if data.description == record["result"]["data"] else {"data": dict(data.description)}
            if others and arguments.dataset is None and settings.dataset not in DATASETS:
                raise ValueError(
                    f"{path}: dataset {settings.dataset!r} has other images now; --dataset says which to take"
                )
            model = make_model(settings, data, record["seed"])
            checkpoints.read_weights(path.with_suffix(".safetensors"), model)
            counts = evaluate(model.to(place), data, attacks, arguments.seed, masking_signs=arguments.masking_signs)
        written = path.with_suffix(records.EVALUATIONS)
        content = {"record": path.name, "weights": record["result"]["weights"], "seed": arguments.seed, **others}
        before = _earlier(written, content)
        files.write_text(written, files.dumps(files.sealed({**content, "evaluations": {**before, **counts}})))
        print(written)
        print(*accuracy_lines(counts), sep="\n")
    return 0


def _settings(record: records.Record, arguments: argparse.Namespace) -> RunSettings:
    """The settings of a record, with the data and the network that are named in place of its own."""
    changes = {name: getattr(arguments, name) for name in ("dataset", "model") if getattr(arguments, name) is not None}
    if "dataset" in changes or arguments.data_options:
        changes["data_options"] = pairs(arguments.data_options or ())
    return from_json({**record["settings"], **changes})


def _earlier(path: Path, content: Mapping[str, Any]) -> dict[str, Any]:
    """The evaluations that are there of the same weights with the same seed."""
    if not path.exists():
        return {}
    found = files.read_json(path)
    fields: dict[str, files.Kinds] = {"record": (str,), "weights": (str,), "seed": (int,), "evaluations": (dict,)}
    files.check_fields(found, fields, str(path), {files.CHECKSUM: (str,), "data": (dict,)})
    if not files.is_sealed(found, str(path)):
        files.tell(f"{path}: the evaluations are of an older version, without a checksum; they are kept as they are")
    same = all(found.get(key) == content.get(key) for key in ("record", "weights", "seed", "data"))
    return found["evaluations"] if same else {}
