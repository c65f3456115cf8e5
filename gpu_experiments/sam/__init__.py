"""The SAM family: perturbations of the weights, and who drives a training step."""
