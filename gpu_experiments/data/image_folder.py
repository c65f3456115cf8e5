"""Images that lie in a folder for each class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".pgm")
GREY = ("1", "L")
DEEP = ("I", "F")
"""How modes of more than 8 bits a channel begin, which would be cut off."""


def read(folder: Path) -> dict[str, Any]:
    """The images and labels below a folder with CLASS/*, or with train/CLASS/* and test/CLASS/*; classes by name.

    Raises ValueError that names the folder or file: no class or image there, images of several sizes, a test class without
    training images.
    """
    parts = [folder / part for part in ("train", "test")]
    if not all(part.is_dir() for part in parts):
        names = _classes(folder)
        x, y = _part(folder, names)
        return {"x": x, "y": y, "classes": len(names)}
    names = _classes(parts[0])
    if more := sorted(set(_classes(parts[1])) - set(names)):
        raise ValueError(f"dataset {str(folder)!r} must have training images of every class, got none of {more[0]!r}")
    (train_x, train_y), (test_x, test_y) = (_part(part, names) for part in parts)
    return {"train_x": train_x, "train_y": train_y, "test_x": test_x, "test_y": test_y, "classes": len(names)}


def _classes(folder: Path) -> list[str]:
    names = sorted(one.name for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))
    if len(names) < 2:
        raise ValueError(f"dataset {str(folder)!r} must have a folder for each of its classes, got {len(names)}")
    return names


def _part(folder: Path, names: list[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    images: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    for label, name in enumerate(names):
        paths = sorted(path for path in (folder / name).glob("*") if path.suffix.lower() in ENDINGS)
        if not paths and (folder / name).is_dir():
            raise ValueError(f"dataset {str(folder / name)!r} must have images ({', '.join(ENDINGS)}), got none")
        for path in paths:
            images.append(_image(path, images[0].shape if images else None))
            labels.append(label)
    return np.stack(images), np.array(labels, np.int64)


def _image(path: Path, like: tuple[int, ...] | None) -> NDArray[np.uint8]:
    """An image (channels, height, width) of one channel or three, as the first one has."""
    from PIL import Image

    try:
        with Image.open(path) as opened:
            if opened.mode.startswith(DEEP):
                raise ValueError(f"dataset: {path} must have 8 bits a channel, got the mode {opened.mode}")
            grey = opened.mode in GREY if like is None else like[0] == 1
            pixels = np.asarray(opened.convert("L" if grey else "RGB"))
    except OSError as error:
        raise ValueError(f"dataset: {path} must be an image ({error})") from error
    found = pixels[None] if grey else pixels.transpose(2, 0, 1)
    if like is not None and found.shape != like:
        raise ValueError(f"dataset: {path} must have the shape {like} of the images before it, got {found.shape}")
    return found
