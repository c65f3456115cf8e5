"""Small files in the official binary layout of CIFAR, with drawn images."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def write(
    folder: Path, name: str = "cifar10", *, train: int = 200, test: int = 60, order_seed: int | None = None
) -> Path:
    """Write files below `folder`; `order_seed` shuffles the training images over the batches."""
    rng = np.random.default_rng(7)
    classes = 10 if name == "cifar10" else 100
    labels = rng.integers(classes, size=train + test, dtype=np.uint8)
    pixels = rng.integers(256, size=(train + test, 3072), dtype=np.uint8)
    pixels[:, :1024] //= 8
    pixels[:, :1024] += 20 * (labels[:, None] % 10)  # so that there is something to learn
    rows = np.concatenate([labels[:, None], pixels], 1)
    if name == "cifar100":
        rows = np.concatenate([labels[:, None] // 5, rows], 1)
    first, last = rows[:train], rows[train:]
    if order_seed is not None:
        first = np.random.default_rng(order_seed).permutation(first)
    below = folder / ("cifar-10-batches-bin" if name == "cifar10" else "cifar-100-binary")
    below.mkdir(parents=True)
    if name == "cifar10":
        for number, part in enumerate(np.array_split(first, 5), start=1):
            part.tofile(below / f"data_batch_{number}.bin")
        last.tofile(below / "test_batch.bin")
    else:
        first.tofile(below / "train.bin")
        last.tofile(below / "test.bin")
    return folder
