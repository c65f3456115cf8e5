"""Adversarial training on the binary model: the worst attack, Theorem 4.2 (appendix A.2), and radii of eta or more."""
