"""The ball of SAM over all weights as a cap on the sphere of directions."""
