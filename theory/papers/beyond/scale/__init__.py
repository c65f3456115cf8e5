"""Which scale of the weights SAM needs: at unit norm, and with all weights perturbed."""
