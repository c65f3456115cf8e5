"""Draws from the binary model, and what is exact on a sample: accuracies, minimisers and their laws."""
