"""What training with the hinge loss learns: Theorem 2.2 and Lemmas D.1 to D.5."""
