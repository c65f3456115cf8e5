"""What robust accuracy any classifier can have: Theorem 2.1, its proof, and its exact slack."""
