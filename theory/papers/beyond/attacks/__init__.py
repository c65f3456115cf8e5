"""Adversarial training under attacks that the paper does not consider: l_2, and on the robust feature too."""
