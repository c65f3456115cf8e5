"""Words that the claims on the binary model share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MODEL = "1/2 < p < 1, eta > 0, d >= 1"
CENTRE = "ball centred on rest weights of 1"
POSITIVE_REST = "equal positive rest weights"
ONE_WEAK = "1/2 < p < 1, eta > 0, d = 1"
SAMPLED = "0.55 <= p <= 0.99, eta > 0, 0.05 <= eta sqrt(d) <= 3, 1 <= d <= 1000"
OURS = "no paper says it; a question that the model of Wei, Zhu and Zhang raises"


def boxed(boxes: Iterable[tuple[str, str]]) -> str:
    """Return the words that (w*, rho) lies in one of the boxes from 0 to the given ends."""
    return "(w*, rho) in " + " or ".join(f"(0, {t}] x (0, {e}]" for t, e in boxes)


def listed(settings: Iterable[Sequence[str]]) -> str:
    """Return a set of settings as a domain writes it."""
    return "{" + ", ".join(f"({', '.join(one)})" for one in settings) + "}"
