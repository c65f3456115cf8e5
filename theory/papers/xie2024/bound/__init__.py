"""Section 3: the log-sum-exp lower bound of the 0-1 loss (eq. 10, Lemma 3.1) and the two surrogates (eqs. 14, 15)."""
