"""The two tables of Section 5 as reported: accuracies in percent, means of three runs.

PreActResNet-18; robust accuracy under PGD-10. Cells are the printed decimals, kept as strings and read as exact
fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

NATURAL = "natural"
ROBUST = ("linf 1/255", "linf 2/255", "l2 16/255", "l2 32/255")  # attack and its test radius
COLUMNS = (NATURAL, *ROBUST)


@dataclass(frozen=True)
class Row:
    """One trained method.

    Attributes:
        method: "ST", "SAM" or "AT".
        norm: "linf" or "l2" for AT, else empty.
        radius: rho for SAM, eps in units of 1/255 for AT, as printed; empty for ST.
        cells: accuracy in percent by column, as printed.
    """

    method: str
    norm: str
    radius: str
    cells: Mapping[str, str]

    @property
    def name(self) -> str:
        """The row's name: method, norm and radius, for example "AT linf 8"."""
        return " ".join(part for part in (self.method, self.norm, self.radius) if part)

    @property
    def series(self) -> tuple[str, str]:
        """What the row has in common with the rows that differ from it in the radius only."""
        return self.method, self.norm

    def value(self, column: str) -> Fraction:
        """Return the cell of a column, in percent, exactly as printed."""
        return Fraction(self.cells[column])


Table = tuple[Row, ...]


def table(text: str) -> Table:
    """Return the table that lines ``name | natural | four robust accuracies`` write.

    Raises:
        ValueError: a line has not six fields, its name is not that of a row, or a cell is no percentage.
    """
    rows = []
    for line in text.strip().splitlines():
        name, *values = (part.strip() for part in line.split("|"))
        if len(values) != len(COLUMNS):
            raise ValueError(f"text: expected a name and {len(COLUMNS)} cells in a line, got {line.strip()!r}")
        if not all(0 <= Fraction(value) <= 100 for value in values):
            raise ValueError(f"text: expected percentages from 0 to 100, got {line.strip()!r}")
        method, *rest = name.split()
        if (method, len(rest)) not in {("ST", 0), ("SAM", 1), ("AT", 2)}:
            raise ValueError(f"text: expected 'ST', 'SAM rho' or 'AT norm eps' before the cells, got {name!r}")
        norm, radius = ["", "", *rest][-2:]
        rows.append(Row(method, norm, radius, MappingProxyType(dict(zip(COLUMNS, values, strict=True)))))
    return tuple(rows)


CIFAR100 = table(
    """
    ST          | 76.9 | 13.6 |  1.7 | 44.5 | 21.2
    SAM 0.1     | 78.0 | 19.6 |  3.0 | 51.5 | 27.2
    SAM 0.2     | 78.5 | 23.1 |  4.2 | 54.2 | 31.3
    SAM 0.4     | 78.7 | 28.3 |  6.5 | 57.0 | 36.2
    AT linf 1   | 73.1 | 60.4 | 46.6 | 67.4 | 61.5
    AT linf 2   | 70.1 | 60.3 | 50.6 | 65.7 | 60.6
    AT linf 4   | 66.2 | 59.3 | 52.0 | 62.8 | 58.9
    AT linf 8   | 60.4 | 55.1 | 50.4 | 57.0 | 54.3
    AT l2 16    | 74.8 | 52.8 | 31.4 | 66.3 | 57.7
    AT l2 32    | 73.2 | 57.4 | 40.6 | 67.1 | 61.0
    AT l2 64    | 70.7 | 58.1 | 45.9 | 66.1 | 60.7
    AT l2 128   | 67.4 | 58.2 | 48.7 | 63.9 | 60.4
    """
)

CIFAR10 = table(
    """
    ST          | 94.6 | 39.6 |  8.9 | 76.1 | 51.7
    SAM 0.1     | 95.6 | 45.1 |  9.4 | 81.0 | 56.3
    SAM 0.2     | 95.5 | 48.9 | 10.2 | 82.9 | 58.8
    SAM 0.4     | 94.7 | 56.1 | 15.6 | 84.0 | 64.4
    AT linf 1   | 93.7 | 86.4 | 75.5 | 90.5 | 86.4
    AT linf 2   | 92.8 | 87.4 | 79.6 | 90.3 | 86.9
    AT linf 4   | 90.9 | 86.4 | 81.3 | 88.3 | 85.7
    AT linf 8   | 84.2 | 81.5 | 78.4 | 82.5 | 80.8
    AT l2 16    | 94.5 | 82.2 | 61.7 | 90.3 | 84.5
    AT l2 32    | 93.7 | 84.9 | 70.9 | 91.0 | 86.7
    AT l2 64    | 92.7 | 85.6 | 75.2 | 90.7 | 87.5
    AT l2 128   | 90.2 | 85.7 | 78.4 | 89.6 | 87.1
    """
)

REPORTED: Mapping[str, Table] = MappingProxyType({"cifar100": CIFAR100, "cifar10": CIFAR10})
