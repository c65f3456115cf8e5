"""Section 5: what is said of trained networks."""
