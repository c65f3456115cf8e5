"""Where the papers stand."""

from __future__ import annotations

from theory.ledger.claims import Source

URLS = {
    "wei2023": "https://arxiv.org/abs/2305.05392v2",
    "xie2024": "https://arxiv.org/abs/2407.12993",
    "li2024": "https://arxiv.org/abs/2403.12350",
    "deng2024": "https://arxiv.org/abs/2409.13173",
    "tsipras2019": "https://arxiv.org/abs/1805.12152v5",
    "li2024b": "https://arxiv.org/abs/2410.14802",
    "bartlett2023": "https://jmlr.org/papers/v24/23-043.html",
    "long2024": "https://arxiv.org/abs/2309.12488",
}


def wei2023(locator: str) -> Source:
    """Return the source of a statement of Wei, Zhu and Zhang."""
    return Source("wei2023", locator, URLS["wei2023"])
