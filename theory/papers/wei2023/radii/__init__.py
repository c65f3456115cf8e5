"""Which radii of SAM and AT give the same weight: appendix A.5 and Theorem 4.5."""
