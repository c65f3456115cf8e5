"""The data behind the figures, computed once in a test process."""

from __future__ import annotations

from functools import cache

from figures.registry import FIGURES


@cache
def data_of(name):
    """Return the table behind the named figure."""
    (figure,) = [figure for figure in FIGURES if figure.name == name]
    return figure.data()
