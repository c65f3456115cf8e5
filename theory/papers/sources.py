"""Where the papers stand."""

from __future__ import annotations

from theory.ledger import Source

URLS = {
    "wei2023": "https://arxiv.org/abs/2305.05392v2",
}


def wei2023(locator: str) -> Source:
    """Return the source of a statement of Wei, Zhu and Zhang."""
    return Source("wei2023", locator, URLS["wei2023"])
