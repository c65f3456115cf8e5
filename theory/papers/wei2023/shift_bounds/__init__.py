"""Bounds on SAM's shift for every radius, and the radii within which its first term is right to a hundredth."""
