"""The batch gradient as full gradient plus noise: angles, and what a perturbation along each part does."""
