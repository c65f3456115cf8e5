"""Smooth losses: what standard training and the three readings of SAM do to the ratio of the weights."""
