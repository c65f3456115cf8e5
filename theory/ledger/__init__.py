"""The ledger: claims, the evidence for them, and the status that is computed from it."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Source, verdict_of
from theory.ledger.ledger import Ledger

__all__ = ["Check", "Claim", "Kind", "Ledger", "Method", "Result", "Source", "verdict_of"]
