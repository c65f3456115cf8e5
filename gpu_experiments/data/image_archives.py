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

from gpu_experiments.data.selection import Bytes, Labels, digests, hash_order

DATA_FOLDER_VARIABLE = "SHARPCHECK_DATA"
"""Environment variable with the folder that holds the CIFAR files, for those that have them already."""


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


_CIFAR = {
    "cifar10": _Archive(
        "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
        "c32a1d4ab5d03f1284b67883e8d87530",
        "cifar-10-batches-bin",
        tuple(f"data_batch_{i}.bin" for i in range(1, 6)),
        ("test_batch.bin",),
        1,
        10,
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


def cifar(name: str, folder: Path | str | None = None) -> tuple[LabelledImages, LabelledImages]:
    """Training and test images of "cifar10" or "cifar100".

    They are read below `folder`, else below the folder that SHARPCHECK_DATA names, laid out as the archive
    is (for example cifar-10-batches-bin/test_batch.bin); else the archive is downloaded to the user's cache and
    checked against its official checksum.
    Raises ValueError for files that are missing or damaged.
    """
    given = folder if folder is not None else os.environ.get(DATA_FOLDER_VARIABLE)
    return _cifar(name, None if given is None else Path(given).resolve())


@lru_cache(maxsize=2)
def _cifar(name: str, folder: Path | None) -> tuple[LabelledImages, LabelledImages]:
    archive = _CIFAR[name]
    found = _files(archive, folder)
    train = b"".join(found[file] for file in archive.train)
    return _records(train, archive, "training"), _records(found[archive.test[0]], archive, "test")


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
