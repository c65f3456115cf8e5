"""Data sets by name, whole in memory: "digits", "cifar10", "cifar100", "planted", or the user's own (see `own_images`).

Images are ordered by the hash of their bytes, so that splits, subsets and runs are the same for every order of an
archive: the first images are the training set, the last ones of the training part the validation set.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gpu_experiments.data import own_images
from gpu_experiments.data.image_archives import LabelledImages, cifar, digits
from gpu_experiments.data.planted import Planted, draw
from gpu_experiments.data.selection import digests, fingerprint, noisy_labels

DATASETS = ("digits", "cifar10", "cifar100", "planted")
DIGITS_TEST = 360  # of 1797

_Statistics = tuple[tuple[float, ...], tuple[float, ...]]
_CIFAR_STATISTICS: dict[str, _Statistics] = {  # of the training sets, as Wei et al. (2023) have them
    "cifar10": ((0.4914, 0.4822, 0.4465), (0.2471, 0.2435, 0.2616)),
    "cifar100": ((0.50708, 0.48655, 0.44092), (0.26733, 0.25644, 0.27615)),
}
_DIGITS_STATISTICS: _Statistics = ((0.3053,), (0.3760,))  # of all digits on the scale [0, 1]


@dataclass(frozen=True)
class Dataset:
    """A data set.

    train_x, test_x, validation_x: float32 (n, channels, side, side) on the scale of `box`; the matching _y int64 (n,).
    classes: their number.
    mean, std: one value a channel, by which the model normalises.
    box: the least and largest value an input may have; infinite where there is none.
    description: what a record says of it: name, sizes, hashes of the parts, options.
    """

    train_x: Tensor
    train_y: Tensor
    test_x: Tensor
    test_y: Tensor
    validation_x: Tensor
    validation_y: Tensor
    classes: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    box: tuple[float, float]
    description: Mapping[str, Any]

    @property
    def channels(self) -> int:
        """The number of channels."""
        return self.test_x.shape[1]

    @property
    def side(self) -> int:
        """The side of the images."""
        return self.test_x.shape[2]

    def to(self, device: torch.device | str) -> Dataset:
        """The data set on a device."""
        tensors = {f.name: getattr(self, f.name) for f in fields(self) if isinstance(getattr(self, f.name), Tensor)}
        return replace(self, **{name: tensor.to(device) for name, tensor in tensors.items()})


def load(
    name: str = "digits",
    *,
    folder: Path | str | None = None,
    subset: int | None = None,
    test_subset: int | None = None,
    validation: int = 0,
    label_noise: float = 0.0,
    seed: int = 0,
    options: Mapping[str, Any] | None = None,
) -> Dataset:
    """The data set of that name, on the CPU.

    folder: where the CIFAR files are (see `image_archives.cifar`).
    subset, test_subset: how many training and test images to take; None for all.
    validation: how many training images to hold out before the subset is taken.
    label_noise: the probability with which a training label is replaced by another class.
    seed: decides label noise and, for "planted", the draws.
    options: for "planted" p, eta, d, train, test, for a function of the user's own its keywords; other sets have none.
    Raises ValueError that names the argument.
    """
    check(name)
    options = dict(options or {})
    if name == "planted":
        for key, value in (("subset", subset), ("test_subset", test_subset), ("validation", validation or None)):
            if value is not None:
                raise ValueError(f"{key} must not be given for planted data: set train and test, got {value}")
        return _planted(options, label_noise, seed)
    if options and name in DATASETS:
        raise ValueError(f"data_options: {name} has none, got {', '.join(sorted(options))}")
    official = True
    told: dict[str, Any] = {"name": name}
    if name not in DATASETS:
        found = own_images.read(name, options)
        train, test = LabelledImages(*found.train), LabelledImages(*found.test)
        classes, scale, (mean, std) = found.classes, 1.0, (found.mean, found.std)
        told |= {"of": found.fingerprint, **({"options": options} if options else {})}
    elif name == "digits":
        everything = digits()
        train, test = _part(everything, 0, -DIGITS_TEST), _part(everything, -DIGITS_TEST, None)
        classes, scale, (mean, std) = 10, 16.0, _DIGITS_STATISTICS
    else:
        train, test, official = cifar(name, folder)
        classes, scale, (mean, std) = (10 if name == "cifar10" else 100), 255.0, _CIFAR_STATISTICS[name]
    available = len(train.labels) - validation
    for key, value, most in (("subset", subset, available), ("test_subset", test_subset, len(test.labels))):
        if value is not None and not 1 <= value <= most:
            raise ValueError(f"{key} must be in 1 ... {most}, got {value}")
    if not 0 <= validation < len(train.labels):
        raise ValueError(f"validation must be in 0 ... {len(train.labels) - 1}, got {validation}")
    held_out = _part(train, available, None)
    train, test = _part(train, 0, subset or available), _part(test, 0, test_subset)
    noisy = noisy_labels(train.digests, train.labels, classes, label_noise, seed)
    description: dict[str, Any] = {
        **told,
        "name": name if official else f"{name} layout, other images",
        "train": _summary(train._replace(labels=noisy)),
        "validation": _summary(held_out),
        "test": _summary(test),
    }
    if label_noise:
        description["replaced_labels"] = int((noisy != train.labels).sum())
    return Dataset(
        *_tensors(train._replace(labels=noisy), scale),
        *_tensors(test, scale),
        *_tensors(held_out, scale),
        classes=classes,
        mean=mean,
        std=std,
        box=(0.0, 1.0),
        description=description,
    )


def check(name: str) -> None:
    """Raise ValueError for a name that is neither of a data set here nor of the user's own."""
    if name not in DATASETS and not (isinstance(name, str) and own_images.is_own(name)):
        raise ValueError(
            f"dataset must be one of {', '.join(DATASETS)}, or of your own: module:function, a folder that is there, or a "
            f"file .npz, got {name!r}"
        )


def sources(name: str, options: Mapping[str, Any]) -> str:
    """A digest of the images of the user's own and of the code that reads them; empty for the data sets here.

    Raises ValueError where they cannot be read.
    """
    if name in DATASETS:
        return ""
    return "-".join(filter(None, (own_images.source(name), own_images.read(name, options).fingerprint)))


def _part(data: LabelledImages, start: int, stop: int | None) -> LabelledImages:
    return LabelledImages(data.images[start:stop], data.labels[start:stop], data.digests[start:stop])


def _summary(data: LabelledImages) -> dict[str, Any]:
    return {"n": len(data.labels), "hash": fingerprint(data.digests, data.labels)}


def _tensors(data: LabelledImages, scale: float) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(np.ascontiguousarray(data.images)).float().div_(scale), torch.from_numpy(data.labels.copy())


def _planted(options: Mapping[str, Any], label_noise: float, seed: int) -> Dataset:
    unknown = sorted(set(options) - {f.name for f in fields(Planted)})
    if unknown:
        raise ValueError(f"data_options: planted takes p, eta, d, train, test; got {', '.join(unknown)}")
    planted = Planted(**options)
    parts = {}
    for part, n in (("train", planted.train), ("test", planted.test)):
        images, labels = draw(planted, n, seed, part)
        found = digests(images.numpy())
        if part == "train":
            labels = torch.from_numpy(noisy_labels(found, labels.numpy(), 2, label_noise, seed))
        parts[part] = (images, labels, {"n": n, "hash": fingerprint(found, labels.numpy())})
    train, test = parts["train"], parts["test"]
    return Dataset(
        *train[:2],
        *test[:2],
        test[0][:0],
        test[1][:0],
        classes=2,
        mean=(0.0,),
        std=(1.0,),
        box=(-math.inf, math.inf),
        description={
            "name": "planted",
            "train": train[2],
            "test": test[2],
            **{key: getattr(planted, key) for key in ("p", "eta", "d")},
        },
    )
