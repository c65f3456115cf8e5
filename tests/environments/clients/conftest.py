"""No hub is asked for anything, and what the trainers' libraries themselves have outdated is no failure of ours."""

from __future__ import annotations

import os

import pytest

# Read when the libraries are imported.
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")

OF_LIBRARIES = (
    r"ignore:.isinstance\(treespec, LeafSpec\).:FutureWarning",  # Lightning walks torch's trees the older way
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave those warnings alone, here only."""
    for item in items:
        for warning in OF_LIBRARIES:
            item.add_marker(pytest.mark.filterwarnings(warning))
