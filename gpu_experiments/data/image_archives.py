"""Labelled images as their sources have them: scikit-learn's digits, and the official binary files of CIFAR.

The binary format: for CIFAR-10 a label byte and 3072 bytes of pixels an image, for CIFAR-100 a coarse label first.
"""

from __future__ import annotations

import os
import tarfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gpu_experiments.data.selection import Bytes, Labels, digests, fingerprint, hash_order

DATA_FOLDER_VARIABLE = "SHARPCHECK_DATA"
"""Environment variable with the folder that holds the CIFAR files, for those that have them already."""

OTHER_DATA_VARIABLE = "SHARPCHECK_OTHER_DATA"
"""Environment variable that, set to 1, lets other images in CIFAR's layout be taken, under another name."""


class LabelledImages(NamedTuple):
    """Images uint8 (n, channels, side, side), labels int64 (n,), digests uint8 (n, 32), in the order of the digests."""

    images: Bytes
    labels: Labels
    digests: Bytes


@dataclass(frozen=True)
class _Archive:
    url: str
    md5: str  # as the official page gives it
    folder: str
    train: tuple[str, ...]
    test: tuple[str, ...]
    label_bytes: int
    classes: int
    train_hash: str | None = None  # of all images with their labels, whatever their order; None: not known
    test_hash: str | None = None


_CIFAR = {
    "cifar10": _Archive(
        "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
        "c32a1d4ab5d03f1284b67883e8d87530",
        "cifar-10-batches-bin",
        tuple(f"data_batch_{i}.bin" for i in range(1, 6)),
        ("test_batch.bin",),
        1,
        10,
        "b7e929a729e160a7",
        "7888a05941ee407c",
    ),
    "cifar100": _Archive(
        "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
        "03b5dce01913d631647c71ecec9e9cb8",
        "cifar-100-binary",
        ("train.bin",),
        ("test.bin",),
        2,
        100,
    ),
}


def digits() -> LabelledImages:
    """The 1797 digits of 8 x 8 pixels, values 0 to 16, that come with scikit-learn."""
    from sklearn.datasets import load_digits

    found = load_digits()
    images = found.images.astype(np.uint8)[:, None]
    return _ordered(images, found.target.astype(np.int64))


def cifar(name: str, folder: Path | str | None = None) -> tuple[LabelledImages, LabelledImages, bool]:
    """Training and test images of "cifar10" or "cifar100", and whether they are the official ones.

    They are read below `folder`, else below the folder that SHARPCHECK_DATA names, laid out as the archive
    is (for example cifar-10-batches-bin/test_batch.bin); else the archive is downloaded to the user's cache and
    checked against its official checksum.
    Files of a folder must look like the official ones: so many images of each class and, for CIFAR-10, the hash of the copy
    that the records here were made from, in any order.  Others are taken where SHARPCHECK_OTHER_DATA is 1.
    Raises ValueError for files that are missing, damaged, or of other images.
    """
    given = folder if folder is not None else os.environ.get(DATA_FOLDER_VARIABLE)
    others_too = os.environ.get(OTHER_DATA_VARIABLE) == "1"
    return _cifar(name, None if given is None else Path(given).resolve(), others_too)


@lru_cache(maxsize=2)
def _cifar(name: str, folder: Path | None, others_too: bool) -> tuple[LabelledImages, LabelledImages, bool]:
    archive = _CIFAR[name]
    found = _files(archive, folder)
    train = b"".join(found[file] for file in archive.train)
    training, test = _records(train, archive, "training"), _records(found[archive.test[0]], archive, "test")
    if folder is None:  # the archive's checksum has shown it
        return training, test, True
    other = _difference(training, archive, "training", 50_000, archive.train_hash)
    other = other or _difference(test, archive, "test", 10_000, archive.test_hash)
    if other and not others_too:
        raise ValueError(f"{folder}: expected the official {name}, {other}; --allow-other-data takes it")
    return training, test, not other


def _difference(data: LabelledImages, archive: _Archive, part: str, count: int, known: str | None) -> str | None:
    """What shows that a part is not the official one, or None."""
    if len(data.labels) != count:
        return f"with {count} {part} images, got {len(data.labels)}"
    if (np.bincount(data.labels, minlength=archive.classes) != count // archive.classes).any():
        return f"with as many {part} images of each class, got other numbers"
    if known is not None and fingerprint(data.digests, data.labels) != known:
        return f"got {part} images or labels that differ from it"
    return None


def _files(archive: _Archive, folder: Path | None) -> dict[str, bytes]:
    names = (*archive.train, *archive.test)
    if folder is not None:
        paths = {name: folder / archive.folder / name for name in names}
        missing = [str(path) for path in paths.values() if not path.is_file()]
        if missing:
            raise ValueError(f"folder: expected the official binary files, but there is no {missing[0]}")
        return {name: path.read_bytes() for name, path in paths.items()}
    with tarfile.open(_download(archive)) as tar:
        return {name: _member(tar, f"{archive.folder}/{name}") for name in names}


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    try:
        stream = tar.extractfile(name)
    except KeyError:
        stream = None
    if stream is None:
        raise ValueError(f"the archive holds no file {name}")
    return stream.read()


def _download(archive: _Archive) -> str:
    import pooch

    cache = pooch.os_cache("sharpcheck")
    try:
        name = archive.url.rpartition("/")[2]
        return pooch.retrieve(archive.url, known_hash=f"md5:{archive.md5}", fname=name, path=cache, progressbar=True)
    except OSError as error:
        raise ValueError(
            f"cannot download {archive.url} ({error}); put its files into a folder and name it with --data-folder "
            f"or {DATA_FOLDER_VARIABLE}"
        ) from error


def _records(content: bytes, archive: _Archive, part: str) -> LabelledImages:
    size = archive.label_bytes + 3072
    if not content or len(content) % size:
        raise ValueError(f"{archive.folder}: expected {part} records of {size} bytes, got {len(content)} bytes")
    rows = np.frombuffer(content, np.uint8).reshape(-1, size)
    labels = rows[:, archive.label_bytes - 1].astype(np.int64)
    if labels.max() >= archive.classes:
        raise ValueError(f"{archive.folder}: expected {part} labels below {archive.classes}, got {labels.max()}")
    return _ordered(rows[:, archive.label_bytes :].reshape(-1, 3, 32, 32), labels)


def _ordered(images: Bytes, labels: Labels) -> LabelledImages:
    found = digests(images)
    order = hash_order(found, labels)
    return LabelledImages(images[order], labels[order], found[order])
