"""Natural and robust accuracy of a model, as counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from gpu_experiments.attack_names import NamedAttack, parse_attack
from gpu_experiments.autoattack import auto_attack
from gpu_experiments.datasets import Dataset
from gpu_experiments.seeds import generator, stream_seed

NATURAL = "natural"
BATCH = 1000
"""Images a batch; part of what the random starts depend on."""

Counts = dict[str, dict[str, int]]


def evaluate(
    model: nn.Module,
    data: Dataset,
    attacks: Iterable[str] = (),
    seed: int = 0,
    *,
    split: str = "test",
    timed: Callable[[str, float], None] = lambda name, seconds: None,
) -> Counts:
    """How many images of a split the model gets right: {"natural": {"correct": ..., "n": ...}, attack: {...}, ...}.

    model: takes inputs on the scale of the data; data lies on its device.  It is in evaluation mode meanwhile.
    attacks: names as in `attack_names`; each draws from a stream of its own under `seed`.
    split: "test", "validation" or "train".
    timed: is told the seconds that each took.
    Raises ValueError for an unknown attack or split, or a split without images; ImportError where AutoAttack is missing.
    """
    if split not in ("test", "validation", "train"):
        raise ValueError(f"split must be test, validation or train, got {split!r}")
    named = [parse_attack(name) for name in attacks]
    x, y = getattr(data, f"{split}_x"), getattr(data, f"{split}_y")
    if not len(y):
        raise ValueError(f"split must have images, got none in {split!r}")
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        counts: Counts = {}
        for attack in (None, *named):
            start, name = time.perf_counter(), NATURAL if attack is None else attack.name
            counts[name] = {"correct": _correct(model, x, y, attack, data.box, seed), "n": len(y)}
            timed(name, time.perf_counter() - start)
        return counts
    finally:
        for module, training in modes:
            module.training = training


def accuracy(counts: dict[str, int]) -> float:
    """The share of right ones."""
    return counts["correct"] / counts["n"]


def _correct(
    model: nn.Module, x: Tensor, y: Tensor, attack: NamedAttack | None, box: tuple[float, float], seed: int
) -> int:
    if attack is not None and attack.pgd is None and box != (0.0, 1.0):
        raise ValueError(f"attack {attack.name!r} needs inputs in [0, 1], got data with box {box}")
    draws = generator(seed, "test attack", attack.name if attack else "", device=x.device)
    total = torch.zeros((), dtype=torch.int64, device=x.device)
    for number, start in enumerate(range(0, len(y), BATCH)):
        inputs, labels = x[start : start + BATCH], y[start : start + BATCH]
        inputs = inputs.contiguous(memory_format=torch.channels_last)
        if attack is not None and attack.pgd is not None:
            inputs = replace(attack.pgd, bounds=box)(model, inputs, labels, draws)
        elif attack is not None:
            own = stream_seed(seed, "test attack", attack.name, number) % 2**31
            inputs = auto_attack(model, inputs, labels, attack.eps, norm=attack.norm, seed=own)
        with torch.no_grad():
            total += (model(inputs).argmax(1) == labels).sum()
    return int(total)


def summary(counts: Counts) -> dict[str, Any]:
    """Accuracies in percent, by name."""
    return {name: 100.0 * accuracy(one) for name, one in counts.items()}
