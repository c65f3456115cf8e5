"""The edge of stability of SAM, and the cycle that runs on it."""
