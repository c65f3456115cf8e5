"""Every number in the prose of README and guides stands in what the suite executes, holds to, or installs."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest

from figures.plots.binary_model import OPTIMAL_WEIGHT
from gpu_experiments.sam.family import ESAM
from tests import tolerances
from tests.snippets import ROOT, snippets
from tests.support.claim_numbers import ledger
from tests.support.numbers_in_words import numbers, values

PAGES = (
    "README.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md") if path.name != "findings.md"),
)
CLAIMS = ("wei2023/thm-4.4", "wei2023/thm-4.4-corrected")
"""Claims whose formulas the pages quote."""

NO_DATA = (
    (r"^```.*?^```$", "a snippet: executed, or compared with what was printed"),
    (r"^\|.*?\|$", "a row of the table of findings: written by the findings, whose numbers have a test of their own"),
    (r"\]\([^)]*\)|`[^`\n]*`", "an address or code"),
    (r"^#+ .*$|^\d+\. ", "a heading or the number of an item"),
    (r"once it is longer than \d+ lines", "advice"),
)
"""Parts of a page that are not read, each with what it is."""


def told() -> Iterator[object]:
    """Yield what the pages may speak of: the installed versions, the promised accuracy, the picture, formulas, domains."""
    yield [(ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "Makefile", "constraints.txt")]
    yield [value for name, value in vars(tolerances).items() if name.isupper()]
    yield OPTIMAL_WEIGHT.caption
    yield inspect.getsource(ESAM)
    yield [ledger().claims[name].formula for name in CLAIMS]
    yield (ROOT / "tests" / "theory" / "sam" / "test_optima.py").read_text(encoding="utf-8")  # draws from the domain


def untold(page: str) -> list[str]:
    """Return the numbers in a page's prose that nothing tells."""
    prose = page
    for pattern, _ in NO_DATA:
        prose = re.sub(pattern, " ", prose, flags=re.DOTALL | re.MULTILINE if "```" in pattern else re.MULTILINE)
    there = list(values([*told(), *(one.code for one in snippets(page))]))
    return [one.written for one in numbers(prose.replace("$", " ")) if not one.word and not one.told_by(there)]


@pytest.mark.parametrize("name", PAGES)
def test_every_number_in_a_page_is_told(name):
    page = (ROOT / name).read_text(encoding="utf-8")
    assert untold(page) == []
    assert untold(f"{page}\nIt is 0.831729 in 61379 cases.\n") == ["0.831729", "61379"]
