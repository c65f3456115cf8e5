"""Plain data as short tables for a terminal: dictionaries by rows, boxes of a proof summed up, long decimals cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

ROWS = 8
"""So many rows of a table are shown where not all are asked for."""

DIGITS = 10
_LONG = re.compile(rf"(-?\d+\.\d{{{DIGITS}}})\d{{3,}}")
_TILE = {"box", "boxes", "depth"}


def as_text(value: Any) -> str:
    """Return plain data as one line."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key} = {as_text(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(as_text(item) for item in value)
    return str(value)


def lines(value: Any, *, width: int, full: bool = False) -> list[str]:
    """Return plain data as lines of text.

    Args:
        value: scalars, lists and dictionaries.
        width: number of columns that a table may fill; one that is wider has each row's key on a line of its own.
        full: give every row, box and digit.
    """
    if value is None or value in ({}, []):
        return []
    if _is_tiles(value) and not full:
        return [boxes(value)]
    if isinstance(value, Mapping):
        return _mapping(value, width, full)
    if isinstance(value, (list, tuple)) and any(isinstance(item, (Mapping, list, tuple)) for item in value):
        return _sequence(value, width, full)
    return [_shown(value, full)]


def boxes(tiles: Sequence[Mapping[str, Any]]) -> str:
    """Return the boxes of a proof in one line."""
    number, depth = sum(int(one["boxes"]) for one in tiles), max(int(one["depth"]) for one in tiles)
    halved = f"at most {depth} times halved" if depth else "none halved"
    return f"{number} boxes in {len(tiles)} tiles, {halved}"


def _is_tiles(value: Any) -> bool:
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(one, Mapping) and set(one) == _TILE for one in value)
    )


def _mapping(value: Mapping[str, Any], width: int, full: bool) -> list[str]:
    if len(value) > 1 and all(isinstance(item, Mapping) and item for item in value.values()):
        return _table([("", *_cells(item, full)) for item in value.values()], value, width, full)
    found = []
    for key, item in value.items():
        own = lines(item, width=width - 2, full=full)
        if len(own) < 2:
            found.append([key, *own])
        else:
            found += [[f"{key}:"], *([f"  {line}"] for line in own)]
    size = max((len(row[0]) for row in found if len(row) > 1), default=0)
    return _cut(["  ".join([f"{row[0]:{size}}", *row[1:]]).rstrip() for row in found], full, keep=2 * ROWS)


def _sequence(value: Sequence[Any], width: int, full: bool) -> list[str]:
    if all(isinstance(item, Mapping) for item in value):
        return _table(
            [("", *_cells(item, full)) for item in value], [str(i + 1) for i in range(len(value))], width, full
        )
    rows = [
        [_shown(one, full) for one in item] if isinstance(item, (list, tuple)) else [as_text(item)] for item in value
    ]
    return _cut(_aligned(rows), full)


def _cells(item: Mapping[str, Any], full: bool) -> list[tuple[str, str]]:
    return [(key, boxes(one) if _is_tiles(one) and not full else _shown(one, full)) for key, one in item.items()]


def _table(rows: Sequence[tuple[Any, ...]], names: Iterable[str], width: int, full: bool) -> list[str]:
    """Return rows under the names of their columns; each on two lines where that is too wide."""
    columns = list(dict.fromkeys(key for row in rows for key, _ in row[1:]))
    body = [
        [name, *(dict(row[1:]).get(column, "") for column in columns)] for name, row in zip(names, rows, strict=True)
    ]
    shown = _aligned([["", *columns], *body])
    if max(map(len, shown)) <= width:
        return [shown[0], *_cut(shown[1:], full)]
    long = [[row[0], "  " + ", ".join(f"{c} {v}" for c, v in zip(columns, row[1:], strict=True) if v)] for row in body]
    return _cut([f"{name}:\n{rest}" for name, rest in long], full)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    sizes = [max((len(row[i]) for row in rows if i < len(row)), default=0) for i in range(max(map(len, rows)))]
    return ["  ".join(f"{cell:{size}}" for cell, size in zip(row, sizes, strict=False)).rstrip() for row in rows]


def _cut(rows: list[str], full: bool, keep: int = ROWS) -> list[str]:
    """Return the first rows and how many were left out."""
    kept = rows if full or len(rows) <= keep + 1 else [*rows[:keep], f"... {len(rows) - keep} more (--full)"]
    return [line for row in kept for line in row.split("\n")]


def _shown(value: Any, full: bool) -> str:
    text = f"[{as_text(value)}]" if isinstance(value, (list, tuple)) and value else as_text(value)
    return text if full else _LONG.sub(r"\1...", text)
