"""The data behind the figures, computed once in a test process."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from unittest import mock

from figures.plots.registry import FIGURES
from theory import papers

NOWHERE = Path("no such folder")


@cache
def data_of(name):
    """Return the table behind the named figure, from the committed evidence: what lies below out/ comes and goes."""
    (figure,) = [figure for figure in FIGURES if figure.name == name]
    with mock.patch.object(papers, "read_ledger", partial(papers.read_ledger, NOWHERE)):
        return figure.data()
