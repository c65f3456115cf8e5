"""SAM and AT on all of CIFAR-10, by a small fast network."""
