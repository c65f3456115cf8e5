"""Methods of the SAM family compared on a reduced CIFAR-10."""
