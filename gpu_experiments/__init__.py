"""The SAM family, attacks, networks and data sets: the predictions on real networks."""
