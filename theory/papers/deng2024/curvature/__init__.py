"""Max-, min- and bilateral sharpness, and what they see of the curvature where the gradient dominates."""
