"""Settings of a training run: one frozen value with everything that its result depends on, but for the seed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from gpu_experiments.attacks.names import parse_attack
from gpu_experiments.data.augmentation import AUGMENTATIONS
from gpu_experiments.networks import by_name
from gpu_experiments.runs.flips import METHODS as FLIP_METHODS
from gpu_experiments.runs.flips import refusal
from gpu_experiments.sam import methods

Schedule = Literal["steps", "cosine", "cosine-per-step", "triangular", "constant"]
LATER = {"later": True}
"""Metadata of a field that came after records were committed: at its default it is left out of what is written, so that
the settings, names and keys of earlier runs stay as they are."""


@dataclass(frozen=True)
class RunSettings:
    """One training run and its evaluation; the defaults are the small ones for the bundled digits.

    dataset, data_options: name and own options of the data set (see `gpu_experiments.data.datasets`); images of your own are
        named "module:function", or by a folder or a file .npz.
    subset, test_subset: how many training and test images, chosen by hash; None for all.
    validation: how many training images are held out, chosen by hash.
    label_noise: the share of training labels that are replaced by another class.
    model, width: network and its width (None for the usual one); one of your own is named "module:function".
    method, rho, method_options: see `gpu_experiments.sam.methods`; a method of your own is named "module:Name".
    attack, eps, attack_step, attack_steps: adversarial training by PGD in the norm `attack` ("" for none), eps and the
        step's size on the scale of the inputs.
    schedule: of the learning rate, by epoch: "steps" x 0.1 at 75% and x 0.01 at 90% of the epochs, "cosine" to 0, or
        by iteration, "cosine-per-step"; also by iteration "triangular", from 0.2 up to 1 after 0.23 of them and down to
        0.07 of the rate; "constant".
    smoothing: of the labels, in the form of a Kullback-Leibler divergence.
    augmentation: "crop-flip" (reflecting, padding 4), "crop-flip-2" (the same with 2), "crop-flip-cutout" (zeros, then
        16 x 16 cutout), "none".
    select: weights that are evaluated, of the "last" epoch or of that with the "best-validation" accuracy.
    precision: of the passes in training, "auto" for bfloat16 on a GPU and float32 on a CPU.
    test_attacks: evaluated at the end, by name, for example "linf 1/255 pgd-10", or on the first 500 test images "linf
        1/255 pgd-10 on 500".
    curve_every: also evaluate every so many epochs; 0 for never.
    flips: on so many training images, count at every epoch the correct predictions that the ascent flips; 0 for none.
    masking_signs: also count in every evaluation what shows gradient masking (see `gpu_experiments.attacks.masking`).
    nesterov: SGD with Nesterov's momentum.
    bias_rate: the biases of batch norm have so many times the learning rate, and so many times less weight decay.
    averaging: every five steps the weights become their running average (see `gpu_experiments.runs.averaging`).

    Raises ValueError that names the field.  Fields without effect (rho of "st", eps without attack) are set to 0, so
    that equal runs have equal settings.
    """

    dataset: str = "digits"
    data_options: Mapping[str, Any] = field(default_factory=dict)
    subset: int | None = None
    test_subset: int | None = None
    validation: int = 0
    label_noise: float = 0.0
    model: str = "cnn"
    width: int | None = None
    method: str = methods.STANDARD
    rho: float = 0.05
    method_options: Mapping[str, Any] = field(default_factory=dict)
    attack: Literal["", "linf", "l2"] = ""
    eps: float = 8 / 255
    attack_step: float = 2 / 255
    attack_steps: int = 5
    epochs: int = 10
    batch_size: int = 64
    lr: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 5e-4
    schedule: Schedule = "cosine"
    smoothing: float = 0.0
    max_grad_norm: float | None = None
    augmentation: str = "none"
    select: Literal["last", "best-validation"] = "last"
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    test_attacks: tuple[str, ...] = ("linf 0.05 pgd-10", "linf 0.1 pgd-10", "l2 0.25 pgd-10", "l2 0.5 pgd-10")
    curve_every: int = 0
    flips: int = 0
    masking_signs: bool = field(default=False, metadata=LATER)
    nesterov: bool = field(default=False, metadata=LATER)
    bias_rate: float = field(default=1.0, metadata=LATER)
    averaging: bool = field(default=False, metadata=LATER)

    def __post_init__(self) -> None:
        by_name.check(self.model)
        self._set("method_options", methods.options_of(self.method, self.method_options))
        self._set("data_options", dict(self.data_options))
        self._set("test_attacks", tuple(self.test_attacks))
        attacks = [parse_attack(name).name for name in self.test_attacks]
        if len(set(attacks)) < len(attacks):
            raise ValueError(
                f"test_attacks must differ but for the number of images, got {max(attacks, key=attacks.count)!r} twice"
            )
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, got {getattr(self, name)!r}")
        for name, least in _WHOLE.items():
            value = getattr(self, name)
            if value is None and name in ("subset", "test_subset"):
                continue
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise ValueError(f"{name} must be a whole number >= {least}, got {value!r}")
        for name in ("masking_signs", "nesterov", "averaging"):
            if not isinstance(getattr(self, name), bool):
                raise ValueError(f"{name} must be True or False, got {getattr(self, name)!r}")
        for name in ("rho", "eps", "attack_step", "lr", "momentum", "weight_decay", "bias_rate"):
            self._set(name, self._number(name))
            if not 0.0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} must be finite and >= 0, got {getattr(self, name)!r}")
        for name in ("label_noise", "smoothing"):
            self._set(name, self._number(name))
            if not 0.0 <= getattr(self, name) < 1.0:
                raise ValueError(f"{name} must be in [0, 1), got {getattr(self, name)!r}")
        if self.bias_rate == 0.0:
            raise ValueError("bias_rate must be > 0, got 0.0")
        if self.nesterov and not self.momentum:
            raise ValueError("momentum must be > 0 with nesterov, got 0.0")
        if self.select == "best-validation" and not self.validation:
            raise ValueError("validation must be >= 1 for select = 'best-validation', got 0")
        if self.flips and (reason := refusal(self.method)):
            raise ValueError(
                f"flips must be 0 unless method is one of {', '.join(FLIP_METHODS)}, got {self.method!r}: {reason}"
            )
        if not _climbs(self.method):
            self._set("rho", 0.0)
        if self.attack and (self.attack_steps < 1 or (self.eps > 0.0 and self.attack_step <= 0.0)):
            raise ValueError(
                "attack_steps must be >= 1 and attack_step > 0 with an attack, got "
                f"{self.attack_steps} and {self.attack_step!r}"
            )
        if not self.attack:
            self._set("eps", 0.0)
            self._set("attack_step", 0.0)
            self._set("attack_steps", 0)

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _number(self, name: str) -> float:
        value = getattr(self, name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"{name} must be a number, got {value!r}")
        return float(value)

    def changed(self, **changes: Any) -> RunSettings:
        """These settings with some replaced.

        Raises ValueError where a method or an attack is new and its radius is not given: the 0 of these settings, which
        had no use for it, is not meant.
        """
        for switch, used, needed in (
            ("method", _climbs, ("rho",)),
            ("attack", bool, ("eps", "attack_step", "attack_steps")),
        ):
            turned_on = not used(getattr(self, switch)) and used(changes.get(switch, getattr(self, switch)))
            if turned_on and (missing := [name for name in needed if name not in changes]):
                raise ValueError(
                    f"{missing[0]} must be given with {switch} = {changes[switch]!r}, since there was none before"
                )
        return from_json({**to_json(self), **changes})

    def trained_alone(self) -> RunSettings:
        """The settings of a run that trains the same weights and attacks none of them at the end.

        With evaluations in the middle of training, these settings themselves: their attacks are part of it.
        """
        if self.curve_every:
            return self
        return self.changed(test_attacks=(), masking_signs=False)

    @property
    def label(self) -> str:
        """The method in short: "ST", "SAM 0.1", "AT linf 8/255", "AT linf 8/255 + SAM 0.1"."""
        return label_of(self.method, self.rho if _climbs(self.method) else None, self.attack, self.eps)

    def name(self, seed: int) -> str:
        """A file name for the run, unique among settings and seeds."""
        digest = hashlib.sha256(json.dumps(to_json(self), sort_keys=True).encode()).hexdigest()[:8]
        label = self.label.lower().replace(" + ", "-").replace("/", "of").replace(" ", "-")
        return f"{_word(self.dataset)}-{_word(self.model)}-{label}-seed{seed}-{digest}"


def label_of(method: str, rho: float | None, attack: str, eps: float) -> str:
    """A method in short, as `RunSettings.label`; rho is None where the method does not climb."""
    parts = []
    if attack:
        shown = eps * 255
        parts.append(f"AT {attack} " + (f"{shown:.0f}/255" if shown == round(shown) else f"{eps:g}"))
    if rho is not None or not attack:
        parts.append(method.rpartition(":")[2].upper() + ("" if rho is None else f" {rho:g}"))
    return " + ".join(parts)


def _word(name: str) -> str:
    """A name as it stands in the name of a file: places and paths have other characters than names of the package."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")


def _climbs(method: str) -> bool:
    """Whether a method visits another point than w, so that it has a radius."""
    return methods.named(method).passes > 1


_CHOICES: dict[str, tuple[str, ...]] = {
    "attack": ("", "linf", "l2"),
    "schedule": get_args(Schedule),
    "augmentation": AUGMENTATIONS,
    "select": ("last", "best-validation"),
    "precision": ("auto", "float32", "bfloat16"),
}
_WHOLE = {
    "subset": 1,
    "test_subset": 1,
    "validation": 0,
    "attack_steps": 0,
    "epochs": 0,
    "batch_size": 1,
    "curve_every": 0,
    "flips": 0,
}


def all_fields(settings: RunSettings) -> dict[str, Any]:
    """Every field as plain data."""
    found = {f.name: getattr(settings, f.name) for f in dataclasses.fields(settings)}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}


def to_json(settings: RunSettings) -> dict[str, Any]:
    """The settings as plain data for a record, without those fields of `LATER` that have their default."""
    later = {f.name: f.default for f in dataclasses.fields(settings) if "later" in f.metadata}
    return {key: value for key, value in all_fields(settings).items() if key not in later or value != later[key]}


def from_json(data: Mapping[str, Any]) -> RunSettings:
    """The settings that `to_json` wrote; missing fields have their defaults.  Raises ValueError for unknown ones."""
    unknown = sorted(set(data) - {f.name for f in dataclasses.fields(RunSettings)})
    if unknown:
        raise ValueError(f"settings: unknown {', '.join(unknown)}")
    return RunSettings(**data)


def learning_rate(settings: RunSettings, epoch: int, fraction: float = 0.0) -> float:
    """The learning rate in epoch 0, 1, ..., after that fraction of its steps."""
    share = epoch / max(settings.epochs, 1)
    match settings.schedule:
        case "steps":
            return settings.lr * (1.0 if share < 0.75 else 0.1 if share < 0.9 else 0.01)
        case "constant":
            return settings.lr
        case "triangular":
            return settings.lr * _triangle((epoch + fraction) / max(settings.epochs, 1))
        case "cosine-per-step":
            share = (epoch + fraction) / max(settings.epochs, 1)
    return settings.lr * 0.5 * (1.0 + math.cos(math.pi * share))


def _triangle(share: float) -> float:
    """The height after a share of all iterations: linear from 0.2 to 1 at 0.23, and from there to 0.07 at the end."""
    start, peak, end = 0.2, 0.23, 0.07
    return start + (1.0 - start) * share / peak if share < peak else 1.0 - (1.0 - end) * (share - peak) / (1.0 - peak)
