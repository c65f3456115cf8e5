"""The figures in the report: the drawing, its caption and the data behind it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from figures.drawing.figure import Figure

SHOWN, DATA = "svg", "csv"
"""Vector graphics are sharp, smaller than the PNG files, and what one takes along; PNG and PDF stay in out/figures."""

ZIPPED = 200_000
"""Bytes of CSV from which it is zipped: grids of maps, which no one reads by eye."""

WIDE = 500.0  # pixels of width, from which a drawing is no longer one for a column


@dataclass(frozen=True)
class Picture:
    """A figure and its files' bytes; no bytes where it has not been drawn."""

    figure: Figure
    drawing: bytes | None
    data: bytes | None

    @property
    def name(self) -> str:
        """The figure's name."""
        return self.figure.name

    @property
    def drawn(self) -> bool:
        """Whether both files are there."""
        return self.drawing is not None and self.data is not None

    @property
    def size(self) -> tuple[str, str]:
        """Width and height of the drawing, as HTML wants them, so that the page does not jump."""
        assert self.drawing is not None
        head = self.drawing[:2000].decode("utf-8", "replace")
        parts = head.partition('viewBox="')[2].partition('"')[0].split()
        return (f"{float(parts[2]) * 1.5:.0f}", f"{float(parts[3]) * 1.5:.0f}") if len(parts) == 4 else ("700", "400")

    @property
    def wide(self) -> bool:
        """Whether it was drawn for the whole width of a page, not for a column."""
        return float(self.size[0]) > WIDE

    @property
    def data_address(self) -> str:
        """The address of the data in the report."""
        assert self.data is not None
        return f"figures/{self.name}.{DATA}" + (".zip" if len(self.data) > ZIPPED else "")

    def files(self) -> dict[str, bytes]:
        """The files that go into the report, by their address there."""
        if self.drawing is None or self.data is None:
            return {}
        data = zipped(f"{self.name}.{DATA}", self.data) if self.data_address.endswith(".zip") else self.data
        return {f"figures/{self.name}.{SHOWN}": self.drawing, self.data_address: data}


def zipped(name: str, content: bytes) -> bytes:
    """Return an archive of one file, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # A ZipInfo has a fixed date; the system that made it is told as Unix everywhere.
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
        archive.writestr(entry, content, compresslevel=9)
    return buffer.getvalue()


def read(figures: Sequence[Figure], folder: Path) -> list[Picture]:
    """Return the figures with their files in a folder, where they are there."""

    def content(name: str) -> bytes | None:
        path = folder / name
        return path.read_bytes() if path.exists() else None

    return [Picture(one, content(f"{one.name}.{SHOWN}"), content(f"{one.name}.{DATA}")) for one in figures]
