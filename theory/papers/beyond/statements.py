"""Where the statements of this package come from: they are this project's own, on the model of Wei et al. (2023)."""

from __future__ import annotations

from theory.ledger.claims import Source
from theory.papers.sources import URLS

MODEL = "1/2 < p < 1, eta > 0, d >= 1"


def beyond(locator: str) -> Source:
    """Return the source of a statement that this project adds to a place of Wei, Zhu and Zhang."""
    return Source("beyond", f"beyond {locator}", URLS["wei2023"])
