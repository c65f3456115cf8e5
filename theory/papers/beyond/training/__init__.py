"""Training all weights with the logistic loss: what the batch size, F-SAM and BSAM do to the share of the robust weight."""
