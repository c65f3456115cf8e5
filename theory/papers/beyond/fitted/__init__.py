"""SAM and AT on a reduced CIFAR-10, trained until the training images are fitted."""
