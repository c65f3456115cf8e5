"""What a claim on networks that stays open says: by what it would be settled."""

from __future__ import annotations


def settled(by: str, besides: str = "") -> str:
    """Return that a claim is open, by what it would be settled, and what else is to be said."""
    return "; ".join(filter(None, [f"open: {by} would settle it", besides]))
