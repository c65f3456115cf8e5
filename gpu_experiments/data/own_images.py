"""Images of the user's own: from a function, a file .npz or a folder, checked, and brought to the scale [0, 1].

A function "module:function" takes the options of --data-option as keywords.  It returns, as a file .npz holds them, arrays
by the names ``train_x, train_y, test_x, test_y``, or ``x, y``, of which then the last fifth in the order of the hashes is the
test set.  Images are (n, channels, side, side), or (n, side, side) for one channel: floating-point in [0, 1], or uint8, which
is divided by 255.  Labels are whole numbers 0, 1, ...; beside them there may be ``classes``, their number, and ``mean``
and ``std`` of every channel, by which the model normalises (those of the training images where they are not given).
A folder has images in ``CLASS/*.png`` or in ``train/CLASS/*.png`` and ``test/CLASS/*.png``; classes are numbered by name.
"""

from __future__ import annotations

import hashlib
import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gpu_experiments import own
from gpu_experiments.data import image_folder
from gpu_experiments.data.selection import Labels, digests, fingerprint, hash_order

TEST_SHARE = 5
"""One of so many images is a test image, where nothing else is said."""

PARTS = ("train_x", "train_y", "test_x", "test_y")
WHOLE = ("x", "y")
BESIDE = ("classes", "mean", "std")

Array = NDArray[Any]


class Part(NamedTuple):
    """Images float32 (n, channels, side, side) in [0, 1], labels int64 (n,), digests uint8 (n, 32), in the digests' order."""

    images: Array
    labels: Labels
    digests: Array


@dataclass(frozen=True)
class OwnImages:
    """Both parts of a data set of the user's own, the number of classes, and what the model normalises by."""

    train: Part
    test: Part
    classes: int
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @property
    def fingerprint(self) -> str:
        """A short digest of all images and labels, and of the normalisation."""
        parts = [fingerprint(part.digests, part.labels) for part in (self.train, self.test)]
        return hashlib.sha256(repr((parts, self.classes, self.mean, self.std)).encode()).hexdigest()[:16]


_KNOWN: dict[tuple[object, ...], OwnImages] = {}


def is_own(name: str) -> bool:
    """Whether a name is that of images of the user's own: a folder, a file .npz, or "module:function"."""
    return _is_file(name) or own.is_place(name)


def read(name: str, options: Mapping[str, Any]) -> OwnImages:
    """The images of that name, read once in a process unless its files change.  Raises ValueError that names the fault."""
    key = (name, repr(sorted(options.items())), source(name), _state(name))
    if key not in _KNOWN:
        _KNOWN.clear()
        _KNOWN[key] = checked(_read(name, options), f"dataset {name!r}")
    return _KNOWN[key]


def source(name: str) -> str:
    """A digest of the code that reads images; empty for files, which the package reads itself."""
    return "" if _is_file(name) else own.digest("dataset", name)


def _is_file(name: str) -> bool:
    return name.endswith(".npz") or Path(name).is_dir()


def _state(name: str) -> tuple[object, ...]:
    """What tells whether files have changed."""
    path = Path(name)
    if not _is_file(name) or not path.exists():
        return ()
    listed = sorted(path.rglob("*")) if path.is_dir() else [path]
    return tuple((str(one), one.stat().st_mtime_ns, one.stat().st_size) for one in listed)


def _read(name: str, options: Mapping[str, Any]) -> Mapping[str, Any]:
    if not _is_file(name):
        return _called(name, options)
    if options:
        raise ValueError(f"data_options: {name} has none, got {', '.join(sorted(options))}")
    if Path(name).is_dir():
        return image_folder.read(Path(name))
    try:
        with np.load(name, allow_pickle=False) as found:
            return dict(found)
    except (OSError, ValueError) as error:
        raise ValueError(f"dataset {name!r} must be a file of arrays, as numpy.savez writes it ({error})") from error


def _called(name: str, options: Mapping[str, Any]) -> Mapping[str, Any]:
    function = own.function("dataset", name)
    try:
        inspect.signature(function).bind(**options)
    except TypeError as error:
        raise ValueError(f"dataset {name!r} must take the data_options as keywords ({error})") from error
    found = function(**options)
    if not isinstance(found, Mapping):
        raise ValueError(
            f"dataset {name!r} must return arrays by the names {', '.join(PARTS)} (or {', '.join(WHOLE)}), "
            f"got {type(found).__name__}"
        )
    return found


def checked(found: Mapping[str, Any], where: str) -> OwnImages:
    """The images of arrays by name.  Raises ValueError for names, shapes, types or values that are not as above."""
    names = _names(found, where)
    images = {name: _images(found[name], f"{name} of {where}") for name in names if name.endswith("x")}
    labels = {
        name: _labels(found[name], len(images[name[:-1] + "x"]), f"{name} of {where}")
        for name in names
        if name[-1] == "y"
    }
    if names == WHOLE:
        train, test = _split(_ordered(images["x"], labels["y"]), where)
    else:
        train, test = (_ordered(images[f"{part}_x"], labels[f"{part}_y"]) for part in ("train", "test"))
    if train.images.shape[1:] != test.images.shape[1:]:
        raise ValueError(
            f"test_x of {where} must have images of shape {train.images.shape[1:]} as train_x, got {test.images.shape[1:]}"
        )
    classes = _classes(found, train, test, where)
    mean, std = _normalisation(found, train.images, where)
    return OwnImages(train, test, classes, mean, std)


def _names(found: Mapping[str, Any], where: str) -> tuple[str, ...]:
    for names in (PARTS, WHOLE):
        if set(names) <= set(found) <= {*names, *BESIDE}:
            return names
    raise ValueError(
        f"{where} must hold {', '.join(PARTS)}, or {', '.join(WHOLE)}, and may hold {', '.join(BESIDE)}; "
        f"got {', '.join(map(str, found)) or 'nothing'}"
    )


def _array(value: Any) -> Array:
    return np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)


def _images(value: Any, what: str) -> Array:
    images = _array(value)
    if images.ndim == 3:
        images = images[:, None]
    if images.ndim != 4 or not images.size or images.shape[2] != images.shape[3]:
        hint = ": channels come before the pixels" if images.ndim == 4 and images.shape[1] == images.shape[2] else ""
        raise ValueError(
            f"{what} must be square images of shape (n, channels, side, side), n >= 1, got {images.shape}{hint}"
        )
    if images.dtype == np.uint8:
        return (images / np.float32(255.0)).astype(np.float32)
    if not np.issubdtype(images.dtype, np.floating):
        raise ValueError(f"{what} must be floating-point in [0, 1], or uint8, got {images.dtype}")
    low, high = float(images.min()), float(images.max())
    if not (low >= 0.0 and high <= 1.0):  # NaN too
        raise ValueError(
            f"{what} must lie in [0, 1] (the model normalises, by mean and std), got values from {low:.6g} to {high:.6g}"
        )
    return np.ascontiguousarray(images, np.float32)


def _labels(value: Any, count: int, what: str) -> Labels:
    labels = _array(value)
    if labels.shape != (count,):
        raise ValueError(f"{what} must be one label an image, of shape ({count},), got {labels.shape}")
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"{what} must be whole numbers 0, 1, ..., got {labels.dtype}")
    if labels.min() < 0:
        raise ValueError(f"{what} must be whole numbers 0, 1, ..., got {labels.min()}")
    return labels.astype(np.int64)


def _classes(found: Mapping[str, Any], train: Part, test: Part, where: str) -> int:
    most = int(max(train.labels.max(), test.labels.max())) + 1
    if "classes" in found:
        classes = _array(found["classes"])
        if classes.ndim or not np.issubdtype(classes.dtype, np.integer) or classes < max(most, 2):
            raise ValueError(
                f"classes of {where} must be a whole number >= {max(most, 2)}, the labels being below it, got {classes}"
            )
        return int(classes)
    missing = sorted(set(range(max(most, 2))) - set(train.labels.tolist()))
    if missing:
        raise ValueError(
            f"labels of {where} must be 0 to {max(most, 2) - 1} with a training image each, unless classes says their "
            f"number; got none of class {missing[0]}"
        )
    return most


def _normalisation(found: Mapping[str, Any], images: Array, where: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and std of every channel, of the training images where they are not given; a constant channel has std 1."""
    mean, std = (getattr(images, name)((0, 2, 3), dtype=np.float64).round(4) for name in ("mean", "std"))
    values = {"mean": mean, "std": np.where(std > 0.0, std, 1.0)}
    for name in values:
        if name in found:
            values[name] = np.atleast_1d(_array(found[name])).astype(np.float64)
            if values[name].shape != mean.shape or not np.isfinite(values[name]).all():
                raise ValueError(
                    f"{name} of {where} must be {len(mean)} finite numbers, one a channel, got {found[name]!r}"
                )
    if values["std"].min() <= 0.0:
        raise ValueError(f"std of {where} must be > 0, got {values['std'].tolist()}")
    return tuple(values["mean"].tolist()), tuple(values["std"].tolist())


def _ordered(images: Array, labels: Labels) -> Part:
    found = digests(images)
    order = hash_order(found, labels)
    return Part(images[order], labels[order], found[order])


def _split(every: Part, where: str) -> tuple[Part, Part]:
    test = math.ceil(len(every.labels) / TEST_SHARE)
    if test == len(every.labels):
        raise ValueError(f"x of {where} must have at least 2 images, for training and test, got {test}")
    first, last = slice(None, -test), slice(-test, None)
    return (
        Part(every.images[first], every.labels[first], every.digests[first]),
        Part(every.images[last], every.labels[last], every.digests[last]),
    )
