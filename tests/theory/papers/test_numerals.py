"""Counts as texts write them."""

from __future__ import annotations

import pytest

from theory.papers.tools.numerals import in_words, times


def test_small_counts_are_written_out():
    assert [in_words(count) for count in (0, 1, 3, 12, 13, 100)] == ["no", "one", "three", "twelve", "13", "100"]
    assert [times(count) for count in (1, 2, 3, 20)] == ["once", "twice", "three times", "20 times"]


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="count: expected a number of things >= 0, got -1"):
        in_words(-1)
