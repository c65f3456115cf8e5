"""What is measured on the trained weights of a run: right after training, or later from kept weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import nn

from gpu_experiments.data import planted
from gpu_experiments.data.datasets import Dataset
from gpu_experiments.runs import checkpoints
from gpu_experiments.runs.evaluation import NATURAL, evaluate
from gpu_experiments.runs.settings import RunSettings


def outcome(
    model: nn.Module,
    data: Dataset,
    settings: RunSettings,
    seed: int,
    epochs: Sequence[Mapping[str, Any]],
    timed: Callable[[str, float], None] = lambda name, seconds: None,
) -> dict[str, Any]:
    """The part "result" of a run's record, from the weights that are judged.

    model: with these weights, in evaluation mode, on the device of the data.
    epochs: the rows of the epochs of training.
    timed: is told the seconds of each evaluation.
    """
    evaluations = evaluate(model, data, settings.test_attacks, seed, masking_signs=settings.masking_signs, timed=timed)
    result = {
        "data": dict(data.description),
        "parameters": sum(p.numel() for p in model.parameters()),
        "epochs": list(epochs),
        "evaluations": evaluations,
        "train": evaluate(model, data, (), seed, split="train")[NATURAL],
        "weights": checkpoints.weights_hash(model.state_dict()),
    }
    if settings.dataset == "planted":
        result["reliance"] = planted.reliance(model, data.test_x, data.test_y)
    return result
