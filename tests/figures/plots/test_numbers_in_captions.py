"""Every number in a figure's caption is computed there, or told by the constants that its module draws with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from figures.drawing.figure import Figure
from figures.plots.registry import FIGURES
from tests.support.claim_numbers import ledger, untold
from tests.support.numbers_in_words import literals, numbers, values
from theory import sources

DRAWS = {"truncation-region": "wei2023/thm-4.4-corrected", "sharpness-measures": "deng2024/b-curvature-radii"}
"""The claim whose formula a figure draws."""


def constants(module: ModuleType, deeper: bool = True) -> Iterator[object]:
    """Yield the constants of a module and of the project's modules that it imports."""
    for name, value in vars(module).items():
        if isinstance(value, ModuleType):
            if deeper and value.__name__.partition(".")[0] in sources.PACKAGES:
                yield from constants(value, deeper=False)
        elif not name.startswith("__") and not isinstance(value, Figure) and not callable(value):
            yield value


def told(figure: Figure) -> list[str]:
    """Return the numbers of a caption that somebody typed and nothing tells."""
    module = sys.modules[figure.data.__module__]
    assert module.__file__ is not None
    typed = literals(Path(module.__file__).parent) | {0.831729, 61379.0}
    there = [one for constant in constants(module) for one in values(constant)]
    open_ = [one for one in numbers(figure.caption) if one.key in typed and not one.told_by(there)]
    return (
        untold(ledger().claims[DRAWS[figure.name]], open_) if figure.name in DRAWS else [one.written for one in open_]
    )


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_every_number_in_a_caption_is_told(figure):
    assert told(figure) == []
    assert told(replace(figure, caption=f"{figure.caption} By 0.831729 in 61379 cases.")) == ["0.831729", "61379"]
