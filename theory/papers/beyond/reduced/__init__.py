"""Networks trained on a reduced CIFAR-10."""
