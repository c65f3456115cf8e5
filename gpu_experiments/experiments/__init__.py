"""Experiments: which runs are made together, quickly or for the record."""
