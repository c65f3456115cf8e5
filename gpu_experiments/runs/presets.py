"""Settings of the papers, and small ones for a CPU."""

from __future__ import annotations

from typing import Any

from gpu_experiments.runs.settings import RunSettings, from_json
from gpu_experiments.sam.methods import STANDARD

WEI2023_ATTACKS = ("linf 1/255 pgd-10", "linf 2/255 pgd-10", "l2 16/255 pgd-10", "l2 32/255 pgd-10")
"""The four attacks at test time of Wei et al. (2023)."""

DIGITS_ATTACKS = RunSettings().test_attacks
"""For 8 x 8 digits on the scale [0, 1]: an l_inf radius of 0.1 is 1.6 of the 16 grey levels."""

_CIFAR: dict[str, Any] = {
    "dataset": "cifar10",
    "batch_size": 128,
    "momentum": 0.9,
    "test_attacks": WEI2023_ATTACKS,
}
PRESETS: dict[str, dict[str, Any]] = {
    "small": {},
    "wei2023": {
        **_CIFAR,
        "model": "preactresnet18",
        "epochs": 100,
        "lr": 0.1,
        "weight_decay": 5e-4,
        "schedule": "steps",
        "rho": 0.05,
        "augmentation": "crop-flip",
    },
    "xie2024": {
        **_CIFAR,
        "model": "resnet56",
        "epochs": 200,
        "lr": 0.1,
        "weight_decay": 5e-4,
        "schedule": "cosine",
        "smoothing": 0.1,
        "rho": 0.05,
        "augmentation": "crop-flip-cutout",
        "validation": 5000,
        "select": "best-validation",
    },
    "li2024": {
        **_CIFAR,
        "model": "preactresnet18",
        "epochs": 200,
        "lr": 0.05,
        "weight_decay": 1e-3,
        "schedule": "cosine-per-step",
        "rho": 0.2,
        "augmentation": "crop-flip-cutout",
    },
    "deng2024": {
        **_CIFAR,
        "model": "preactresnet18",
        "epochs": 200,
        "lr": 0.05,
        "weight_decay": 1e-3,
        "schedule": "cosine-per-step",
        "smoothing": 0.1,
        "rho": 0.05,
        "augmentation": "crop-flip-cutout",
    },
}
"""By name: "small" for the digits, else a paper.  F-SAM and BSAM use a plain ResNet-18, which PreActResNet-18 stands
for; xie2024 trains standard SGD for 400 epochs (see `gpu_experiments.experiments.paper_tables`)."""

RECIPES: dict[str, dict[str, Any]] = {
    "cpu-fast": {
        "model": "cnn-fast",
        "epochs": 26,
        "batch_size": 512,
        "lr": 0.75,
        "momentum": 0.85,
        "nesterov": True,
        "weight_decay": 1.33e-3,
        "bias_rate": 64.0,
        "schedule": "triangular",
        "augmentation": "crop-flip-2",
        "averaging": True,
        "precision": "bfloat16",
    },
}
"""A network with what makes it learn fast, in place of those of a paper or a table.  "cpu-fast": rates and decay of
airbench94 (Jordan, 2024), for the mean of a batch in place of the sum, without its smoothing of labels."""

_METHOD_OPTIONS = {("li2024", "fsam"): {"lmbda": 0.6}, ("li2024", "fsam-full"): {"lmbda": 0.6}}


def preset(paper: str = "small", **changes: Any) -> RunSettings:
    """The settings of that name, with some replaced.  Raises ValueError for an unknown name."""
    if paper not in PRESETS:
        raise ValueError(f"paper must be one of {', '.join(PRESETS)}, got {paper!r}")
    options = {**_METHOD_OPTIONS.get((paper, changes.get("method", STANDARD)), {}), **changes.pop("method_options", {})}
    defaults = dict(PRESETS[paper])
    if str(changes.get("dataset", "")).startswith("planted"):
        defaults["test_attacks"] = ()
    return from_json({**defaults, **changes, "method_options": options})
