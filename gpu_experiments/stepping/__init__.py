"""Who drives a training step: the driver, the optimizer adapter, and what they share."""
