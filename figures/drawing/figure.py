"""What a figure is: a name, a caption, a function that computes its data and one that draws them."""

from __future__ import annotations

import csv
import inspect
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray

from figures.drawing import parameters, style
from figures.drawing.parameters import PAGE, PAPER, SLIDE, Parameter, text_of

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

    def to_pandas(self) -> Any:
        """Return the table as a DataFrame.

        Raises:
            ImportError: there is no pandas, which nothing else here needs.
        """
        try:
            import pandas
        except ImportError:
            raise ImportError("to_pandas needs pandas, which is not installed: pip install pandas") from None
        return pandas.DataFrame(dict(self.columns))


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


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure.

    Its functions are handed, by name, those of the parameters' values that they have arguments for.

    Attributes:
        name: what a user types and what its files are called.
        words: the caption: what is drawn, with the parameters, in a sentence or two; text, or a function that returns it.
        compute: computes the table behind the figure.
        paint: draws that table and nothing else, so that the CSV file holds all that is seen but the parameters.
        inputs: the files of recorded results that `compute` reads, or a function that returns them.
        depends: what the data depend on besides the sources and these files, as text.
        parameters: what it may be told.
        given: what it is told: values of parameters and of `PAGE`, by name.
    """

    name: str
    words: str | Callable[..., str]
    compute: Callable[..., Table]
    paint: Callable[..., Canvas]
    inputs: tuple[Path, ...] | Callable[..., tuple[Path, ...]] = ()
    depends: Callable[[], str] = str
    parameters: tuple[Parameter, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """The parameters' values by name."""
        return {one.name: self.given.get(one.name, one.default) for one in self.parameters}

    @property
    def caption(self) -> str:
        """What is drawn, with its parameters."""
        return self.words if isinstance(self.words, str) else self._of(self.words)

    @property
    def reads(self) -> tuple[Path, ...]:
        """The files of recorded results that the data come from."""
        return self.inputs if isinstance(self.inputs, tuple) else self._of(self.inputs)

    @property
    def stem(self) -> str:
        """What its files are called: its name, and what it is told where that is not the default."""
        told = {one.name: one.default for one in (*self.parameters, *PAGE)}
        own = {name: value for name, value in self.given.items() if value != told[name]}
        parts = [f"{name.replace('_', '-')}{text_of(own[name])}" for name in told if name in own]
        return "_".join([self.name, *parts])

    @property
    def page(self) -> style.Page:
        """The page that it is drawn for."""
        return style.page(self.given.get("style", PAPER), self.given.get("width"))

    def data(self) -> Table:
        """Return the table behind the figure."""
        return self._of(self.compute)

    def draw(self, data: Table) -> Canvas:
        """Return the drawing of a table that `data` returned, laid out."""
        with style.context(self.page):
            canvas = self._of(self.paint, data)
            if self.given.get("style") != SLIDE:
                style.settle(canvas)
                return canvas
        with style.context(style.fill_slide(canvas)):
            canvas = self._of(self.paint, data)
            style.enlarge(canvas)
            style.settle(canvas)
        return canvas

    def told(self, **given: Any) -> Figure:
        """Return the figure with values of its parameters, or the width or style of its page.

        Raises:
            ValueError: it has no such parameter (the message has the nearest), or a value is out of its range.
        """
        read_ = parameters.read(self.name, (*self.parameters, *PAGE), given)
        new = replace(self, given={**self.given, **read_})
        _ = new.page  # a style and a width may not go together
        return new

    def _of(self, function: Callable[..., Any], *arguments: Any) -> Any:
        taken = inspect.signature(function).parameters
        return function(*arguments, **{name: value for name, value in self.values.items() if name in taken})
