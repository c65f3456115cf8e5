"""The ledger: claims, the evidence for them, and the status that is computed from it."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Ledger, Method, Result, Source, verdict_of

__all__ = ["Check", "Claim", "Kind", "Ledger", "Method", "Result", "Source", "verdict_of"]
