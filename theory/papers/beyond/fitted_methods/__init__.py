"""BiSAM, F-SAM and BSAM against SAM on a reduced CIFAR-10, trained until the training images are fitted."""
