"""SAM on the robust weight at large radii, as box smoothing, and in its one-step form."""
