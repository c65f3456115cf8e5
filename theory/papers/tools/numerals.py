"""Counts in the words of claims: small ones are written out, so that a sentence computes them and still reads as one."""

from __future__ import annotations

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(count: int) -> str:
    """Return a count as a text writes it: "three", "no" for 0, digits above twelve.

    Raises:
        ValueError: the count is negative.
    """
    if count < 0:
        raise ValueError(f"count: expected a number of things >= 0, got {count!r}")
    return WORDS[count] if count < len(WORDS) else str(count)


def times(count: int) -> str:
    """Return how often: "once", "twice", "three times".

    Raises:
        ValueError: the count is negative.
    """
    return {1: "once", 2: "twice"}.get(count, f"{in_words(count)} times")
