"""Arguments that several commands share: one option for each field of a run's settings."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import torch

from gpu_experiments.commands.setting_words import (
    DEFAULTS,
    OWN_IMAGES,
    WORDS,
    default_in_words,
    methods_in_words,
    presets_in_words,
)
from gpu_experiments.data import datasets
from gpu_experiments.data.augmentation import AUGMENTATIONS
from gpu_experiments.data.image_archives import DATA_FOLDER_VARIABLE, OTHER_DATA_VARIABLE
from gpu_experiments.experiments.experiment import RUNS
from gpu_experiments.networks import by_name
from gpu_experiments.runs.presets import PRESETS, RECIPES, preset
from gpu_experiments.runs.settings import RunSettings, Schedule
from gpu_experiments.sam.methods import named

_CHOICES: dict[str, Iterable[str]] = {
    "attack": ("linf", "l2"),
    "schedule": get_args(Schedule),
    "augmentation": AUGMENTATIONS,
    "select": ("last", "best-validation"),
    "precision": ("auto", "float32", "bfloat16"),
}
_RADII = ("eps", "attack_step", "rho")


def add_settings(parser: argparse.ArgumentParser, *, changes_only: bool = False) -> None:
    """Add one option a field; a field that is not given has the value of --paper, or of the table."""
    if not changes_only:
        parser.add_argument(
            "--paper", choices=PRESETS, help="whose settings are the defaults (small; wei2023 for CIFAR)"
        )
    parser.add_argument(
        "--recipe", choices=RECIPES, help="network and training in place of those, but for what is given"
    )
    parser.epilog = "\n\n".join((methods_in_words(), *(() if changes_only else (presets_in_words(),))))
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    for field in dataclasses.fields(RunSettings):
        _add_field(parser, field, "as in the table" if changes_only else None)


def _add_field(parser: argparse.ArgumentParser, field: dataclasses.Field[Any], default: str | None) -> None:
    name, option = field.name, "--" + field.name.replace("_", "-")
    words = f"{WORDS[name]} ({default or default_in_words(name)})".replace("%", "%%")
    if name in ("method_options", "data_options"):
        parser.add_argument(option[:-1], dest=name, action="append", metavar="NAME=VALUE", help=words)
    elif name == "test_attacks":
        parser.add_argument(option, nargs="*", metavar="NAME", help=words)
    elif field.type == "bool":
        parser.add_argument(option, action=argparse.BooleanOptionalAction, default=None, help=words)
    elif name in _CHOICES:
        parser.add_argument(option, choices=tuple(_CHOICES[name]), help=words)
    else:
        parser.add_argument(option, type=_kind(name, getattr(DEFAULTS, name)), metavar="X", help=words)


def add_own(parser: argparse.ArgumentParser) -> None:
    """Add what stands in the place of a record's data or network."""
    parser.add_argument(
        "--dataset", type=_NAMES["dataset"], metavar="X", help=f"other data than the record's: a name, {OWN_IMAGES}"
    )
    parser.add_argument(
        "--data-option", dest="data_options", action="append", metavar="NAME=VALUE", help="of --dataset"
    )
    parser.add_argument(
        "--model", type=_NAMES["model"], metavar="X", help="the record's network where it has another name or place now"
    )


def add_data_folder(parser: argparse.ArgumentParser) -> None:
    """Add where data lie, and whether they may be others than the official ones."""
    parser.add_argument("--data-folder", type=Path, metavar="DIR", help="folder with the official CIFAR binary files")
    parser.add_argument(
        "--allow-other-data", action="store_true", help="take other images in CIFAR's layout too; the record says so"
    )


def add_results(parser: argparse.ArgumentParser) -> None:
    """Add where data lie and where the results of a series go."""
    add_data_folder(parser)
    parser.add_argument(
        "--results", type=Path, metavar="FILE", help="records, as JSON lines; checkpoints lie beside (out/runs/...)"
    )
    parser.add_argument("--fresh", action="store_true", help="make all runs again")


def device_of(arguments: argparse.Namespace) -> torch.device:
    """The device that was asked for, else a GPU if there is one, else the CPU.  Raises ValueError if it is not there."""
    name = arguments.device or ("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ValueError(f"--device: expected cpu, cuda or cuda:N, got {name!r}") from None
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if device.type not in ("cpu", "cuda") or (device.type == "cuda" and (device.index or 0) >= count):
        raise ValueError(f"--device: expected cpu or one of {count} CUDA devices, got {name!r}")
    return device


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add where data lie and where the files of runs go."""
    add_data_folder(parser)
    parser.add_argument("--out", type=Path, default=RUNS, metavar="DIR", help="folder for records (%(default)s)")


def add_seeds(parser: argparse.ArgumentParser, default: int) -> None:
    """Add the number of seeds and the first of them."""
    parser.add_argument("--seeds", type=int, default=default, metavar="N", help="runs of each (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (%(default)s)")


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add where a series runs."""
    parser.add_argument("--workers", type=int, default=1, help="local processes (%(default)s)")
    parser.add_argument("--backend", choices=("local", "dask"), default="local", help="where it runs (%(default)s)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of the Dask scheduler, for example tcp://10.0.0.1:8786")


def use_data_folder(arguments: argparse.Namespace) -> None:
    """Let this process and those it starts find the data."""
    if arguments.data_folder is not None:
        os.environ[DATA_FOLDER_VARIABLE] = str(arguments.data_folder.resolve())
    if arguments.allow_other_data:
        os.environ[OTHER_DATA_VARIABLE] = "1"


def seeds_of(arguments: argparse.Namespace) -> list[int]:
    """The seeds."""
    if arguments.seeds < 1 or arguments.seed < 0:
        raise ValueError(f"--seeds must be >= 1 and --seed >= 0, got {arguments.seeds} and {arguments.seed}")
    return list(range(arguments.seed, arguments.seed + arguments.seeds))


def changes_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """The fields that were given, or that the recipe gives."""
    changes: dict[str, Any] = dict(RECIPES.get(arguments.recipe, {}))
    for field in dataclasses.fields(RunSettings):
        value = getattr(arguments, field.name)
        if value is None:
            continue
        if field.name in ("method_options", "data_options"):
            value = pairs(value)
        changes[field.name] = value
    if "eps" in changes and "attack_step" not in changes:
        changes["attack_step"] = changes["eps"] / 4
    return changes


def settings_of(arguments: argparse.Namespace, **axes: Any) -> RunSettings:
    """The settings that the arguments describe, with those of `axes` in place of theirs.

    Raises ValueError also for a radius that nothing would use.
    """
    changes = {**changes_of(arguments), **axes}
    if "eps" in axes and "attack_step" not in axes and arguments.attack_step is None:
        changes["attack_step"] = axes["eps"] / 4
    for radius, switch in (("rho", "method"), ("eps", "attack")):
        if radius in changes and switch not in changes:
            raise ValueError(f"--{radius} has no effect without --{switch}, got {changes[radius]:g}")
    cifar = str(changes.get("dataset", "")).startswith("cifar")
    return preset(arguments.paper or ("wei2023" if cifar else "small"), **changes)


def value_of(text: str) -> Any:
    """A number, also as a fraction, or else the word itself."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        return text


def pairs(texts: Iterable[str]) -> dict[str, Any]:
    """Options of the form NAME=VALUE.  Raises ValueError for another form."""
    return dict(_pair(text) for text in texts)


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ValueError(f"options: expected NAME=VALUE, got {text!r}")
    return name, value_of(value)


def _named(check: Callable[[str], object]) -> Callable[[str], str]:
    """A type of arguments: a name that passes the check, whose message is told otherwise."""

    def checked(name: str) -> str:
        try:
            check(name)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
        return name

    return checked


_NAMES = {"dataset": _named(datasets.check), "model": _named(by_name.check), "method": _named(named)}


def _kind(name: str, default: Any) -> Any:
    if name in _NAMES:
        return _NAMES[name]
    if name in _RADII:
        return _radius
    return int if default is None and name != "max_grad_norm" else float if default is None else type(default)


def _radius(text: str) -> float:
    try:
        return float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f"expected a number or a fraction, got {text!r}") from None
