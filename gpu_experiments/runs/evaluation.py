"""Natural and robust accuracy of a model, as counts, with signs of gradient masking."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from gpu_experiments.attacks import masking
from gpu_experiments.attacks.autoattack import auto_attack
from gpu_experiments.attacks.inputs import Bounds
from gpu_experiments.attacks.names import NamedAttack, parse_attack
from gpu_experiments.attacks.pgd import PGD, evaluation_mode
from gpu_experiments.data.datasets import Dataset
from gpu_experiments.data.seeds import generator, stream_seed

NATURAL = "natural"
BATCH = 1000
"""Images a batch; part of what the random starts depend on."""

_STREAM = "test attack"
Counts = dict[str, dict[str, Any]]
Attack = Callable[[Tensor, Tensor], Tensor]
"""From inputs and labels to the inputs that are classified."""


def evaluate(
    model: nn.Module,
    data: Dataset,
    attacks: Iterable[str] = (),
    seed: int = 0,
    *,
    split: str = "test",
    masking_signs: bool = True,
    timed: Callable[[str, float], None] = lambda name, seconds: None,
) -> Counts:
    """How many images of a split the model gets right: {"natural": {"correct": ..., "n": ...}, attack: {...}, ...}.

    model: takes inputs on the scale of the data; data lies on its device.  It is in evaluation mode meanwhile.
    attacks: names as in `attacks.names`, for some images or all; each draws from a stream of its own under `seed`.
    split: "test", "validation" or "train".
    masking_signs: also count what shows gradient masking, where there are attacks (four times the work of PGD): "vanishing"
        gradients, under "natural", and by each PGD attack the images that stay right under "scale-free" ones of the same
        ball and steps; `masking.flags` tells what they mean.
    timed: is told the seconds that each took.
    Raises ValueError for an unknown attack or split, or a split without images or with fewer than an attack asks for;
    ImportError where AutoAttack is missing.
    """
    if split not in ("test", "validation", "train"):
        raise ValueError(f"split must be test, validation or train, got {split!r}")
    named = [parse_attack(name) for name in attacks]
    x, y = getattr(data, f"{split}_x"), getattr(data, f"{split}_y")
    if not len(y):
        raise ValueError(f"split must have images, got none in {split!r}")
    counts: Counts = {}
    with evaluation_mode(model):
        for attack in (None, *named):
            start, name = time.perf_counter(), NATURAL if attack is None else attack.name
            some_x, some_y = _first(x, y, attack)
            right = _right(model, some_x, some_y, _attack(model, attack, data.box, seed, x.device))
            counts[name] = {"correct": int(right.sum()), "n": len(some_y)}
            if masking_signs and attack is not None and attack.pgd is not None:
                pgd = replace(attack.pgd, bounds=data.box)
                others = _scale_free(model, some_x, some_y, name, pgd, seed)
                counts[name][masking.SCALE_FREE] = {kind: masking.compared(right, other) for kind, other in others}
            timed(name, time.perf_counter() - start)
        if masking_signs and named:
            counts[NATURAL][masking.VANISHING] = sum(masking.vanishing(model, *batch) for batch in _batches(x, y))
    return counts


def accuracy(counts: Mapping[str, Any]) -> float:
    """The share of right ones."""
    return counts["correct"] / counts["n"]


def summary(counts: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Accuracies in percent, by name."""
    return {name: 100.0 * accuracy(one) for name, one in counts.items()}


def _batches(x: Tensor, y: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    for start in range(0, len(y), BATCH):
        yield x[start : start + BATCH].contiguous(memory_format=torch.channels_last), y[start : start + BATCH]


def _first(x: Tensor, y: Tensor, attack: NamedAttack | None) -> tuple[Tensor, Tensor]:
    """The images that are attacked.  Raises ValueError where there are not so many."""
    if attack is None or attack.images is None:
        return x, y
    if attack.images > len(y):
        raise ValueError(
            f"attacks: expected at most {len(y)} images of the split, got {attack.images} for {attack.name!r}"
        )
    return x[: attack.images], y[: attack.images]


def _right(model: nn.Module, x: Tensor, y: Tensor, attack: Attack) -> Tensor:
    """Which images the model gets right, bool (n,); none whose logits are NaN."""
    found = []
    for inputs, labels in _batches(x, y):
        attacked = attack(inputs, labels)
        with torch.no_grad():
            logits = model(attacked)
        found.append((logits.argmax(1) == labels) & ~logits.isnan().any(1))
    return torch.cat(found)


def _attack(model: nn.Module, attack: NamedAttack | None, box: Bounds, seed: int, device: torch.device) -> Attack:
    if attack is None:
        return lambda inputs, labels: inputs
    if attack.pgd is not None:
        return _drawing(model, replace(attack.pgd, bounds=box), generator(seed, _STREAM, attack.name, device=device))
    norm, eps = attack.norm, attack.eps
    seeds = (stream_seed(seed, _STREAM, attack.name, number) % 2**31 for number in itertools.count())  # one a batch
    return lambda inputs, labels: auto_attack(model, inputs, labels, eps, norm=norm, bounds=box, seed=next(seeds))


def _drawing(model: nn.Module, pgd: PGD, draws: torch.Generator) -> Attack:
    return lambda inputs, labels: pgd(model, inputs, labels, draws)


def _scale_free(model: nn.Module, x: Tensor, y: Tensor, name: str, pgd: PGD, seed: int) -> Iterator[tuple[str, Tensor]]:
    first, _ = next(_batches(x, y))
    for kind, one in masking.variants(model, pgd, first).items():
        draws = generator(seed, _STREAM, name, kind, device=x.device)
        yield kind, _right(model, x, y, _drawing(one.model, one.pgd, draws))
