"""Draws from the binary model and trains its linear classifiers."""
