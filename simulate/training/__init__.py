"""Gradient training of linear classifiers on samples of the binary model."""
