"""The moving average as an estimate of the full gradient: at fixed weights, and while they move."""
