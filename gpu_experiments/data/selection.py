"""Splits, subsets and label noise chosen by a hash of each image's bytes, so that no order of an archive matters."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Labels = NDArray[np.int64]


def digests(images: NDArray[Any]) -> Bytes:
    """SHA-256 of every image's bytes in row-major order.  Shape (n, ...) to (n, 32)."""
    rows = np.ascontiguousarray(images).reshape(len(images), -1)
    joined = b"".join(hashlib.sha256(row.data).digest() for row in rows)
    return np.frombuffer(joined, np.uint8).reshape(len(rows), 32)


def hash_order(found: Bytes, labels: Labels) -> NDArray[np.int64]:
    """The order of the images by digest, and by label where two are the same image."""
    words = np.ascontiguousarray(found).view(">u8")
    return np.lexsort((labels, *words.T[::-1]))


def fingerprint(found: Bytes, labels: Labels) -> str:
    """A short digest of a set of images with their labels, the same for every order of them."""
    order = hash_order(found, labels)
    content = np.ascontiguousarray(found[order]).tobytes() + labels[order].astype("<i8").tobytes()
    return hashlib.sha256(content).hexdigest()[:16]


def noisy_labels(found: Bytes, labels: Labels, classes: int, rate: float, seed: int) -> Labels:
    """Labels of which each is replaced with probability `rate` by another class, all others equally likely.

    Seed and digest of the image decide, so the same image has the same fate in every subset and order.
    Raises ValueError for a rate outside [0, 1).
    """
    if not 0.0 <= rate < 1.0:
        raise ValueError(f"label_noise must be in [0, 1), got {rate!r}")
    if rate == 0.0:
        return labels
    prefix = f"label noise {seed} ".encode()
    drawn = b"".join(hashlib.sha256(prefix + digest.tobytes()).digest()[:16] for digest in found)
    words = np.frombuffer(drawn, "<u8").reshape(-1, 2)
    replaced = words[:, 0] * 2.0**-64 < rate
    shift = 1 + (words[:, 1] % np.uint64(classes - 1)).astype(np.int64)
    return np.where(replaced, (labels + shift) % classes, labels)
