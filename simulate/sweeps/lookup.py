"""Records of cells as they are needed: read from a file of results, or computed at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from simulate.sweeps import store
from simulate.sweeps.cell import Cell
from simulate.sweeps.store import Record


def records(
    todo: Sequence[Cell], path: Path | None = None, *, of: str = "cells", command: str = "python -m simulate full"
) -> list[Record]:
    """Return the records of cells, in their order.

    Args:
        todo: the cells.
        path: the file of results that holds their records; None to compute them here, each once a process.
        of: what the cells are, for the message.
        command: what makes the records, for the message.

    Raises:
        ValueError: the file is missing or has not all of them.
    """
    if path is None:
        return [_computed(cell) for cell in todo]
    known = by_key(path)
    found = [known.get(store.key_of(cell.record(None))) for cell in todo]
    if missing := [cell for cell, record in zip(todo, found, strict=True) if record is None]:
        raise ValueError(
            f"{path}: no record of {len(missing)} of {len(todo)} {of}, for example {missing[0].name}; "
            f"{command} makes them"
        )
    return [record for record in found if record is not None]


def by_key(path: Path) -> dict[str, Record]:
    """Return the records in a file of results by their cells' keys, none where it is missing."""
    return {store.key_of(record): record for record in store.read(path)} if path.exists() else {}


@cache
def _computed(cell: Cell) -> Record:
    return cell.record(cell.run())
