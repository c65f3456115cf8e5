"""Words that the claims on BSAM share."""

from __future__ import annotations

READING = "the paper was read through summaries and the authors' code; the formula is this project's"
ADDED = "not in the paper: what its flatness indicator comes to"
WHERE = "definitions of MaxS, MinS and BilS"
FLATTER = "what 'BSAM finds a flatter minimum than SAM' would need of the indicator"
SMALL = "any loss with four continuous derivatives at a point with g = |grad L| > 0; radii tending to 0"
