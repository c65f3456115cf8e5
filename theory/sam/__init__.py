"""Sharpness-aware minimisation on the binary model with the 0-1 loss: optimal weights and matching radii."""
