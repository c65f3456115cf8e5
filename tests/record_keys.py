"""Keys of committed records: one digest a file, as they were when the records were made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from simulate.sweeps import store
from simulate.sweeps.cell import Cell

GOLDEN = Path(__file__).parent / "data" / "record_keys.txt"


def golden() -> dict[str, tuple[int, str]]:
    """Return the number of keys and their digest, by the file of records."""
    lines = (line.split() for line in GOLDEN.read_text(encoding="utf-8").splitlines())
    return {name: (int(count), digest) for name, count, digest in lines}


def digest(keys: Iterable[str]) -> tuple[int, str]:
    """Return how many keys there are, and a digest of them in their order."""
    found = list(keys)
    return len(found), hashlib.sha256("".join(found).encode()).hexdigest()[:24]


def keys_of(cells: Iterable[Cell]) -> list[str]:
    """Return the keys under which records of cells are kept."""
    return [store.key_of(cell.record(None)) for cell in cells]


def drawn(cell: Cell) -> float:
    """Return the first number of a cell's own stream."""
    return float(np.random.default_rng(cell.streams()).random())
