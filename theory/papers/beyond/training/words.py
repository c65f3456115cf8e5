"""Words that the claims on training and their checks share."""

from __future__ import annotations

LINEAR, SAMPLE, FALLING = "linear classifier", "one sample that is not zero", "loss that falls with the margin"
SINGLE = f"{LINEAR}; {SAMPLE}; {FALLING}"
