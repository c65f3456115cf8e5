"""Section 3, "tight up to a small additive logarithmic term": how far below the 0-1 loss the bound of Lemma 3.1 can be."""
