"""Sections 2 and 3: SAM's ascent (eqs. 3, 4), the 0-1 formulation (5 to 7, 11, 12), BiSAM's ascent (13) and ASAM's (16)."""
