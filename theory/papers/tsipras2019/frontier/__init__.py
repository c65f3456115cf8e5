"""The best trade-off of natural against robust accuracy that any classifier has."""
