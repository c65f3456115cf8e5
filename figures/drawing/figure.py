"""What a figure is: a name, a caption, a function that computes its data and one that draws them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray

Column = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Table:
    """The data behind a figure: named columns of one length, each of finite numbers or of words.

    Tables are long: one row a point, with columns of words that say which curve or panel the point belongs to.
    A ValueError names the column that has another length, more than one dimension, or a NaN or infinity.
    """

    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        lengths = {name: np.shape(column) for name, column in self.columns.items()}
        for name, column in self.columns.items():
            if column.ndim != 1 or lengths[name] != next(iter(lengths.values())):
                raise ValueError(f"{name}: expected columns of one length, got shapes {lengths}")
            if column.dtype.kind != "U" and not np.all(np.isfinite(column)):
                row = int(np.flatnonzero(~np.isfinite(column))[0])
                raise ValueError(f"{name}: expected finite numbers, got {column[row]} in row {row}")

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def select(self, **values: str | float) -> Table:
        """Return the rows in which every named column equals the given value."""
        kept = np.ones(len(self), dtype=bool)
        for name, value in values.items():
            kept &= self.columns[name] == value
        if not kept.any():
            raise ValueError(f"rows: expected at least one with {values}, got none")
        return Table({name: column[kept] for name, column in self.columns.items()})

    def csv(self) -> str:
        """Return the table as CSV; numbers have the fewest digits that give the same double back."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(zip(*(column.tolist() for column in self.columns.values()), strict=True))
        return text.getvalue()


def table(**columns: Any) -> Table:
    """Return a table of the given columns, broadcast against each other and flattened in C order."""
    arrays = np.broadcast_arrays(*columns.values())
    return Table({name: np.ravel(array).copy() for name, array in zip(columns, arrays, strict=True)})


def stack(*tables: Table) -> Table:
    """Return the rows of several tables with the same columns, one after the other."""
    names = list(tables[0].columns)
    for part in tables:
        if list(part.columns) != names:
            raise ValueError(f"tables: expected the columns {names} in each, got {list(part.columns)}")
    return Table({name: np.concatenate([part[name] for part in tables]) for name in names})


@dataclass(frozen=True)
class Figure:
    """One figure.

    name: what a user types and what its files are called.
    caption: what is drawn, with the parameters, in a sentence or two.
    data: computes the table behind the figure.
    draw: draws that table and nothing else, so that the CSV file holds all that is seen.
    reads: the files of recorded results that `data` reads.
    depends: what the data depend on besides the sources and these files, as text.
    """

    name: str
    caption: str
    data: Callable[[], Table]
    draw: Callable[[Table], Canvas]
    reads: tuple[Path, ...] = ()
    depends: Callable[[], str] = str
