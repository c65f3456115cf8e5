"""Words that the claims on natural and robust accuracy share with their checks."""

from __future__ import annotations

TEST_RADIUS = "eps the l_inf radius of the test attack on the non-robust features"
