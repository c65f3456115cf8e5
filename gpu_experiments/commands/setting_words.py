"""What --help says of the settings of a run: words and default of every field, options of every method, presets."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Mapping

from gpu_experiments.data.datasets import DATASETS
from gpu_experiments.networks.by_name import NETWORKS
from gpu_experiments.runs.presets import PRESETS, RECIPES
from gpu_experiments.runs.settings import RunSettings
from gpu_experiments.sam.methods import METHODS

DEFAULTS = RunSettings()
OWN_IMAGES = "or images of your own: module:function, a folder CLASS/*.png, a file .npz"
WORDS: dict[str, str] = {
    "dataset": f"one of {', '.join(DATASETS)}; {OWN_IMAGES}",
    "data_options": "of the data set, may be given several times: p, eta, d, train, test of planted; keywords of a function",
    "subset": "training images, chosen by hash",
    "test_subset": "test images, chosen by hash",
    "validation": "training images held out",
    "label_noise": "share of labels replaced",
    "model": f"one of {', '.join(NETWORKS)}; or module:function of your own",
    "width": "of the network",
    "method": f"one of {', '.join(METHODS)}; or module:Name of your own",
    "rho": "radius of the perturbation of the weights, also as a fraction",
    "method_options": "of the method, may be given several times; see below",
    "eps": "radius of adversarial training, for example 8/255",
    "attack_step": "its step; eps/4 when eps is given",
    "attack_steps": "its number of steps",
    "attack": "norm of adversarial training",
    "epochs": "passes over the training images",
    "batch_size": "images a step",
    "lr": "learning rate at the start",
    "momentum": "of SGD",
    "weight_decay": "of SGD",
    "schedule": "of the learning rate",
    "smoothing": "of labels",
    "max_grad_norm": "to which the gradient is clipped",
    "augmentation": "of the training images",
    "select": "weights that are evaluated",
    "precision": "of the passes in training",
    "test_attacks": "evaluated at the end, for example 'linf 1/255 pgd-10'",
    "curve_every": "also evaluate every so many epochs",
    "masking_signs": "also count in evaluations what shows gradient masking",
    "nesterov": "Nesterov's momentum",
    "bias_rate": "times the learning rate for the biases of batch norm",
    "averaging": "running average of the weights every five steps",
    "flips": "count flipped predictions on so many images",
}
_NONE = {
    "subset": "all",
    "test_subset": "all",
    "width": "the network's own",
    "max_grad_norm": "never",
    "attack": "none",
    "flips": "none",
    "curve_every": "never",
}
"""What the defaults None, "" and 0 of some fields mean."""


def default_in_words(name: str) -> str:
    """The default of a field of the settings, for a reader."""
    field = RunSettings.__dataclass_fields__[name]  # before eps of no attack, and rho of no climb, became 0
    value = field.default if field.default is not dataclasses.MISSING else getattr(DEFAULTS, name)
    if isinstance(value, bool):
        return "on" if value else "off"
    if not value and name in _NONE:
        return _NONE[name]
    if isinstance(value, Mapping):
        return "the defaults of each"
    if name in ("eps", "attack_step"):
        return f"{255 * value:g}/255"
    return " ".join(map(repr, value)) if isinstance(value, tuple) else str(value)


def methods_in_words() -> str:
    """Every method with its own parameters and their defaults, a line each."""
    lines = ["methods, and their own parameters with defaults (--method-option NAME=VALUE):"]
    for name, method in METHODS.items():
        own = [f"{key}={value}" for key, value in method.options.items()]
        lines.append(f"  {name:12} {' '.join([*(['--rho'] if method.passes > 1 else []), *own])}".rstrip())
    return "\n".join(lines)


def presets_in_words() -> str:
    """What --paper and --recipe set, a paragraph each."""
    lines = ["what --paper and --recipe set in place of these defaults:"]
    for name, values in {**PRESETS, **RECIPES}.items():
        told = [f"{key}={list(value) if isinstance(value, tuple) else value}" for key, value in values.items()]
        text = f"{name:12} {' '.join(told) or 'nothing'}"
        lines.append(textwrap.fill(text, 110, initial_indent="  ", subsequent_indent=" " * 15))
    return "\n".join(lines)
