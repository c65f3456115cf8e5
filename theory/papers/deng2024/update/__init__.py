"""BSAM's published update: to first order in the radii, and beyond."""
