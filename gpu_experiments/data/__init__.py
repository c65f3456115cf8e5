"""Data sets, how they are split and augmented, and the random streams of a run."""
