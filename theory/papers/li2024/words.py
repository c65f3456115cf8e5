"""Words that the claims on F-SAM share."""

from __future__ import annotations

READING = "the paper was read through summaries and the authors' code; the formula is this project's"
STEPS = "batch gradients with the same full gradient G at every step and independent noise of mean 0 and variance v"
