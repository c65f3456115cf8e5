"""What the authors of F-SAM report or cite: convergence, and the comparison with SAM on networks."""
