"""What a training step of each method costs: times of steps, measured in turn, so that a busy machine slows all alike."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from gpu_experiments.attacks.pgd import PGD
from gpu_experiments.experiments.experiment import RESULTS
from gpu_experiments.networks import by_name
from gpu_experiments.runs import records
from gpu_experiments.runs.training import one_thread
from gpu_experiments.sam import methods
from gpu_experiments.stepping.driver import Driver
from theory import files, sources

NAME = "step-costs"
ROUNDS = 20
REPEATS = 3  # of which the fastest counts: other work on the machine only ever adds
BATCH = 128
AT_STEPS = 10
METHODS = (methods.STANDARD, "sam", "bisam-log", "bisam-tanh", "esam", "fsam", "gsam", "bsam")
AT = f"AT pgd-{AT_STEPS}"


def measure(rounds: int = ROUNDS, device: torch.device | str = "cpu", width: int = 16) -> dict[str, Any]:
    """Seconds of one step of every method in each round, on random images of 32 x 32, and what they were measured on."""
    place = torch.device(device)
    with one_thread(place):
        draws = torch.Generator().manual_seed(0)
        x = torch.rand(BATCH, 3, 32, 32, generator=draws).to(place)
        y = torch.randint(10, (BATCH,), generator=draws).to(place)
        steps = {name.upper(): _step(name, x, y, width) for name in METHODS}
        steps[AT] = _adversarial_step(x, y, width)
        for step in steps.values():
            step()
        seconds: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(rounds):
            for name, step in steps.items():
                seconds[name].append(round(min(_seconds(step, place) for _ in range(REPEATS)), 6))
        return {
            "network": f"cnn, {width} channels",
            "images": [BATCH, 3, 32, 32],
            "code": sources.digest([__name__]),
            "device": records.device_information(place, "float32"),
            "torch": torch.__version__,
            "seconds": seconds,
        }


def ratios(record: Mapping[str, Any], of: str, over: str) -> dict[int, float]:
    """The time of a step of one method over that of another, by round.  Raises ValueError for an unknown method."""
    seconds = record["seconds"]
    for name in (of, over):
        if name not in seconds:
            raise ValueError(f"method: expected one of {', '.join(seconds)}, got {name!r}")
    return {i: a / b for i, (a, b) in enumerate(zip(seconds[of], seconds[over], strict=True))}


def path(folder: Path = RESULTS) -> Path:
    """The file of the times."""
    return folder / f"{NAME}.jsonl"


_FIELDS: dict[str, files.Kinds] = {
    "network": (str,),
    "images": (list,),
    "code": (str,),
    "device": (dict,),
    "torch": (str,),
    "seconds": (dict,),
}


def read(folder: Path = RESULTS) -> dict[str, Any]:
    """The times that were measured.  Raises ValueError if there are none."""
    try:
        ((where, record),) = files.read_lines(path(folder))
    except (OSError, ValueError) as error:
        raise ValueError(f"{path(folder)}: expected times of steps on one line ({error})") from error
    files.check_fields(record, _FIELDS, where, {files.CHECKSUM: (str,)})
    files.is_sealed(record, where)
    return record


def write(record: Mapping[str, Any], folder: Path = RESULTS) -> None:
    """Write the times."""
    files.write_text(path(folder), json.dumps(files.sealed(record), allow_nan=False) + "\n")


def _model(like: torch.Tensor, width: int) -> tuple[nn.Module, torch.optim.Optimizer]:
    model = by_name.build("cnn", 10, 3, 32, width=width).to(like.device)
    return model, torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)


def _step(name: str, x: torch.Tensor, y: torch.Tensor, width: int) -> Callable[[], object]:
    model, optimizer = _model(x, width)
    driver = Driver(methods.build(name, model, 0.05, {}), optimizer)
    return lambda: driver.step(cross_entropy, x, y)


def _adversarial_step(x: torch.Tensor, y: torch.Tensor, width: int) -> Callable[[], object]:
    model, optimizer = _model(x, width)
    driver = Driver(methods.build(methods.STANDARD, model, 0.0, {}), optimizer)
    attack = PGD(8 / 255, 2 / 255, AT_STEPS)
    return lambda: driver.step(cross_entropy, attack(model, x, y), y)


def _seconds(step: Callable[[], object], device: torch.device) -> float:
    _wait(device)
    start = time.perf_counter()
    step()
    _wait(device)
    return time.perf_counter() - start


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
